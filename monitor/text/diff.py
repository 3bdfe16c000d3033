"""What differs between two versions of a text: for a machine that restores the older one, and for people who read what was changed.

The edit script is the greedy one of Myers, "An O(ND) difference algorithm and its variations" (1986), with an end: texts that differ in
more than ``MOST`` places have nothing in common worth finding. So the work is bounded whatever a site sends.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.text.words import tokenize

MOST = 200  # single additions and removals that are looked for
ARROW = " → "
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।॥]+[\"'”’»)\]」』）]*\s*|\s*[\n\r\u2028\u2029]\s*")
_PARAGRAPH = re.compile(r"[^\n]*\n|[^\n]+")
_RUN = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True)
class Change:
    """``before[start:end]`` became ``after[new_start:new_end]``; one of them may be empty."""

    start: int
    end: int
    new_start: int
    new_end: int


Patch = tuple[tuple[int, int, str], ...]
"""Stretches of a text (start and end in characters, in order, apart from each other), each with what stood there before."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of a headline. ``kind``: ``same``, ``removed`` or ``added``."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class SentenceDiff:
    """The sentences that only one of two texts has, each in its text's order."""

    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


# ── for a machine ──────────────────────────────────────────────────────────────────────────────────


def changes(before: Sequence[Hashable], after: Sequence[Hashable], *, most: int = MOST) -> list[Change]:
    """Return what turns one sequence into the other, in order. Beyond ``most`` additions and removals all that differs is one change."""
    head = _in_common(before, after)
    rest = min(len(before), len(after)) - head
    tail = _in_common(before[len(before) - rest :][::-1], after[len(after) - rest :][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if not old and not new:
        return []
    whole = [Change(head, head + len(old), head, head + len(new))]
    trace = _trace(old, new, most) if old and new else None
    return whole if trace is None else [_moved(change, head) for change in _walked_back(trace, len(old), len(new))]


def patch_of(now: str, before: str) -> Patch:
    """Return what turns ``now`` back into ``before``: compared by paragraph, then by word within those that differ."""
    patch: list[tuple[int, int, str]] = []
    paragraphs, older = _PARAGRAPH.findall(now), _PARAGRAPH.findall(before)
    starts = _starts(paragraphs)
    for paragraph in changes(paragraphs, older):
        runs = _RUN.findall("".join(paragraphs[paragraph.start : paragraph.end]))
        older_runs = _RUN.findall("".join(older[paragraph.new_start : paragraph.new_end]))
        at = _starts(runs, starts[paragraph.start])
        patch += [(at[run.start], at[run.end], "".join(older_runs[run.new_start : run.new_end])) for run in changes(runs, older_runs)]
    return tuple(patch)


def restored(now: str, patch: Patch) -> str:
    """Return the text that ``patch`` was made from.

    Raises:
        ValueError: the patch belongs to another text.
    """
    kept: list[str] = []
    at = 0
    for start, end, before in patch:
        if not at <= start <= end <= len(now):
            raise ValueError(f"a patch of {start}–{end} does not fit a text of {len(now)} characters")
        kept += [now[at:start], before]
        at = end
    return "".join([*kept, now[at:]])


def similarity(before: Sequence[Hashable], after: Sequence[Hashable]) -> float:
    """Return how much two sequences share, from 0 to 1 (Dice, order set aside); two empty ones are the same."""
    if not before and not after:
        return 1.0
    return 2 * (Counter(before) & Counter(after)).total() / (len(before) + len(after))


# ── for people ─────────────────────────────────────────────────────────────────────────────────────


def headline_diff(before: str, after: str) -> str:
    """Return ``before → after``; the headline alone where it did not change."""
    return after if before == after else f"{before}{ARROW}{after}"


def headline_pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return both headlines as one run of pieces, to be shown with what was removed struck out and what was added marked."""
    old, new = before.split(), after.split()
    pieces: list[Piece] = []
    at = 0
    for change in changes([_folded(word) for word in old], [_folded(word) for word in new]):
        pieces += [
            Piece(" ".join(new[at : change.new_start]), "same"),
            Piece(" ".join(old[change.start : change.end]), "removed"),
            Piece(" ".join(new[change.new_start : change.new_end]), "added"),
        ]
        at = change.new_end
    return tuple(piece for piece in [*pieces, Piece(" ".join(new[at:]), "same")] if piece.text)


def sentence_diff(before: str, after: str) -> SentenceDiff:
    """Return the sentences that went and those that came. One that moved, or is spelt otherwise, did neither."""
    old, new = _by_words(before), _by_words(after)
    return SentenceDiff(removed=_without(old, new), added=_without(new, old))


def sentences(text: str) -> list[str]:
    """Return a text's sentences, with their punctuation; what holds no word belongs to the one before it."""
    return [sentence for sentence, _ in _by_words(text)]


def _by_words(text: str) -> list[tuple[str, str]]:
    """The sentences of a text, each with its words in their one spelling."""
    words = tokenize(text)
    numbers = words.sentences()
    spans = words.spans()
    firsts = [i for i, number in enumerate(numbers) if i == 0 or number != numbers[i - 1]]
    cuts = [0, *(_cut(text, spans[first - 1][1], spans[first][0]) for first in firsts[1:]), len(text)]
    found = [text[start:end].strip() for start, end in pairwise(cuts)] if firsts else []
    return [(sentence, _folded(sentence)) for sentence in found]


def _cut(text: str, end: int, start: int) -> int:
    """Where the next sentence begins, between the last word of one and the first of another: its opening quote is its own."""
    stop = _SENTENCE_END.search(text, end, start)
    return stop.end() if stop else start


def _without(some: list[tuple[str, str]], others: list[tuple[str, str]]) -> tuple[str, ...]:
    there = Counter(words for _, words in others)
    kept = []
    for sentence, words in some:
        if there[words] > 0:
            there[words] -= 1
        else:
            kept.append(sentence)
    return tuple(kept)


def _folded(text: str) -> str:
    return " ".join(tokenize(text).folded()) or text


# ── Myers ──────────────────────────────────────────────────────────────────────────────────────────


def _in_common(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """How many items both begin with."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _starts(pieces: Sequence[str], first: int = 0) -> list[int]:
    """Where each piece begins, and where the last one ends."""
    starts = [first]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    return starts


def _trace(old: Sequence[Hashable], new: Sequence[Hashable], most: int) -> list[dict[int, int]] | None:
    """How far each diagonal was reached before each step; None where ``most`` steps do not lead to the end."""
    reached = {1: 0}
    trace = []
    for steps in range(most + 1):
        trace.append(dict(reached))
        for diagonal in range(-steps, steps + 1, 2):
            x = reached[diagonal + 1] if _from_above(reached, diagonal, steps) else reached[diagonal - 1] + 1
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            reached[diagonal] = x
            if x >= len(old) and y >= len(new):
                return trace
    return None


def _from_above(reached: dict[int, int], diagonal: int, steps: int) -> bool:
    """Whether the furthest way to a diagonal is an addition, from the one above, and no removal, from the one below."""
    return diagonal == -steps or (diagonal != steps and reached[diagonal - 1] < reached[diagonal + 1])


def _walked_back(trace: list[dict[int, int]], x: int, y: int) -> list[Change]:
    """The changes along the path that ``trace`` found, neighbouring steps as one."""
    joined: list[Change] = []
    for steps in range(len(trace) - 1, 0, -1):
        reached, diagonal = trace[steps], x - y
        above = _from_above(reached, diagonal, steps)
        x = reached[diagonal + 1 if above else diagonal - 1]
        y = x - (diagonal + 1 if above else diagonal - 1)
        step = Change(x, x if above else x + 1, y, y + 1 if above else y)
        if joined and (step.end, step.new_end) == (joined[-1].start, joined[-1].new_start):
            joined[-1] = Change(step.start, joined[-1].end, step.new_start, joined[-1].new_end)
        else:
            joined.append(step)
    return joined[::-1]


def _moved(change: Change, by: int) -> Change:
    return Change(change.start + by, change.end + by, change.new_start + by, change.new_end + by)
