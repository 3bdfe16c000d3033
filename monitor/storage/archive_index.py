"""The archive's index of words: for each article the filed keys of topics/archive_keys.py, written with the article itself.

The archive is cut into *parts*, stretches of rising article ids of about a month. The words of each stand in a table of its own,
``archive_N``, made by the part's first article and dropped whole once all in it is old: an index from which articles are taken one by one
costs as much again. Articles in no part (what was told and outlives its part, what was indexed under another VERSION) are found without it.

SQLite has FTS5 tables without content: keys and ids, no text and no places. A key that an article no longer holds stays there with its id,
as does the id of one that was forgotten: an index may find too much. PostgreSQL has a tsvector an article under a GIN index.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise

from sqlalchemy import Executable, TableClause, Text, bindparam, column, delete, func, insert, select, table, text
from sqlalchemy.dialects import postgresql

from monitor.model import ArticleId
from monitor.storage.tables import archive_parts
from monitor.storage.transaction import Transaction, insert_new
from monitor.topics.archive_keys import VERSION

PART = timedelta(days=30)

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
        outdated = newest.version != VERSION or seen - newest.begun >= PART
        part = _begin(tx, article_id, seen) if outdated else newest.id
    _file(tx, part, article_id, keys)


def index_again(tx: Transaction, article_id: ArticleId, keys: str) -> None:
    """Index an article whose text has changed, by the filed keys it has now."""
    _file(tx, _part_of(tx, article_id), article_id, keys)


def stretches(tx: Transaction) -> list[Stretch]:
    """Return the whole archive as stretches of rising ids."""
    parts = tx.execute(_ALL_PARTS).all()
    ends = [*(part.first for part in parts[1:]), None]
    found = [Stretch(part.first, end, part.id if part.version == VERSION else 0) for part, end in zip(parts, ends, strict=False)]
    return [Stretch(0, found[0].first if found else None, 0), *found]


def drop_parts(tx: Transaction, *, before: datetime) -> int:
    """Drop the parts that hold nothing newer than ``before`` and return how many; what is left of their articles is found without them."""
    parts = tx.execute(_ALL_PARTS).all()
    old = [part.id for part, following in pairwise(parts) if following.begun < before]
    if old and tx.dialect.name == "postgresql":
        tx.execute(text("LOCK TABLE archive_parts IN ACCESS EXCLUSIVE MODE"))  # whoever reads now has seen these parts, and may ask them
    for part in old:
        _drop(tx, part)
        tx.execute(delete(archive_parts).where(archive_parts.c.id == part))
    return len(old)


def part_table(part: int) -> TableClause:
    """The table of one part: on SQLite ``rowid`` and ``keys``, on PostgreSQL ``article_id`` and ``keys``."""
    return table(_name(part), column("rowid"), column("article_id"), column("keys"))


def _name(part: int) -> str:
    return f"archive_{part:d}"


def _part_of(tx: Transaction, article_id: ArticleId) -> int:
    """The part that an article is in; 0 where it is in none whose words are believed."""
    found = tx.execute(_PART_OF, {"id": article_id}).one_or_none()
    return found.id if found is not None and found.version == VERSION else 0


def _begin(tx: Transaction, first: ArticleId, at: datetime) -> int:
    part: int = tx.execute(
        insert_new(tx, archive_parts, archive_parts.c.id), {"first": first, "begun": at, "version": VERSION}
    ).scalar_one()
    _drop(tx, part)  # what a restored database may have left under this number
    for statement in _SQLITE if tx.dialect.name == "sqlite" else _POSTGRES:
        tx.exec_driver_sql(statement.format(name=_name(part)))
    return part


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
