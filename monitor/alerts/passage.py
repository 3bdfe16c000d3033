"""A text made fit for one line of a message: cleaned, measured and cut without losing track of the hits in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

Stretch = tuple[int, int]
"""Start and end in characters of some text, end excluded."""

ELLIPSIS = "…"
FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"

# Controls, direction marks and overrides (ours must be the only ones), byte order marks, non-characters, half surrogate pairs.
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
# What belongs to the character before it: vowel signs, joiners, variation selectors, skin tones.
_JOINED = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0962-\u0963\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]"
)
_WORD_REACH = 24  # how far back from a cut a word's beginning is looked for, in characters


@dataclass(frozen=True, slots=True)
class Passage:
    """A cleaned text on one line and the stretches of it that are hits: in order, apart from each other, none empty."""

    text: str
    hits: tuple[Stretch, ...] = ()

    def pieces(self) -> Iterable[tuple[str, bool]]:
        """The text in pieces, each with whether it is a hit."""
        at = 0
        for start, end in self.hits:
            if start > at:
                yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        if at < len(self.text):
            yield self.text[at:], False


def units(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def right_to_left(text: str) -> bool:
    """Whether any letter of the text is written from right to left."""
    return _RIGHT_TO_LEFT.search(text) is not None


def isolated_text(text: str) -> str:
    """A plain text whose direction does not disturb, and is not disturbed by, what stands beside it."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if right_to_left(text) else text


def clean(text: str, hits: Iterable[Stretch] = ()) -> Passage:
    """Fold white space to single blanks, drop what must not be shown, and move the hits along. Hits outside the text are dropped."""
    hits = tuple(hits)
    if not hits:
        blanks_alone = " ".join(text.split())
        return Passage(" ".join(_UNWANTED.sub("", blanks_alone).split()))
    kept: list[str] = []
    place: list[int] = []  # for each character of text, how many were kept before it
    for char in text:
        place.append(len(kept))
        if char.isspace():
            if kept and kept[-1] != " ":
                kept.append(" ")
        elif not _UNWANTED.match(char):
            kept.append(char)
    if kept and kept[-1] == " ":
        kept.pop()
    place.append(len(kept))
    whole = "".join(kept)
    moved = [(min(place[start], len(whole)), min(place[end], len(whole))) for start, end in hits if 0 <= start < end <= len(text)]
    return Passage(whole, _apart(_trimmed(whole, stretch) for stretch in moved))


def shorten(passage: Passage, limit: int) -> Passage:
    """Cut a passage to ``limit`` UTF-16 units (at least 4), around its first hit where it has one; an ellipsis stands for what was cut."""
    if units(passage.text) <= limit:
        return passage
    text = passage.text
    focus = passage.hits[0] if passage.hits else (0, 0)
    start = _window_start(text, focus, limit)
    head = ELLIPSIS if start else ""
    end = _fitting(text, start, limit - len(head) - len(ELLIPSIS))
    if end < len(text):
        end = _word_end(text, start, end, keep=min(focus[1], end))
    tail = ELLIPSIS if end < len(text) else ""
    body = text[start:end].rstrip()
    shift = len(head) - start
    inside = [(max(a, start) + shift, min(b, start + len(body)) + shift) for a, b in passage.hits if a < start + len(body) and b > start]
    return Passage(f"{head}{body}{tail}", tuple(inside))


def _window_start(text: str, focus: Stretch, limit: int) -> int:
    """Where to begin so that the focus, with a third of the room before it, is within the window."""
    if units(text[: focus[1]]) + len(ELLIPSIS) <= limit:
        return 0
    room = max(0, limit - 2 * len(ELLIPSIS) - units(text[focus[0] : focus[1]])) // 3
    start = focus[0]
    while start and (room := room - units(text[start - 1])) >= 0:
        start -= 1
    blank = text.find(" ", start, focus[0])
    if blank >= 0:
        return blank + 1
    while start < focus[0] and _JOINED.match(text[start]):
        start += 1
    return start


def _fitting(text: str, start: int, room: int) -> int:
    """The furthest end so that ``text[start:end]`` takes at most ``room`` units."""
    end = start
    while end < len(text) and (room := room - units(text[end])) >= 0:
        end += 1
    return end


def _word_end(text: str, start: int, end: int, *, keep: int) -> int:
    """Move an end back to the end of a word, if there is one near, else to the end of a character with its marks."""
    if text[end] == " ":
        return end
    blank = text.rfind(" ", max(start, keep, end - _WORD_REACH), end)
    if blank > start:
        return blank
    while end > start and (_JOINED.match(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return end


def _trimmed(text: str, stretch: Stretch) -> Stretch:
    start, end = stretch
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return start, end


def _apart(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Sort, drop empty ones, and make one of those that touch."""
    apart: list[Stretch] = []
    for start, end in sorted(stretches):
        if start == end:
            continue
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], end))
        else:
            apart.append((start, end))
    return tuple(apart)
