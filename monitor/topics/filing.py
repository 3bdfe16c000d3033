"""Where queries are filed so that an article need not be asked of each: under their rarest required words.

As in a presearcher (Lucene's monitor module): a query is a candidate for an article that has one of the words it is filed under; of each of
its next rarest sets of words the article needs one too, before the query itself is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from monitor.topics.anchors import Required, required
from monitor.topics.clauses import Clause

ASKED_FIRST = 3  # sets of required words beside those that a query is filed under


class Filing:
    """Queries by number. Changed only before it is used: take a copy to change one that is."""

    __slots__ = ("_also", "_by_leaf", "_first")

    def __init__(self) -> None:
        self._first: dict[int, Required] = {}  # what each query is filed under
        self._also: dict[int, tuple[Required, ...]] = {}
        self._by_leaf: dict[int, tuple[int, ...]] = {}

    def copy(self) -> Filing:
        """Another of the same content. Takes as long as there are queries, a tenth of a microsecond each."""
        other = Filing()
        other._first, other._also, other._by_leaf = self._first.copy(), self._also.copy(), self._by_leaf.copy()
        return other

    def put(self, number: int, clause: Clause, costs: Sequence[float]) -> None:
        """File a query by what its words cost: the rarer, the less."""
        first, *also = required(clause, costs)
        self._first[number] = first
        self._also[number] = tuple(also[:ASKED_FIRST])
        for leaf in first:
            self._by_leaf[leaf] = (*self._by_leaf.get(leaf, ()), number)

    def take_out(self, number: int) -> None:
        """Forget a query."""
        del self._also[number]
        for leaf in self._first.pop(number):
            left = tuple(other for other in self._by_leaf[leaf] if other != number)
            if left:
                self._by_leaf[leaf] = left
            else:
                del self._by_leaf[leaf]

    def candidates(self, leaves: AbstractSet[int]) -> list[int]:
        """The numbers of the queries whose required words are there, rising."""
        by_leaf, also = self._by_leaf, self._also
        found = []
        for number in set().union(*[by_leaf[leaf] for leaf in by_leaf.keys() & leaves]):
            for required_leaves in also[number]:
                if required_leaves.isdisjoint(leaves):
                    break
            else:
                found.append(number)
        return sorted(found)


def filed(clauses: Iterable[tuple[int, Clause]], costs: Sequence[float]) -> Filing:
    """All of these queries filed."""
    filing = Filing()
    for number, clause in clauses:
        filing.put(number, clause, costs)
    return filing
