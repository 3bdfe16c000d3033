"""Legal disclaimers that every text must carry and that say nothing about it."""

from __future__ import annotations

import re

_BRACKETED = re.compile(r"[(（][^()（）]{0,60}(?:запрещ|outlawed|banned in)[^()（）]{0,200}[)）]")


def boilerplate_spans(text: str) -> list[tuple[int, int]]:
    """The stretches of ``text`` that are disclaimers: offsets in characters, in order, not overlapping."""
    return [m.span() for m in _BRACKETED.finditer(text)]
