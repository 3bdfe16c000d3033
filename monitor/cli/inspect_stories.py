"""`monitor inspect stories`: a stream of texts, each with the id of the story it tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from monitor.cli.inspect_copies import grouped
from monitor.stories.assign import StoryIndex
from monitor.stories.profile import profile_of


def run(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield ``{"id", "cluster"}`` for each ``{"id", "lang", "title"?, "text"}``; a bad line yields ``{"id", "error"}``."""
    index: StoryIndex[int] = StoryIndex()
    return grouped(lines, lambda number, reading: index.add(number, profile_of(reading)))
