"""The descent through a query's lexemes by the rules of its grammar: or, and, not, near, prim."""

from __future__ import annotations

import re

from monitor.errors import Problem
from monitor.topics.fields import DATE_FIELDS, FIELDS, TEXT_FIELDS, field_named, why_not
from monitor.topics.lexer import Kind, Lexeme
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
    Scope,
    Together,
    Word,
    has_places,
    height,
)
from monitor.topics.place import nearest, problem
from monitor.topics.positive import needs_a_word, wordless_part
from monitor.topics.written import read_word

MAX_TERMS = 5_000
MAX_DEPTH = 60
MAX_HEIGHT = 150  # of the tree: what walks it does so by recursion
MAX_NEAR = 1_000
DEFAULT_NEAR = 4

_TOO_DEEP = f"brackets, fields or signs nested deeper than {MAX_DEPTH}: write part of it as a concept"

_STARTS = frozenset(
    {
        Kind.OPEN,
        Kind.NOT,
        Kind.PLUS,
        Kind.COUNT,
        Kind.WITHIN,
        Kind.FIELD,
        Kind.PHRASE,
        Kind.CONCEPT,
        Kind.RANGE,
        Kind.REGEX,
        Kind.WORD,
    }
)
_RANGE = re.compile(r"\[\s*(\S*)\s+TO\s+(\S*?)\s*([\]}])")


class _Stop(Exception):
    """The rest cannot be understood."""


class Parser:
    """One descent. ``problems`` has what is wrong; what can still be understood behind it is read on."""

    def __init__(self, query: str, pieces: list[Lexeme], problems: list[Problem]) -> None:
        self._query = query
        self._pieces = pieces
        self.problems = problems
        self._next = 0
        self._depth = 0
        self._terms = 0

    # ── steps ──

    def _peek(self) -> Lexeme:
        return self._pieces[self._next]

    def _take(self) -> Lexeme:
        piece = self._pieces[self._next]
        if piece.kind is not Kind.END:
            self._next += 1
        return piece

    def _note(self, at: int, message: str) -> None:
        self.problems.append(problem(self._query, at, message))

    def _stop(self, at: int, message: str) -> _Stop:
        self._note(at, message)
        return _Stop()

    # ── the grammar ──

    def whole(self) -> Node | None:
        """The whole query; None where it cannot be read to its end."""
        if self._peek().kind is Kind.END:
            if not self.problems:
                self._note(0, "the query is empty: write at least one word")
            return None
        try:
            node = self._any_of()
            if self._peek().kind is not Kind.END:
                raise self._stop(self._peek().at, self._unexpected(self._peek()))
        except _Stop:
            return None
        if height(node) > MAX_HEIGHT:
            self._note(0, _TOO_DEEP)
        elif not self.problems and not needs_a_word(node):
            culprit = wordless_part(node)
            self._note(culprit.at, "this can be true without any word found: join it to a word with AND, taliban AND NOT cricket")
        return node

    def _any_of(self) -> Node:
        first = self._peek().at
        parts = [self._all_of()]
        while self._peek().kind is Kind.OR:
            self._operand_after(self._take())
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else Or(tuple(parts), first)

    def _all_of(self) -> Node:
        first = self._peek().at
        parts = [self._negated()]
        while True:
            if self._peek().kind is Kind.AND:
                self._operand_after(self._take())
            elif self._peek().kind not in _STARTS:
                break
            parts.append(self._negated())
        return parts[0] if len(parts) == 1 else And(tuple(parts), first)

    def _negated(self) -> Node:
        flips: list[int] = []
        while self._peek().kind is Kind.NOT:
            sign = self._take()
            self._operand_after(sign)
            if sign.written in "-!" and self._peek().at != sign.at + 1:
                raise self._stop(sign.at, f'"{sign.written}" standing alone: write NOT, or put the words in quotes')
            flips.append(sign.at)
            if len(flips) > MAX_DEPTH:
                raise self._stop(sign.at, "too many NOTs in a row: one is enough")
        if self._peek().kind is Kind.PLUS:
            self._take()
        node = self._near()
        for at in reversed(flips):
            node = Not(node, at)
        return node

    def _near(self) -> Node:
        node, chained = self._prim(), 0
        while self._peek().kind is Kind.NEAR:
            operator = self._take()
            self._operand_after(operator)
            chained += 1
            if chained > MAX_DEPTH:
                raise self._stop(operator.at, f"more than {MAX_DEPTH} operands in a row: write AND, or SENTENCE between lists")
            right = self._prim()
            for operand in (node, right):
                self._near_operand(operand, operator)
            node = self._joined(node, operator, right)
        return node

    def _joined(self, left: Node, operator: Lexeme, right: Node) -> Node:
        name = operator.text
        if name in {"SENTENCE", "PARAGRAPH"}:
            return Near(left, right, operator.at, None, scope=Scope(name.casefold()))
        words = DEFAULT_NEAR if operator.number is None else int(operator.number)
        if words > MAX_NEAR:
            self._note(operator.at, f"at most {MAX_NEAR} words between: write AND, or PARAGRAPH")
        ordered = name.endswith("f") or name in {"ONEAR", "adj", "w/"}
        return Near(left, right, operator.at, words, ordered)

    def _near_operand(self, operand: Node, operator: Lexeme) -> None:
        if has_places(operand):
            return
        what = {And: "AND", Not: "NOT"}.get(type(operand), "a filter or a count")
        self._note(
            operator.at,
            f"{operator.written} cannot stand over {what}: give it words, a phrase, a concept or (a OR b), and join the rest with AND",
        )

    def _prim(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._stop(self._peek().at, _TOO_DEEP)
        node = self._one_prim(self._take())
        self._depth -= 1
        return node

    def _one_prim(self, piece: Lexeme) -> Node:
        match piece.kind:
            case Kind.OPEN:
                return self._suffixed(self._bracket(piece))
            case Kind.FIELD:
                return self._fielded(piece)
            case Kind.COUNT:
                self._operand_after(piece)
                return self._counted(self._prim(), int(piece.number or 0), piece)
            case Kind.WITHIN:
                return self._within_phrase(piece)
            case Kind.WORD:
                return self._suffixed(self._word_or_date(piece))
            case Kind.PHRASE:
                return self._suffixed(self._phrase(piece))
            case Kind.CONCEPT:
                self._count_term(piece.at)
                return self._suffixed(ConceptName(piece.text, piece.at))
            case Kind.RANGE:
                raise self._stop(piece.at, f"a range needs its field: date:{piece.written}")
            case Kind.REGEX:
                raise self._stop(piece.at, "regular expressions are not available yet: write title:word* or url:part instead")
            case _:
                raise self._stop(piece.at, self._unexpected(piece))

    def _bracket(self, opening: Lexeme) -> Node:
        if self._peek().kind is Kind.CLOSE:
            raise self._stop(opening.at, "there is nothing in these brackets: take them out")
        node = self._any_of()
        if self._peek().kind is not Kind.CLOSE:
            if self._peek().kind is Kind.END:
                raise self._stop(opening.at, 'this bracket is never closed: add ")"')
            raise self._stop(self._peek().at, self._unexpected(self._peek()))
        self._take()
        return node

    def _operand_after(self, operator: Lexeme) -> None:
        """Refuse an operator with nothing behind it."""
        if self._peek().kind not in _STARTS:
            raise self._stop(operator.at, f'nothing stands behind {operator.written}: add a word, or put "{operator.written}" in quotes')

    def _unexpected(self, piece: Lexeme) -> str:
        if piece.kind is Kind.CLOSE:
            return 'this ")" closes nothing: take it out, or add "(" before'
        if piece.kind is Kind.END:
            return "the query ends where a word was expected"
        return f'a word was expected before {piece.written}: add one, or put "{piece.written}" in quotes'

    # ── atoms ──

    def _count_term(self, at: int) -> None:
        self._terms += 1
        if self._terms == MAX_TERMS + 1:
            self._note(at, f"more than {MAX_TERMS} terms: move lists of words to concepts")

    def _word(self, written: str, at: int) -> Word:
        self._count_term(at)
        word, wrong = read_word(written, at)
        if wrong:
            self._note(at, wrong)
        return word

    def _word_or_date(self, piece: Lexeme) -> Node:
        if re.fullmatch(r"\d{4}[\d-]*\.\.[\d-]*", piece.text):
            self._note(piece.at, f"a range needs its field: date:{piece.text}")
        return self._word(piece.text, piece.at)

    def _phrase(self, piece: Lexeme) -> Node:
        words = [self._word(m.group(), piece.at + 1 + m.start()) for m in re.finditer(r"\S+", piece.text) if _sounds(m.group())]
        if not words:
            self._note(piece.at, "there is no word in these quotes: write one, or take them out")
            return Word("", piece.at)
        return words[0] if len(words) == 1 else Phrase(tuple(words), piece.at)

    def _within_phrase(self, piece: Lexeme) -> Node:
        if self._peek().kind is not Kind.PHRASE:
            raise self._stop(piece.at, f'{piece.written} takes a phrase: {piece.written}"two words"')
        node = self._phrase(self._take())
        return Phrase(node.words, node.at, int(piece.number or 0)) if isinstance(node, Phrase) else node

    # ── fields ──

    def _fielded(self, name: Lexeme) -> Node:
        field = field_named(name.text)
        if field is None:
            guess = nearest(name.text, FIELDS) or f"a colon inside words belongs in quotes; the fields are {', '.join(FIELDS)}"
            self._note(name.at, f'unknown field "{name.text}": {guess}')
            field = "text"
        self._operand_after(name)
        if field in TEXT_FIELDS:
            return InField(field, self._prim(), name.at)
        if self._peek().kind is Kind.RANGE:
            return self._range(field, self._take())
        if self._peek().kind is Kind.PHRASE:
            return self._filter(field, self._peek().text.strip(), self._take().at)
        if self._peek().kind is Kind.WORD:
            return self._value(field, self._take())
        return self._spread(field, self._prim())

    def _value(self, field: str, piece: Lexeme) -> Node:
        if field in DATE_FIELDS and ".." in piece.text:
            low, _, high = piece.text.partition("..")
            return self._checked_range(field, low, high, piece.at, closed=True)
        return self._filter(field, piece.text, piece.at)

    def _filter(self, field: str, value: str, at: int) -> Node:
        self._count_term(at)
        if wrong := why_not(field, value):
            self._note(at, wrong)
        return Filter(field, value, at)

    def _range(self, field: str, piece: Lexeme) -> Node:
        m = _RANGE.fullmatch(piece.text)
        if m is None:
            raise self._stop(piece.at, "a range is written [2024-10-01 TO 2024-10-07], or 2024-10-01..2024-10-07")
        low, high = ("" if end == "*" else end for end in m.group(1, 2))
        return self._checked_range(field, low, high, piece.at, closed=m.group(3) == "]")

    def _checked_range(self, field: str, low: str, high: str, at: int, *, closed: bool) -> Node:
        if field != "date":
            raise self._stop(at, f"{field}: takes one value; a range stands behind date:")
        wrong = why_not("date", low) or why_not("date", high)
        if wrong or not (low or high):
            self._note(at, wrong or "a range needs at least one end")
        elif low and high and low > high + "~":
            self._note(at, f"the range runs backwards: write {high}..{low}")
        return Range("date", low, high, at, closed)

    def _spread(self, field: str, node: Node) -> Node:
        """``lang:(ru OR fa)``: the field before a bracket is every word's in it."""
        match node:
            case Word(text=text, at=at):
                return self._filter(field, text, at)
            case Phrase(words=words, at=at):
                return self._filter(field, " ".join(w.text for w in words), at)
            case Or(parts=parts, at=at, least=1):
                return Or(tuple(self._spread(field, p) for p in parts), at)
            case And(parts=parts, at=at):
                return And(tuple(self._spread(field, p) for p in parts), at)
            case Not(part=part, at=at):
                return Not(self._spread(field, part), at)
            case _:
                self._note(node.at, f"{field}: takes values, or (a OR b)")
                return Filter(field, "", node.at)

    # ── suffixes and counts ──

    def _suffixed(self, node: Node) -> Node:
        while self._peek().kind is Kind.SUFFIX:
            suffix = self._take()
            node = self._with_suffix(node, suffix)
        return node

    def _with_suffix(self, node: Node, suffix: Lexeme) -> Node:
        number = suffix.number or 0.0
        match suffix.text:
            case "^":
                return Prefer(node, node.at, number)
            case "{":
                return self._counted(node, int(number), suffix)
            case "@":
                if not isinstance(node, Or) or not 1 <= number <= len(node.parts):
                    self._note(suffix.at, f"{suffix.written} counts the parts of a list before it: (a OR b OR c)@2")
                    return node
                return Or(node.parts, node.at, int(number))
            case _:
                return self._within(node, int(number), suffix)

    def _within(self, node: Node, words: int, suffix: Lexeme) -> Node:
        if words > MAX_NEAR:
            self._note(suffix.at, f"at most {MAX_NEAR} words between: write AND")
        if isinstance(node, Phrase):
            return Phrase(node.words, node.at, words)
        if isinstance(node, And) and all(map(has_places, node.parts)):
            return Together(node.parts, node.at, words)
        self._note(
            suffix.at,
            f'{suffix.written} stands behind "several words" or (a b): a word matches its forms and spellings without it',
        )
        return node

    def _counted(self, part: Node, least: int, sign: Lexeme) -> Node:
        if not has_places(part):
            self._note(sign.at, f"{sign.written} counts a word, a phrase, a concept or (a OR b), not AND, NOT or a filter")
        if least < 1:
            self._note(sign.at, f"{sign.written} asks for none: write a number from 1")
        return Count(part, part.at, least)


def _sounds(written: str) -> bool:
    """Whether there is a letter, digit or wildcard in it: a dash alone in a phrase is punctuation."""
    return any(c.isalnum() or c in "*?" for c in written)
