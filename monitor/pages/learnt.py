"""What was learnt of one source's pages: in how many of its stories each block was seen. Bounded, and it forgets slowly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from monitor.pages.boilerplate import is_boilerplate

MOST: Final = 600  # blocks kept of a source: those of its last forty stories, and all that came again
FULL: Final = 2_000  # stories, from which on all that was counted counts half


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """``counts`` by hash of a block (63 bits), the longest unseen first."""

    stories: int = 0
    counts: Mapping[int, int] = field(default_factory=dict)

    @property
    def known(self) -> frozenset[int]:
        """The blocks that are the site's."""
        return frozenset(block for block, count in self.counts.items() if is_boilerplate(count, self.stories))

    def with_story(self, blocks: Iterable[int]) -> Learnt:
        """Return what is known after one more story. What was seen once, and longest ago, gives way first."""
        counts, stories = dict(self.counts), self.stories + 1
        for block in blocks:
            counts[block] = counts.pop(block, 0) + 1
        if stories >= FULL:
            stories //= 2
            counts = {block: count // 2 for block, count in counts.items() if count > 1}
        if len(counts) > MOST:
            order = sorted(enumerate(counts.items()), key=lambda one: (one[1][1], one[0]))
            gone = {block for _, (block, _) in order[: len(counts) - MOST]}
            counts = {block: count for block, count in counts.items() if block not in gone}
        return Learnt(stories=stories, counts=counts)
