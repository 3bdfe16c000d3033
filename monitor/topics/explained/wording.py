"""A query's clauses as the operator wrote them, and where they stand in the topic's file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.topics.nodes import (
    And,
    ConceptName,
    Count,
    Filter,
    InField,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefer,
    Range,
    Regex,
    Scope,
    Together,
    Word,
    children,
)

LONGEST = 300  # characters of a clause that are repeated

_QUOTES = '"“”„«»‟＂'
_PHRASE = re.compile(rf"[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]")
_FIELD = re.compile(r"\w+:")
_NEAR = re.compile(r"AROUND\([\s\d]*\)|[A-Za-z]+/?\d*f?")
_SIGN = re.compile(r"[-!]")


class Wording:
    """One query's words. Its phrases, fields and signs are told as they stand; what only joins them, in the language's own form.

    Args:
        query: the whole query.
        line, column: where it begins in the topic's file; 0 where it stands by itself.
    """

    def __init__(self, query: str, line: int = 0, column: int = 0) -> None:
        self._query = query
        self._line = line or 1
        self._column = column or 1

    def place(self, node: Node) -> tuple[int, int]:
        """The line and column where a clause begins. A block of text is indented alike on every line."""
        at = _start(node)
        line = self._query.count("\n", 0, at)
        return self._line + line, self._column + at - (self._query.rfind("\n", 0, at) + 1)

    def says(self, node: Node, parts: Sequence[str]) -> str:
        """A clause as it is written, given how its parts are; cut with dots where it is long."""
        both = zip(children(node), parts, strict=False)  # a phrase has its words in its own
        text = self._joined(node, [f"({says})" if _bracketed(part, node) else says for part, says in both])
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"

    def _joined(self, node: Node, parts: Sequence[str]) -> str:
        match node:
            case And():
                return " ".join(parts)
            case Or(least=least):
                return " OR ".join(parts) if least == 1 else f"({' OR '.join(parts)})@{least}"
            case Not():
                return self._piece(_SIGN, node.at, "NOT ") + parts[0]
            case Near(words=words, ordered=ordered, scope=scope):
                usual = f"{'O' * ordered}NEAR/{words}" if words is not None else "SENTENCE" if scope is Scope.SENTENCE else "PARAGRAPH"
                return f"{parts[0]} {self._piece(_NEAR, node.at, usual)} {parts[1]}"
            case Together(words=words):
                return f"({' '.join(parts)})~{words}"
            case InField(field=field):
                return self._piece(_FIELD, node.at, f"{field}:") + parts[0]
            case Count(part=part, least=least):
                return f"ATLEAST/{least}{parts[0] if _bracketed(part, node) else f'({parts[0]})'}"
            case Prefer(weight=weight):
                return f"{parts[0]}^{weight:g}"
            case _:
                return self._atom(node)

    def _atom(self, node: Node) -> str:
        match node:
            case Word(text=text, exact=exact, cased=cased, prefix=prefix):
                return f"{'==' if cased else '=' * exact}{text}{'*' * prefix}"
            case Phrase(words=words, within=within):
                usual = '"' + " ".join(map(self._atom, words)) + '"'
                return self._piece(_PHRASE, node.at, usual) + ("" if within is None else f"~{within}")
            case ConceptName(name=name):
                return f"@{name}"
            case Filter(field=field, value=value):
                return f'{field}:"{value}"' if re.search(r"\s", value) else f"{field}:{value}"
            case Regex(field=field, pattern=pattern):
                return f"{field}:re:/{pattern}/"
            case Range(field=field, low=low, high=high, closed=True):
                return f"{field}:{low}..{high}"
            case Range(field=field, low=low, high=high):
                return f"{field}:[{low or '*'} TO {high}}}"
            case _:
                raise AssertionError(node)  # pragma: no cover - the others have parts

    def _piece(self, pattern: re.Pattern[str], at: int, usual: str) -> str:
        found = pattern.match(self._query, at)
        return found.group() if found else usual


def _start(node: Node) -> int:
    """Where a clause begins: NEAR knows the place of its operator, and begins with its left side."""
    return min([node.at, *map(_start, children(node)[:1])])


def _bracketed(part: Node, whole: Node) -> bool:
    """Whether a part needs brackets to be read as it is meant."""
    match part:
        case And():
            return not isinstance(whole, Together)
        case Or(least=least):
            return least == 1
        case Near():
            return not isinstance(whole, Or)
        case Not():
            return not isinstance(whole, (And, Or, Not))
        case _:
            return False
