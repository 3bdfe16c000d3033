"""The cost of a page in parses of it, beside trafilatura, in one run.

``python tests/bench/bench_articles.py`` reads pages of the shared corpora (MONITOR_SHARED; every sixth, they are many), or the small
fixtures where they are absent, with alternating readers, keeps each one's best for each page, and prints one line of a table.
"""

from __future__ import annotations

import os
import tarfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import trafilatura
from selectolax.lexbor import LexborHTMLParser

from monitor.errors import NotAPage
from monitor.pages.article import read_page

ROOT = Path(__file__).parent.parent.parent
SHARED = Path(os.environ.get("MONITOR_SHARED") or ROOT / "../shared").resolve()
CORPORA = ("articles_aeb", "articles_fundus", "articles_readability")
ROUNDS, EVERY = 3, 6
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


def best(readers: Sequence[Callable[[bytes], None]], bodies: list[bytes]) -> list[float]:
    """Return the CPU seconds that all bodies took each reader, the least of some rounds for each body; the readers alternate."""
    totals = [0.0] * len(readers)
    for body in bodies:
        least = [float("inf")] * len(readers)
        for _ in range(ROUNDS):
            for number, read in enumerate(readers):
                began = time.process_time()
                read(body)
                least[number] = min(least[number], time.process_time() - began)
        totals = [total + taken for total, taken in zip(totals, least, strict=True)]
    return totals


def main() -> None:
    """Print the table."""
    name, bodies = pages()
    parse, page, other = best((parsed, ours, peer), bodies)
    print(
        f"| articles | {name}, {len(bodies)} pages | {page / parse:.1f} lexbor parses each (≤ {GOAL:g}), {len(bodies) / page:.0f}/s"
        f" | {other / page:.1f} × faster than trafilatura with metadata, {other / parse:.0f} parses |"
    )


if __name__ == "__main__":
    main()
