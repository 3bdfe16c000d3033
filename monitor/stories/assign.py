"""Which story an article tells: that of the running stories which it is most like and does not contradict, or none of them yet.

Single-pass clustering of topic detection and tracking (Allan et al. 1998). In a language that the story was told in, TF-IDF words and
signs decide together, and what contradicts must be outweighed; in another, signs alone (evidence.py). A story asks more of the next
article the closer its articles have been to it: two happenings in nearly the same words stay two.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from xxhash import xxh3_64_intdigest

from monitor.stories.evidence import objection, signs_alike, support
from monitor.stories.fingerprint import MASK
from monitor.stories.outline import Outline, begun, grown
from monitor.stories.prior import shares_of
from monitor.stories.profile import Profile
from monitor.stories.rarity import Rarity, Weighed, cosine
from monitor.stories.vetoes import PENALTY, vetoes

NEAR = 0.22  # likeness from which an article in one of its languages tells a story's happening
NEAR_BY_SIGNS = 0.3  # likeness of signs that proves as much
CLOSE = 0.58  # of how like a story its articles are on average: so like it must the next be
WORDS_SHARE = 0.7  # what words say of the likeness; signs say the rest
WORDS_IN_COMMON = 4  # at least, of those that fewer than COMMON of all reports have: that both are of one topic proves nothing
COMMON = 0.05
RUNNING = 5_000  # articles of a stream for which a story stays open after its last
WORD_PROBES, SIGN_PROBES = 16, 10  # the weightiest, by which stories are looked up
SHARED = 12  # words and signs named as the reason of a join, at most
REFUSED = 5  # refusals that are kept
CANDIDATES = 12  # stories that are compared at most: those that share most of what they are looked up by

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Choice(Generic[Key]):
    """Where an article belongs, and why.

    Attributes:
        story: the story it joins; None where it begins one.
        score: how like it is to that story, from 0 to 1.
        by_words: whether that is by the words of its language, and not by signs alone.
        shared: words and signs that both have, the weightiest first.
        refused: stories that it is like enough but contradicts, each with its score and the veto: the likest first.
    """

    story: Key | None
    score: float = 0.0
    by_words: bool = True
    shared: tuple[str, ...] = ()
    refused: tuple[tuple[Key, float, str], ...] = ()


def probes(article: Weighed) -> tuple[int, ...]:
    """Return the hashes (63 bits) by which an article's stories are looked up, and its story is found later."""
    keys = _heaviest(article.words, WORD_PROBES) + _heaviest(article.signs, SIGN_PROBES)
    return tuple(xxh3_64_intdigest(key.encode("utf-8", "surrogatepass")) & MASK for key in keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether an article tells a story's happening.

    Attributes:
        likeness: how like they are, from 0 to 1.
        by_words: whether that is by the words of a common language, and not by signs alone.
        margin: by how much that is enough, where both ways are comparable; below 1 it is not.
        veto: the gravest contradiction, where it is enough but for that; else empty.
    """

    likeness: float
    by_words: bool
    margin: float
    veto: str = ""


def choose(article: Weighed, candidates: Sequence[tuple[Key, Outline]]) -> Choice[Key]:
    """Return which of these running stories the article joins."""
    judged = [(judge(article, story), key, story) for key, story in candidates]
    refused = [(key, round(verdict.likeness, 3), verdict.veto) for verdict, key, _ in judged if verdict.veto]
    refused.sort(key=lambda one: one[1], reverse=True)
    verdict, key, story = max(judged, key=lambda one: one[0].margin, default=(None, None, None))
    if verdict is None or key is None or story is None or verdict.margin < 1:
        return Choice(None, refused=tuple(refused[:REFUSED]))
    return Choice(key, round(verdict.likeness, 3), verdict.by_words, _shared(article, story), tuple(refused[:REFUSED]))


def judge(article: Weighed, story: Outline) -> Verdict:
    """Return whether an article tells a story's happening. What they contradict each other in is asked only where they are like enough."""
    words = story.words.get(article.profile.tongue)
    if words is None:
        by_signs, spoken_for = support(article, story)
        if spoken_for < 0:
            return Verdict(likeness=by_signs, by_words=False, margin=0.0)
        contradicted = vetoes(article.profile.facts, story.facts)
        odds = spoken_for + objection(article.profile.facts, story.facts, contradicted)
        veto = contradicted[0] if contradicted and spoken_for > 0 >= odds else ""
        return Verdict(likeness=by_signs, by_words=False, margin=2 / (1 + math.exp(-odds)), veto=veto)
    by_words = cosine(article.words, words) / story.lengths[article.profile.tongue]
    by_signs = signs_alike(article, story)
    likeness = WORDS_SHARE * by_words + (1 - WORDS_SHARE) * by_signs * NEAR / NEAR_BY_SIGNS
    needed = max(NEAR, CLOSE * story.by_words.mean)
    if likeness < needed or _in_common(article, words) < WORDS_IN_COMMON:
        return Verdict(likeness=likeness, by_words=True, margin=0.0)
    contradicted = vetoes(article.profile.facts, story.facts)
    if likeness < needed * math.prod([PENALTY[kind] for kind in contradicted]):
        return Verdict(likeness=likeness, by_words=True, margin=0.0, veto=contradicted[0])
    return Verdict(likeness=likeness, by_words=True, margin=likeness / NEAR)


def _in_common(article: Weighed, words: Mapping[str, float]) -> int:
    """Count the words that both have, but for those of every other report."""
    shares = shares_of(article.profile.tongue)
    return sum(1 for word in article.words.keys() & words.keys() if shares.get(word, 0.0) < COMMON)


def _heaviest(vector: Mapping[str, float], most: int) -> list[str]:
    return sorted(vector, key=vector.__getitem__, reverse=True)[:most]


def _shared(article: Weighed, story: Outline) -> tuple[str, ...]:
    words = story.words.get(article.profile.tongue, {})
    both = {key: weight * words[key] for key, weight in article.words.items() if key in words}
    both |= {sign: weight * story.signs[sign] for sign, weight in article.signs.items() if sign in story.signs}
    return tuple(_heaviest(both, SHARED))


class StoryIndex(Generic[Key]):
    """Running stories of a stream, kept in memory."""

    def __init__(self) -> None:
        self._rarity = Rarity()
        self._seen = 0
        self._running: dict[Key, Outline] = {}
        self._newest: dict[Key, int] = {}
        self._by_hash: defaultdict[int, dict[Key, int]] = defaultdict(dict)
        self._order: deque[tuple[Key, tuple[int, ...]]] = deque()

    def add(self, one: Key, profile: Profile) -> Key:
        """Return the key of the article's story; ``one`` itself where it begins one."""
        self._rarity.learn(profile)
        article = self._rarity.weigh(profile)
        self._seen += 1
        hashes = probes(article)
        hits = Counter([key for value in hashes if value in self._by_hash for key in self._by_hash[value]])
        candidates = [key for key, _ in hits.most_common(CANDIDATES)]
        choice = choose(article, [(key, self._running[key]) for key in candidates])
        story = one if choice.story is None else choice.story
        self._running[story] = (
            begun(article) if choice.story is None else grown(self._running[story], article, choice.score, by_words=choice.by_words)
        )
        self._newest[story] = self._seen
        self._order.append((story, hashes))
        for value in hashes:
            holders = self._by_hash[value]
            holders[story] = holders.get(story, 0) + 1
        self._close_old()
        return story

    def _close_old(self) -> None:
        while len(self._order) > RUNNING:
            story, hashes = self._order.popleft()
            for value in hashes:
                holders = self._by_hash[value]
                holders[story] -= 1
                if not holders[story]:
                    del holders[story]
                if not holders:
                    del self._by_hash[value]
            if self._newest[story] <= self._seen - RUNNING:
                del self._running[story], self._newest[story]
