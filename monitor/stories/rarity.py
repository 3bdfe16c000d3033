"""How much a word or a sign tells one happening from others: the rarer it is in the news, the more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
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
        shares = shares_of(article.tongue)
        words = self._weights(article.words, self._words, lambda key: shares.get(key, 0.0), WORDS_PRIOR)
        brevity = max(1.0, FULL_WORDS / length({key: 1 + math.log(max(1.0, count)) for key, count in article.words.items()}))
        signs = self._weights(article.signs, self._signs, self._share, SIGNS_PRIOR)
        return Weighed(article, unit(words, brevity * length(words)), unit(signs, FULL_SIGNS))

    def _weights(self, counts: Mapping[str, float], met: Mapping[str, int], share: Callable[[str], float], prior: int) -> dict[str, float]:
        """TF-IDF: a logarithm of how much a key counts here, times one of how seldom it is met."""
        log, get, total = math.log, met.get, self._seen + prior + 1
        return {
            key: (1 + log(count) if count > 1 else 1.0) * max(LEAST, log(total / (get(key, 0) + share(key) * prior + 0.5)))
            for key, count in counts.items()
        }

    def _share(self, sign: str) -> float:
        """The share of articles that have a sign, before the stream has shown it."""
        share = self._glossary.share(sign)
        return _SHARES[sign.partition(":")[0]] if share is None else share


def _counted(met: Counter[str], keys: Mapping[str, float]) -> Counter[str]:
    met.update(keys.keys())
    return met if len(met) <= KNOWN else Counter(dict(met.most_common(KNOWN // 2)))


def unit(vector: Mapping[str, float], full: float = 0.0) -> dict[str, float]:
    """Return a vector brought to length 1, one shorter than ``full`` to less; that of no words stays as it is."""
    size = max(length(vector), full)
    return {key: weight / size for key, weight in vector.items()}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the product of two vectors: of length 1, the cosine of their angle."""
    return sum([one[key] * other[key] for key in one.keys() & other.keys()])


def length(vector: Mapping[str, float]) -> float:
    """Return the length of a vector; 1 for an empty one."""
    return math.sqrt(sum([weight * weight for weight in vector.values()])) or 1.0
