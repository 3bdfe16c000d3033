"""The archive asked by the words of a query: candidates, which the matcher then judges, and the words that stand in it.

::

    wanted = wanted_keys(matcher.required_words(topic))
    after = ArticleId(0)
    while ids := await database.read(find_candidates, wanted, since=since, after=after):
        for article in await database.read(articles_by_id, ids):  # of storage/articles.py
            ...
        after = ids[-1]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, bindparam, cast, column, exists, func, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY

from monitor.model import ArticleId
from monitor.storage.archive_index import Stretch, part_table, stretches
from monitor.storage.tables import articles
from monitor.storage.transaction import Transaction
from monitor.topics.archive_keys import ANY, BASE, PREFIX, Wanted

PAGE = 20_000  # candidates at once: to find where a page begins may cost as much as all that follows
COUNTED = 50_000  # articles whose words are counted where the database keeps no counts

_ABOVE = select(articles.c.id).order_by(articles.c.id.desc()).offset(bindparam("counted")).limit(1)
_INDEX_FIRST = text("SET LOCAL enable_seqscan = off")
_QUOTED = {"sqlite": "'", "postgresql": "''"}  # an apostrophe within a key


def find_candidates(
    tx: Transaction,
    wanted: Wanted,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    after: ArticleId = ArticleId(0),  # noqa: B008 - a number
    limit: int = PAGE,
) -> list[ArticleId]:
    """Return the articles that may be what is wanted, by rising id: every one that is, and some that are not.

    Args:
        tx: a transaction that reads.
        wanted: what an article must hold. Where it says ``everything``, every article of the window is a candidate.
        since: leaves out what was first seen before.
        until: leaves out what was first seen then or later.
        after: only ids above this one: the last of the page before.
        limit: the size of a page; a page that is empty is the last.
    """
    if frozenset() in wanted.sets:
        return []
    found: list[ArticleId] = []
    for stretch in stretches(tx):
        if len(found) < limit and (stretch.end is None or stretch.end > after + 1):
            asked = {
                "since": since,
                "until": until,
                "after": max(after, stretch.first - 1),
                "end": stretch.end,
                "limit": limit - len(found),
            }
            found += map(ArticleId, _page(tx, stretch, wanted, asked))
    return found


def vocabulary(tx: Transaction, *, keep: Callable[[str], bool], least: int = 1) -> list[tuple[str, int]]:
    """Return the spellings that stand in the archive and the number of articles each stands in, the commonest first.

    Spellings are as the matcher folds them (``fold``); the archive's whole vocabulary may be millions, so only what is kept is returned.
    Articles that were forgotten, or say otherwise now, may be counted; those that no index tells of are not. PostgreSQL keeps no counts, so
    there the newest ``COUNTED`` articles stand for the archive.

    Args:
        tx: a transaction that reads.
        keep: asked once for each spelling in each part of the archive.
        least: leaves out what stands in fewer articles.
    """
    counts: Counter[str] = Counter()
    above = 0 if tx.dialect.name == "sqlite" else tx.execute(_ABOVE, {"counted": COUNTED}).scalar() or 0
    for stretch in stretches(tx):
        if stretch.part and (stretch.end is None or stretch.end > above + 1):
            for spelling, number in tx.execute(_words(tx.dialect.name, stretch.part, above), execution_options={"stream_results": True}):
                if not spelling.startswith(BASE) and keep(spelling):
                    counts[spelling] += number
    return sorted(((one, number) for one, number in counts.items() if number >= least), key=lambda pair: (-pair[1], pair[0]))


def _page(tx: Transaction, stretch: Stretch, wanted: Wanted, asked: dict[str, Any]) -> Sequence[int]:
    """The candidates of one stretch."""
    by_index = bool(stretch.part) and not wanted.everything
    if by_index and tx.dialect.name == "postgresql":  # its planner takes keys for cheap to read one article after the other
        tx.execute(_INDEX_FIRST)
    expression = {"wanted": _expression(tx.dialect.name, wanted)} if by_index else {}
    statement = _candidates(
        tx.dialect.name,
        stretch.part if by_index else 0,
        since=asked["since"] is not None,
        until=asked["until"] is not None,
        end=asked["end"] is not None,
    )
    return tx.execute(statement, asked | expression).scalars().all()


@cache
def _candidates(dialect: str, part: int, *, since: bool, until: bool, end: bool) -> Select[Any]:
    """The ids that one part's index gives, or all ids for part 0."""
    within = [articles.c.id > bindparam("after")]
    within += [articles.c.id < bindparam("end")] * end
    within += [articles.c.seen >= bindparam("since")] * since
    within += [articles.c.seen < bindparam("until")] * until
    if not part:
        return select(articles.c.id).where(*within).order_by(articles.c.id).limit(bindparam("limit"))
    filed = part_table(part)
    if dialect == "sqlite":  # the index is read in the order of ids, and no further than the page goes
        key = filed.c.rowid
        holds = literal_column(filed.name).op("MATCH")(bindparam("wanted", type_=Text))
        there = exists().where(articles.c.id == key, *within)
        return select(key).where(holds, key > bindparam("after"), there).order_by(key).limit(bindparam("limit"))
    key = filed.c.article_id
    holds = filed.c["keys"].op("@@")(cast(bindparam("wanted", type_=Text), TSQUERY))
    found = select(key).where(holds).cte("found").prefix_with("MATERIALIZED")  # by nothing else: else another index is taken
    return (
        select(articles.c.id)
        .where(articles.c.id.in_(select(found.c.article_id)), *within)
        .order_by(articles.c.id)
        .limit(bindparam("limit"))
    )


def _expression(dialect: str, wanted: Wanted) -> str:
    """What an index is asked for: one key of every set, or the mark of an article that may hold any."""
    word, prefix, either, both = ('"{}"', '"{}" *', " OR ", " AND ") if dialect == "sqlite" else ("'{}'", "'{}':*", " | ", " & ")

    def one(key: str) -> str:
        return (prefix if key.endswith(PREFIX) else word).format(key.removesuffix(PREFIX).replace("'", _QUOTED[dialect]))

    def one_of(keys: Sequence[str]) -> str:
        """By halves: PostgreSQL reads a long row of alternatives by recursion, and has room for some thousand."""
        half = len(keys) // 2
        return f"({one_of(keys[:half])}{either}{one_of(keys[half:])})" if half else one(keys[0])

    return f"({both.join(one_of(sorted(keys)) for keys in wanted.sets)}){either}{one(ANY)}"


def _words(dialect: str, part: int, above: int) -> Select[Any]:
    """Each key of one part with the number of its articles, on PostgreSQL of those with an id above."""
    filed = part_table(part)
    if dialect == "sqlite":
        counted = table(f"{filed.name}_words", column("term", Text), column("doc"))
        return select(counted.c.term, counted.c.doc)
    keys = f"SELECT keys FROM {filed.name} WHERE article_id > {above:d}"  # noqa: S608 - a name and a number of ours
    stat = func.ts_stat(keys).table_valued("word", "ndoc")
    return select(stat.c.word, stat.c.ndoc)
