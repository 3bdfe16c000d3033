"""Feeds: what the operator's files name, what is remembered between checks, and who is checking which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from monitor.model import Check, Feed, FeedId, FeedSpec, Source
from monitor.storage.rows import feed_of, pieces
from monitor.storage.tables import checks, feeds, pages, watched
from monitor.storage.transaction import Transaction, insert, insert_new, one_at_a_time

_REREAD = ("kind", "selectors")  # where these change, what the server calls unmodified must be read anew
_FIRST_INTERVAL = timedelta(minutes=15)
_BY_ID = select(feeds).where(feeds.c.id.in_(bindparam("ids", expanding=True)))
_SAVE = update(feeds).where(feeds.c.id == bindparam("saved"))


def sync_feeds(tx: Transaction, sources: Sequence[Source], *, now: datetime) -> None:
    """Make the feeds those of the operator's sources.

    A new feed is due at once; a changed one keeps its history; one that is named no more, or whose source is switched off, is
    retired: not checked, but kept with its articles, so that nothing is new again when it comes back.
    """
    one_at_a_time(tx, "sync_feeds")
    stored = {(row.source, row.url): row for row in tx.execute(select(feeds))}
    wanted = {(source.id, spec.url): _described(source, spec) for source in sources if source.enabled for spec in source.feeds}
    new = [spec | {"interval": _FIRST_INTERVAL, "next_at": now} for key, spec in wanted.items() if key not in stored]
    if new:
        tx.execute(insert(tx, feeds), new)
    for key, row in stored.items():
        spec = wanted.get(key)
        if spec is None:
            if row.retired is None:
                tx.execute(update(feeds).where(feeds.c.id == row.id).values(retired=now, leased_until=None))
            continue
        change = {name: value for name, value in spec.items() if getattr(row, name) != value}
        if any(name in change for name in _REREAD):
            change |= {"etag": "", "last_modified": "", "body_hash": "", "next_at": now}
        if row.retired is not None:
            change |= {"retired": None, "gone": False, "next_at": now}
        if change:
            tx.execute(update(feeds).where(feeds.c.id == row.id).values(change))


def _described(source: Source, spec: FeedSpec) -> dict[str, Any]:
    return {
        "source": source.id,
        "url": spec.url,
        "kind": spec.kind.value,
        "language": spec.language or source.language,
        "country": source.country,
        "selectors": None if spec.selectors is None else asdict(spec.selectors),
        "pages": spec.pages,
    }


def claim_due(tx: Transaction, *, limit: int, now: datetime, lease: timedelta) -> list[Feed]:
    """Lease up to ``limit`` feeds that are due, the longest waiting first. Nobody else is given them before ``now + lease``."""
    due = (
        select(feeds)
        .where(watched, feeds.c.next_at <= now, or_(feeds.c.leased_until.is_(None), feeds.c.leased_until <= now))
        .order_by(feeds.c.next_at, feeds.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = [feed_of(row) for row in tx.execute(due)]
    for ids in pieces([feed.id for feed in claimed]):
        tx.execute(update(feeds).where(feeds.c.id.in_(ids)).values(leased_until=now + lease))
    return claimed


def feeds_by_id(tx: Transaction, ids: Sequence[FeedId]) -> list[Feed]:
    """Return these feeds, in the order asked for; unknown ids are left out."""
    found = {row.id: feed_of(row) for some in pieces(ids) for row in tx.execute(_BY_ID, {"ids": some})}
    return [found[wanted] for wanted in ids if wanted in found]


def save_feed(tx: Transaction, feed: Feed) -> None:
    """Store what is remembered between checks, and end the lease."""
    tx.execute(
        _SAVE,
        {
            "saved": feed.id,
            "etag": feed.etag,
            "last_modified": feed.last_modified,
            "body_hash": feed.body_hash,
            "interval": feed.interval,
            "next_at": feed.next_at,
            "failures": feed.failures,
            "checks": feed.checks,
            "unconditional_at": feed.unconditional_at,
            "gone": feed.gone,
            "leased_until": None,
        },
    )


def release_feed(tx: Transaction, feed: FeedId) -> None:
    """End the lease and change nothing else: the feed was not checked."""
    tx.execute(update(feeds).where(feeds.c.id == feed).values(leased_until=None))


def release_all(tx: Transaction) -> None:
    """End every lease on feeds and pages: for the start of the one process that works on this database, after a kill."""
    tx.execute(update(feeds).where(feeds.c.leased_until.is_not(None)).values(leased_until=None))
    tx.execute(update(pages).where(pages.c.leased_until.is_not(None)).values(leased_until=None))


def record_check(tx: Transaction, check: Check) -> None:
    """Keep one visit for the review; the same visit is kept once."""
    tx.execute(
        insert_new(tx, checks),
        {
            "feed_id": check.feed,
            "at": check.at,
            "outcome": str(check.outcome),
            "status": check.status,
            "entries": check.entries,
            "new": check.new,
            "size": check.size,
            "elapsed": check.elapsed,
            "detail": check.detail,
        },
    )


def next_due(tx: Transaction) -> datetime | None:
    """Return when the next feed can be claimed: a leased one not before its lease ends. None where there is no feed."""
    free: datetime | None = tx.execute(select(func.min(feeds.c.next_at)).where(watched, feeds.c.leased_until.is_(None))).scalar()
    leased = tx.execute(select(feeds.c.next_at, feeds.c.leased_until).where(watched, feeds.c.leased_until.is_not(None)))
    times = [max(row.next_at, row.leased_until) for row in leased]
    return min(times if free is None else [free, *times], default=None)
