"""Stories in one language: each article joins the running story whose centroid it is nearest to, or begins one.

Streaming TF-IDF with centroids (the online "single-pass" clustering of topic detection and tracking, Allan et al. 1998), over the same
word keys as the matcher. Facts across languages and a prior for rare words are not here yet.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from functools import lru_cache

from monitor.text.inflect import stem_key
from monitor.text.words import Reading, Words

NEAR = 0.24  # cosine from which an article tells a story's happening; .22 to .26 measured alike
WEIGHTS = (("title", 3.0), ("lead", 2.0), ("body", 1.0))
CAPITAL = 1.6  # a name says more of a happening than a verb
BODY_WORDS = 300  # what comes later in a text is background
RUNNING = 5_000  # articles for which a story stays open after its last
PROBES = 16  # weightiest words of an article by which stories are looked up
PRIOR = 300  # articles that stand for "the language as a whole" before the stream has taught its words
SHORT = 3  # letters: words so short are taken for common until the stream shows otherwise

_stem = lru_cache(maxsize=1 << 16)(stem_key)


@dataclass(slots=True)
class _Story:
    number: int
    centroid: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    members: int = 0
    newest: int = 0


class StoryIndex:
    """Running stories of a stream. ``add`` gives each article the number of its story: that of the article which began it."""

    def __init__(self, *, near: float = NEAR) -> None:
        self._near = near
        self._seen = 0
        self._frequency: Counter[str] = Counter()
        self._running: dict[int, _Story] = {}
        self._by_word: defaultdict[str, set[int]] = defaultdict(set)
        self._order: deque[int] = deque()

    def add(self, number: int, reading: Reading) -> int:
        """Return the number of the article's story; ``number`` itself where it begins one."""
        counts = term_weights(reading)
        self._seen += 1
        self._frequency.update(counts.keys())
        vector = self._normalised(counts)
        story = self._nearest(vector)
        if story is None:
            story = _Story(number)
            self._running[number] = story
        self._join(story, vector)
        self._close_old()
        return story.number

    def _normalised(self, counts: dict[str, float]) -> dict[str, float]:
        weighted = {word: (1 + math.log(count)) * self._rarity(word) for word, count in counts.items()}
        length = math.sqrt(sum(w * w for w in weighted.values())) or 1.0
        return {word: weight / length for word, weight in weighted.items()}

    def _rarity(self, word: str) -> float:
        common = 0.5 * PRIOR if len(word.rpartition(":")[2]) <= SHORT and word.isascii() else 0.0
        return math.log((self._seen + PRIOR + 1) / (self._frequency[word] + common + 0.5))

    def _probes(self, vector: dict[str, float]) -> list[str]:
        return sorted(vector, key=vector.__getitem__, reverse=True)[:PROBES]

    def _nearest(self, vector: dict[str, float]) -> _Story | None:
        candidates = {number for word in self._probes(vector) for number in self._by_word.get(word, ())}
        best, nearest = self._near, None
        for number in sorted(candidates):
            story = self._running[number]
            likeness = cosine(vector, story.centroid)
            if likeness > best:
                best, nearest = likeness, story
        return nearest

    def _join(self, story: _Story, vector: dict[str, float]) -> None:
        for word, weight in vector.items():
            story.centroid[word] += weight
        story.members += 1
        story.newest = self._seen
        self._order.append(story.number)
        for word in self._probes(vector):
            self._by_word[word].add(story.number)

    def _close_old(self) -> None:
        while len(self._order) > RUNNING:
            number = self._order.popleft()
            story = self._running.get(number)
            if story is not None and story.newest <= self._seen - RUNNING:
                del self._running[number]
                for word in story.centroid:
                    self._by_word[word].discard(number)


def term_weights(reading: Reading) -> dict[str, float]:
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
    return weights


def cosine(vector: dict[str, float], centroid: dict[str, float]) -> float:
    """Return the cosine of an article (of length 1) and a centroid (of any length)."""
    length = math.sqrt(sum(w * w for w in centroid.values())) or 1.0
    return sum(weight * centroid.get(word, 0.0) for word, weight in vector.items()) / length
