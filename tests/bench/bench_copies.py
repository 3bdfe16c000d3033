"""Near copies: documents a second and F1, beside datasketch and rensa in the same run, in memory and over SQLite.

``python tests/bench/bench_copies.py`` prints lines of a table. The documents are invented: reports of some 30 to 600 words, those of one
source with its footer, a third of them by the same few templates, and copies of them as agencies' subscribers make them. All engines are
given the words of each document, already cut and folded, and answer for each in turn whose copy it is; times are CPU times of this process.
With the shared corpora (``MONITOR_SHARED``, default ``../shared``) the F1 of each is taken on their open set as well.
"""

from __future__ import annotations

import asyncio
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import rensa
from datasketch import MinHash, MinHashLSH
from sqlalchemy import func, select

sys.path.insert(0, str(Path(__file__).parent))
from matching_texts import Texts
from streams import Document, Engine, Score, line, reading, scored, shared

from monitor.model import Article, ArticleId, FeedId, FeedSpec, Source, SourceId
from monitor.pipeline.place import fingerprints_of
from monitor.storage import articles, sketches, watchlist
from monitor.storage.database import Transaction, open_database, upgrade
from monitor.storage.tables import sketches as sketch_rows
from monitor.stories.copies import CopyIndex, original_of
from monitor.stories.fingerprint import fingerprint, sketch, text_hash, told
from monitor.stories.prints import Prints

ORIGINALS, COPIED, COPIES = 1_500, 300, 4
FILLED = 100_000  # articles whose sketches are weighed
SEED, PERMUTATIONS, ALIKE = 20261130, 128, 0.5  # MinHash's share of all words that two texts have; best of .4 to .7 for both peers
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Invented:
    """A stream of reports and of their copies, by seeded chance."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        texts = Texts(seed)
        self._words, self._frequent = texts.words, texts._frequent
        self._footers = [self._running(25) for _ in range(40)]
        self._templates = [self._running(60) for _ in range(10)]

    def _running(self, count: int) -> list[str]:
        return self._chance.choices(self._words, cum_weights=self._frequent, k=count)

    def report(self) -> list[str]:
        if self._chance.random() < 0.05:  # the like of it comes every day, with other numbers
            words = list(self._chance.choice(self._templates))
            for place in range(5, len(words), 12):
                words[place] = str(self._chance.randrange(2, 400))
            return words
        words = self._running(int(30 * 20 ** self._chance.random()))
        return words + self._chance.choice(self._footers) if self._chance.random() < 0.5 else words

    def copy(self, words: list[str]) -> tuple[str, list[str]]:
        third = max(20, int(len(words) * 0.35))
        kinds: dict[str, Callable[[], list[str]]] = {
            "as it is": lambda: words,
            "wire prefix": lambda: [*self._running(5), *words],
            "boilerplate": lambda: [*words, *self._chance.choice(self._footers), *self._running(10)],
            "first third": lambda: words[:third],
            "first third under another lead": lambda: [*self._running(8), *words[:third]],
            "one word in twenty": lambda: [self._running(1)[0] if self._chance.random() < 0.05 else word for word in words],
            "paragraphs left out": lambda: [word for at, word in enumerate(words) if (at // 15) % 5],
        }
        kind = self._chance.choice(list(kinds))
        return kind, kinds[kind]()

    def stream(self, originals: int, copied: int, copies: int) -> list[Document]:
        found = [(at := self._chance.random(), number, "original", self.report()) for number in range(originals)]
        for at, number, _, words in found[:copied]:
            for _ in range(copies):
                kind, again = self.copy(words)
                found.append((at + (1 - at) * self._chance.random(), number, kind, again))
        found.sort(key=lambda one: one[0])
        return [Document(reading(" ".join(words)), number, kind) for _, number, kind, words in found]


# ── engines: whose copy each document of a stream is ───────────────────────────────────────────────


def ours(documents: Sequence[Document]) -> Iterator[int]:
    index: CopyIndex[int] = CopyIndex()
    for number, one in enumerate(documents):
        yield index.add(number, fingerprint(one.reading))


def grams(one: Document) -> list[str]:
    words = told(one.reading)
    return [" ".join(words[at : at + 4]) for at in range(max(1, len(words) - 3))]


def by_datasketch(documents: Sequence[Document]) -> Iterator[int]:
    index = MinHashLSH(threshold=ALIKE, num_perm=PERMUTATIONS)
    for number, one in enumerate(documents):
        print_ = MinHash(num_perm=PERMUTATIONS)
        print_.update_batch([gram.encode() for gram in grams(one)])
        like = index.query(print_)
        if like:
            yield min(like)
        else:
            index.insert(number, print_)
            yield number


def by_rensa(documents: Sequence[Document]) -> Iterator[int]:
    index = rensa.RMinHashLSH(threshold=ALIKE, num_perm=PERMUTATIONS, num_bands=32)
    kept: dict[int, rensa.RMinHash] = {}
    for number, one in enumerate(documents):
        print_ = rensa.RMinHash(num_perm=PERMUTATIONS, seed=42)
        print_.update(grams(one))
        like = [(kept[other].jaccard(print_), -other) for other in index.query(print_)]
        most, first = max(like, default=(0.0, 0))
        if most >= ALIKE:
            yield -first
        else:
            index.insert(number, print_)
            kept[number] = print_
            yield number


ENGINES: dict[str, Engine] = {"ours": ours, "datasketch": by_datasketch, "rensa": by_rensa}


# ── over SQLite, as the line does ──────────────────────────────────────────────────────────────────


def article_of(number: int, text: str = "") -> Article:
    url = f"https://s.example/{number}"
    return Article(feed=FeedId(1), source=SourceId("s"), guid=url, url=url, canonical_url=url, lead=text, language="en", seen=NOW)


def stored(tx: Transaction, some: Sequence[tuple[int, Document]], prints: Prints) -> list[tuple[int, ArticleId]]:
    """What the line does for copies, without the rest of it; ten articles a transaction."""
    found = []
    for number, one in some:
        mine = fingerprint(one.reading)
        near = sketches.sketch_candidates(tx, sketch(mine.shingles), since=NOW - timedelta(hours=72))
        original = original_of(mine, fingerprints_of(tx, near, prints=prints))
        if original is None:
            sketches.save_sketch(tx, ArticleId(number + 1), sketch(mine.shingles), at=NOW)
            prints.put((ArticleId(number + 1), text_hash(one.reading)), mine)
        found.append((number, ArticleId(number + 1) if original is None else original))
    return found


async def over_sqlite(documents: Sequence[Document], folder: Path) -> Score:
    url = f"sqlite:///{folder}/copies.db"
    upgrade(url)
    database = open_database(url)
    source = Source(id=SourceId("s"), name="", feeds=(FeedSpec(url="https://s.example/feed"),))
    await database.run(watchlist.sync_feeds, [source], now=NOW)

    def fill(tx: Transaction) -> None:
        for number, one in enumerate(documents):
            articles.insert_article(tx, replace(article_of(number, one.reading.lead.text), text_hash=text_hash(one.reading)), "")

    await database.run(fill)  # bench_storage.py prices this
    found: dict[int, int] = {}
    prints, numbered = Prints(), list(enumerate(documents))
    start = time.process_time()
    for at in range(0, len(documents), 10):
        found.update(await database.run(stored, numbered[at : at + 10], prints))
    took = time.process_time() - start
    await database.close()
    score = scored(lambda some: (found[number] for number in range(len(some))), documents)
    return Score(score.precision, score.recall, score.f1, len(documents) / took)


@dataclass(frozen=True, slots=True)
class Weight:
    """What the sketches of many originals take."""

    rows: float
    bytes_an_article: float
    looks_a_second: float
    megabytes_held: float


async def weighed(documents: Sequence[Document], folder: Path) -> Weight:
    """Fill the sketches of ``FILLED`` originals whose lengths are those of the documents, then look for candidates among them."""
    url = f"sqlite:///{folder}/weight.db"
    upgrade(url)
    database = open_database(url)
    sizes = [len(sketch(fingerprint(one.reading).shingles)) for one in documents]
    chance = random.Random(SEED)
    path, held = folder / "weight.db", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def fill(tx: Transaction, first: int) -> None:
        for number in range(first, first + 1_000):
            drawn = [chance.getrandbits(63) for _ in range(chance.choice(sizes))]
            sketches.save_sketch(tx, ArticleId(number), drawn, at=NOW)

    await database.run(fill, 1)
    empty = path.stat().st_size
    for first in range(1_001, FILLED + 1_001, 1_000):
        await database.run(fill, first)
    rows = await database.read(lambda tx: tx.execute(select(func.count()).select_from(sketch_rows)).scalar_one())
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1024
    asked = [[chance.getrandbits(63) for _ in range(chance.choice(sizes))] for _ in range(1_000)]

    def look(tx: Transaction) -> float:
        start = time.process_time()
        for some in asked:
            sketches.sketch_candidates(tx, some, since=NOW - timedelta(hours=72))
        return len(asked) / (time.process_time() - start)

    looks = await database.read(look)
    await database.close()
    return Weight(rows / (FILLED + 1_000), (path.stat().st_size - empty) / FILLED, looks, grown)


def main() -> int:
    documents = Invented(SEED).stream(ORIGINALS, COPIED, COPIES)
    for which, some in (
        (f"{len(documents):,} invented", documents),
        ("open set of the shared corpora", shared("neardup_dev.jsonl", group="group")),
    ):
        for name, engine in ENGINES.items() if some else ():
            print(line("copies", name, which, scored(engine, some)))
        if some:
            with tempfile.TemporaryDirectory(prefix="monitor-bench-") as folder:
                print(line("copies", "ours over SQLite", which, asyncio.run(over_sqlite(some, Path(folder)))))
    with tempfile.TemporaryDirectory(prefix="monitor-bench-") as folder:
        weight = asyncio.run(weighed(documents, Path(folder)))
    print(
        f"| copies | sketches of {FILLED:,} originals | {weight.rows:.1f} rows and {weight.bytes_an_article:.0f} bytes each: "
        f"{weight.bytes_an_article:.0f} MB a million (goal 450) | {weight.looks_a_second:,.0f} looks/s among them | "
        f"{weight.megabytes_held:.0f} MB more memory, most of it SQLite's pages |"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
