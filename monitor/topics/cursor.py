"""A reader's place among a query's lexemes, and how far it may go."""

from __future__ import annotations

from monitor.topics.lexer import Kind, Lexeme, Lexer
from monitor.topics.place import Faults

MAX_TERMS = 5_000
MAX_PIECES = 20_000
MAX_DEPTH = 60
MAX_EXPRESSIONS = 100

TOO_DEEP = f"brackets, fields or signs nested deeper than {MAX_DEPTH}: write part of it as a concept"
NO_OPERAND = frozenset[Kind]({"close", "or", "and", "near", "suffix", "end"})


class Stop(Exception):
    """The rest of the query cannot be understood; why has been noted."""


class Cursor:
    """The next lexeme, and what was counted on the way to it."""

    def __init__(self, query: str, faults: Faults) -> None:
        self._lexer = Lexer(query, faults)
        self._pieces = 0
        self._terms = 0
        self._expressions = 0
        self.faults = faults
        self.next = self._lexer.step()
        self.depth = 0

    def take(self) -> Lexeme:
        """The next lexeme, passed over."""
        piece = self.next
        self._pieces += 1
        if self._pieces > MAX_PIECES:
            raise self.stop(piece.at, f"more than {MAX_PIECES} words and signs: move parts of it to concepts, or split the topic in two")
        self.next = self._lexer.step()
        return piece

    def sees(self, kind: Kind) -> bool:
        """Whether the next lexeme is of a kind."""
        return self.next.kind == kind

    def stop(self, at: int, message: str) -> Stop:
        """What to raise where the query cannot be read on."""
        if not self._lexer.cut_short:  # what a quote hides may be what is missed here
            self.faults.note(at, message)
        return Stop()

    def stray(self, piece: Lexeme) -> Stop:
        """What to raise where a piece stands that cannot stand there."""
        if piece.kind == "close":
            return self.stop(piece.at, 'this ")" closes nothing: take it out, or add "(" before')
        if piece.kind == "end":
            return self.stop(piece.at, "the query ends where a word was expected")
        if piece.kind == "not":
            return self.stop(piece.at, f"{piece.written} stands before a field, not behind it: NOT title:word, or title:(a NOT b)")
        return self.stop(piece.at, f"a word was expected before {piece.written}: add one, or take {piece.written} out")

    def operand_after(self, operator: Lexeme) -> None:
        """Refuse an operator with nothing behind it."""
        following, written = self.next, operator.written
        if following.kind not in NO_OPERAND:
            return
        if operator.kind == "not" and following.kind == "near":
            raise self.stop(operator.at, f"NOT {following.written} is not there: write a AND NOT (a {following.written} b)")
        if operator.kind == "field":
            raise self.stop(operator.at, f'{written} has nothing behind it: add a word, or put "{written}" in quotes')
        raise self.stop(operator.at, f'nothing stands behind {written}: add a word or take it out; as a word it is written "{written}"')

    def deeper(self, at: int) -> None:
        """One bracket, field or sign more; ``depth`` is to be lessened behind it."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.stop(at, TOO_DEEP)

    def count_term(self, at: int) -> None:
        """One word, phrase's word, concept or value more."""
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise self.stop(at, f"more than {MAX_TERMS} terms: move lists of words to concepts")
        if self.faults.too_many:
            raise Stop

    def count_expression(self, at: int) -> None:
        """One regular expression more."""
        self.count_term(at)
        self._expressions += 1
        if self._expressions > MAX_EXPRESSIONS:
            raise self.stop(at, f"more than {MAX_EXPRESSIONS} regular expressions: write words, or one expression with | in it")
