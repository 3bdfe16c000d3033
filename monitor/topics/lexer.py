"""Cuts a query into lexemes, one at a time. What they mean together is the parser's to judge; here only strays are refused.

Beyond the written grammar, remarks are left out: from ``# `` to the end of the line, and ``<<<`` to ``>>>`` as Brandwatch writes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from monitor.topics.fields import TEXT_FIELDS, field_named
from monitor.topics.place import Faults

QUOTES = '"“”„«»‟'  # all of them are one quote
DASHES = "–—−‒"  # what Word makes of a hyphen
_STOP = rf"\s()|~^{{}}\[\]{QUOTES}"
# One for one, so that places stay true: what has no width and stands between words, and the full-width signs of Chinese keyboards.
_NO_WIDTH = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_PLAIN = dict.fromkeys(map(ord, _NO_WIDTH), " ") | {0xFEE0 + plain: chr(plain) for plain in range(ord("!"), ord("~") + 1)}

Kind = Literal[
    "open", "close", "or", "and", "not", "plus", "near", "count", "within", "field", "phrase", "concept", "range", "regex", "foreign",
    "word", "suffix", "end",
]  # fmt: skip


class Lexeme(NamedTuple):
    """One piece of a query: as written, where, its name or content, and the number in it as digits."""

    kind: Kind
    written: str
    at: int
    text: str = ""
    number: str = ""

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.at + len(self.written)


def _whole(rule: str) -> str:
    """A rule for something with a space, a bracket, a quote or the end behind it."""
    return rf"(?:{rule})(?=[\s(){QUOTES}]|$)"


# The first that fits wins. No rule may look further ahead than it takes, or a long query would cost its square.
_RULES: dict[Kind, str] = {
    "open": r"\(",
    "close": r"\)",
    "phrase": rf"[{QUOTES}][^{QUOTES}]*+[{QUOTES}]",
    "or": _whole("OR") + r"|\|\|?",
    "and": _whole("AND") + "|&&?",
    "not": _whole("NOT") + rf"|[-!]|[{DASHES}](?=\S)",
    "plus": r"\+(?=\S)",
    "within": r"(?:near|NEAR)\d++:",
    "near": _whole(r"O?NEAR(?:/\d++f?)?+|[Ww]/\d++|(?:near|adj|NEAR|ADJ)\d++|SENTENCE|PARAGRAPH") + r"|AROUND\(\s*+\d++\s*+\)",
    "count": _whole(r"(?:ATLEAST/|atleast|ATLEAST)\d++") + rf"|repeat\d++(?::|(?=[\s({QUOTES}]))",
    "regex": r"re:/(?:[^/\\\n]|\\.)*+/",
    "foreign": rf"date\s++(?:from|after|before|between)\s++\d++|\{{[^{{}}\[\]\n]*+[}}\]]|/(?:[^/\s\\]|\\.)++/(?=[\s(){QUOTES}]|$)",
    "field": r"[^\W\d]\w*+(?:[.-]\w++)*+:(?!//)",
    "concept": r"@[^\W\d]\w*+(?:[.-]\w++)*+",
    "range": r"\[[^\[\]}\n]*+[\]}]",
    "word": rf"(?:[^{_STOP}&<]|<(?!<<))++(?:&(?!&)(?:[^{_STOP}&<]|<(?!<<))++)*+",
}
_VALUES: tuple[Kind, ...] = ("regex", "range", "phrase")  # what may stand behind a filter's colon beside a bare value
_BLANK = r"(?:\s++|#(?=\s|$)[^\n]*+)*+"  # "# " begins a remark, to the line's end; "#word" is a hashtag
_USUAL = r"[^\W_]++(?=[\s)]|$)"  # most words of most queries; those that are operators are looked at again
_REMARK = "<<<", ">>>"


def _one_of(rules: Mapping[Kind, str]) -> str:
    return "|".join(f"(?P<{kind}>{rule})" for kind, rule in rules.items())


_LEXEME = re.compile(f"{_BLANK}(?:(?P<usual>{_USUAL})|(?P<remark>{_REMARK[0]})|{_one_of(_RULES)})?")
_UNUSUAL = re.compile(_one_of(_RULES))
_OPERATORS = frozenset({"OR", "AND", "NOT", "NEAR", "ONEAR", "SENTENCE", "PARAGRAPH", "date"})
_NUMBERED = re.compile(r"(?:NEAR|ADJ|ATLEAST|near|adj|atleast|repeat)\d++")
_FILTER_VALUE = re.compile(_one_of({kind: _RULES[kind] for kind in _VALUES} | {"word": rf"[^\s()\[{{{QUOTES}]++"}))
_KINDS: dict[str | None, Kind] = {kind: kind for kind in _RULES}
_SUFFIX = re.compile(r"[~@^]\d++(?:\.\d++)?+(?=[^\w.]|$)|\{\d++(?:\.\d++)?+\}")
_LIST_SUFFIX = re.compile(rf"@\d++(?=[{_STOP}]|$)")  # word@2
_STRAYS = re.compile(r"(?:[~^{}\[\]]\s*+)++")  # told of once
_SIGNS = frozenset({"open", "close", "or", "and", "not", "plus"})
_SUFFIXES = frozenset("~@^{")
_CARRIES_SUFFIX = frozenset({"close", "phrase", "word", "concept", "suffix"})
_OPERATOR = re.compile(r"([A-Za-z]+)/?(?:\(\s*+)?(\d*)(f?)")


class Lexer:
    """Reads one query from its beginning to its end; what can be no lexeme is noted among ``faults``.

    Attributes:
        cut_short: whether an unclosed quote or remark hid the rest of the query.
    """

    def __init__(self, query: str, faults: Faults) -> None:
        self._query = query.translate(_PLAIN)
        self._faults = faults
        self._at = 0
        self._previous = Lexeme("or", "", 0)
        self.cut_short = False

    def step(self) -> Lexeme:
        """The next lexeme; "end" again and again behind the last."""
        lexeme = self._attached(self._previous) or self._any()
        self._at = lexeme.at + len(lexeme.written)
        self._previous = lexeme
        return lexeme

    def _any(self) -> Lexeme:
        """The lexeme behind what is blank, a remark or a stray."""
        while True:
            found = _LEXEME.match(self._query, self._at)
            assert found is not None  # the pattern takes nothing as well  # noqa: S101
            kind, self._at = found.lastgroup, found.end()
            if kind is None:
                if self._at == len(self._query):
                    return Lexeme("end", "", self._at)
                self._pass_stray(self._at)
                continue
            written, at = found[kind], found.start(kind)
            if kind == "remark":
                self._pass_remark(at)
            elif kind != "usual":
                return Lexeme(_KINDS[kind], written, at) if kind in _SIGNS else _lexeme(_KINDS[kind], written, at)
            elif written not in _OPERATORS and not (written[-1].isdecimal() and _NUMBERED.fullmatch(written)):
                return Lexeme("word", written, at, written)
            else:
                again = _UNUSUAL.match(self._query, at)
                assert again is not None  # it is a word at least  # noqa: S101
                return _lexeme(_KINDS[again.lastgroup], again.group(), at)

    def _attached(self, previous: Lexeme) -> Lexeme | None:
        """What only means something right behind the previous lexeme: a suffix, or a filter's bare value."""
        if previous.kind == "field":
            if self._at == previous.end and (field_named(previous.text) or "text") not in TEXT_FIELDS:
                found = _FILTER_VALUE.match(self._query, self._at)
                if found is not None and found.lastgroup:
                    return _lexeme(_KINDS[found.lastgroup], found.group(), self._at)
        elif self._query[self._at : self._at + 1] in _SUFFIXES and previous.kind in _CARRIES_SUFFIX:
            found = _SUFFIX.match(self._query, self._at)
            if found is not None:
                written = found.group()
                return Lexeme("suffix", written, self._at, written[0], written[1:].rstrip("}"))
        return None

    def _pass_remark(self, at: int) -> None:
        end = self._query.find(_REMARK[1], at)
        if end < 0:
            self._cut(at, 'this remark is never closed: add ">>>"')
        else:
            self._at = end + len(_REMARK[1])

    def _pass_stray(self, at: int) -> None:
        run = _STRAYS.match(self._query, at)
        if run is None:
            self._cut(at, "this quote is never closed: add a quote at the phrase's end")
        else:
            self._faults.note(at, _stray(self._query[at]))
            self._at = run.end()

    def _cut(self, at: int, message: str) -> None:
        self._faults.note(at, message)
        self._at = len(self._query)
        self.cut_short = True


def _lexeme(kind: Kind, written: str, at: int) -> Lexeme:
    match kind:
        case "word":
            attached = _LIST_SUFFIX.search(written) if "@" in written else None
            if attached is not None and attached.start():
                written = written[: attached.start()]
            return Lexeme(kind, written, at, written)
        case "phrase":
            return Lexeme(kind, written, at, written[1:-1])
        case "concept":
            return Lexeme(kind, written, at, written[1:])
        case "field":
            return Lexeme(kind, written, at, written[:-1])
        case "regex":
            return Lexeme(kind, written, at, written[4:-1])
        case "near" | "within" | "count":
            name, number, ordered = _OPERATOR.findall(written)[0]
            return Lexeme(kind, written, at, name + ordered, number)
        case _:
            return Lexeme(kind, written, at, written)


def _stray(char: str) -> str:
    if char == "[":
        return "a square bracket begins a range, date:[2024-10-01 TO 2024-10-07]; words are grouped by ( )"
    if char == "~":
        return '"~" stands behind "several words" or (a b), with a number: "a b"~3; a word matches its forms without it'
    if char in "^{}":
        return f'"{char}" stands behind a word, a phrase or a bracket, with a number: word^2, word{{3}}'
    return f'"{char}" means nothing here: take it out, or put the words in quotes'
