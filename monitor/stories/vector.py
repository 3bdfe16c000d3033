"""What an article says, as weighted words: by where each stands, and whether it is written as a name."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from monitor.text.inflect import stem_key
from monitor.text.words import Reading

TITLE, LEAD, BODY = 3.0, 2.0, 1.0
LEAD_WORDS = 60  # where a feed gives the whole text as its lead, what comes later is body
WORDS = 300  # of lead and body: what comes later is background
NAME = 1.6  # a name or a number says more of a happening than a verb

_stem = lru_cache(maxsize=1 << 16)(stem_key)


def word_weights(reading: Reading, tongue: str) -> dict[str, float]:
    """Return how much each word key of an article counts, by where it stands and whether it is written as a name or a number."""
    weights: defaultdict[str, float] = defaultdict(float)
    text = reading.lead.tokens[:WORDS]
    parts = ((reading.title.tokens[:WORDS], TITLE), (text[:LEAD_WORDS], LEAD), (text[LEAD_WORDS:], BODY))
    for tokens, weight in (*parts, (reading.body.tokens[: WORDS - len(text)], BODY)):
        keys = [_stem(token, tongue) for token in tokens]
        for at, (token, key) in enumerate(zip(tokens, keys, strict=True)):
            if len(token) == 1 and not token.isascii():  # characters of Chinese count in pairs
                if at and len(tokens[at - 1]) == 1 and not tokens[at - 1].isascii():
                    weights[keys[at - 1] + key] += weight
            elif len(token) > 1:
                weights[key] += weight * (NAME if token[0].isupper() or token[0].isdigit() else 1.0)
    return dict(weights)
