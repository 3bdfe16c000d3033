"""How much a word or a sign tells one happening from others: the rarer it is in the news, the more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.stories.glossary import Glossary, shipped
from monitor.stories.prior import share_of_articles
from monitor.stories.profile import Profile

WORDS_PRIOR = 10_000  # articles that stand for the language as a whole: what a stream shows changes little of it
SIGNS_PRIOR = 1_000
KNOWN = 200_000  # keys that are counted at most: beyond them those met once are forgotten
LEAST = 0.05
_SHARES = {"name": 0.004, "count": 0.01, "date": 0.01}  # of articles that have a sign of this kind, where no glossary says


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article's words and signs as vectors of length 1, the rare ones heavier."""

    profile: Profile
    words: Mapping[str, float]
    signs: Mapping[str, float]


class Rarity:
    """Inverse document frequency of words and signs: what is known of a language beforehand, and what the stream has shown."""

    def __init__(self, glossary: Glossary | None = None) -> None:
        self._glossary = glossary or shipped()
        self._seen = 0
        self._words: Counter[str] = Counter()
        self._signs: Counter[str] = Counter()

    def learn(self, article: Profile) -> None:
        """Take note of an article's words and signs."""
        self._seen += 1
        self._words.update(article.words.keys())
        self._signs.update(article.signs.keys())
        if len(self._words) > KNOWN:
            self._words = Counter({key: count for key, count in self._words.items() if count > 1})

    def of_word(self, key: str, tongue: str) -> float:
        """Return the weight of a word key in a language: a logarithm, above 0."""
        return self._of(self._words[key], share_of_articles(key, tongue), WORDS_PRIOR)

    def of_sign(self, sign: str) -> float:
        """Return the weight of a sign: a logarithm, above 0."""
        share = self._glossary.share(sign)
        return self._of(self._signs[sign], _SHARES[sign.partition(":")[0]] if share is None else share, SIGNS_PRIOR)

    def _of(self, met: int, share: float, prior: int) -> float:
        return max(LEAST, math.log((self._seen + prior + 1) / (met + share * prior + 0.5)))

    def weigh(self, article: Profile) -> Weighed:
        """Return an article's words and signs as vectors of length 1."""
        return Weighed(
            article,
            unit({key: (1 + math.log(max(1.0, n))) * self.of_word(key, article.tongue) for key, n in article.words.items()}),
            unit({sign: (1 + math.log(max(1.0, n))) * self.of_sign(sign) for sign, n in article.signs.items()}),
        )


def unit(vector: Mapping[str, float]) -> dict[str, float]:
    """Return a vector brought to length 1; that of no words stays as it is."""
    size = length(vector)
    return {key: weight / size for key, weight in vector.items()}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the product of two vectors: of length 1, the cosine of their angle."""
    return sum([one[key] * other[key] for key in one.keys() & other.keys()])


def length(vector: Mapping[str, float]) -> float:
    """Return the length of a vector; 1 for an empty one."""
    return math.sqrt(sum([weight * weight for weight in vector.values()])) or 1.0
