"""The whole line on 1,000 loopback feeds: CPU of a check, against a naive httpx and feedparser loop over the same feeds in the same run.

``python tests/bench/bench_line.py`` serves the feeds from another process. Three rounds: the first check of an archive of 20 entries, a
check that brings one new entry, and a check that is answered 304. CPU is this process's alone: fetching, parsing, matching, storing.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import httpx

from monitor import logs
from monitor.fetching.client import Fetcher, FetchPolicy
from monitor.model import FeedSpec, Source, SourceId, Topic, TopicId
from monitor.pipeline.check import check_feeds
from monitor.pipeline.line import Alerting, Line
from monitor.polling import paces
from monitor.runners.local import LocalRunner
from monitor.storage import overview, watchlist
from monitor.storage.database import open_database, upgrade
from monitor.topics.matcher import Matcher

FEEDS, ENTRIES, AT_ONCE, PEERS = 1000, 20, 50, 100

SERVER = r"""
import asyncio, random, sys
words = ["".join(random.Random(i).choices("abcdefghijklmnoprstuvwyz", k=7)) for i in range(5000)]
def entry(feed, n):
    some = random.Random(feed * 1000 + n)
    text = " ".join(some.choices(words, k=60))
    return (f"<item><title>{' '.join(some.choices(words, k=8))}</title><guid>{feed}-{n}</guid>"
            f"<link>http://127.0.0.1/{feed}/{n}</link><description>{text}. {text}</description></item>")
round = 0
async def answer(reader, writer):
    global round
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    path = head.split(" ", 2)[1]
    if path == "/next":
        round += 1
        body, status, tag = b"", "200 OK", ""
    else:
        feed, tag = int(path[1:]), f'"{round}"'
        if f"if-none-match: {tag}" in head.lower():
            body, status = b"", "304 Not Modified"
        else:
            items = "".join(entry(feed, n) for n in range(round, ENTRIES + round))
            body, status = f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>".encode(), "200 OK"
    writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nETag: {tag}\r\nConnection: close\r\n\r\n".encode() + body)
    await writer.drain()
    writer.close()
async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=500)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.sleep(300)
asyncio.run(main())
""".replace("ENTRIES", str(ENTRIES))


async def line(base: str, folder: Path) -> list[float]:
    """Return the CPU milliseconds a check took, by round."""
    url = f"sqlite:///{folder / 'bench.db'}"
    upgrade(url)
    database = open_database(url)
    now = datetime.now(UTC)
    sources = [
        Source(id=SourceId(f"s{i}"), name=f"S{i}", language="en", feeds=(FeedSpec(url=f"{base}/{i}", pages=False),)) for i in range(FEEDS)
    ]
    await database.run(watchlist.sync_feeds, sources, now=now)
    topics = {t.id: t for t in queries()}
    fetcher = Fetcher(FetchPolicy(allow_networks=("127.0.0.0/8",), spacing_seconds=0, per_host=AT_ONCE))
    with ThreadPoolExecutor(1) as worker:

        async def check(ids):
            await check_feeds(ids, at_work)

        at_work = Line(
            fetch=fetcher.fetch,
            database=database,
            matcher=Matcher(topics.values()),
            alerting=Alerting(topics=topics, fresh=timedelta(days=1), late=timedelta(days=30), flood_limit=10),
            paces=paces(timedelta(seconds=1), timedelta(days=1), {}, 1000),
            now=lambda: datetime.now(UTC),
            chance=random.random,
            worker=worker,
            tell_operators=print,
        )
        runner = LocalRunner({"check": check}, at_once={"check": AT_ONCE})
        taken = []
        for turn in range(3):
            if turn == 1:
                await asyncio.to_thread(httpx.get, f"{base}/next")
            waiting = list(await database.read(overview.all_feed_ids))
            start = time.process_time()
            while waiting:
                room = runner.free("check")
                runner.submit("check", waiting[:room])
                waiting = waiting[room:]
                await runner.progress()
            await runner.idle()
            taken.append((time.process_time() - start) / FEEDS * 1000)
    await fetcher.close()
    await database.close()
    return taken


def queries() -> list[Topic]:
    """Two hundred standing queries over the feeds' vocabulary."""
    chance = random.Random(4)
    words = ["".join(random.Random(i).choices("abcdefghijklmnoprstuvwyz", k=7)) for i in range(5000)]
    return [
        Topic(
            id=TopicId(f"t{i}"),
            query=f'"{chance.choice(words)} {chance.choice(words)}" OR ({chance.choice(words)} NEAR/5 {chance.choice(words)})',
        )
        for i in range(200)
    ]


async def naive(base: str) -> float:
    """Return the CPU milliseconds of fetching with a stock httpx client and parsing with feedparser; nothing is matched or stored."""
    async with httpx.AsyncClient() as client:
        start = time.process_time()
        for feed in range(PEERS):
            feedparser.parse((await client.get(f"{base}/{feed}")).content)
        return (time.process_time() - start) / PEERS * 1000


def main() -> None:
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    try:
        base = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        with tempfile.TemporaryDirectory() as folder:
            logs.set_up(folder=Path(folder) / "log", console=False)
            archive, one, same = asyncio.run(line(base, Path(folder)))
        peer = asyncio.run(naive(base))
    finally:
        server.terminate()
        server.wait(10)
    print(
        f"| line | {FEEDS} feeds, 200 queries | archive of {ENTRIES}: {archive:.2f} ms | one new entry: {one:.2f} ms (≤ 2) | 304: {same:.2f} ms "
        f"| httpx + feedparser, nothing stored: {peer:.2f} ms, {peer / one:.1f} × ours |"
    )


if __name__ == "__main__":
    main()
