"""What an article says, as weighted words: by where each stands, and whether it is written as a name."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from monitor.text.inflect import stem_key
from monitor.text.words import Reading, Words

WEIGHTS = (("title", 3.0), ("lead", 2.0), ("body", 1.0))
CAPITAL = 1.6  # a name says more of a happening than a verb
BODY_WORDS = 300  # what comes later in a text is background

_stem = lru_cache(maxsize=1 << 16)(stem_key)


def word_weights(reading: Reading) -> dict[str, float]:
    """Return how much each word key of an article counts, by where it stands and whether it is written as a name."""
    weights: defaultdict[str, float] = defaultdict(float)
    for name, weight in WEIGHTS:
        words: Words = getattr(reading, name)
        tokens = words.tokens[:BODY_WORDS] if name != "title" else words.tokens
        keys = [_stem(token, reading.language) for token in tokens]
        for at, (token, key) in enumerate(zip(tokens, keys, strict=True)):
            if len(token) == 1 and not token.isascii():  # characters of Chinese count in pairs
                if at and len(tokens[at - 1]) == 1 and not tokens[at - 1].isascii():
                    weights[keys[at - 1] + key] += weight
            elif len(token) > 1:
                weights[key] += weight * (CAPITAL if token[0].isupper() else 1.0)
    return dict(weights)
