"""The archive's index of words: what it costs an article, and a search by it against the matcher over every article.

``python tests/bench/bench_search.py`` stores invented articles of 2.5 KB with and without their words, then searches for a query that is
true of one in a hundred. CPU time; SQLite.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.model import Article, ArticleId, FeedId, FeedSpec, Source, SourceId, Topic, TopicId
from monitor.review.search import search_archive
from monitor.storage import articles, watchlist
from monitor.storage.archive import Window
from monitor.storage.articles import articles_by_id
from monitor.storage.database import Database, Transaction, open_database, upgrade
from monitor.text.words import read
from monitor.topics.archive_keys import index_keys
from monitor.topics.matcher import Matcher

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ARTICLES, A_CHECK, WORDS = 5_000, 10, 220
TOPIC = Topic(id=TopicId("t"), query='"московский формат" OR (delegation NEAR/5 talks)')
PROOF = {"ru": "Участники московского формата прибыли.", "en": "Delegations arrive for talks."}
ENDINGS = {"ru": ["", "а", "ами", "ов", "ого", "ить", "ей", "ских"], "en": ["", "s", "ed", "ing", "'s", "ly", "er", "ness"]}
SYLLABLES = {"ru": "ва ко ли ме но ра ти су ша ге", "en": "ba co li me no ra ti su she ge"}


def drafts() -> list[Article]:
    """Articles whose words are as often met as in a language: the second half as often as the first, the third a third."""
    chance = random.Random(5)
    stems = {
        lang: ["".join(chance.choices(syllables.split(), k=chance.randint(2, 4))) for _ in range(30_001)]
        for lang, syllables in SYLLABLES.items()
    }
    made = []
    for n in range(ARTICLES):
        language = chance.choice(("ru", "en"))
        ranks = [int(30_000 ** chance.random()) for _ in range(WORDS)]
        text = " ".join(stems[language][rank] + chance.choice(ENDINGS[language]) for rank in ranks)
        lead = PROOF[language] if n % 100 == 0 else ""
        made.append(
            Article(feed=FeedId(1), source=SourceId("s"), guid=str(n), title=text[:60], lead=lead, body=text, language=language, seen=NOW)
        )
    return made


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


async def stored(folder: Path, made: list[Article], keys: list[str]) -> tuple[Database, float]:
    """Store articles, ten in a transaction, and return the CPU seconds it took."""
    url = f"sqlite:///{folder}/archive.db"
    upgrade(url)
    database = open_database(url)
    await database.run(watchlist.sync_feeds, [Source(id=SourceId("s"), name="", feeds=(FeedSpec(url="https://s.example/"),))], now=NOW)

    def some(tx: Transaction, first: int) -> None:
        for article, its in zip(made[first : first + A_CHECK], keys[first : first + A_CHECK], strict=True):
            articles.insert_article(tx, article, its)

    start = time.process_time()
    for first in range(0, len(made), A_CHECK):
        await database.run(some, first)
    return database, time.process_time() - start


async def main() -> None:
    """Measure and print."""
    made = drafts()
    readings = [read(article) for article in made]
    keys: list[str] = []
    cold = cpu(lambda: keys.extend(map(index_keys, readings)))
    warm = cpu(lambda: list(map(index_keys, readings)))
    with tempfile.TemporaryDirectory() as bare, tempfile.TemporaryDirectory() as full:
        without, plain = await stored(Path(bare), made, [""] * len(made))
        await without.close()
        database, indexed = await stored(Path(full), made, keys)
        with closing(sqlite3.connect(f"{full}/archive.db")) as file:
            size = file.execute("SELECT sum(length(block)) FROM archive_1_data").fetchone()[0]
        window = Window(since=NOW - timedelta(days=1), until=NOW + timedelta(days=1))
        matcher = Matcher([TOPIC])
        start = time.process_time()
        found = await search_archive(database, matcher, TOPIC.id, window, limit=20, progress=lambda *_: None)
        by_index = time.process_time() - start
        start = time.process_time()
        everything = await database.read(articles_by_id, [ArticleId(n + 1) for n in range(ARTICLES)])
        true = sum(bool(matcher.match(article)) for article in everything)
        by_all = time.process_time() - start
        assert true == found.total == ARTICLES // 100
        await database.close()
    each = 1000 / len(made)
    bodies = sum(len(article.body.encode()) for article in made) / len(made)
    print(
        f"| search | index of an article of {bodies / 1000:.1f} KB | {size / len(made):,.0f} bytes (≤ 1,500) | keys: {warm * each:.2f} ms, cold {cold * each:.2f} |"
    )
    print(
        f"| search | stored with its words | {indexed / plain:.2f} × without | {(indexed - plain) * each:.2f} ms more (≤ 0.5 with the keys) |"
    )
    print(f"| search | one in a hundred of {len(made):,} | {by_all / by_index:.0f} × the matcher over all | {by_index * 1000:.0f} ms |")


if __name__ == "__main__":
    asyncio.run(main())
