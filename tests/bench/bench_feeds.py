"""Feed parsing as two ratios in one run: against raw lxml, and against feedparser.

``python tests/bench/bench_feeds.py`` reads every real feed of the shared corpora (MONITOR_SHARED), or the small fixtures where they are
absent, with three readers in turn, keeps each one's best of some rounds, and prints one line of a table.
"""

from __future__ import annotations

import os
import tarfile
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import feedparser
from lxml import etree

from monitor.errors import NotAFeed
from monitor.feeds.parse import parse_feed

ROOT = Path(__file__).parent.parent.parent
SHARED = Path(os.environ.get("MONITOR_SHARED") or ROOT / "../shared").resolve()
ROUNDS = 7


def bodies() -> tuple[str, list[bytes]]:
    """Return where the feeds come from, and the feeds."""
    archive = SHARED / "corpora/real_feeds.tar.xz"
    if archive.is_file():
        with tarfile.open(archive) as tar:
            read = [file.read() for member in tar if member.isfile() and (file := tar.extractfile(member))]
        return "real_feeds", read
    return "fixtures", [path.read_bytes() for path in sorted((ROOT / "tests/data/feeds").iterdir())]


def raw(body: bytes) -> None:
    with suppress(etree.XMLSyntaxError):
        etree.fromstring(body)


def ours(body: bytes) -> None:
    with suppress(NotAFeed):
        parse_feed(body, url="https://example.org/feed")


def theirs(body: bytes) -> None:
    feedparser.parse(body)


def best(read: Callable[[bytes], None], feeds: list[bytes], rounds: int) -> float:
    """Return the least CPU seconds that one pass over the feeds took."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        for body in feeds:
            read(body)
        taken.append(time.process_time() - start)
    return min(taken)


def main() -> None:
    warnings.simplefilter("ignore")
    name, feeds = bodies()
    lxml, monitor, peer = best(raw, feeds, ROUNDS), best(ours, feeds, ROUNDS), best(theirs, feeds, 1)
    size = sum(map(len, feeds)) / 1e6
    print(
        f"| feeds | {name}, {len(feeds)} files, {size:.1f} MB | {monitor / lxml:.2f} × raw lxml (≤ 2.5) | {peer / monitor:.0f} × faster than feedparser (≥ 25) |"
    )


if __name__ == "__main__":
    main()
