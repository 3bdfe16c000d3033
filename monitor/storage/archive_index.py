"""The archive's index of words: for each article the filed keys of topics/archive_keys.py, written with the article itself.

The archive is cut into *parts*, stretches of rising article ids of about a month. The words of each stand in a table of its own,
``archive_N``, made by the part's first article and dropped whole once all in it is old: an index from which articles are taken one by one
costs as much again. What is in no part is found without an index: articles that were told and outlive their part, or were indexed under
another ``version()`` and wait for ``renew_part``.

SQLite has FTS5 tables without content: keys and ids, no text and no places. A key that an article no longer holds stays there with its id,
as does the id of one that was forgotten: an index may find too much. PostgreSQL has a tsvector an article under a GIN index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise

from sqlalchemy import Executable, TableClause, Text, bindparam, column, delete, func, insert, select, table, text, update
from sqlalchemy.dialects import postgresql

from monitor.model import ArticleId
from monitor.storage.rows import article_of
from monitor.storage.tables import archive_parts, articles
from monitor.storage.transaction import Transaction, insert_new, one_at_a_time
from monitor.text.words import read
from monitor.topics.archive_keys import index_keys, version

PART = timedelta(days=30)
STORING = "articles"  # what one transaction at a time does: store an article, or change its words

_ALL_PARTS = select(archive_parts).order_by(archive_parts.c.first)
_NEWEST = select(archive_parts).order_by(archive_parts.c.first.desc()).limit(1)
_PART_OF = select(archive_parts).where(archive_parts.c.first <= bindparam("id")).order_by(archive_parts.c.first.desc()).limit(1)
# The apostrophe stands in words, "!" before bases; every other character of a key is a letter or a digit to this tokenizer.
_SQLITE = (
    "CREATE VIRTUAL TABLE {name} USING fts5(keys, content='', columnsize=0, detail=none, tokenize=\"ascii tokenchars '!'''\")",
    "CREATE VIRTUAL TABLE {name}_words USING fts5vocab({name}, row)",
)
_POSTGRES = (
    "CREATE TABLE {name} (article_id BIGINT PRIMARY KEY, keys TSVECTOR NOT NULL)",
    "CREATE INDEX {name}_keys ON {name} USING GIN (keys)",
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Article ids from ``first`` on and before ``end`` (None: without end). ``part`` is 0 where no index tells of them."""

    first: int
    end: int | None
    part: int


def index_new(tx: Transaction, article_id: ArticleId, keys: str, *, seen: datetime) -> None:
    """Index an article that was just stored, by the filed keys of its words (``index_keys``); the first of a new part makes its table."""
    newest = tx.execute(_NEWEST).one_or_none()
    if newest is None or article_id < newest.first:
        part = _part_of(tx, article_id) if newest else _begin(tx, article_id, seen)
    else:
        outdated = newest.version != version() or seen - newest.begun >= PART
        part = _begin(tx, article_id, seen) if outdated else newest.id
    _file(tx, part, article_id, keys)


def index_again(tx: Transaction, article_id: ArticleId, keys: str) -> None:
    """Index an article whose text has changed, by the filed keys it has now."""
    _file(tx, _part_of(tx, article_id), article_id, keys)


def stretches(tx: Transaction) -> list[Stretch]:
    """Return the whole archive as stretches of rising ids."""
    parts = tx.execute(_ALL_PARTS).all()
    ends = [*(part.first for part in parts[1:]), None]
    found = [Stretch(part.first, end, part.id if part.version == version() else 0) for part, end in zip(parts, ends, strict=False)]
    return [Stretch(0, found[0].first if found else None, 0), *found]


def drop_parts(tx: Transaction, *, before: datetime) -> int:
    """Drop the parts that hold nothing newer than ``before`` and return how many; what is left of their articles is found without them."""
    parts = tx.execute(_ALL_PARTS).all()
    old = [part.id for part, following in pairwise(parts) if following.begun < before]
    _forget(tx, old)
    return len(old)


def renew_part(tx: Transaction, *, limit: int) -> bool:
    """Index some articles anew that were indexed under another ``version()``; False where there are none.

    The oldest part that is not believed gives its first articles to a new one, which is; when it has none left, it goes.
    """
    one_at_a_time(tx, STORING)
    parts = tx.execute(_ALL_PARTS).all()
    number = next((number for number, part in enumerate(parts) if part.version != version()), None)
    if number is None:
        return False
    part = parts[number]
    there = select(articles).where(articles.c.id >= part.first).order_by(articles.c.id).limit(limit)
    end = parts[number + 1].first if number + 1 < len(parts) else None
    found = tx.execute(there if end is None else there.where(articles.c.id < end)).all()
    behind = found[-1].id + 1 if len(found) == limit else end
    if behind == end:
        _forget(tx, [part.id])
    else:
        tx.execute(update(archive_parts).where(archive_parts.c.id == part.id).values(first=behind))
    if found:
        goes_on = number and parts[number - 1].begun == part.begun
        renewed = parts[number - 1].id if goes_on else _begin(tx, ArticleId(part.first), part.begun)
        for row in found:
            _file(tx, renewed, ArticleId(row.id), index_keys(read(article_of(row))))
    return True


def part_table(part: int) -> TableClause:
    """The table of one part: on SQLite ``rowid`` and ``keys``, on PostgreSQL ``article_id`` and ``keys``."""
    return table(_name(part), column("rowid"), column("article_id"), column("keys"))


def _name(part: int) -> str:
    return f"archive_{part:d}"


def _part_of(tx: Transaction, article_id: ArticleId) -> int:
    """The part that an article is in; 0 where it is in none whose words are believed."""
    found = tx.execute(_PART_OF, {"id": article_id}).one_or_none()
    return found.id if found is not None and found.version == version() else 0


def _begin(tx: Transaction, first: ArticleId, at: datetime) -> int:
    _forget(tx, tx.execute(select(archive_parts.c.id).where(archive_parts.c.first == first)).scalars().all())  # nothing is left in it
    part: int = tx.execute(
        insert_new(tx, archive_parts, archive_parts.c.id), {"first": first, "begun": at, "version": version()}
    ).scalar_one()
    _drop(tx, part)  # what a restored database may have left under this number
    for statement in _SQLITE if tx.dialect.name == "sqlite" else _POSTGRES:
        tx.exec_driver_sql(statement.format(name=_name(part)))
    return part


def _forget(tx: Transaction, parts: Sequence[int]) -> None:
    if parts and tx.dialect.name == "postgresql":
        tx.execute(text("LOCK TABLE archive_parts IN ACCESS EXCLUSIVE MODE"))  # whoever reads now has seen these parts, and may ask them
    for part in parts:
        _drop(tx, part)
        tx.execute(delete(archive_parts).where(archive_parts.c.id == part))


def _drop(tx: Transaction, part: int) -> None:
    for name in (f"{_name(part)}_words", _name(part)):
        tx.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")


def _file(tx: Transaction, part: int, article_id: ArticleId, keys: str) -> None:
    if part and keys:
        tx.execute(_filing(tx.dialect.name, part), {"id": article_id, "keys": keys})


@cache  # a statement that is made once is compiled once
def _filing(dialect: str, part: int) -> Executable:
    made = part_table(part)
    if dialect == "sqlite":
        return insert(made).values(rowid=bindparam("id"), keys=bindparam("keys"))
    lexemes = func.array_to_tsvector(func.string_to_array(bindparam("keys", type_=Text), " "))
    filed = postgresql.insert(made).values(article_id=bindparam("id"), keys=lexemes)
    return filed.on_conflict_do_update(index_elements=["article_id"], set_={"keys": filed.excluded["keys"]})
