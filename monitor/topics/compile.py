"""From a parsed query to the clauses that answer for an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.errors import Problem
from monitor.model import Source, SourceId
from monitor.topics import clauses
from monitor.topics.clauses import Bounds, Clause, Placed
from monitor.topics.expressions import fits
from monitor.topics.facts import fact
from monitor.topics.lexicon import Lexicon, in_a_row, term_words
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
    Together,
    Word,
    walk,
)
from monitor.topics.place import Faults, nearest
from monitor.topics.positions import BOUNDS, TEXT
from monitor.topics.proximity import Beside, InWindow


@dataclass(frozen=True, slots=True)
class Compiler:
    """What all queries of one matcher share."""

    lexicon: Lexicon
    concepts: Mapping[str, clauses.Concept]
    sources: Mapping[SourceId, Source]

    def unknown_concepts(self, query: str, node: Node) -> list[Problem]:
        """A problem for each concept that the query names and nobody wrote."""
        faults = Faults(query)
        for one in walk(node):
            if isinstance(one, ConceptName) and one.name not in self.concepts:
                guess = "" if faults.enough else nearest(one.name, self.concepts)
                faults.note(one.at, f'unknown concept "@{one.name}": {guess or "write it in the folder of concepts, or take the @ away"}')
        return faults.told()

    def compiled(self, node: Node, field: Bounds = TEXT) -> Clause:
        """The clause for a node that stands under ``field``. Every concept it names must be known."""
        match node:
            case And(parts=parts):
                return clauses.AllOf([self.compiled(part, field) for part in parts])
            case Or(parts=parts, least=least):
                return _some_of([self.compiled(part, field) for part in parts], least)
            case Not(part=part):
                return clauses.Without(self.compiled(part, field), field)
            case InField(field=name, part=part):
                inner = clauses.narrowed(field, BOUNDS[name])
                return _bounded(self.compiled(part, inner), inner)
            case Filter() | Range():
                return clauses.Fact(fact(node, self.sources))
            case Regex():
                return clauses.Fact(fits(node))
            case Count(part=part, least=least):
                return clauses.Repeated(self.placed(part, field), least)
            case Prefer(part=part, weight=weight):
                return _preferred(self.compiled(part, field), weight)
            case _:
                return self.placed(node, field)

    def placed(self, node: Node, field: Bounds) -> Placed:
        """The clause for a node that the parser let stand in NEAR or a count."""
        match node:
            case Word():
                return self.adjacent((node,))
            case Phrase(words=words, within=None):
                return self.adjacent(words)
            case Phrase(words=words, within=within):
                return InWindow([self.adjacent((word,)) for word in words], within or 0)
            case ConceptName(name=name):
                return self.concepts[name]
            case Near(left=left, right=right, words=words, ordered=ordered, scope=scope):
                return Beside(self.placed(left, field), self.placed(right, field), words, scope, ordered=ordered)
            case Together(parts=parts, words=words):
                return InWindow([self.placed(part, field) for part in parts], words)
            case _:
                made = self.compiled(node, field)
                assert isinstance(made, Placed)  # noqa: S101 - has_places() of the parser has said so
                return made

    def adjacent(self, words: Sequence[Word]) -> Placed:
        """Words side by side; each may itself be several tokens."""
        leaves = [self.lexicon.leaf([token]) for token in in_a_row(token for word in words for token in term_words(word))]
        return clauses.OneWord(leaves[0]) if len(leaves) == 1 else clauses.Adjacent(leaves)


def _some_of(parts: list[Clause], least: int) -> Clause:
    placed = [part for part in parts if isinstance(part, Placed)]
    return clauses.AnyPlaced(placed) if least == 1 and len(placed) == len(parts) else clauses.SomeOf(parts, least)


def _bounded(part: Clause, field: Bounds) -> Clause:
    return clauses.PlacedWithin(field, part) if isinstance(part, Placed) else clauses.Bounded(field, part)


def _preferred(part: Clause, weight: float) -> Clause:
    return clauses.Preferred(part, weight) if isinstance(part, Placed) else clauses.PreferredTruth(part, weight)
