"""Which story an article tells: that of the running stories which it is most like and does not contradict, or none of them yet.

Single-pass clustering of topic detection and tracking (Allan et al. 1998) with TF-IDF centroids over the matcher's word keys.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from xxhash import xxh3_64_intdigest

from monitor.stories.fingerprint import MASK
from monitor.stories.profile import Profile, grown, profile_of
from monitor.stories.rarity import Rarity
from monitor.text.words import Reading

NEAR = 0.24  # cosine from which an article tells a story's happening; .22 to .26 measured alike
RUNNING = 5_000  # articles of a stream for which a story stays open after its last
PROBES = 16  # weightiest words of an article by which stories are looked up
SHARED = 12  # words and facts named as the reason of a join, at most
REFUSED = 5  # refusals that are kept

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Choice(Generic[Key]):
    """Where an article belongs, and why.

    Attributes:
        story: the story it joins; None where it begins one.
        score: how like it is to that story, from 0 to 1.
        shared: words and facts that both have, the weightiest first.
        refused: stories that it is like enough but contradicts, each with its score and the veto: the likest first.
    """

    story: Key | None
    score: float = 0.0
    shared: tuple[str, ...] = ()
    refused: tuple[tuple[Key, float, str], ...] = ()


def probes(profile: Profile, rarity: Rarity) -> tuple[int, ...]:
    """Return the hashes (63 bits) by which an article's stories are looked up, and its story is found later."""
    words = sorted(profile.words, key=lambda word: profile.words[word] * rarity.of(word), reverse=True)[:PROBES]
    return tuple(xxh3_64_intdigest(word.encode("utf-8", "surrogatepass")) & MASK for word in words)


def choose(
    article: Profile, candidates: Sequence[tuple[Key, Profile]], rarity: Rarity, *, forbidden: Collection[Key] = ()
) -> Choice[Key]:
    """Return which of these running stories the article joins. Those that people forbade are not among the choices."""
    vector = _normalised(article.words, rarity)
    best, found = NEAR, None
    for key, story in candidates:
        if key in forbidden:
            continue
        likeness = cosine(vector, _normalised(story.words, rarity))
        if likeness > best:
            best, found = likeness, (key, story)
    if found is None:
        return Choice(None)
    shared = sorted(vector.keys() & found[1].words.keys(), key=vector.__getitem__, reverse=True)[:SHARED]
    return Choice(found[0], round(best, 3), tuple(shared))


class StoryIndex(Generic[Key]):
    """Running stories of a stream, kept in memory."""

    def __init__(self) -> None:
        self.rarity = Rarity()
        self._seen = 0
        self._running: dict[Key, Profile] = {}
        self._newest: dict[Key, int] = {}
        self._by_hash: defaultdict[int, set[Key]] = defaultdict(set)
        self._order: deque[tuple[Key, tuple[int, ...]]] = deque()

    def add(self, one: Key, reading: Reading) -> Key:
        """Return the key of the article's story; ``one`` itself where it begins one."""
        article = profile_of(reading)
        self._seen += 1
        self.rarity.learn(article.words)
        hashes = probes(article, self.rarity)
        candidates = dict.fromkeys(key for value in hashes for key in self._by_hash.get(value, ()))
        choice = choose(article, [(key, self._running[key]) for key in candidates], self.rarity)
        story = one if choice.story is None else choice.story
        self._running[story] = article if choice.story is None else grown(self._running[story], article)
        self._newest[story] = self._seen
        self._order.append((story, hashes))
        for value in hashes:
            self._by_hash[value].add(story)
        self._close_old()
        return story

    def _close_old(self) -> None:
        while len(self._order) > RUNNING:
            story, hashes = self._order.popleft()
            if self._newest.get(story, 0) <= self._seen - RUNNING:
                self._running.pop(story, None)
                self._newest.pop(story, None)
                for value in hashes:
                    self._by_hash[value].discard(story)


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the cosine of two vectors of length 1."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())


def _normalised(counts: Mapping[str, float], rarity: Rarity) -> dict[str, float]:
    weighted = {word: (1 + math.log(max(1.0, count))) * rarity.of(word) for word, count in counts.items()}
    length = math.sqrt(sum(w * w for w in weighted.values())) or 1.0
    return {word: weight / length for word, weight in weighted.items()}
