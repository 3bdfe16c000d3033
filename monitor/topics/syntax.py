"""Parses the query language of docs/query-language.md into nodes; says everything that is wrong, by line and column."""

from __future__ import annotations

import re

from monitor.errors import Problem, QueryInvalid
from monitor.topics.doubts import doubts
from monitor.topics.fields import DATE_FIELDS, FIELDS, TEXT_FIELDS, field_named, why_not
from monitor.topics.lexer import Kind, Lexeme, lexemes
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
    children,
    has_places,
)
from monitor.topics.place import nearest, problem
from monitor.topics.written import read_word

MAX_BYTES = 100_000
MAX_TERMS = 5_000
MAX_DEPTH = 60
MAX_NEAR = 1_000
DEFAULT_NEAR = 4

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


def parse(query: str) -> Node:
    """The query's tree.

    Raises:
        QueryInvalid: with every problem found, each by line and column and with the text around it. Whether the concepts
            it names are known is not asked here.
    """
    if len(query.encode("utf-8", "replace")) > MAX_BYTES:
        raise QueryInvalid([Problem(message=f"the query is longer than {MAX_BYTES // 1000} kB: split the topic in two")])
    pieces, problems = lexemes(query)
    parser = _Parser(query, pieces, problems)
    node = parser.whole()
    if parser.problems or node is None:
        raise QueryInvalid(sorted(parser.problems))
    return node


def warnings_of(query: str) -> list[Problem]:
    """What is accepted but looks like a slip, in the query's order. Empty where the query itself is refused."""
    try:
        node = parse(query)
    except QueryInvalid:
        return []
    return doubts(query, node)


class _Stop(Exception):
    """The rest cannot be understood."""


class _Parser:
    """One descent through the lexemes, by the rules of the grammar: or, and, not, near, prim."""

    def __init__(self, query: str, pieces: list[Lexeme], problems: list[Problem]) -> None:
        self.query = query
        self.pieces = pieces
        self.problems = problems
        self.next = 0
        self.depth = 0
        self.terms = 0

    # ── steps ──

    def peek(self) -> Lexeme:
        return self.pieces[self.next]

    def take(self) -> Lexeme:
        piece = self.pieces[self.next]
        if piece.kind is not Kind.END:
            self.next += 1
        return piece

    def note(self, at: int, message: str) -> None:
        self.problems.append(problem(self.query, at, message))

    def stop(self, at: int, message: str) -> _Stop:
        self.note(at, message)
        return _Stop()

    # ── the grammar ──

    def whole(self) -> Node | None:
        """The whole query; None where it cannot be read to its end."""
        if self.peek().kind is Kind.END:
            if not self.problems:
                self.note(0, "the query is empty: write at least one word")
            return None
        try:
            node = self.any_of()
            if self.peek().kind is not Kind.END:
                raise self.stop(self.peek().at, self.unexpected(self.peek()))
        except _Stop:
            return None
        if not self.problems and not _needs_a_word(node):
            culprit = _wordless(node)
            self.note(culprit.at, "this can be true without any word found: join it to a word with AND, taliban AND NOT cricket")
        return node

    def any_of(self) -> Node:
        first = self.peek().at
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.stop(first, f"brackets nested deeper than {MAX_DEPTH}: write part of it as a concept")
        parts = [self.all_of()]
        while self.peek().kind is Kind.OR:
            self.operand_after(self.take())
            parts.append(self.all_of())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Or(tuple(parts), first)

    def all_of(self) -> Node:
        first = self.peek().at
        parts = [self.negated()]
        while True:
            if self.peek().kind is Kind.AND:
                self.operand_after(self.take())
            elif self.peek().kind not in _STARTS:
                break
            parts.append(self.negated())
        return parts[0] if len(parts) == 1 else And(tuple(parts), first)

    def negated(self) -> Node:
        flips: list[int] = []
        while self.peek().kind is Kind.NOT:
            sign = self.take()
            self.operand_after(sign)
            if sign.written in "-!" and self.peek().at != sign.at + 1:
                raise self.stop(sign.at, f'"{sign.written}" standing alone: write NOT, or put the words in quotes')
            flips.append(sign.at)
            if len(flips) > MAX_DEPTH:
                raise self.stop(sign.at, "too many NOTs in a row: one is enough")
        if self.peek().kind is Kind.PLUS:
            self.take()
        node = self.near()
        for at in reversed(flips):
            node = Not(node, at)
        return node

    def near(self) -> Node:
        node = self.prim()
        while self.peek().kind is Kind.NEAR:
            operator = self.take()
            self.operand_after(operator)
            right = self.prim()
            for operand in (node, right):
                self.near_operand(operand, operator)
            node = self.joined(node, operator, right)
        return node

    def joined(self, left: Node, operator: Lexeme, right: Node) -> Node:
        name = operator.text
        if name in {"SENTENCE", "PARAGRAPH"}:
            return Near(left, right, operator.at, None, scope=Scope(name.casefold()))
        words = DEFAULT_NEAR if operator.number is None else int(operator.number)
        if words > MAX_NEAR:
            self.note(operator.at, f"at most {MAX_NEAR} words between: write AND, or PARAGRAPH")
        ordered = name.endswith("f") or name in {"ONEAR", "adj", "w/"}
        return Near(left, right, operator.at, words, ordered)

    def near_operand(self, operand: Node, operator: Lexeme) -> None:
        if has_places(operand):
            return
        what = {And: "AND", Not: "NOT"}.get(type(operand), "a filter or a count")
        self.note(
            operator.at,
            f"{operator.written} cannot stand over {what}: give it words, a phrase, a concept or (a OR b), and join the rest with AND",
        )

    def prim(self) -> Node:
        piece = self.take()
        match piece.kind:
            case Kind.OPEN:
                return self.suffixed(self.bracket(piece))
            case Kind.FIELD:
                return self.fielded(piece)
            case Kind.COUNT:
                self.operand_after(piece)
                return self.counted(self.prim(), int(piece.number or 0), piece)
            case Kind.WITHIN:
                return self.within_phrase(piece)
            case Kind.WORD:
                return self.suffixed(self.word_or_date(piece))
            case Kind.PHRASE:
                return self.suffixed(self.phrase(piece))
            case Kind.CONCEPT:
                self.count_term(piece.at)
                return self.suffixed(ConceptName(piece.text, piece.at))
            case Kind.RANGE:
                raise self.stop(piece.at, f"a range needs its field: date:{piece.written}")
            case Kind.REGEX:
                raise self.stop(piece.at, "regular expressions are not available yet: write title:word* or url:part instead")
            case _:
                raise self.stop(piece.at, self.unexpected(piece))

    def bracket(self, opening: Lexeme) -> Node:
        if self.peek().kind is Kind.CLOSE:
            raise self.stop(opening.at, "there is nothing in these brackets: take them out")
        node = self.any_of()
        if self.peek().kind is not Kind.CLOSE:
            if self.peek().kind is Kind.END:
                raise self.stop(opening.at, 'this bracket is never closed: add ")"')
            raise self.stop(self.peek().at, self.unexpected(self.peek()))
        self.take()
        return node

    def operand_after(self, operator: Lexeme) -> None:
        """Refuse an operator with nothing behind it."""
        if self.peek().kind not in _STARTS:
            raise self.stop(operator.at, f'nothing stands behind {operator.written}: add a word, or put "{operator.written}" in quotes')

    def unexpected(self, piece: Lexeme) -> str:
        if piece.kind is Kind.CLOSE:
            return 'this ")" closes nothing: take it out, or add "(" before'
        if piece.kind is Kind.END:
            return "the query ends where a word was expected"
        return f'a word was expected before {piece.written}: add one, or put "{piece.written}" in quotes'

    # ── atoms ──

    def count_term(self, at: int) -> None:
        self.terms += 1
        if self.terms == MAX_TERMS + 1:
            self.note(at, f"more than {MAX_TERMS} terms: move lists of words to concepts")

    def word(self, written: str, at: int) -> Word:
        self.count_term(at)
        word, wrong = read_word(written, at)
        if wrong:
            self.note(at, wrong)
        return word

    def word_or_date(self, piece: Lexeme) -> Node:
        if re.fullmatch(r"\d{4}[\d-]*\.\.[\d-]*", piece.text):
            self.note(piece.at, f"a range needs its field: date:{piece.text}")
        return self.word(piece.text, piece.at)

    def phrase(self, piece: Lexeme) -> Node:
        words = [self.word(m.group(), piece.at + 1 + m.start()) for m in re.finditer(r"\S+", piece.text) if _sounds(m.group())]
        if not words:
            self.note(piece.at, "there is no word in these quotes: write one, or take them out")
            return Word("", piece.at)
        return words[0] if len(words) == 1 else Phrase(tuple(words), piece.at)

    def within_phrase(self, piece: Lexeme) -> Node:
        if self.peek().kind is not Kind.PHRASE:
            raise self.stop(piece.at, f'{piece.written} takes a phrase: {piece.written}"two words"')
        node = self.phrase(self.take())
        return Phrase(node.words, node.at, int(piece.number or 0)) if isinstance(node, Phrase) else node

    # ── fields ──

    def fielded(self, name: Lexeme) -> Node:
        field = field_named(name.text)
        if field is None:
            guess = nearest(name.text, FIELDS) or f"a colon inside words belongs in quotes; the fields are {', '.join(FIELDS)}"
            self.note(name.at, f'unknown field "{name.text}": {guess}')
            field = "text"
        self.operand_after(name)
        if field in TEXT_FIELDS:
            return InField(field, self.prim(), name.at)
        if self.peek().kind is Kind.RANGE:
            return self.range(field, self.take())
        if self.peek().kind is Kind.PHRASE:
            return self.filter(field, self.peek().text.strip(), self.take().at)
        if self.peek().kind is Kind.WORD:
            return self.value(field, self.take())
        return self.spread(field, self.prim())

    def value(self, field: str, piece: Lexeme) -> Node:
        if field in DATE_FIELDS and ".." in piece.text:
            low, _, high = piece.text.partition("..")
            return self.checked_range(field, low, high, piece.at, closed=True)
        return self.filter(field, piece.text, piece.at)

    def filter(self, field: str, value: str, at: int) -> Node:
        self.count_term(at)
        if wrong := why_not(field, value):
            self.note(at, wrong)
        return Filter(field, value, at)

    def range(self, field: str, piece: Lexeme) -> Node:
        m = _RANGE.fullmatch(piece.text)
        if m is None:
            raise self.stop(piece.at, "a range is written [2024-10-01 TO 2024-10-07], or 2024-10-01..2024-10-07")
        low, high = ("" if end == "*" else end for end in m.group(1, 2))
        return self.checked_range(field, low, high, piece.at, closed=m.group(3) == "]")

    def checked_range(self, field: str, low: str, high: str, at: int, *, closed: bool) -> Node:
        if field != "date":
            raise self.stop(at, f"{field}: takes one value; a range stands behind date:")
        wrong = why_not("date", low) or why_not("date", high)
        if wrong or not (low or high):
            self.note(at, wrong or "a range needs at least one end")
        elif low and high and low > high + "~":
            self.note(at, f"the range runs backwards: write {high}..{low}")
        return Range("date", low, high, at, closed)

    def spread(self, field: str, node: Node) -> Node:
        """``lang:(ru OR fa)``: the field before a bracket is every word's in it."""
        match node:
            case Word(text=text, at=at):
                return self.filter(field, text, at)
            case Phrase(words=words, at=at):
                return self.filter(field, " ".join(w.text for w in words), at)
            case Or(parts=parts, at=at, least=1):
                return Or(tuple(self.spread(field, p) for p in parts), at)
            case And(parts=parts, at=at):
                return And(tuple(self.spread(field, p) for p in parts), at)
            case Not(part=part, at=at):
                return Not(self.spread(field, part), at)
            case _:
                self.note(node.at, f"{field}: takes values, or (a OR b)")
                return Filter(field, "", node.at)

    # ── suffixes and counts ──

    def suffixed(self, node: Node) -> Node:
        while self.peek().kind is Kind.SUFFIX:
            suffix = self.take()
            node = self.with_suffix(node, suffix)
        return node

    def with_suffix(self, node: Node, suffix: Lexeme) -> Node:
        number = suffix.number or 0.0
        match suffix.text:
            case "^":
                return Prefer(node, node.at, number)
            case "{":
                return self.counted(node, int(number), suffix)
            case "@":
                if not isinstance(node, Or) or not 1 <= number <= len(node.parts):
                    self.note(suffix.at, f"{suffix.written} counts the parts of a list before it: (a OR b OR c)@2")
                    return node
                return Or(node.parts, node.at, int(number))
            case _:
                return self.within(node, int(number), suffix)

    def within(self, node: Node, words: int, suffix: Lexeme) -> Node:
        if words > MAX_NEAR:
            self.note(suffix.at, f"at most {MAX_NEAR} words between: write AND")
        if isinstance(node, Phrase):
            return Phrase(node.words, node.at, words)
        if isinstance(node, And) and all(map(has_places, node.parts)):
            return Together(node.parts, node.at, words)
        self.note(
            suffix.at,
            f'{suffix.written} stands behind "several words" or (a b): a word matches its forms and spellings without it',
        )
        return node

    def counted(self, part: Node, least: int, sign: Lexeme) -> Node:
        if not has_places(part):
            self.note(sign.at, f"{sign.written} counts a word, a phrase, a concept or (a OR b), not AND, NOT or a filter")
        if least < 1:
            self.note(sign.at, f"{sign.written} asks for none: write a number from 1")
        return Count(part, part.at, least)


def _sounds(written: str) -> bool:
    """Whether there is a letter, digit or wildcard in it: a dash alone in a phrase is punctuation."""
    return any(c.isalnum() or c in "*?" for c in written)


def _needs_a_word(node: Node) -> bool:
    """Whether the node cannot be true of a text in which none of its words is found."""
    match node:
        case And(parts=parts):
            return any(map(_needs_a_word, parts))
        case Or(parts=parts, least=least):
            return sum(not _needs_a_word(p) for p in parts) < least
        case Not() | Filter() | Range():
            return False
        case InField(part=part) | Prefer(part=part):
            return _needs_a_word(part)
        case _:
            return True


def _wordless(node: Node) -> Node:
    """The innermost part that lets the query be true without a word."""
    for part in children(node):
        if not isinstance(node, Not) and not _needs_a_word(part):
            return _wordless(part)
    return node
