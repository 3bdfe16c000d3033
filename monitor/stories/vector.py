"""What an article says, as weighted words: by where each stands, and whether it is written as a name."""

from __future__ import annotations

from functools import lru_cache

from monitor.text.inflect import stem_key
from monitor.text.words import Reading

TITLE, LEAD, BODY = 3.0, 2.0, 1.0
LEAD_WORDS = 60  # where a feed gives the whole text as its lead, what comes later is body
WORDS = 200  # of lead and body: what comes later is background
NAME = 1.6  # a name or a number says more of a happening than a verb

_REMEMBERED = 1 << 16  # words a language


def word_weights(reading: Reading) -> dict[str, float]:
    """Return how much each word key of an article counts, by where it stands and whether it is written as a name or a number."""
    weights: dict[str, float] = {}
    known = _known(reading.language)
    text = reading.lead.tokens[:WORDS]
    parts = ((reading.title.tokens[:WORDS], TITLE), (text[:LEAD_WORDS], LEAD), (text[LEAD_WORDS:], BODY))
    for tokens, weight in (*parts, (reading.body.tokens[: WORDS - len(text)], BODY)):
        before = ""
        for key, times in map(known.__getitem__, tokens):
            if times:
                weights[key] = weights.get(key, 0.0) + weight * times
                before = ""
            else:
                if before and key:
                    weights[before + key] = weights.get(before + key, 0.0) + weight
                before = key
    return weights


class _Known(dict[str, tuple[str, float]]):
    """The words of a language as written, each with its key and how much it counts more than others.

    That is 0 of what does not count alone: of Chinese characters, which count in pairs, and of single letters, which have no key.
    """

    def __init__(self, tongue: str) -> None:
        super().__init__()
        self._tongue = tongue

    def __missing__(self, token: str) -> tuple[str, float]:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[token] = self._read(token)
        return found

    def _read(self, token: str) -> tuple[str, float]:
        if len(token) > 1:
            return stem_key(token, self._tongue), NAME if token[0].isupper() or token[0].isdigit() else 1.0
        return ("", 0.0) if token.isascii() else (stem_key(token, self._tongue), 0.0)


_known = lru_cache(maxsize=64)(_Known)
