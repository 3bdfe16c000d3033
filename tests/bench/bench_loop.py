"""How long the largest bodies keep the event loop waiting while they are read beside it, against reading them on the loop itself.

``python tests/bench/bench_loop.py``. A ticker asks for its turn every 2 ms; its longest wait is the lag. Goal: no body above 200 ms.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from monitor import extract
from monitor.errors import NotAFeed, NotAPage
from monitor.fetching.policy import FetchPolicy
from monitor.model import Feed, FeedId, FeedKind, Fetched, SourceId
from monitor.roundup import read_article_page

SIZE = FetchPolicy().max_bytes
WORDS = ["".join(random.Random(i).choices("abcdefghijklmnoprstuvwyz", k=7)) for i in range(3000)]


def prose(seed: int, words: int) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def filled(head: str, piece: Callable[[int], str], tail: str) -> bytes:
    """A body of as many pieces as the fetcher lets through."""
    parts, size, number = [head], len(head) + len(tail), 0
    while size < SIZE - 3000:
        parts.append(piece(number))
        size += len(parts[-1].encode())
        number += 1
    return "".join([*parts, tail]).encode()


def bodies() -> dict[str, tuple[FeedKind | None, bytes]]:
    item = "<item><title>{0}</title><link>https://a.example/{1}</link><guid>{1}</guid><description>{2}</description></item>"
    rss = filled("<rss version='2.0'><channel>", lambda n: item.format(prose(n, 8), n, prose(n, 60)), "</channel></rss>")
    entries = filled(
        '{"version":"https://jsonfeed.org/version/1.1","items":[',
        lambda n: ("," if n else "") + json.dumps({"id": str(n), "title": prose(n, 8), "content_text": prose(n, 60)}),
        "]}",
    )
    rows = filled("<html><ul>", lambda n: f"<li class=news><a href=/{n}>{prose(n, 9)}</a><time>2026-11-24</time></li>", "</ul></html>")
    page = filled("<html><title>T</title><article>", lambda n: f"<div><p>{prose(n, 60)}</p></div>", "</article></html>")
    return {
        "RSS": (FeedKind.FEED, rss),
        "RSS with a bad byte": (FeedKind.FEED, rss.replace(b"<item>", b"\xff<item>", 1)),
        "RSS that is no XML": (FeedKind.FEED, rss.replace(b"</title>", b"</titel>")),
        "JSON Feed": (FeedKind.FEED, entries),
        "listing": (FeedKind.LISTING, rows),
        "page": (None, page),
        "page of open tags": (None, b"<div>" * (SIZE // 5)),
        "page of one paragraph": (None, f"<title>T</title><p>{prose(1, SIZE // 9)}".encode()),
    }


def read(kind: FeedKind | None, body: bytes) -> str:
    try:
        if kind is None:
            return f"{len(read_article_page(body, url='https://a.example/', content_type='text/html').page.text)} characters"
        feed = Feed(id=FeedId(1), source=SourceId("a"), url="https://a.example/", kind=kind, next_at=datetime.now(UTC))
        return f"{len(extract.read_feed(feed, Fetched(url=feed.url, status=200, body=body)).entries)} entries"
    except (NotAFeed, NotAPage) as error:
        return error.reason


async def lag_while(work: asyncio.Future[str]) -> tuple[str, float]:
    """The longest that a ticker waited for its turn until the work was done, in seconds."""
    longest, last = 0.0, time.perf_counter()
    while not work.done():
        await asyncio.sleep(0.002)
        now = time.perf_counter()
        longest, last = max(longest, now - last - 0.002), now
    return await work, longest


async def main() -> None:
    loop = asyncio.get_running_loop()
    print(f"bodies of {SIZE / 1e6:.1f} MB, the most that is read of one")
    with ThreadPoolExecutor(1) as worker:
        for name, (kind, body) in bodies().items():
            start = time.perf_counter()
            found, beside = await lag_while(loop.run_in_executor(worker, read, kind, body))
            took = time.perf_counter() - start
            print(f"{name:22} {found:>18}: took {took:5.2f} s, kept the loop waiting {beside * 1000:4.0f} ms (on the loop: all of it)")


if __name__ == "__main__":
    asyncio.run(main())
