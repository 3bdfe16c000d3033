"""kill -9 at any instant leaves whole transactions only."""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from monitor.storage.database import open_database
from monitor.storage.facts import get_fact

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

# Each transaction writes a feed's article, story, match, alert and delivery; it says how far it is between any two.
PROGRAM = """
import asyncio, sys
from datetime import UTC, datetime
from monitor.model import *
from monitor.storage import alerts, articles, deliveries, feeds, stories, subscribers, watchlist
from monitor.storage.database import open_database
from monitor.storage.facts import get_fact, set_fact

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TOPIC = TopicId("brics")

def tell(tx, n, feed, reader):
    article = articles.insert_article(tx, Article(feed=feed.id, source=feed.source, guid=str(n), seen=NOW, body="text " * 5000))
    alerts.save_matches(tx, article, [Match(topic=TOPIC, spans=(), field="body")], at=NOW)
    story = stories.open_story(tx, article, at=NOW)
    if n == pause:
        print("within", flush=True)
        import time; time.sleep(60)
    alert = alerts.raise_alert(tx, Alert(topic=TOPIC, story=story, article=article, raised=NOW))
    alerts.queue_deliveries(tx, alert.id, [reader.id], due=NOW)
    set_fact(tx, "stored", str(n))

async def main():
    database = open_database(sys.argv[1])
    await database.run(watchlist.sync_feeds, [Source(id=SourceId("s"), name="", feeds=(FeedSpec(url="https://s.example/"),))], now=NOW)
    (feed,) = await database.read(feeds.feeds_by_id, [FeedId(1)])
    reader = await database.run(subscribers.add_subscriber, Subscriber(chat_id=1))
    n = int(await database.read(get_fact, "stored") or 0)
    while True:
        n += 1
        await database.run(tell, n, feed, reader)
        print(n, flush=True)

pause = int(sys.argv[2])
asyncio.run(main())
"""


def start(url, *, pause=0):
    return subprocess.Popen([sys.executable, "-c", PROGRAM, url, str(pause)], stdout=subprocess.PIPE, text=True)


def kill(program) -> list[str]:
    program.send_signal(signal.SIGKILL)
    output, _ = program.communicate(timeout=30)
    return output.split()


def figures(url):
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as plain:
        written = [
            "SELECT count(*) FROM articles",
            "SELECT count(*) FROM matches",
            "SELECT count(*) FROM stories",
            "SELECT count(*) FROM alerts",
            "SELECT count(*) FROM deliveries",
            "SELECT count(*) FROM archive_1 WHERE archive_1 MATCH 'text'",
        ]
        counts = [plain.execute(query).fetchone()[0] for query in written]
        assert plain.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
    return counts


async def test_a_transaction_that_was_killed_in_the_middle_never_was(database_url):
    program = start(database_url, pause=4)
    while program.stdout.readline() != "within\n":
        pass
    kill(program)
    assert figures(database_url) == [3] * 6
    database = open_database(database_url)
    assert await database.read(get_fact, "stored") == "3"
    await database.close()


async def test_kills_at_any_instant_lose_nothing_that_was_committed_and_halve_nothing(database_url):
    chance, told = random.Random(20_261_124), 0
    for _ in range(6):
        program = start(database_url)
        program.stdout.readline()
        await asyncio.sleep(chance.random() / 5)
        said = kill(program)
        counts = figures(database_url)
        assert len(set(counts)) == 1
        assert counts[0] >= max([told, *(int(n) for n in said)])
        told = counts[0]
    assert told > 6
