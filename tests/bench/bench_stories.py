"""Stories: articles a second and BCubed F1, beside fuzzy titles in the same run.

``python tests/bench/bench_stories.py`` prints lines of a table. The invented stream tells happenings in all languages of the glossary: who
does what where, with names and numbers of its own, among common words. The articles are cut into words and looked up in the glossary
beforehand in the first figure, as the line does that once for everything; the second counts all from the words on. Times are CPU times of
this process. With the shared corpora (``MONITOR_SHARED``, default ``../shared``) F1 is taken on their two open sets as well.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import accumulate
from pathlib import Path

from rapidfuzz import fuzz, process
from sqlalchemy import text

from monitor.catalog.load import load
from monitor.model import Article, FeedId, FeedSpec, Source, SourceId
from monitor.pipeline.cluster import enter_story
from monitor.storage import articles, watchlist
from monitor.storage.database import Transaction, open_database, upgrade
from monitor.stories.assign import StoryIndex
from monitor.stories.copies import CopyIndex
from monitor.stories.fingerprint import fingerprint
from monitor.stories.glossary import TABLES, read_table
from monitor.stories.glossary.entries import terms_in
from monitor.stories.profile import profile_of
from monitor.stories.rarity import Rarity
from monitor.text.language import detect
from monitor.text.words import Reading, read
from monitor.topics.matcher import Matcher

HAPPENINGS, TELLINGS, WORDS = 700, (2, 6), 120
ALIKE = 72  # of a hundred, from which two titles tell one happening: best of 60 to 90 for the peer on the two open sets
RECENT = 2_000  # titles that the peer compares with
SEED = 20261130
SOURCES = 40
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TONGUES = ("en", "ru", "fa", "ur", "zh", "hi", "ar", "de", "fr", "kk", "uz")


@dataclass(frozen=True, slots=True)
class Told:
    """An article and the happening that it tells."""

    reading: Reading
    label: object


class Invented:
    """Happenings in many languages, by seeded chance."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        folder = files("monitor.stories.glossary")
        rows = [row for name in TABLES for row in read_table(folder.joinpath(f"{name}.tsv").read_text(encoding="utf-8"))]
        self._terms: defaultdict[str, list[dict[str, list[str]]]] = defaultdict(list)
        for entry, cells in rows:
            terms = {tongue: terms_in(cell) for tongue, cell in cells.items()}
            if all(terms.get(tongue) for tongue in TONGUES):
                self._terms[entry.kind].append(terms)
        self._common = {tongue: self._words(tongue) for tongue in TONGUES}

    @staticmethod
    def _words(tongue: str) -> tuple[list[str], list[float]]:
        lines = files("monitor.stories.prior").joinpath(f"{tongue}.txt").read_text(encoding="utf-8").splitlines()
        shares = [(word, float(line.split()[0])) for line in lines for word in line.split()[1:]]
        return [word for word, _ in shares], list(accumulate(share for _, share in shares))

    def stream(self, happenings: int) -> list[Told]:
        placed = []
        for number in range(happenings):
            begins = self._chance.random()
            facts = [self._chance.choice(self._terms[kind]) for kind in ("place", "person", "deed", "thing", "body", "deed", "thing")]
            figure, name = (
                str(self._chance.randrange(13, 900)),
                "".join(self._chance.choices("bdgklmnrstvz aeiou".replace(" ", ""), k=8)).title(),
            )
            for _ in range(self._chance.randint(*TELLINGS)):
                at = begins + self._chance.random() * 0.02
                placed.append((at, number, self._telling(self._chance.choice(TONGUES), facts, figure, name)))
        placed.sort(key=lambda one: one[0])
        return [Told(reading, number) for _, number, reading in placed]

    def _telling(self, tongue: str, facts: Sequence[dict[str, list[str]]], figure: str, name: str) -> Reading:
        said = [self._chance.choice(terms[tongue]).rstrip("*") for terms in facts]
        common, shares = self._common[tongue]
        kept = [one for one in said if self._chance.random() < 0.8]
        title = self._mixed(kept[:4], self._chance.choices(common, cum_weights=shares, k=4), tongue)
        lead = self._mixed([*said, figure, name], self._chance.choices(common, cum_weights=shares, k=WORDS), tongue)
        return read(Article(title=title, lead=lead, language=tongue))

    def _mixed(self, some: Sequence[str], others: Sequence[str], tongue: str) -> str:
        words = list(others)
        for one in some:
            words.insert(self._chance.randrange(min(30, len(words)) + 1), one)
        return ("" if tongue == "zh" else " ").join(words)


def shared(name: str) -> list[Told]:
    """An open set of the shared corpora; nothing where they are not there."""
    path = Path(os.environ.get("MONITOR_SHARED", "../shared")) / "corpora/text" / name
    rows = [json.loads(line) for line in path.open(encoding="utf8")] if path.exists() else []
    found = []
    for row in rows:
        title, lead = row.get("title", ""), row["text"]
        found.append(Told(read(Article(title=title, lead=lead, language=detect(f"{title}\n{lead[:1000]}", row["lang"]))), row["label"]))
    return found


def ours(stream: Sequence[Told]) -> Iterator[int]:
    index: StoryIndex[int] = StoryIndex()
    for number, one in enumerate(stream):
        yield index.add(number, profile_of(one.reading))


def by_fuzzy_titles(stream: Sequence[Told]) -> Iterator[int]:
    """The likest of the recent titles, or of the first words where there is none: what readers of feeds do."""
    recent: deque[tuple[str, int]] = deque(maxlen=RECENT)
    for number, one in enumerate(stream):
        title = " ".join((one.reading.title.folded() or one.reading.lead.folded())[:14])
        like = process.extractOne(title, [other for other, _ in recent], scorer=fuzz.token_set_ratio, score_cutoff=ALIKE)
        story = recent[like[2]][1] if like else number
        recent.append((title, story))
        yield story


ENGINES: dict[str, Callable[[Sequence[Told]], Iterator[int]]] = {"ours": ours, "fuzzy titles": by_fuzzy_titles}


def bcubed(stream: Sequence[Told], found: Sequence[int]) -> tuple[float, float, float]:
    """Precision, recall and F1 of Bagga and Baldwin (1998)."""
    together = Counter((one.label, story) for one, story in zip(stream, found, strict=True))
    labels, stories = Counter(one.label for one in stream), Counter(found)
    count = len(stream)
    precision = sum(n * n / stories[story] for (_, story), n in together.items()) / count
    recall = sum(n * n / labels[label] for (label, _), n in together.items()) / count
    return precision, recall, 2 * precision * recall / (precision + recall)


def from_text_to_story(stream: Sequence[Told], matcher: Matcher) -> float:
    """Milliseconds an article takes from its text to its story, cut into words once, and each is put into one; all caches are warm."""
    texts = [Article(title=one.reading.title.text, lead=one.reading.lead.text, language=one.reading.language) for one in stream]
    for _ in range(2):
        copies, stories = CopyIndex[int](), StoryIndex[int]()
        start = time.process_time()
        for number, article in enumerate(texts):
            reading = read(article)
            matcher.match(article, reading)
            copies.add(number, fingerprint(reading))
            stories.add(number, profile_of(reading))
        took = time.process_time() - start
    return took / len(texts) * 1000


def article_of(number: int, one: Told) -> Article:
    url = f"https://s{number % SOURCES}.example/{number}"
    title, lead = one.reading.title.text, one.reading.lead.text
    at = NOW + timedelta(seconds=number)
    source = SourceId(f"s{number % SOURCES}")
    return Article(feed=FeedId(1), source=source, guid=url, url=url, title=title, lead=lead, language=one.reading.language, seen=at)


async def over_sqlite(stream: Sequence[Told], folder: Path) -> tuple[float, float]:
    """Articles a second that are put into their stories as the line does it, copies and alerts aside; and the bytes that each leaves there."""
    url = f"sqlite:///{folder}/stories.db"
    upgrade(url)
    database = open_database(url)
    await database.run(watchlist.sync_feeds, [Source(id=SourceId("s0"), name="", feeds=(FeedSpec(url="https://s0.example"),))], now=NOW)
    rarity, profiles, took = Rarity(), [profile_of(one.reading) for one in stream], 0.0

    def enter(tx: Transaction, number: int) -> float:
        article = article_of(number, stream[number])
        stored = replace(article, id=articles.insert_article(tx, article, ""))
        start = time.thread_time()
        enter_story(tx, stored, profiles[number], rarity=rarity, sources={}, at=article.seen)
        return time.thread_time() - start

    for number in range(len(stream)):
        took += await database.run(enter, number)
    pages = text("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'stor%'")
    size = await database.read(lambda tx: tx.execute(pages).scalar_one())
    await database.close()
    return len(stream) / took, size / len(stream)


def main() -> int:
    stream = Invented(SEED).stream(HAPPENINGS)
    sets = {"invented, 11 languages": stream, "mmds": shared("stories_dev_mmds.jsonl"), "ecb": shared("stories_dev_ecb_even.jsonl")}
    list(ours(stream[:500]))  # the tables are read once
    speeds: dict[str, float] = {}
    for name, some in sets.items():
        if not some:
            continue
        cells = []
        for engine, run in ENGINES.items():
            start = time.process_time()
            found = list(run(some))
            took = time.process_time() - start
            speeds[f"{engine} {name}"] = len(some) / took
            precision, _, f1 = bcubed(some, found)
            cells.append(f"{engine} {f1:.3f} (P {precision:.3f}), {len(some) / took:,.0f}/s")
        print(f"| stories | {name}, {len(some):,} articles: BCubed F1 | {' | '.join(cells)} |")
    profiles = [profile_of(one.reading) for one in stream]
    index: StoryIndex[int] = StoryIndex()
    start = time.process_time()
    for number, profile in enumerate(profiles):
        index.add(number, profile)
    rate = len(profiles) / (time.process_time() - start)
    print(f"| stories | assignment alone, once an article's words and signs are known | {rate:,.0f}/s (≥ 2,000) | |")
    with tempfile.TemporaryDirectory(prefix="monitor-bench-") as folder:
        rate, size = asyncio.run(over_sqlite(stream, Path(folder)))
    print(
        f"| stories | invented, over SQLite: look, read, decide, keep | {rate:,.0f}/s | {size / 1000:.1f} KB each: {size / 1000:.1f} GB a million |"
    )
    catalog = load(Path(__file__).parents[2] / "config")
    matcher = Matcher(catalog.topics, catalog.concepts, catalog.sources)
    for name, some in sets.items():
        if some:
            took = from_text_to_story(some, matcher)
            print(
                f"| stories | {name}: cut into words, matched with the shipped topics, copies, story | {took:.2f} ms an article (≤ 1.5) | |"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
