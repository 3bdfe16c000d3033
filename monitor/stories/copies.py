"""Copies: an article whose text is, in the main, another's text again, linked to the first that told it.

Two stages: articles that share sampled hashes are candidates, containment of all hashes decides. A copy is linked to its original and is
itself no candidate, so that links do not chain from text to text until unlike ones meet. What many originals share proves nothing.

A wrong link hides news and is worse than a missed one. So what is short must be alike entirely or nearly, and two texts of like length
with other numbers in them are two reports by one template.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from monitor.model import ArticleId
from monitor.stories.fingerprint import BRIEF, SIGNED, Fingerprint, containment, sketch
from monitor.stories.prints import Packed

ENOUGH = 0.6  # containment from which a text is a copy; measured on 2,182 documents, precision 1.0
ENOUGH_SHORT = 0.7  # where one of them has fewer than SHORT shingles: a formula and a name make half of it
SHORT = 20
ENOUGH_BRIEF = 0.9  # where both have fewer than BRIEF: one word in the midst is another, and it is another lead
HEADLINE = 8  # shingles: a text of fewer must be in the other entirely
ADDED_TO_HEADLINE = 2  # words that may stand around it: a site's name
BEYOND_DOUBT = 0.8  # where less is shared, one text must begin with what the other has too, or they share no more than a footer
LONGER = 6  # times: what is so much longer than its original tells more than that
OF_ONE_LEAD = 80  # shingles: two texts up to so long, of like length, may have no number each that the other has not
ALIKE_IN_LENGTH = 1.5
SEVERAL = 3  # numbers of the shorter text, of which the longer must have half
ENTIRELY = 0.95
ENOUGH_UNDER_ONE_URL = 0.3
CANDIDATES = 5
COMMON = 16  # a hash that so many originals share is a formula or a site's footer, and no news

Id = TypeVar("Id", bound=Hashable)


def original_of(mine: Fingerprint, candidates: Iterable[tuple[ArticleId, Fingerprint]]) -> ArticleId | None:
    """Return the candidate that this text repeats most of, the first of equals; None where none is repeated enough.

    Nobody who comes after one that is repeated all but entirely is asked for.
    """
    return _best(mine, candidates)


def same_page(mine: frozenset[int], theirs: frozenset[int], *, same_title: bool) -> bool:
    """Return whether two articles under one URL are one article: by title, or by a good part of the text.

    A URL alone proves little: some feeds link every entry to the site's front page.
    """
    return same_title or containment(mine, theirs) >= ENOUGH_UNDER_ONE_URL


def repeated(mine: Fingerprint, theirs: Fingerprint) -> float:
    """Return how much of the shorter text is in the longer, from 0 to 1, where that makes mine a copy of theirs; else 0."""
    share = containment(mine.shingles, theirs.shingles)
    if share < _needed(mine, theirs) or len(mine.shingles) > LONGER * len(theirs.shingles):
        return 0.0
    if share < BEYOND_DOUBT and not (_begins_in(mine, theirs) or _begins_in(theirs, mine)):
        return 0.0
    return 0.0 if _by_one_template(mine, theirs) else share


def _needed(mine: Fingerprint, theirs: Fingerprint) -> float:
    shorter, longer = sorted((len(mine.shingles), len(theirs.shingles)))
    if shorter < HEADLINE:
        return 1.0 if longer - shorter <= ADDED_TO_HEADLINE or longer >= BRIEF else 2.0
    if longer < BRIEF:
        return ENOUGH_BRIEF
    return ENOUGH_SHORT if shorter < SHORT else ENOUGH


def _begins_in(one: Fingerprint, other: Fingerprint) -> bool:
    return not other.shingles.isdisjoint(one.head)


def _by_one_template(mine: Fingerprint, theirs: Fingerprint) -> bool:
    """Whether the numbers or names of two texts say that they are two: what is in a text twice told is in it with its numbers."""
    shorter, longer = sorted((mine, theirs), key=lambda one: len(one.shingles))
    if (
        len(longer.shingles) <= SIGNED
        and len(shorter.numbers) >= SEVERAL
        and 2 * len(shorter.numbers & longer.numbers) < len(shorter.numbers)
    ):
        return True
    if len(longer.shingles) > OF_ONE_LEAD or len(longer.shingles) > ALIKE_IN_LENGTH * len(shorter.shingles):
        return False
    return _each_its_own(mine.numbers, theirs.numbers) or _each_its_own(mine.names, theirs.names)


def _each_its_own(one: frozenset[int], other: frozenset[int]) -> bool:
    return not (one <= other or other <= one)


def _best(mine: Fingerprint, candidates: Iterable[tuple[Id, Fingerprint]]) -> Id | None:
    best, found = 0.0, None
    for candidate, theirs in candidates:
        share = repeated(mine, theirs)
        if share > best:
            best, found = share, candidate
            if best >= ENTIRELY:
                break
    return found


def most_alike(holders: Mapping[int, Sequence[Id]], most: int = CANDIDATES) -> list[tuple[Id, int]]:
    """Return who shares most hashes with a text, with how many, from who holds each of its hashes; what is common does not count."""
    shared: Counter[Id] = Counter()
    for some in holders.values():
        if len(some) < COMMON:
            shared.update(some)
    return shared.most_common(most)


class CopyIndex(Generic[Id]):
    """Originals of a stream, kept in memory: the newest ``size`` of them."""

    def __init__(self, size: int = 50_000) -> None:
        self._size = size
        self._originals: dict[Id, Packed] = {}
        self._order: deque[Id] = deque()
        self._by_hash: defaultdict[int, list[Id]] = defaultdict(list)

    def add(self, one: Id, mine: Fingerprint) -> Id:
        """Return the original that this text repeats, or itself: it is then an original for those that follow."""
        sample = sketch(mine.shingles)
        holders = {value: self._by_hash[value] for value in sample if value in self._by_hash}
        original = _best(mine, ((candidate, self._originals[candidate].unpacked()) for candidate, _ in most_alike(holders)))
        if original is not None:
            return original
        self._keep(one, mine, sample)
        return one

    def _keep(self, one: Id, mine: Fingerprint, sample: Sequence[int]) -> None:
        self._originals[one] = Packed.of(mine)
        self._order.append(one)
        for value in sample:
            holders = self._by_hash[value]
            if len(holders) < COMMON:
                holders.append(one)
        if len(self._order) > self._size:
            self._drop(self._order.popleft())

    def _drop(self, oldest: Id) -> None:
        for value in sketch(self._originals.pop(oldest).unpacked().shingles):
            holders = self._by_hash[value]
            if oldest in holders:
                holders.remove(oldest)
            if not holders:
                del self._by_hash[value]
