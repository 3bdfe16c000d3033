"""The cost of a page in parses of it, beside trafilatura, in one run.

``python tests/bench/bench_articles.py`` reads pages of the shared corpora (MONITOR_SHARED; every fourth, they are many), or the small
fixtures where they are absent, in alternating rounds, keeps each way's best, and prints one line of a table. Exits with 1 beyond the goal.
"""

from __future__ import annotations

import os
import sys
import tarfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import trafilatura
from selectolax.lexbor import LexborHTMLParser

from monitor.errors import NotAPage
from monitor.pages.article import read_page

ROOT = Path(__file__).parent.parent.parent
SHARED = Path(os.environ.get("MONITOR_SHARED") or ROOT / "../shared").resolve()
CORPORA = ("articles_aeb", "articles_fundus", "articles_readability")
ROUNDS, EVERY = 3, 4
GOAL = 12.0  # parses


def pages() -> tuple[str, list[bytes]]:
    """Return where the pages come from, and the pages."""
    archives = [path for name in CORPORA if (path := SHARED / f"corpora/{name}.tar.xz").is_file()]
    found: list[bytes] = []
    for archive in archives:
        with tarfile.open(archive) as tar:
            members = [member for member in tar if member.isfile() and member.name.endswith(".html")]
            found += [file.read() for member in members[::EVERY] if (file := tar.extractfile(member))]
    if found:
        return "articles", found
    return "fixtures", [path.read_bytes() for path in sorted((ROOT / "tests/data/pages").glob("*.html"))]


def parsed(body: bytes) -> None:
    """Build the tree alone."""
    LexborHTMLParser(body)


def ours(body: bytes) -> None:
    """Read text and metadata."""
    with suppress(NotAPage):
        read_page(body, url="https://example.org/")


def peer(body: bytes) -> None:
    """Read text and metadata with trafilatura as it comes."""
    trafilatura.bare_extraction(body, with_metadata=True)


def best(read: Callable[[bytes], None], bodies: list[bytes], times: int) -> float:
    """Return the least CPU seconds that reading all bodies took."""
    found = float("inf")
    for _ in range(times):
        began = time.process_time()
        for body in bodies:
            read(body)
        found = min(found, time.process_time() - began)
    return found


def main() -> int:
    """Print the table."""
    name, bodies = pages()
    parse, page, other = best(parsed, bodies, ROUNDS), best(ours, bodies, ROUNDS), best(peer, bodies, 1)
    print(f"articles  {name}: {len(bodies)} pages, {len(bodies) / page:.0f}/s; {page / parse:.1f} lexbor parses each (goal ≤ {GOAL:g}),")
    print(f"          trafilatura with metadata {other / parse:.1f}: {other / page:.1f} times ours")
    return int(name == "articles" and page / parse > GOAL)


if __name__ == "__main__":
    sys.exit(main())
