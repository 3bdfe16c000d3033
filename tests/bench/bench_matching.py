"""10,000 standing queries over articles of 4 KB, on one core, beside other engines and a plain loop over the same queries.

``python tests/bench/bench_matching.py`` prints lines of a table. All times are CPU times of this process. The floor is what cannot be saved:
cutting the text into words and looking each up once. tantivy and FTS5 index a batch of articles and ask it every query, which is how they
do it fastest; they stem English alone, and say only whether, where ours says also by which words.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

import tantivy

sys.path.insert(0, str(Path(__file__).parent))
from matching_texts import Texts, Written

from monitor.collector import uncollected
from monitor.model import Article, Topic, TopicId
from monitor.text.words import read, tokenize
from monitor.topics.matcher import LEARNED_FROM, Matcher
from monitor.topics.positions import TEXT, Positions

QUERIES, MANY = 10_000, 100_000
WARM, MEASURED, ROUNDS, NAIVE = 1_000, 200, 5, 6
BATCH, LARGE = 116, 400  # ten seconds of a million articles a day: who waits longer does not alert at once
UNSEEN = 0.018  # of a text's words, made up; with rare forms of others, some 3 in 100 are not in the caches
EDITS = 50


def seconds(call: Callable[[Article], object], texts: Sequence[Article]) -> float:
    """CPU seconds an article."""
    start = time.process_time()
    for article in texts:
        call(article)
    return (time.process_time() - start) / len(texts)


def topics(written: Sequence[Written]) -> list[Topic]:
    return [Topic(id=TopicId(str(number)), query=one.ours) for number, one in enumerate(written)]


def compiled(listed: list[Topic]) -> tuple[Matcher, float]:
    with uncollected():  # as the service does
        start = time.process_time()
        matcher = Matcher(listed)
        matcher.match(Article(title="first of its language", language="en"))  # forms are filed when a text of their language comes
        took = time.process_time() - start
    return matcher, took


def floor(known: dict[str, tuple[int, ...]]) -> Callable[[Article], object]:
    def look_up(article: Article) -> None:
        for text in (article.title, article.lead, article.body):
            for token in tokenize(text).tokens:
                known.get(token)

    return look_up


def naive(matcher: Matcher) -> Callable[[Article], list[str]]:
    def loop(article: Article) -> list[str]:
        reading = read(article)
        positions = Positions(article, reading, matcher._lexicon.known(reading.language))
        positions.locate(positions.leaves)
        return [one.topic.id for one in matcher._standing.values() if one.clause.holds(positions, TEXT)]

    return loop


def by_tantivy(texts: Sequence[Article], written: Sequence[Written]) -> tuple[float, int]:
    """CPU seconds an article, and how many pairs were found."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", stored=True)
    for field in ("title", "rest"):
        builder.add_text_field(field, tokenizer_name="en_stem")
    schema = builder.build()
    blank = tantivy.Index(schema)
    queries = [blank.parse_query(one.tantivy, ["title", "rest"]) for one in written]
    start = time.process_time()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=100_000_000, num_threads=1)
    for number, article in enumerate(texts):
        writer.add_document(tantivy.Document(number=number, title=article.title, rest=f"{article.lead} {article.body}"))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    found = sum(len(searcher.search(query, len(texts), count=False).hits) for query in queries)
    return (time.process_time() - start) / len(texts), found


def by_fts5(texts: Sequence[Article], written: Sequence[Written]) -> tuple[float, int]:
    """CPU seconds an article, and how many pairs were found."""
    start = time.process_time()
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(title, rest, content='', tokenize='porter unicode61')")
    rows = [(number, article.title, f"{article.lead} {article.body}") for number, article in enumerate(texts)]
    database.executemany("INSERT INTO texts (rowid, title, rest) VALUES (?, ?, ?)", rows)
    found = sum(len(database.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (one.fts5,)).fetchall()) for one in written)
    return (time.process_time() - start) / len(texts), found


def edit_milliseconds(matcher: Matcher, texts: Texts) -> float:
    """How long it takes to add a query or take one out, in the middle."""
    took = []
    for number, one in enumerate(texts.queries(EDITS)):
        start = time.process_time()
        with_one = matcher.with_topic(Topic(id=TopicId(f"new-{number}"), query=one.ours))
        took.append(time.process_time() - start)
        start = time.process_time()
        matcher = with_one.without_topic(TopicId(str(number)))
        took.append(time.process_time() - start)
    return statistics.median(took) * 1000


def own_megabytes(listed: list[Topic]) -> float:
    """What the compiled queries hold, beside the caches of tokens."""
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    matcher = Matcher(listed)
    matcher.match(Article(title="first of its language", language="en"))
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert matcher._numbers
    return (after - before) / 1e6


def main() -> int:
    texts = Texts(20260301)
    written = texts.queries(QUERIES)
    listed = topics(written)
    Matcher(listed[:10])  # dictionaries are read once
    matcher, compiling = compiled(listed)
    for article in texts.articles(LEARNED_FROM):
        matcher.match(article)
    matcher._lexicon._known.clear()
    cold = seconds(matcher.match, texts.articles(MEASURED))
    for article in texts.articles(WARM):
        matcher.match(article)
    known = dict(matcher._lexicon.known("en"))
    rounds, floors, tantivies, fts5s, missed, tokens = [], [], [], [], 0, 0
    for _ in range(ROUNDS):  # each engine gets its turn in each round: what else the machine does meets all
        fresh = texts.articles(MEASURED, unseen=UNSEEN)
        words = [token for article in fresh for part in (article.title, article.lead, article.body) for token in tokenize(part).tokens]
        missed, tokens = missed + sum(token not in known for token in words), tokens + len(words)
        rounds.append(seconds(matcher.match, fresh))
        floors.append(seconds(floor(known), texts.articles(MEASURED)))
    large = texts.articles(LARGE)
    batch = large[:BATCH]
    for _ in range(2):
        tantivies.append(by_tantivy(batch, written))
        fts5s.append(by_fts5(batch, written))
    (tantivy_later, _), (fts5_later, _) = by_tantivy(large, written), by_fts5(large, written)
    ours, least = min(rounds), min(floors)
    loop = naive(matcher)
    for article in batch[:NAIVE]:
        if [match.topic for match in matcher.match(article)] != loop(article):
            print("the two disagree")
            return 1
    plain = min(seconds(loop, batch[:NAIVE]) for _ in range(2))
    found = sum(len(matcher.match(article)) for article in batch)
    by_them, theirs = min(tantivies)
    by_sqlite, sqlites = min(fts5s)
    print(
        f"| matching | {QUERIES:,} queries, 4 KB ({tokens // ROUNDS // MEASURED} words), {100 * missed / tokens:.1f} % cache misses, read and "
        f"matched | {1 / ours:,.0f} articles/s/core (goal 2,500) | {least / ours:.2f} of the floor (goal .45) | naive loop {plain / ours:.0f}× (goal 50) |"
    )
    print(f"| matching | the same, caches cold | {1 / cold:,.0f} articles/s/core (goal 2,000) |")
    print(
        f"| matching | the same beside other engines | tantivy {1 / by_them:,.0f}/s: {by_them / ours:.2f}×, "
        f"SQLite FTS5 {1 / by_sqlite:,.0f}/s: {by_sqlite / ours:.2f}× (goal 1.5), in batches of {BATCH}; "
        f"of {LARGE}: {tantivy_later / ours:.2f}× and {fts5_later / ours:.2f}× | found {found}, tantivy {theirs}, FTS5 {sqlites} |"
    )
    edit = edit_milliseconds(matcher, texts)
    print(
        f"| matching | {QUERIES:,} queries compiled | {compiling:.1f} s (goal 1), {own_megabytes(listed):.0f} MB (goal 25) | "
        f"one added or taken out: {edit:.1f} ms (goal 5) |"
    )
    many, compiling = compiled(topics(texts.queries(MANY)))
    for article in texts.articles(WARM // 2):
        many.match(article)
    fastest = min(seconds(many.match, texts.articles(MEASURED, unseen=UNSEEN)) for _ in range(3))
    print(f"| matching | {MANY:,} queries | {1 / fastest:,.0f} articles/s/core (goal 600) | compiled in {compiling:.0f} s |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
