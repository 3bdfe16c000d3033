"""Storage as ratios against raw sqlite3 in one run: the same rows, keys and indexes, one transaction a check.

``python tests/bench/bench_storage.py`` records checks with new articles, sketches and a match each, once through ``Database.run`` and once
by statements written out by hand over sqlite3, in CPU time (the machine may be busy); then it prices ``durable``, a claim from a long outbox, and a look for near copies.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.model import (
    Alert,
    Article,
    ArticleId,
    Channel,
    Check,
    Feed,
    FeedId,
    FeedSpec,
    Match,
    Source,
    SourceId,
    Span,
    Subscriber,
    TopicId,
)
from monitor.storage import alerts, articles, feeds, sketches, stories, subscribers, watchlist
from monitor.storage.claims import claim_deliveries
from monitor.storage.database import Database, Transaction, open_database, upgrade
from monitor.storage.facts import set_fact
from monitor.storage.transaction import durable
from monitor.storage.types import hash63

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHECKS, ARTICLES, HASHES = 150, 10, 25
ROWS = CHECKS * (1 + ARTICLES * (2 + HASHES))  # what is inserted; the feed is updated besides
ROUNDS = 3
BODY = "Делегация прибыла на консультации московского формата. " * 60
MATCH = Match(topic=TopicId("moscow-format"), spans=(Span("title", 0, 16),), field="title")


def drafts(turn: int) -> list[Article]:
    """The articles of one check."""
    return [
        Article(
            feed=FeedId(1),
            source=SourceId("s"),
            guid=f"{turn}-{n}",
            url=f"https://s.example/{turn}/{n}",
            canonical_url=f"https://s.example/{turn}/{n}",
            title="Московский формат",
            lead=BODY[:200],
            body=BODY,
            language="ru",
            country="RU",
            seen=NOW,
            published=NOW,
            text_hash=turn * 100 + n + 1,
        )
        for n in range(ARTICLES)
    ]


def hashes(turn: int, n: int) -> list[int]:
    chance = random.Random(turn * 100 + n)
    return [chance.getrandbits(63) for _ in range(HASHES)]


def record(tx: Transaction, feed: Feed, turn: int, found: list[Article]) -> None:
    """What the line writes for one check."""
    for n, article in enumerate(found):
        stored = articles.insert_article(tx, article, "")  # without words: bench_search.py prices them
        sketches.save_sketch(tx, stored, hashes(turn, n), at=NOW)
        alerts.save_matches(tx, stored, [MATCH], at=NOW)
    feeds.save_feed(tx, feed)
    feeds.record_check(tx, Check(feed=feed.id, at=NOW + timedelta(seconds=turn), outcome="ok"))


def record_raw(db: sqlite3.Connection, turn: int, found: list[Article]) -> None:
    """The same by hand."""
    now = NOW.replace(tzinfo=None).isoformat(" ", "microseconds")
    db.execute("BEGIN IMMEDIATE")
    for n, a in enumerate(found):
        (stored,) = db.execute(
            "INSERT INTO articles (feed_id, source, guid, guid_hash, url, url_hash, canonical_url, canonical_hash, title, lead, language,"
            " country, publisher, authors, published, seen, text_hash, entry_hash, told_hash, page_hash, page_title_hash, body)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,'','[]',?,?,?,0,0,0,0,?) ON CONFLICT DO NOTHING RETURNING id",
            (
                a.feed,
                a.source,
                a.guid,
                hash63(a.guid),
                a.url,
                hash63(a.url),
                a.canonical_url,
                hash63(a.canonical_url),
                a.title,
                a.lead,
                a.language,
                a.country,
                now,
                now,
                a.text_hash,
                a.body,
            ),
        ).fetchone()
        rows = [(int(NOW.timestamp()) // 259_200, h >> 32, stored) for h in sorted(set(hashes(turn, n)))]
        db.executemany("INSERT INTO sketches (epoch, hash, article_id) VALUES (?,?,?) ON CONFLICT DO NOTHING", rows)
        spans = '[["title",0,16]]'
        db.execute(
            "INSERT INTO matches VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING RETURNING topic",
            (stored, MATCH.topic, "title", "", spans, now),
        )
    db.execute("UPDATE feeds SET etag='', next_at=?, checks=?, leased_until=NULL WHERE id=1", (now, turn))
    at = (NOW + timedelta(seconds=turn)).replace(tzinfo=None).isoformat(" ", "microseconds")
    db.execute(
        'INSERT INTO checks (feed_id, at, outcome, status, entries, new, size, elapsed, detail) VALUES (1,?,"ok",0,0,0,0,0,"")', (at,)
    )
    db.execute("COMMIT")


async def fresh(folder: Path, name: str) -> tuple[str, Feed]:
    url = f"sqlite:///{folder}/{name}.db"
    upgrade(url)
    database = open_database(url)
    source = Source(id=SourceId("s"), name="", feeds=(FeedSpec(url="https://s.example/feed"),))
    await database.run(watchlist.sync_feeds, [source], now=NOW)
    (feed,) = await database.read(feeds.feeds_by_id, [FeedId(1)])
    await database.close()
    return url, feed


async def ours(folder: Path, name: str) -> tuple[float, str]:
    url, feed = await fresh(folder, name)
    database = open_database(url)
    work = [drafts(turn) for turn in range(CHECKS)]
    began = time.process_time()
    for turn, found in enumerate(work):
        await database.run(record, replace(feed, checks=turn), turn, found)
    took = time.process_time() - began
    await database.close()
    return took, url


async def by_hand(folder: Path, name: str) -> float:
    url, _ = await fresh(folder, name)
    db = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "cache_size = -65536"):
        db.execute(f"PRAGMA {pragma}")
    work = [drafts(turn) for turn in range(CHECKS)]
    began = time.process_time()
    for turn, found in enumerate(work):
        record_raw(db, turn, found)
    took = time.process_time() - began
    db.close()
    return took


async def commits(database: Database, *, lasting: bool) -> float:
    """Commits a second of one small row each."""

    def unit(tx: Transaction, n: int) -> None:
        if lasting:
            durable(tx)
        set_fact(tx, "n", str(n))

    began = time.perf_counter()
    for n in range(200):
        await database.run(unit, n)
    return 200 / (time.perf_counter() - began)


async def claims(database: Database, *, readers: int = 2_000, told: int = 10) -> float:
    """Milliseconds for a claim of 30 from an outbox of readers × told."""

    def fill(tx: Transaction) -> None:
        who = [subscribers.add_subscriber(tx, Subscriber(chat_id=chat)).id for chat in range(1, readers + 1)]
        for n in range(1, told + 1):
            article = ArticleId(n)
            story = stories.open_story(tx, article, at=NOW)
            alert = alerts.raise_alert(tx, Alert(topic=MATCH.topic, story=story, article=article, raised=NOW))
            alerts.queue_deliveries(tx, alert.id, who, due=NOW)

    await database.run(fill)
    took = []
    for n in range(20):
        began = time.perf_counter()
        now = NOW + timedelta(seconds=n)
        found = await database.run(claim_deliveries, Channel.TELEGRAM, limit=30, now=now, lease=timedelta(hours=1))
        took.append(time.perf_counter() - began)
        assert len(found) == 30
    return sorted(took)[len(took) // 2] * 1000


async def near_copies(database: Database) -> float:
    """Milliseconds to find the near copies of one article."""
    began = time.perf_counter()
    for turn in range(100):
        found = await database.read(sketches.sketch_candidates, hashes(turn, 0), since=NOW)
        assert [(one.article, one.shared) for one in found] == [(ArticleId(turn * ARTICLES + 1), HASHES)]
    return (time.perf_counter() - began) * 10


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="monitor-bench-") as name:
        folder = Path(name)
        best_ours, best_raw, url = float("inf"), float("inf"), ""
        for turn in range(ROUNDS):
            best_raw = min(best_raw, await by_hand(folder, f"raw{turn}"))
            took, url = await ours(folder, f"ours{turn}")
            best_ours = min(best_ours, took)
        database = open_database(url)
        near, claim = await near_copies(database), await claims(database)
        normal, lasting = await commits(database, lasting=False), await commits(database, lasting=True)
        await database.close()
    print(f"storage: {CHECKS} checks of {ARTICLES} articles, best of {ROUNDS} (SQLite)")
    print(f"  raw sqlite3      {ROWS / best_raw:>9,.0f} rows a CPU second   1.00")
    print(
        f"  Database.run     {ROWS / best_ours:>9,.0f} rows a CPU second   {best_ours / best_raw:.2f}   {best_ours / CHECKS * 1000:.2f} ms CPU a check"
    )
    print(f"  commits/s        {normal:,.0f} normal, {lasting:,.0f} durable")
    print(f"  claim of 30      {claim:.1f} ms from 20,000 queued to 2,000 readers")
    print(f"  near copies      {near:.2f} ms a look among {CHECKS * ARTICLES} articles")


asyncio.run(main())
