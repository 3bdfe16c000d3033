"""What bench_matching.py measures on: a vocabulary, queries and articles by seeded chance.

Words are as frequent as in 4 KB of English news, where 690 stand, 345 of them different (in three corpora of it).
A query is made once and written for each engine: ours, tantivy's and FTS5's. Words stand in their dictionary form in queries, and in a
seventh of their places in the articles with an ending, so that inflection has work to do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from monitor.model import Article

WORDS, CHARACTERS = 30_000, 4_096
SYLLABLES = [a + b for a in "bcdfghjklmnprstvz" for b in "aeiou"]
LETTERS = "bdfgklmnprtv"  # a word never ends in what looks like an ending


@dataclass(frozen=True, slots=True)
class Written:
    """One query in the languages of three engines."""

    ours: str
    tantivy: str
    fts5: str


class Texts:
    """Queries and articles of one invented language."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.words = self._vocabulary()
        self._frequent = list(accumulate((rank + 2.7) ** -1.3 for rank in range(WORDS)))
        self._asked = list(accumulate((rank + 20_000) ** -0.4 for rank in range(WORDS)))  # operators ask for the rarer words

    def _vocabulary(self) -> list[str]:
        words: dict[str, None] = {}
        while len(words) < WORDS:
            words["".join(self._chance.choices(SYLLABLES, k=self._chance.choice((1, 2, 3, 3, 4, 4)))) + self._chance.choice(LETTERS)] = None
        return sorted(words, key=lambda word: len(word) + self._chance.random() * 40)  # short words are the more frequent ones

    def articles(self, count: int, *, unseen: float = 0.0) -> list[Article]:
        """Articles of 4 KB; of their words, so many of one are made up on the spot."""
        return [self._article(number, unseen) for number in range(count)]

    def _article(self, number: int, unseen: float) -> Article:
        sentences, size = [], 0
        words = self._running(unseen)
        while size < CHARACTERS:
            sentence = " ".join(next(words) for _ in range(self._chance.randint(8, 25))).capitalize() + self._chance.choice((".", ".", "?"))
            sentences.append(sentence)
            size += len(sentence) + 1
        return Article(
            url=f"https://x.example/{number}",
            title=sentences[0],
            lead=" ".join(sentences[1:4]),
            body=" ".join(sentences[4:]),
            language="en",
        )

    def _running(self, unseen: float) -> Iterator[str]:
        chance = self._chance
        while True:
            for word in chance.choices(self.words, cum_weights=self._frequent, k=256):
                if unseen and chance.random() < unseen:
                    yield "".join(chance.choices(SYLLABLES, k=6))
                else:
                    yield (
                        word
                        + (chance.choice(("s", "ed", "ing")) if chance.random() < 1 / 7 else "")
                        + ("," if chance.random() < 0.06 else "")
                    )

    def queries(self, count: int) -> list[Written]:
        """Queries of eight shapes, as operators write them."""
        return [self._query() for _ in range(count)]

    def _query(self) -> Written:
        a, b, c, d = self._chance.choices(self.words, cum_weights=self._asked, k=4)
        shapes = (
            Written(f"{a} {b}", f"+{a} +{b}", f"{a} {b}"),
            Written(f'"{a} {b}"', f'"{a} {b}"', f'"{a} {b}"'),
            Written(f"({a} OR {b} OR {c}) {d}", f"+({a} {b} {c}) +{d}", f"({a} OR {b} OR {c}) AND {d}"),
            Written(f"{a} NEAR/6 {b}", f'"{a} {b}"~6', f"NEAR({a} {b}, 6)"),
            Written(
                f"({a} OR {b}) NEAR/8 ({c} OR {d})",
                f'"{a} {c}"~8 "{a} {d}"~8 "{b} {c}"~8 "{b} {d}"~8',
                f"NEAR({a} {c}, 8) OR NEAR({a} {d}, 8) OR NEAR({b} {c}, 8) OR NEAR({b} {d}, 8)",
            ),
            Written(f"{a} {b} NOT {c}", f"+{a} +{b} -{c}", f"({a} AND {b}) NOT {c}"),
            Written(f"{a} ({b} OR {c}) NOT title:{d}", f"+{a} +({b} {c}) -title:{d}", f"({a} AND ({b} OR {c})) NOT title:{d}"),
            Written(f'("{a} {b}" OR {c}) {d}', f'+("{a} {b}" {c}) +{d}', f'("{a} {b}" OR {c}) AND {d}'),
        )
        return self._chance.choice(shapes)
