"""What an article says, as weighted words: by where each stands, and whether it is written as a name."""

from __future__ import annotations

from functools import lru_cache

from monitor.text.inflect import stem_key
from monitor.text.words import Reading

TITLE, LEAD, BODY = 3.0, 2.0, 1.0
LEAD_WORDS = 60  # where a feed gives the whole text as its lead, what comes later is body
WORDS = 200  # of lead and body: what comes later is background
NAME = 1.6  # a name or a number says more of a happening than a verb

_stem = lru_cache(maxsize=1 << 16)(stem_key)


def word_weights(reading: Reading) -> dict[str, float]:
    """Return how much each word key of an article counts, by where it stands and whether it is written as a name or a number."""
    weights: dict[str, float] = {}
    tongue = reading.language
    text = reading.lead.tokens[:WORDS]
    parts = ((reading.title.tokens[:WORDS], TITLE), (text[:LEAD_WORDS], LEAD), (text[LEAD_WORDS:], BODY))
    for tokens, weight in (*parts, (reading.body.tokens[: WORDS - len(text)], BODY)):
        before = ""
        for token in tokens:
            if len(token) > 1:
                key = _stem(token, tongue)
                weights[key] = weights.get(key, 0.0) + (weight if token[0].islower() else weight * _name(token))
                before = ""
            elif not token.isascii():  # characters of Chinese count in pairs
                key = _stem(token, tongue)
                if before:
                    weights[before + key] = weights.get(before + key, 0.0) + weight
                before = key
            else:
                before = ""
    return weights


def _name(token: str) -> float:
    return NAME if token[0].isupper() or token[0].isdigit() else 1.0
