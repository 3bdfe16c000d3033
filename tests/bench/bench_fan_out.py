"""One alert into deliveries for 100,000 subscribers, beside raw sqlite3 that inserts the same rows and decides nothing.

``python tests/bench/bench_fan_out.py`` lets subscribers choose among 2,160 combinations of zone, pace, hours, quiet hours, languages and
corroboration. CPU time (the machine may be busy); memory is what the process grew by.
"""

from __future__ import annotations

import asyncio
import random
import resource
import sqlite3
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from monitor.alerts.schedule import News
from monitor.model import Alert, Article, FeedId, FeedSpec, Source, SourceId, TopicId
from monitor.storage import alerts, articles, fan_out, stories, tables, watchlist
from monitor.storage.database import Transaction, open_database, upgrade

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SUBSCRIBERS = 100_000
ROUNDS = 3
TOPIC = TopicId("brics")
NEWS = News(topic=TOPIC, language="en", source=SourceId("s"))
RAW = "INSERT OR IGNORE INTO deliveries (alert_id, subscriber_id, state, due, attempts, html, probe_from, message_id, reason, bundle)"


def subscribe_all(tx: Transaction) -> None:
    """Everybody chooses something."""
    dice = random.Random(1)
    rows = [
        {
            "channel": "telegram",
            "chat_id": number,
            "locale": "en",
            "active": True,
            "reason": "",
            "timezone": dice.choice(["", "Asia/Kabul", "Europe/Berlin", "Asia/Almaty", "Asia/Kathmandu"]),
            "pace": dice.choice(["now", "now", "now", "hourly", "daily", "weekly"]),
            "digest_hour": dice.choice([7, 8, 18]),
            "quiet_from": dice.choice([None, 22 * 60, 23 * 60]),
            "quiet_to": dice.choice([6 * 60, 7 * 60, 8 * 60]),
            "languages": dice.choice([(), (), ("en", "ru")]),
            "corroboration": dice.choice([1, 1, 2]),
        }
        for number in range(1, SUBSCRIBERS + 1)
    ]
    tx.execute(tables.subscribers.insert(), rows)
    watchlist.sync_feeds(tx, [Source(id=SourceId("s"), name="S", feeds=(FeedSpec(url="https://s.example/feed"),))], now=NOW)


def fill(file: Path) -> None:
    """Do so in a database file."""

    async def filled() -> None:
        database = open_database(f"sqlite:///{file}")
        await database.run(subscribe_all)
        await database.close()

    asyncio.run(filled())


def raise_alert(tx: Transaction, turn: int) -> Alert:
    """Raise one alert that nobody is told of yet."""
    feed = FeedId(tx.execute(select(tables.feeds.c.id)).scalars().one())
    article = articles.insert_article(tx, Article(feed=feed, source=SourceId("s"), guid=str(turn), title="x", seen=NOW))
    assert article is not None
    story = stories.open_story(tx, article, at=NOW)
    alert = alerts.raise_alert(tx, Alert(topic=TOPIC, story=story, article=article, raised=NOW))
    assert alert is not None
    return alert


def raw(file: Path, turn: int) -> float:
    """Insert the same rows with sqlite3 alone, and return the CPU seconds."""
    with closing(sqlite3.connect(file)) as connection:
        started = time.process_time()
        values = ((1_000 + turn, number, "2026-03-01 12:00:00.000000") for number in range(1, SUBSCRIBERS + 1))
        connection.executemany(f"{RAW} VALUES (?, ?, 'queued', ?, 0, '', 0, 0, '', '')", values)
        connection.commit()
        return time.process_time() - started


async def main() -> None:
    """Print the best of some rounds of each."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.db"
        upgrade(f"sqlite:///{file}")
        with ProcessPoolExecutor(1) as aside:  # so that what it takes is not ours
            aside.submit(fill, file).result()
        database = open_database(f"sqlite:///{file}")
        ours = []
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for turn in range(ROUNDS):
            alert = await database.run(raise_alert, turn)
            started = time.process_time()
            count = await database.run(fan_out.fan_out, alert, NEWS, now=NOW)
            ours.append(time.process_time() - started)
            assert count == SUBSCRIBERS
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        theirs = [raw(file, turn) for turn in range(ROUNDS)]
        await database.close()
    print(f"fan-out of one alert to {SUBSCRIBERS:,} subscribers: {min(ours):.2f} s CPU, {grown:.0f} MB more (goal 2 s, 100 MB)")
    print(f"  raw sqlite3 inserting the same rows: {min(theirs):.2f} s; ours is {min(ours) / min(theirs):.2f} x")


if __name__ == "__main__":
    asyncio.run(main())
