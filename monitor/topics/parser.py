"""The descent through a query's lexemes by the rules of its grammar: or, and, not, near, prim."""

from __future__ import annotations

import re

from monitor.topics import expressions
from monitor.topics.cursor import MAX_DEPTH, NO_OPERAND, TOO_DEEP, Cursor, Stop
from monitor.topics.fields import FIELDS, TEXT_FIELDS, field_named
from monitor.topics.filters import filter_of, is_bare_range, range_of, spread
from monitor.topics.foreign import field_advice, no_word, piece_advice
from monitor.topics.lexer import Lexeme
from monitor.topics.nodes import And, ConceptName, InField, Node, Not, Or, Phrase, Regex, Word, height
from monitor.topics.place import Faults, nearest, short
from monitor.topics.suffixes import counted, joined, whole, with_suffix
from monitor.topics.written import MAX_LENGTH, read_word

MAX_HEIGHT = 150  # of the tree: what walks it does so by recursion
MAX_SUFFIXES = 4

_NO_FIELD = f"a colon inside words belongs in quotes; the fields are {', '.join(FIELDS)}"
_WORDS = re.compile(r"\S+")


class Parser:
    """One descent. What is wrong goes to ``faults``; what can still be understood behind it is read on."""

    def __init__(self, query: str, faults: Faults) -> None:
        self._faults = faults
        self._cursor = Cursor(query, faults)
        self._under: list[str] = []  # the fields that stand before what is read

    def whole(self) -> Node | None:
        """The whole query; None where it cannot be read to its end."""
        if self._cursor.sees("end"):
            if not self._faults:
                self._faults.note(0, "the query is empty: write at least one word")
            return None
        try:
            node = self._any_of()
            if not self._cursor.sees("end"):
                raise self._cursor.stray(self._cursor.next)
        except Stop:
            return None
        if height(node) > MAX_HEIGHT:
            self._faults.note(0, TOO_DEEP)
        return node

    # ── the grammar ──

    def _any_of(self) -> Node:
        first = self._cursor.next.at
        node = self._all_of()
        if self._cursor.next.kind != "or":
            return node
        parts = [node]
        while self._cursor.next.kind == "or":
            self._cursor.operand_after(self._cursor.take())
            parts.append(self._all_of())
        return Or(tuple(parts), first)

    def _all_of(self) -> Node:
        first = self._cursor.next.at
        node = self._negated()
        parts = [node]
        while True:
            kind = self._cursor.next.kind
            if kind == "and":
                self._cursor.operand_after(self._cursor.take())
            elif kind in NO_OPERAND:
                break
            parts.append(self._negated())
        return node if len(parts) == 1 else And(tuple(parts), first)

    def _negated(self) -> Node:
        if self._cursor.next.kind not in {"not", "plus"}:
            return self._near()
        flips: list[int] = []
        while self._cursor.next.kind == "not":
            sign = self._cursor.take()
            self._cursor.operand_after(sign)
            if sign.written != "NOT" and self._cursor.next.at != sign.end:
                raise self._cursor.stop(sign.at, f'"{sign.written}" standing alone: write NOT, or put the words in quotes')
            flips.append(sign.at)
            if len(flips) > MAX_DEPTH:
                raise self._cursor.stop(sign.at, "too many NOTs in a row: one is enough")
        if self._cursor.next.kind == "plus":
            self._cursor.take()
        node = self._near()
        for at in reversed(flips):
            node = Not(node, at)
        return node

    def _near(self) -> Node:
        node = self._prim()
        chained = 0
        while self._cursor.next.kind == "near":
            operator = self._cursor.take()
            self._cursor.operand_after(operator)
            chained += 1
            if chained > MAX_DEPTH:
                raise self._cursor.stop(operator.at, f"more than {MAX_DEPTH} operands in a row: write AND, or SENTENCE between lists")
            right = self._negated() if self._cursor.sees("not") else self._prim()
            node = joined(node, operator, right, self._faults)
        return node

    def _prim(self) -> Node:
        piece = self._cursor.take()
        if piece.kind == "word":
            return self._suffixed(self._bare_word(piece))
        self._cursor.deeper(piece.at)
        node = self._other_prim(piece)
        self._cursor.depth -= 1
        return node

    def _other_prim(self, piece: Lexeme) -> Node:
        match piece.kind:
            case "open":
                return self._suffixed(self._bracket(piece))
            case "field":
                return self._fielded(piece)
            case "count":
                self._cursor.operand_after(piece)
                return counted(self._prim(), whole(piece.number), piece, self._faults)
            case "within":
                return self._within_phrase(piece)
            case "phrase":
                return self._suffixed(self._phrase(piece))
            case "concept":
                self._cursor.count_term(piece.at)
                return self._suffixed(ConceptName(piece.text, piece.at))
            case "range":
                self._cursor.count_term(piece.at)
                return range_of(self._dated(), piece, self._faults)
            case "regex":
                return self._regex(piece)
            case "foreign":
                raise self._cursor.stop(piece.at, piece_advice(piece.written))
            case _:
                raise self._cursor.stray(piece)

    def _bracket(self, opening: Lexeme) -> Node:
        if self._cursor.sees("close"):
            raise self._cursor.stop(opening.at, "there is nothing in these brackets: take them out")
        node = self._any_of()
        if self._cursor.sees("end"):
            raise self._cursor.stop(opening.at, 'this bracket is never closed: add ")"')
        if not self._cursor.sees("close"):
            raise self._cursor.stray(self._cursor.next)
        self._cursor.take()
        return node

    # ── atoms ──

    def _bare_word(self, piece: Lexeme) -> Node:
        """A word outside quotes, where an operator of another product may hide."""
        written = piece.text
        if (written.isalnum() and not written.isupper()) or len(written) > MAX_LENGTH:
            return self._word(written, piece.at)
        if ".." in written and is_bare_range(written):
            self._cursor.count_term(piece.at)
            return filter_of(self._dated(), written, piece.at, self._faults)
        if wrong := no_word(written):
            self._cursor.count_term(piece.at)
            self._faults.note(piece.at, wrong)
            return Word(written, piece.at)
        return self._word(written, piece.at)

    def _word(self, written: str, at: int) -> Word:
        self._cursor.count_term(at)
        word, wrong = read_word(written, at)
        if wrong:
            self._faults.note(at, wrong)
        return word

    def _phrase(self, piece: Lexeme) -> Node:
        start = piece.at + 1
        words = [self._word(m.group(), start + m.start()) for m in _WORDS.finditer(piece.text) if _sounds(m.group())]
        if not words:
            self._cursor.count_term(piece.at)
            self._faults.note(piece.at, "there is no word in these quotes: write one, or take them out")
            return Word("", piece.at)
        return words[0] if len(words) == 1 else Phrase(tuple(words), piece.at)

    def _within_phrase(self, piece: Lexeme) -> Node:
        if self._cursor.next.kind != "phrase":
            raise self._cursor.stop(piece.at, f'{piece.written} takes a phrase: {piece.written}"two words"')
        node = self._phrase(self._cursor.take())
        return with_suffix(node, piece._replace(text="~"), self._faults) if isinstance(node, Phrase) else node

    def _regex(self, piece: Lexeme) -> Node:
        self._cursor.count_expression(piece.at)
        field = self._under[-1] if self._under else ""
        if field not in {"title", "url"} or {"lead", "body"} & set(self._under):
            self._faults.note(piece.at, "a regular expression stands behind title: or url: alone: title:re:/talib[ae]n/")
        else:
            place, wrong = expressions.why_not(piece.text)
            if wrong:
                self._faults.note(piece.at + len("re:/") + place, wrong)
        return Regex(field, piece.text, piece.at)

    # ── fields and suffixes ──

    def _dated(self) -> str:
        """The field of a range that stands by itself: the date, where nothing else is asked."""
        return self._under[-1] if self._under else "date"

    def _fielded(self, name: Lexeme) -> Node:
        field = field_named(name.text)
        if field is None:
            return self._unknown_field(name)
        self._cursor.operand_after(name)
        if field not in TEXT_FIELDS:
            if self._cursor.next.kind == "range":
                return range_of(field, self._cursor.take(), self._faults)
            if self._cursor.next.kind in {"phrase", "word"}:
                piece = self._cursor.take()
                self._cursor.count_term(piece.at)
                return filter_of(field, piece.text, piece.at, self._faults)
        self._under.append(field)
        node = self._prim()
        self._under.pop()
        return InField(field, node, name.at) if field in TEXT_FIELDS else spread(field, node, self._faults)

    def _unknown_field(self, name: Lexeme) -> Node:
        """Note that there is no such field, and read on behind it."""
        advice = "" if self._faults.enough else field_advice(name.text) or nearest(short(name.text), FIELDS)
        self._faults.note(name.at, f'unknown field "{short(name.text)}": {advice or _NO_FIELD}')
        self._cursor.operand_after(name)
        if self._cursor.sees("range"):
            return Word("", self._cursor.take().at)
        self._under.append("text")
        node = self._prim()
        self._under.pop()
        return node

    def _suffixed(self, node: Node) -> Node:
        many = 0
        while self._cursor.next.kind == "suffix":
            suffix = self._cursor.take()
            many += 1
            if many > MAX_SUFFIXES:
                raise self._cursor.stop(suffix.at, f"more than {MAX_SUFFIXES} suffixes in a row: one of each kind is enough")
            node = with_suffix(node, suffix, self._faults)
        return node


def _sounds(written: str) -> bool:
    """Whether there is a letter, digit or wildcard in it: a dash alone in a phrase is punctuation."""
    return written.isalnum() or any(c.isalnum() or c in "*?" for c in written)
