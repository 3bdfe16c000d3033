"""Which words an article must hold for a query to be worth asking: the presearcher's part of a compiled query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.topics.clauses import (
    Adjacent,
    AllOf,
    AnyPlaced,
    Bounded,
    Clause,
    Concept,
    OneWord,
    PlacedWithin,
    Preferred,
    PreferredTruth,
    Repeated,
    SomeOf,
    Without,
)
from monitor.topics.proximity import Beside, InWindow

Required = frozenset[int]  # leaves: an article needs one of them


def required(clause: Clause, costs: Sequence[float]) -> list[Required]:
    """Sets of leaves, of each of which an article needs one. The rarest first; none where nothing is required."""
    return by_cost(set(_required(clause, costs)), costs)


def by_cost(sets: Iterable[Required], costs: Sequence[float]) -> list[Required]:
    """Sort sets of leaves, the rarest first."""
    return sorted(sets, key=lambda leaves: _cost(leaves, costs))


def _required(clause: Clause, costs: Sequence[float]) -> Iterable[Required]:
    match clause:
        case OneWord(leaf=leaf):
            return [frozenset({leaf})]
        case Adjacent(leaves=leaves):
            return [frozenset({leaf}) for leaf in leaves]
        case Concept(words=words, phrases=phrases):
            return _either([words, *phrases], costs)
        case AnyPlaced(parts=parts):
            return _either(parts, costs)
        case SomeOf(parts=parts, least=least):
            return _either(parts, costs, least)
        case AllOf(parts=parts) | InWindow(parts=parts):
            return [leaves for part in parts for leaves in _required(part, costs)]
        case Beside(left=left, right=right):
            return [*_required(left, costs), *_required(right, costs)]
        case Bounded(part=part) | PlacedWithin(part=part) | Preferred(part=part) | PreferredTruth(part=part) | Repeated(part=part):
            return _required(part, costs)
        case _:
            return []


def mentioned(clause: Clause) -> frozenset[int]:
    """Every leaf whose places the clause may ask for."""
    match clause:
        case OneWord(leaf=leaf):
            return frozenset({leaf})
        case Adjacent(leaves=leaves):
            return frozenset(leaves)
        case Concept(words=words, phrases=phrases, siblings=siblings):
            own = frozenset().union(*map(mentioned, [words, *phrases]))
            return own.union(*(mentioned(part) for sibling in siblings for part in (sibling.words, *sibling.phrases)))
        case AnyPlaced(parts=parts) | SomeOf(parts=parts) | AllOf(parts=parts) | InWindow(parts=parts):
            return frozenset().union(*map(mentioned, parts))
        case Beside(left=left, right=right):
            return mentioned(left) | mentioned(right)
        case Bounded(part=part) | PlacedWithin(part=part) | Preferred(part=part) | PreferredTruth(part=part) | Repeated(part=part):
            return mentioned(part)
        case Without(part=part):
            return mentioned(part)
        case _:
            return frozenset()


def _either(parts: Sequence[Clause], costs: Sequence[float], least: int = 1) -> list[Required]:
    """Where ``least`` parts are true, one of any ``len - least + 1`` is: take those that cost least."""
    best = [required(part, costs) for part in parts]
    with_words = sorted((sets[0] for sets in best if sets), key=lambda leaves: _cost(leaves, costs))
    needed = len(parts) - least + 1
    if len(with_words) < needed:
        return []
    return [frozenset().union(*with_words[:needed])]


def _cost(leaves: Required, costs: Sequence[float]) -> float:
    return sum(costs[leaf] for leaf in leaves)
