"""The sentence that proves a hit, taken from a longer text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.alerts.passage import Passage, Stretch, clean, shorten

_REACH = 1200  # characters looked at on either side of a hit: more than any message has room for
_CLOSERS = "\"'”’»)\\]』」"
# A line's end; a full stop that needs no blank after it (Chinese, Hindi, Urdu); or a point, question or exclamation mark before a blank.
_SENTENCE_END = re.compile(f"\\n+|[。！？।॥۔؟!?…]+[{_CLOSERS}]*|\\.+[{_CLOSERS}]*(?=\\s|$)")
_SHORT_FORM = re.compile(r"(?:^|[\s.(«\"“])(?:\w|[Mm]rs?|[Dd]r|[Ss]t|[Gg]en|[Ll]t|[Cc]ol|[Nn]o|[Vv]s|см|им|гг|тыс|млн|млрд|руб|др)$")


def sentence_around(text: str, hits: Sequence[Stretch], limit: int) -> Passage:
    """The sentence that holds the first hit, or the first sentence where there is no hit, in at most ``limit`` UTF-16 units."""
    sound = sorted((start, end) for start, end in hits if 0 <= start < end <= len(text))
    first = sound[0] if sound else (len(text) - len(text.lstrip()),) * 2
    low, high = max(0, first[0] - _REACH), min(len(text), first[1] + _REACH)
    start, end = low, high
    for stop in _SENTENCE_END.finditer(text, low, high):
        if not _ends_sentence(text, stop):
            continue
        if stop.end() <= first[0]:
            start = stop.end()
        elif stop.start() >= first[1] and stop.end() > first[0]:
            end = stop.end()
            break
    within = [(max(a, start) - start, min(b, end) - start) for a, b in sound if a < end and b > start]
    return shorten(clean(text[start:end], within), limit)


def _ends_sentence(text: str, stop: re.Match[str]) -> bool:
    if not stop.group().startswith("."):
        return True
    following = text[stop.end() :][:2].strip()
    return not following.islower() and not _SHORT_FORM.search(text, max(0, stop.start() - 12), stop.start())
