"""In which ways a query may come true, each with the words it needs: what an index is asked for.

``(a b) OR (c (d OR e))`` comes true in two ways: with one of {a} and one of {b}, or with one of {c} and one of {d, e}. To ask for each
by itself finds far fewer articles than to ask for any word that one of the ways cannot do without.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from monitor.topics.anchors import Required, required
from monitor.topics.clauses import AllOf, AnyPlaced, Bounded, Clause, PlacedWithin, Preferred, PreferredTruth, Repeated, SomeOf
from monitor.topics.proximity import Beside, InWindow

Way = frozenset[Required]  # of each set an article needs one leaf; no set at all: nothing is needed

MOST_WAYS = 24  # beyond that, parts of a query are told in one way, by the words that any of theirs needs


def ways(clause: Clause, costs: Sequence[float]) -> list[Way]:
    """Ways of which an article that the clause is true of goes at least one."""
    match clause:
        case SomeOf(parts=parts, least=1) | AnyPlaced(parts=parts):
            found = _any([ways(part, costs) for part in parts])
        case AllOf(parts=parts) | InWindow(parts=parts):
            found = _all(parts, costs)
        case Beside(left=left, right=right):
            found = _all([left, right], costs)
        case Bounded(part=part) | PlacedWithin(part=part) | Preferred(part=part) | PreferredTruth(part=part) | Repeated(part=part):
            found = ways(part, costs)
        case _:
            found = []
    return found if 0 < len(found) <= MOST_WAYS else [_only(clause, costs)]


def _only(clause: Clause, costs: Sequence[float]) -> Way:
    return frozenset(required(clause, costs))


def _any(parts: Iterable[Sequence[Way]]) -> list[Way]:
    """Each part's ways; those that need one word of a single set are one way together."""
    found = list(dict.fromkeys(way for part in parts for way in part))
    single = [leaves for way in found if len(way) == 1 for leaves in way]
    together = [frozenset({frozenset().union(*single)})] if single else []
    return [*together, *(way for way in found if len(way) != 1)]


def _all(parts: Sequence[Clause], costs: Sequence[float]) -> list[Way]:
    """Every choice of a way of each part, as long as these are few: a part that would make them many is told in one way."""
    found: list[Way] = [frozenset()]
    for part, its in sorted(((part, ways(part, costs)) for part in parts), key=lambda pair: len(pair[1])):
        few = its if len(found) * len(its) <= MOST_WAYS else [_only(part, costs)]
        found = list(dict.fromkeys(one | other for one, other in product(found, few)))
    return found
