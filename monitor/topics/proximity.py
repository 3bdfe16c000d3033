"""Clauses for words that stand near each other: NEAR and its kin, and several words within a window."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from typing_extensions import override

from monitor.topics.clauses import MOST, Bounds, Hit, Pieces, Placed, apart, pieces_of, words_of
from monitor.topics.nodes import Scope
from monitor.topics.positions import Positions

_TRIES = 300  # ways to lay several words into one window before it is given up
_BETTER = 30  # of those, for a shorter one than was found


class Beside(Placed):
    """Two clauses with at most ``words`` words between them, in one sentence or one item; None binds them by that alone."""

    __slots__ = ("left", "ordered", "right", "scope", "words")

    def __init__(self, left: Placed, right: Placed, words: int | None, scope: Scope, *, ordered: bool) -> None:
        self.left = left
        self.right = right
        self.words = words
        self.scope = scope
        self.ordered = ordered

    @override
    def hits(self, article: Positions, bounds: Bounds) -> Sequence[Hit]:
        lefts = self.left.hits(article, bounds)
        rights = self.right.hits(article, bounds) if lefts else ()
        if not rights:
            return ()
        starts = [hit[0] for hit in rights]
        longest = max(hit[1] - hit[0] for hit in rights)
        found: set[Hit] = set()
        for left in lefts:
            first, after = self._reach(left, longest, article)
            for right in rights[bisect_left(starts, first) : bisect_right(starts, after)]:
                if self._meet(left, right, article):
                    pieces = tuple(sorted({*pieces_of(left), *pieces_of(right)}))
                    found.add((min(left[0], right[0]), max(left[1], right[1]), pieces))
                    if len(found) >= MOST:
                        return sorted(found)
        return sorted(found)

    def _reach(self, left: Hit, longest: int, article: Positions) -> tuple[int, int]:
        """Where a hit may begin that is near ``left``."""
        if self.words is None:
            return article.around(left[0], self.scope)
        reach = self.words * article.scale + 1
        return left[0] - reach - longest, left[1] + reach

    def _meet(self, left: Hit, right: Hit, article: Positions) -> bool:
        if self.ordered and right[0] <= left[1]:
            return False
        between = max(right[0] - left[1], left[0] - right[1]) - 1
        if self.words is not None and between > self.words * article.scale:
            return False
        return apart(left, right) and article.together(min(left[0], right[0]), max(left[1], right[1]), self.scope)


class InWindow(Placed):
    """Every part once, in any order, with at most ``words`` other words among them, in one sentence. From each place the shortest."""

    __slots__ = ("parts", "words")

    def __init__(self, parts: Sequence[Placed], words: int) -> None:
        self.parts = tuple(parts)
        self.words = words

    @override
    def hits(self, article: Positions, bounds: Bounds) -> Sequence[Hit]:
        every = []
        for part in self.parts:
            hits = part.hits(article, bounds)
            if not hits:
                return ()
            every.append(hits)
        longest = sum(max(hit[1] - hit[0] + 1 for hit in hits) for hits in every)
        reach = longest + self.words * article.scale
        found: set[Hit] = set()
        for start in sorted({hit[0] for hits in every for hit in hits}):
            _, high = article.around(start, Scope.SENTENCE)
            end = min(high, start + reach - 1)
            options = [_between(hits, start, end) for hits in every]
            if all(options):
                laid = self._laid(start, sorted(options, key=len), self.words * article.scale)
                if laid is not None:
                    found.add(laid)
                    if len(found) >= MOST:
                        break
        return sorted(found)

    def _laid(self, start: int, options: list[list[Hit]], spare: int) -> Hit | None:
        """One hit of each list, none sharing a word with another, with at most ``spare`` other words from ``start`` on.

        The one that ends first, then the one whose words come first; of what a great many ways allow, the best of the first ones tried.
        """
        tries = _TRIES
        chosen: list[Hit] = []
        best: tuple[int, tuple[int, ...], Pieces] | None = None

        def lay(depth: int) -> None:
            nonlocal tries, best
            if depth == len(options):
                words = tuple(sorted({word for hit in chosen for word in words_of(hit)}))
                if words[0] == start and words[-1] - start + 1 - len(words) <= spare and (best is None or (words[-1], words) < best[:2]):
                    best = words[-1], words, tuple(sorted({piece for hit in chosen for piece in pieces_of(hit)}))
                    tries = min(tries, _BETTER)
                return
            for hit in options[depth]:
                if best is not None and hit[1] > best[0]:
                    continue
                tries -= 1
                if tries < 0:
                    return
                if all(apart(hit, other) for other in chosen):
                    chosen.append(hit)
                    lay(depth + 1)
                    chosen.pop()

        lay(0)
        return best and (start, best[0], best[2])


def _between(hits: Sequence[Hit], start: int, end: int) -> list[Hit]:
    first = bisect_left(hits, (start, -1, ()))
    after = bisect_right(hits, (end, end, ((end + 1, 0),)))
    return [hit for hit in hits[first:after] if hit[1] <= end]
