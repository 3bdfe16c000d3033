"""10,000 standing queries over articles of 4 KB: articles a second on one core, and against a plain loop over the same queries.

``python tests/bench/bench_matching.py`` makes a vocabulary, queries and articles by seeded chance, words as frequent as in a language;
both sides evaluate the very same compiled clauses, so that the ratio is what finding candidates is worth. One line of a table.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from itertools import accumulate

from monitor.model import Article, Topic, TopicId
from monitor.text.words import read
from monitor.topics.matcher import Matcher
from monitor.topics.positions import TEXT, Positions

QUERIES, WORDS, CHARACTERS = 10_000, 30_000, 4_096
WARM, MEASURED, NAIVE, ROUNDS = 300, 300, 6, 5
GOAL = 2_000.0
SYLLABLES = [a + b for a in "bcdfghjklmnprstvz" for b in "aeiou"]


def vocabulary(chance: random.Random) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < WORDS:
        words["".join(chance.choices(SYLLABLES, k=chance.choice((1, 2, 2, 3, 3, 3, 4, 4, 5)))) + chance.choice(("", "", "n", "s", "r"))] = (
            None
        )
    return sorted(words, key=lambda word: len(word) + chance.random() * 4)  # short words are the frequent ones


def articles(chance: random.Random, words: list[str], count: int) -> list[Article]:
    weights = list(accumulate((rank + 2.7) ** -1.2 for rank in range(len(words))))
    made = []
    for number in range(count):
        drawn = chance.choices(words, cum_weights=weights, k=CHARACTERS // 4)
        text, lines, size = [], [], 0
        for word in drawn:
            text.append(word.capitalize() + "" if not text else word)
            size += len(word) + 1
            if len(text) > chance.randint(8, 25):
                lines.append(" ".join(text) + ". ")
                text = []
            if size >= CHARACTERS:
                break
        sentences = [*lines, " ".join(text)]
        made.append(
            Article(
                url=f"https://x.example/{number}",
                title=sentences[0],
                lead="".join(sentences[1:4]),
                body="".join(sentences[4:]),
                language="en",
            )
        )
    return made


def queries(chance: random.Random, words: list[str]) -> list[str]:
    weights = list(accumulate((rank + 20_000) ** -0.4 for rank in range(len(words))))  # operators ask for the rarer words

    def one() -> str:
        return chance.choices(words, cum_weights=weights)[0]

    shapes: list[Callable[[], str]] = [
        lambda: f"{one()} {one()}",
        lambda: f'"{one()} {one()}"',
        lambda: f"({one()} OR {one()} OR {one()}) {one()}",
        lambda: f"{one()} NEAR/6 {one()}",
        lambda: f"({one()} OR {one()}) NEAR/8 ({one()} OR {one()})",
        lambda: f"{one()} {one()} NOT {one()}",
        lambda: f"{one()} ({one()} OR {one()}) NOT title:{one()}",
        lambda: f'("{one()} {one()}" OR {one()}) {one()} {one()}',
    ]
    return [chance.choice(shapes)() for _ in range(QUERIES)]


def seconds(call: Callable[[Article], object], texts: list[Article]) -> float:
    start = time.process_time()
    for article in texts:
        call(article)
    return (time.process_time() - start) / len(texts)


def main() -> int:
    chance = random.Random(20260301)
    words = vocabulary(chance)
    matcher = Matcher([Topic(id=TopicId(str(n)), query=query) for n, query in enumerate(queries(chance, words))])
    for article in articles(chance, words, WARM):
        matcher.match(article)
    texts = articles(chance, words, MEASURED)

    readings = {article.url: read(article) for article in texts}

    def loop(article: Article) -> list[str]:
        reading = readings[article.url]
        positions = Positions(article, reading, matcher._lexicon.known(reading.language))
        positions.locate(positions.leaves)
        return [one.topic for one in matcher._standing if one.clause.holds(positions, TEXT)]

    for article in texts[:NAIVE]:
        if [match.topic for match in matcher.match(article)] != loop(article):
            print("the two disagree")
            return 1
    ours = min(seconds(lambda article: matcher.match(article, readings[article.url]), texts) for _ in range(ROUNDS))
    whole = min(seconds(matcher.match, texts) for _ in range(ROUNDS))
    naive = min(seconds(loop, texts[:NAIVE]) for _ in range(2))
    found = sum(len(matcher.match(article)) for article in texts) / len(texts)
    print(
        f"| matching | {QUERIES} queries, {CHARACTERS // 1024} KB, {found:.1f} matches an article | {1 / ours:,.0f} articles/s/core once read "
        f"(goal {GOAL:,.0f}), {1 / whole:,.0f} with reading | naive loop {1 / naive:,.0f}/s | {naive / ours:.0f}× |"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
