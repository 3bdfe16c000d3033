"""Official lists: the rows as they were last confirmed, what a second look is to confirm, and every reading that differed, as evidence."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row as Record
from sqlalchemy import delete, func, select, update

from monitor.model import Feed, FeedId, FeedKind
from monitor.registers.diff import Change, Kind
from monitor.registers.rows import Row
from monitor.storage.rows import feed_of, pieces
from monitor.storage.tables import feeds, register_rows, register_snapshots, register_standings, watched
from monitor.storage.transaction import Transaction, insert, insert_new
from monitor.storage.types import hash63

KEPT = ("first", "confirmed")
"""Looks whose readings are evidence of what was told, or of what there was before: they are never deleted."""

_HEAD = [column for column in register_snapshots.c if column.name != "body"]
_NEWEST = (register_snapshots.c.at.desc(), register_snapshots.c.id.desc())


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a list stands. ``version`` counts the looks that changed anything of it: of two at once, one is in vain."""

    version: int = 0
    pending: tuple[Change, ...] = ()  # what the last look saw for the first time
    since: datetime | None = None  # when that was
    fault: str = ""  # why the last reading is held; empty where it is not
    held_since: datetime | None = None
    waived: str = ""  # digest of a held reading that a person accepted, to be told as any other
    confirmed: datetime | None = None  # when the rows were confirmed last; None before the first look


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One reading as it came. ``packed`` is the body, by zlib."""

    id: int = 0
    feed: FeedId
    at: datetime
    again: datetime | None = None  # when the same rows were read last
    url: str
    status: int
    content_type: str
    headers: tuple[tuple[str, str], ...]
    sha256: str  # of the body
    digest: str = ""  # of the rows; empty where none could be read
    size: int  # bytes of the body
    rows: int = 0
    look: str = ""  # first, same, changed, confirmed, held, unread
    fault: str = ""
    packed: bytes = b""


def lists(tx: Transaction) -> list[Feed]:
    """Return the official lists that are watched, by source."""
    mine = select(feeds).where(watched, feeds.c.kind == FeedKind.REGISTER.value).order_by(feeds.c.source, feeds.c.id)
    return [feed_of(row) for row in tx.execute(mine)]


def standing_of(tx: Transaction, feed: FeedId) -> Standing:
    """Return how a list stands."""
    row = tx.execute(select(register_standings).where(register_standings.c.feed_id == feed)).first()
    if row is None:
        return Standing()
    return Standing(
        version=row.version,
        pending=tuple(_change_of(one) for one in row.pending),
        since=row.since,
        fault=row.fault,
        held_since=row.held_since,
        waived=row.waived,
        confirmed=row.confirmed,
    )


def take_turn(tx: Transaction, feed: FeedId, standing: Standing) -> bool:
    """Store how a list stands from now on; nothing where another look has done so since this one began."""
    values = {
        "version": standing.version + 1,
        "pending": [_written(change) for change in standing.pending],
        "since": standing.since,
        "fault": standing.fault,
        "held_since": standing.held_since,
        "waived": standing.waived,
        "confirmed": standing.confirmed,
    }
    if not standing.version:
        first = insert_new(tx, register_standings, register_standings.c.feed_id)
        return tx.execute(first, {"feed_id": feed} | values).first() is not None
    mine = (register_standings.c.feed_id == feed) & (register_standings.c.version == standing.version)
    return bool(tx.execute(update(register_standings).where(mine).values(values)).rowcount)


def rows_of(tx: Transaction, feed: FeedId) -> tuple[Row, ...]:
    """Return the rows as they were last confirmed, in the list's order as far as that is known."""
    found = tx.execute(
        select(register_rows).where(register_rows.c.feed_id == feed).order_by(register_rows.c.place, register_rows.c.key_hash)
    )
    return tuple(_row_of(row) for row in found)


def replace_rows(tx: Transaction, feed: FeedId, rows: Sequence[Row]) -> None:
    """Make these the rows of a list: its first ones, or those that a person accepted."""
    tx.execute(delete(register_rows).where(register_rows.c.feed_id == feed))
    _put(tx, feed, rows, begin=0)


def change_rows(tx: Transaction, feed: FeedId, changes: Sequence[Change]) -> None:
    """Change the rows of a list as was confirmed."""
    gone = [hash63(change.before.key) for change in changes if change.before is not None and change.rekeyed]
    for some in pieces(gone):
        tx.execute(delete(register_rows).where(register_rows.c.feed_id == feed, register_rows.c.key_hash.in_(some)))
    last = tx.execute(select(func.max(register_rows.c.place)).where(register_rows.c.feed_id == feed)).scalar()
    _put(tx, feed, [change.after for change in changes if change.after is not None], begin=0 if last is None else last + 1)


def keep_snapshot(tx: Transaction, snapshot: Snapshot) -> None:
    """Keep a reading that differs from the one before; of one that does not, when it was read again and what it confirms."""
    last = newest_snapshot(tx, snapshot.feed)
    same = last is not None and (last.digest, last.fault) == (snapshot.digest, snapshot.fault)
    if last is not None and same and (snapshot.digest or last.look == snapshot.look):
        look = snapshot.look if snapshot.look in KEPT else last.look
        tx.execute(update(register_snapshots).where(register_snapshots.c.id == last.id).values(again=snapshot.at, look=look))
        return
    values = {column.name: getattr(snapshot, column.name) for column in _HEAD if column.name not in ("id", "feed_id", "headers")}
    tx.execute(
        insert(tx, register_snapshots),
        values | {"feed_id": snapshot.feed, "headers": [list(pair) for pair in snapshot.headers], "body": snapshot.packed},
    )


def newest_snapshot(tx: Transaction, feed: FeedId, *, at: datetime | None = None) -> Snapshot | None:
    """Return the last reading that was kept, or the last one before ``at``; without its body."""
    mine = register_snapshots.c.feed_id == feed
    when = mine if at is None else mine & (register_snapshots.c.at <= at)
    row = tx.execute(select(*_HEAD).where(when).order_by(*_NEWEST).limit(1)).first()
    return None if row is None else _snapshot_of(row)


def snapshots_of(tx: Transaction, feed: FeedId) -> list[Snapshot]:
    """Return the readings that were kept, the newest first, without their bodies."""
    found = (
        select(*_HEAD).where(register_snapshots.c.feed_id == feed).order_by(register_snapshots.c.at.desc(), register_snapshots.c.id.desc())
    )
    return [_snapshot_of(row) for row in tx.execute(found)]


def body_of(tx: Transaction, snapshot: int) -> bytes:
    """Return the body of a reading as it came."""
    packed: bytes = tx.execute(select(register_snapshots.c.body).where(register_snapshots.c.id == snapshot)).scalar_one()
    return zlib.decompress(packed)


def accept(tx: Transaction, feed: FeedId, rows: Sequence[Row], *, at: datetime) -> None:
    """Make the rows of a held reading the confirmed ones: nothing of them is told. The list is due at once."""
    standing = standing_of(tx, feed)
    replace_rows(tx, feed, rows)
    take_turn(tx, feed, Standing(version=standing.version, confirmed=at))
    last = newest_snapshot(tx, feed)
    if last is not None:
        tx.execute(update(register_snapshots).where(register_snapshots.c.id == last.id).values(look=KEPT[-1]))
    _due(tx, feed, at)


def waive(tx: Transaction, feed: FeedId, digest: str, *, at: datetime) -> None:
    """Let a held reading pass the guards, so that its changes are confirmed by a second look and told. The list is due at once."""
    standing = standing_of(tx, feed)
    take_turn(tx, feed, replace(standing, waived=digest, fault="", held_since=None))
    _due(tx, feed, at)


def forget_snapshots(tx: Transaction, *, before: datetime) -> int:
    """Delete readings older than ``before`` that prove nothing: faults and blips. The newest of each list stays."""
    others = register_snapshots.alias()
    newest = select(func.max(others.c.id)).group_by(others.c.feed_id)
    old = (register_snapshots.c.at < before) & register_snapshots.c.look.not_in(KEPT) & register_snapshots.c.id.not_in(newest)
    return tx.execute(delete(register_snapshots).where(old)).rowcount


def _due(tx: Transaction, feed: FeedId, at: datetime) -> None:
    tx.execute(update(feeds).where(feeds.c.id == feed).values(next_at=at))


def _put(tx: Transaction, feed: FeedId, rows: Sequence[Row], *, begin: int) -> None:
    statement = insert(tx, register_rows)
    new = {name: statement.excluded[name] for name in ("key", "name", "cells", "note")}
    statement = statement.on_conflict_do_update(index_elements=["feed_id", "key_hash"], set_=new)
    values = [
        {
            "feed_id": feed,
            "key_hash": hash63(row.key),
            "place": place,
            "key": row.key,
            "name": row.name,
            "cells": [list(cell) for cell in row.cells],
            "note": row.note,
        }
        for place, row in enumerate(rows, begin)
    ]
    for some in pieces(values):
        tx.execute(statement, some)


def _row_of(record: Record[Any]) -> Row:
    return Row(key=record.key, name=record.name, cells=_pairs(record.cells), note=record.note)


def _pairs(cells: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((column, text) for column, text in cells)


def _snapshot_of(record: Record[Any]) -> Snapshot:
    values = {name: getattr(record, name) for name in Snapshot.__dataclass_fields__ if name not in ("feed", "headers", "packed")}
    return Snapshot(**values, feed=FeedId(record.feed_id), headers=_pairs(record.headers))


def _written(change: Change) -> dict[str, Any]:
    return asdict(change)


def _change_of(written: dict[str, Any]) -> Change:
    before, after = (None if row is None else Row(**row | {"cells": _pairs(row["cells"])}) for row in (written["before"], written["after"]))
    cells = tuple((column, was, now) for column, was, now in written["cells"])
    return Change(kind=Kind(written["kind"]), before=before, after=after, cells=cells)
