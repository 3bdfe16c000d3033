"""How much a word or a sign tells one happening from others: the rarer it is in the news, the more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.stories.glossary import Glossary, shipped
from monitor.stories.prior import shares_of
from monitor.stories.profile import Profile

WORDS_PRIOR = 1_000  # articles that stand for the language as a whole
SIGNS_PRIOR = 1_000
KNOWN = 200_000  # words and signs that are counted at most, of each: beyond them the rarer half is forgotten
LEAST = 0.05
FULL_WORDS = 15.0  # length of how much its words count, rare or not, from which a report counts in full: two headlines prove less
FULL_SIGNS = 10.0  # the same of signs, that of some five: one in common proves little
_SHARES = {"name": 0.004, "count": 0.01, "date": 0.01}  # of articles that have a sign of this kind, where no glossary says


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article's words and signs as vectors of length 1, the rare ones heavier; those of few words or signs are shorter."""

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
        self._words = _counted(self._words, article.words)
        self._signs = _counted(self._signs, article.signs)

    def weigh(self, article: Profile) -> Weighed:
        """Return an article's words and signs as vectors of length 1."""
        words, often, size = self._weights(article.words, self._words, shares_of(article.tongue), WORDS_PRIOR)
        signs, _, signs_size = self._weights(article.signs, self._signs, {sign: self._share(sign) for sign in article.signs}, SIGNS_PRIOR)
        return Weighed(article, _shortened(words, size * max(1.0, FULL_WORDS / often)), _shortened(signs, max(signs_size, FULL_SIGNS)))

    def _weights(
        self, counts: Mapping[str, float], met: Mapping[str, int], shares: Mapping[str, float], prior: int
    ) -> tuple[dict[str, float], float, float]:
        """Return the TF-IDF of each key, the length of the vector of how often each comes (by its logarithm), and that of the TF-IDF."""
        log, seen, share, total = math.log, met.get, shares.get, self._seen + prior + 1
        most = total / math.exp(LEAST)
        weights, often, size = {}, 0.0, 0.0
        for key, count in counts.items():
            times = 1 + log(count) if count > 1 else 1.0
            having = seen(key, 0) + share(key, 0.0) * prior + 0.5
            weights[key] = weight = times * (log(total / having) if having < most else LEAST)
            often += times * times
            size += weight * weight
        return weights, math.sqrt(often) or 1.0, math.sqrt(size) or 1.0

    def _share(self, sign: str) -> float:
        """The share of articles that have a sign, before the stream has shown it."""
        share = self._glossary.share(sign)
        return _SHARES[sign.partition(":")[0]] if share is None else share


def _counted(met: Counter[str], keys: Mapping[str, float]) -> Counter[str]:
    met.update(keys.keys())
    return met if len(met) <= KNOWN else Counter(dict(met.most_common(KNOWN // 2)))


def _shortened(vector: Mapping[str, float], length: float) -> dict[str, float]:
    return {key: weight / length for key, weight in vector.items()}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the product of two vectors: of length 1, the cosine of their angle."""
    return sum([weight * other[key] for key, weight in one.items() if key in other])


def length(vector: Mapping[str, float]) -> float:
    """Return the length of a vector; 1 for an empty one."""
    return math.sqrt(sum([weight * weight for weight in vector.values()])) or 1.0
