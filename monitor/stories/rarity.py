"""How much a word tells one happening from others: the rarer it is in the news, the more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

PRIOR = 300  # articles that stand for "the language as a whole" before the stream has taught its words
SHORT = 3  # letters: words so short are taken for common until the stream shows otherwise


class Rarity:
    """Inverse document frequency of word keys: what is known of the language beforehand, and what the stream has shown."""

    def __init__(self) -> None:
        self._seen = 0
        self._frequency: Counter[str] = Counter()

    def learn(self, keys: Iterable[str]) -> None:
        """Take note of the word keys of one article."""
        self._seen += 1
        self._frequency.update(keys)

    def of(self, key: str) -> float:
        """Return the weight of a word key: a logarithm, above 0."""
        common = 0.5 * PRIOR if len(key.rpartition(":")[2]) <= SHORT and key.isascii() else 0.0
        return math.log((self._seen + PRIOR + 1) / (self._frequency[key] + common + 0.5))
