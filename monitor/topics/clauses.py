"""A compiled query: clauses that say whether, where and by which words they are true of an article.

A *hit* is ``(first, last, pieces)``: positions on the article's axis and, for a hit made of others, theirs. Every clause
answers within bounds ``low <= position < high``. All is linear in the article: a clause gives at most ``MOST`` hits made of
others, and for each looks no further than its number of words.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from typing_extensions import override

from monitor.model import Article
from monitor.topics.nodes import Scope
from monitor.topics.positions import TEXT, Positions

Pieces = tuple[tuple[int, int], ...]
Hit = tuple[int, int, Pieces]
Bounds = tuple[int, int]

MOST = 2_000


class Clause(ABC):
    """One part of a compiled query."""

    __slots__ = ()

    @abstractmethod
    def holds(self, article: Positions, bounds: Bounds) -> bool:
        """Whether it is true of the article within the bounds."""

    @abstractmethod
    def proof(self, article: Positions, bounds: Bounds) -> Iterator[tuple[float, int, int]]:
        """The stretches that make it true, each with its weight; nothing where it is not true."""


class Placed(Clause):
    """A clause that stands at places of the text."""

    __slots__ = ()

    @abstractmethod
    def hits(self, article: Positions, bounds: Bounds) -> Sequence[Hit]:
        """Its hits in the order of their first positions."""

    @override
    def holds(self, article: Positions, bounds: Bounds) -> bool:
        return bool(self.hits(article, bounds))

    @override
    def proof(self, article: Positions, bounds: Bounds) -> Iterator[tuple[float, int, int]]:
        for hit in self.hits(article, bounds):
            for first, last in pieces_of(hit):
                yield 1.0, first, last


def pieces_of(hit: Hit) -> Pieces:
    """The stretches a hit is made of: itself where it is simple."""
    return hit[2] or ((hit[0], hit[1]),)


def apart(one: Hit, other: Hit) -> bool:
    """Whether two hits share no word."""
    if one[1] < other[0] or other[1] < one[0]:
        return True
    return all(b < c or d < a for a, b in pieces_of(one) for c, d in pieces_of(other))


def _within(places: list[int], bounds: Bounds) -> list[int]:
    if bounds == TEXT:
        return places
    return places[bisect_left(places, bounds[0]) : bisect_left(places, bounds[1])]


class OneWord(Placed):
    """A word, or any of the single words of a concept."""

    __slots__ = ("leaf",)

    def __init__(self, leaf: int) -> None:
        self.leaf = leaf

    @override
    def holds(self, article: Positions, bounds: Bounds) -> bool:
        if self.leaf not in article.leaves:
            return False
        return bounds == TEXT or bool(_within(article.of(self.leaf), bounds))

    @override
    def hits(self, article: Positions, bounds: Bounds) -> Sequence[Hit]:
        if self.leaf not in article.leaves:
            return ()
        return [(p, p, ()) for p in _within(article.of(self.leaf), bounds)]


class Adjacent(Placed):
    """Words side by side, in one item of one field."""

    __slots__ = ("leaves",)

    def __init__(self, leaves: Sequence[int]) -> None:
        self.leaves = tuple(leaves)

    @override
    def hits(self, article: Positions, bounds: Bounds) -> Sequence[Hit]:
        present = article.leaves
        for leaf in self.leaves:
            if leaf not in present:
                return ()
        last = len(self.leaves) - 1
        starts = _within(article.of(self.leaves[0]), bounds)
        for step in range(1, last + 1):
            places = article.places(self.leaves[step])
            starts = [p for p in starts if p + step in places]
            if not starts:
                return ()
        return [(p, p + last, ()) for p in starts if article.together(p, p + last, Scope.PARAGRAPH)]


class AnyPlaced(Placed):
    """One of several placed clauses."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Placed]) -> None:
        self.parts = tuple(parts)

    @override
    def holds(self, article: Positions, bounds: Bounds) -> bool:
        return any(part.holds(article, bounds) for part in self.parts)

    @override
    def hits(self, article: Positions, bounds: Bounds) -> Sequence[Hit]:
        return sorted({hit for part in self.parts for hit in part.hits(article, bounds)})

    @override
    def proof(self, article: Positions, bounds: Bounds) -> Iterator[tuple[float, int, int]]:
        for part in self.parts:
            yield from part.proof(article, bounds)


class Concept(Placed):
    """A named list of terms; hits that touch a sibling's are not counted (``not_only``).

    ``costs`` says how often each leaf is met, as far as one can guess: a phrase is looked for where its rarest word stands.
    """

    __slots__ = ("_by_leaf", "name", "phrases", "siblings", "words")

    def __init__(self, name: str, words: OneWord, phrases: Sequence[Adjacent], costs: Sequence[float]) -> None:
        self.name = name
        self.words = words
        self.phrases = tuple(phrases)
        self.siblings: tuple[Concept, ...] = ()
        self._by_leaf: dict[int, list[Adjacent]] = {}
        for phrase in phrases:
            self._by_leaf.setdefault(min(phrase.leaves, key=costs.__getitem__), []).append(phrase)

    def all_hits(self, article: Positions) -> Sequence[Hit]:
        """Its hits in the whole text, siblings or not. Found once an article."""
        found = article.memo.get(("all", self.name))
        if found is None:
            hits = set(self.words.hits(article, TEXT))
            for leaf in self._by_leaf.keys() & article.leaves:
                for phrase in self._by_leaf[leaf]:
                    hits.update(phrase.hits(article, TEXT))
            found = article.memo["all", self.name] = sorted(hits)
        return found

    def own_hits(self, article: Positions) -> Sequence[Hit]:
        """Its hits in the whole text without those that touch a sibling's."""
        found = article.memo.get(("own", self.name))
        if found is None:
            found = self.all_hits(article)
            taken = {p for s in self.siblings for first, last, _ in s.all_hits(article) for p in range(first, last + 1)}
            if taken:
                found = [hit for hit in found if taken.isdisjoint(range(hit[0], hit[1] + 1))]
            article.memo["own", self.name] = found
        return found

    @override
    def hits(self, article: Positions, bounds: Bounds) -> Sequence[Hit]:
        found = self.own_hits(article)
        if bounds == TEXT:
            return found
        low, high = bounds
        return [hit for hit in found if low <= hit[0] and hit[1] < high]


class Bounded(Clause):
    """A clause within one field."""

    __slots__ = ("field", "part")

    def __init__(self, field: Bounds, part: Clause) -> None:
        self.field = field
        self.part = part

    @override
    def holds(self, article: Positions, bounds: Bounds) -> bool:
        return self.part.holds(article, narrowed(bounds, self.field))

    @override
    def proof(self, article: Positions, bounds: Bounds) -> Iterator[tuple[float, int, int]]:
        return self.part.proof(article, narrowed(bounds, self.field))


class PlacedWithin(Placed):
    """A placed clause within one field."""

    __slots__ = ("field", "part")

    def __init__(self, field: Bounds, part: Placed) -> None:
        self.field = field
        self.part = part

    @override
    def hits(self, article: Positions, bounds: Bounds) -> Sequence[Hit]:
        return self.part.hits(article, narrowed(bounds, self.field))


def narrowed(one: Bounds, other: Bounds) -> Bounds:
    """What lies within both."""
    return max(one[0], other[0]), min(one[1], other[1])


class Preferred(Placed):
    """A placed clause whose sentence is shown before others."""

    __slots__ = ("part", "weight")

    def __init__(self, part: Placed, weight: float) -> None:
        self.part = part
        self.weight = weight

    @override
    def hits(self, article: Positions, bounds: Bounds) -> Sequence[Hit]:
        return self.part.hits(article, bounds)

    @override
    def proof(self, article: Positions, bounds: Bounds) -> Iterator[tuple[float, int, int]]:
        for weight, first, last in self.part.proof(article, bounds):
            yield weight * self.weight, first, last


class PreferredTruth(Clause):
    """Any other clause whose sentences are shown before others."""

    __slots__ = ("part", "weight")

    def __init__(self, part: Clause, weight: float) -> None:
        self.part = part
        self.weight = weight

    @override
    def holds(self, article: Positions, bounds: Bounds) -> bool:
        return self.part.holds(article, bounds)

    @override
    def proof(self, article: Positions, bounds: Bounds) -> Iterator[tuple[float, int, int]]:
        for weight, first, last in self.part.proof(article, bounds):
            yield weight * self.weight, first, last


class AllOf(Clause):
    """Every part is true."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Clause]) -> None:
        self.parts = tuple(parts)

    @override
    def holds(self, article: Positions, bounds: Bounds) -> bool:
        return all(part.holds(article, bounds) for part in self.parts)

    @override
    def proof(self, article: Positions, bounds: Bounds) -> Iterator[tuple[float, int, int]]:
        if self.holds(article, bounds):
            for part in self.parts:
                yield from part.proof(article, bounds)


class SomeOf(Clause):
    """At least so many parts are true."""

    __slots__ = ("least", "parts")

    def __init__(self, parts: Sequence[Clause], least: int) -> None:
        self.parts = tuple(parts)
        self.least = least

    @override
    def holds(self, article: Positions, bounds: Bounds) -> bool:
        found = 0
        for part in self.parts:
            if part.holds(article, bounds):
                found += 1
                if found == self.least:
                    return True
        return False

    @override
    def proof(self, article: Positions, bounds: Bounds) -> Iterator[tuple[float, int, int]]:
        if self.holds(article, bounds):
            for part in self.parts:
                yield from part.proof(article, bounds)


class Without(Clause):
    """The part is not true: of the whole article, or of the field that this stands under."""

    __slots__ = ("field", "part")

    def __init__(self, part: Clause, field: Bounds) -> None:
        self.part = part
        self.field = field

    @override
    def holds(self, article: Positions, bounds: Bounds) -> bool:
        return not self.part.holds(article, self.field)

    @override
    def proof(self, article: Positions, bounds: Bounds) -> Iterator[tuple[float, int, int]]:
        yield from ()


class Repeated(Clause):
    """The part stands at so many places: counted by where they end, the shortest first, each sharing no word with one before."""

    __slots__ = ("least", "part")

    def __init__(self, part: Placed, least: int) -> None:
        self.part = part
        self.least = least

    @override
    def holds(self, article: Positions, bounds: Bounds) -> bool:
        hits = self.part.hits(article, bounds)
        if len(hits) < self.least:
            return False
        return counted(hits) >= self.least

    @override
    def proof(self, article: Positions, bounds: Bounds) -> Iterator[tuple[float, int, int]]:
        if self.holds(article, bounds):
            yield from self.part.proof(article, bounds)


def counted(hits: Sequence[Hit]) -> int:
    """How many of the hits count as places of their own."""
    count = 0
    taken: set[int] = set()
    for words in sorted(map(words_of, hits), key=lambda words: (words[-1], -words[0], words)):
        if taken.isdisjoint(words):
            count += 1
            taken.update(words)
    return count


def words_of(hit: Hit) -> tuple[int, ...]:
    """The positions of a hit's words, rising."""
    return tuple(sorted({position for first, last in pieces_of(hit) for position in range(first, last + 1)}))


class Fact(Clause):
    """Something true of the article beside its text. Its words prove nothing."""

    __slots__ = ("true",)

    def __init__(self, true: Callable[[Article], bool]) -> None:
        self.true = true

    @override
    def holds(self, article: Positions, bounds: Bounds) -> bool:
        return self.true(article.article)

    @override
    def proof(self, article: Positions, bounds: Bounds) -> Iterator[tuple[float, int, int]]:
        yield from ()
