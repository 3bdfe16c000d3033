"""Copies: an article whose text is, in the main, another's text again, linked to the first that told it.

Two stages: articles that share sampled hashes are candidates, containment of all hashes decides. A copy is linked to its original and is
itself no candidate, so that links do not chain from text to text until unlike ones meet.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

from monitor.model import ArticleId
from monitor.stories.fingerprint import containment, sketch

ENOUGH = 0.65  # containment from which a text is a copy; measured on 4,373 documents, precision .999
ENOUGH_SHORT = 0.8  # for texts of fewer than SHORT shingles, where a formula and a name make half the text
SHORT = 20
ENOUGH_UNDER_ONE_URL = 0.3
CANDIDATES = 5
COMMON = 50  # a hash that so many originals share is a formula of their sites, not their news

Id = TypeVar("Id", bound=Hashable)


def original_of(mine: frozenset[int], candidates: Sequence[tuple[ArticleId, frozenset[int]]]) -> ArticleId | None:
    """Return the candidate that this text repeats most of; None where none is repeated enough."""
    return _best(mine, candidates)


def same_page(mine: frozenset[int], theirs: frozenset[int], *, same_title: bool) -> bool:
    """Return whether two articles under one URL are one article: by title, or by a good part of the text.

    A URL alone proves little: some feeds link every entry to the site's front page.
    """
    return same_title or containment(mine, theirs) >= ENOUGH_UNDER_ONE_URL


def _best(mine: frozenset[int], candidates: Sequence[tuple[Id, frozenset[int]]]) -> Id | None:
    best, found = 0.0, None
    for candidate, theirs in candidates:
        shared = containment(mine, theirs)
        needed = ENOUGH_SHORT if min(len(mine), len(theirs)) < SHORT else ENOUGH
        if shared >= needed and shared > best:
            best, found = shared, candidate
    return found


class CopyIndex(Generic[Id]):
    """Originals of a stream, kept in memory: the newest ``size`` of them."""

    def __init__(self, size: int = 200_000) -> None:
        self._size = size
        self._originals: dict[Id, frozenset[int]] = {}
        self._order: deque[Id] = deque()
        self._by_hash: defaultdict[int, list[Id]] = defaultdict(list)

    def add(self, one: Id, hashes: frozenset[int]) -> Id:
        """Return the original that this text repeats, or itself: it is then an original for those that follow."""
        sample = sketch(hashes)
        seen: Counter[Id] = Counter()
        for value in sample:
            holders = self._by_hash.get(value, ())
            if len(holders) <= COMMON:
                seen.update(holders)
        candidates = [(candidate, self._originals[candidate]) for candidate, _ in seen.most_common(CANDIDATES)]
        original = _best(hashes, candidates)
        if original is not None:
            return original
        self._keep(one, hashes, sample)
        return one

    def _keep(self, one: Id, hashes: frozenset[int], sample: Sequence[int]) -> None:
        self._originals[one] = hashes
        self._order.append(one)
        for value in sample:
            self._by_hash[value].append(one)
        if len(self._order) > self._size:
            self._drop(self._order.popleft())

    def _drop(self, oldest: Id) -> None:
        for value in sketch(self._originals.pop(oldest)):
            holders = self._by_hash[value]
            holders.remove(oldest)
            if not holders:
                del self._by_hash[value]
