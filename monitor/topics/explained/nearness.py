"""What comes nearest, where words do not stand near enough: how far apart they are, and what stands between."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from monitor.topics.clauses import Hit, apart
from monitor.topics.explained.seen import Seen, fields_of
from monitor.topics.nodes import Scope
from monitor.topics.positions import FIELD

_LEFTS = 500  # hits that are looked at
_BESIDE = 4  # hits of the other side that are looked at, before and behind each

_BORDERS = {Scope.SENTENCE: "in another sentence", Scope.PARAGRAPH: "in another paragraph or item"}


def nearest_pair(
    lefts: Sequence[Hit], rights: Sequence[Hit], seen: Seen, *, words: int | None, scope: Scope, ordered: bool
) -> tuple[str, float]:
    """Say what comes nearest of two sides that do not meet, and how far from true that is (0 to 1).

    Args:
        lefts: where the left side stands.
        rights: where the right side does.
        seen: the article.
        words: at most so many may stand between; None where the scope alone binds.
        scope: what they may not leave together.
        ordered: whether the right side must come second.
    """
    scale = seen.positions.scale
    most = None if words is None else words * scale
    best: tuple[tuple[int, int], Hit, Hit, bool] | None = None
    for left, right in _pairs(lefts, rights):
        between = max(right[0] - left[1], left[0] - right[1], 1) - 1
        together = seen.positions.together(min(left[0], right[0]), max(left[1], right[1]), scope)
        near = most is None or between <= most
        rank = (0 if together or near else 1, between)  # what is near but for a border tells more than what is far
        if best is None or rank < best[0]:
            best = rank, left, right, together
    if best is None:
        return _parted(lefts, rights), 0.6
    (_, between), left, right, together = best
    quote = f"“{seen.stretch(min(left[0], right[0]), max(left[1], right[1]))}”"
    far = counted(between, scale)
    if ordered and together and right[0] < left[0] and (most is None or between <= most):
        return f"they stand the other way round: {quote}", 0.3
    if together:
        return f"nearest: {far} ({quote})", 0.4
    return f"nearest: {far}, but {_BORDERS[scope]} ({quote})", 0.4


def _pairs(lefts: Sequence[Hit], rights: Sequence[Hit]) -> Iterator[tuple[Hit, Hit]]:
    """Pairs of one field that share no word, each left hit with its neighbours."""
    starts = [hit[0] for hit in rights]
    for left in lefts[:_LEFTS]:
        at = bisect_left(starts, left[0])
        for right in rights[max(0, at - _BESIDE) : at + _BESIDE]:
            if left[0] // FIELD == right[0] // FIELD and apart(left, right):
                yield left, right


def _parted(lefts: Sequence[Hit], rights: Sequence[Hit]) -> str:
    ours, theirs = fields_of(lefts), fields_of(rights)
    if set(ours) & set(theirs):
        return "they are the same words"
    return f"the first stands in the {' and '.join(ours)}, the second in the {' and '.join(theirs)}"


def smallest_window(lists: Sequence[Sequence[Hit]], seen: Seen) -> str:
    """Say what comes nearest of several hits that are all there, but do not stand together; they never do in the same field: then how."""
    window = _smallest(lists)
    if window is None:
        return "they stand in different fields"
    first, last, words = window
    quote = f"“{seen.stretch(first, last)}”"
    far = counted(max(0, last - first + 1 - words), seen.positions.scale, "other word", "other words")
    if seen.positions.together(first, last, Scope.SENTENCE):
        return f"nearest: {far} among them ({quote})"
    return f"nearest: {far} among them, but not in one sentence ({quote})"


def _smallest(lists: Sequence[Sequence[Hit]]) -> tuple[int, int, int] | None:
    """The first and last position of the shortest stretch of one field that has a hit of each list, and how many words those are."""
    newest: dict[int, Hit] = {}
    best: tuple[int, int, int] | None = None
    for hit, number in sorted((hit, number) for number, hits in enumerate(lists) for hit in hits[: _LEFTS * 4]):
        newest[number] = hit
        first, last = min(one[0] for one in newest.values()), max(one[1] for one in newest.values())
        if len(newest) == len(lists) and first // FIELD == last // FIELD and (best is None or last - first < best[1] - best[0]):
            best = first, last, sum(one[1] - one[0] + 1 for one in newest.values())
    return best


def counted(number: int, scale: int, one: str = "word", several: str = "words") -> str:
    """So many words, or Chinese characters where they are counted."""
    if scale > 1:
        return f"{number} character{'' if number == 1 else 's'} ({scale} count as a word)"
    return f"{number} {one if number == 1 else several}"
