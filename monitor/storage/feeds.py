"""Feeds: who is checking which, what is remembered between checks, and each visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Integer, bindparam, case, func, literal, or_, select, type_coerce, update

from monitor.model import Check, Feed, FeedId, Tier
from monitor.storage.rows import feed_of, pieces
from monitor.storage.tables import asked, checks, feeds, pages, rechecks
from monitor.storage.transaction import Transaction, insert_new
from monitor.storage.types import Moment

_BY_ID = select(feeds).where(feeds.c.id.in_(bindparam("ids", expanding=True)))
_DUE = (
    select(feeds.c.id)
    .where(
        asked,
        feeds.c.next_at <= bindparam("now", type_=Moment()),
        or_(feeds.c.leased_until.is_(None), feeds.c.leased_until <= bindparam("now", type_=Moment())),
    )
    .order_by(feeds.c.next_at, feeds.c.id)
    .limit(bindparam("most", type_=Integer()))
    .with_for_update(skip_locked=True)
)
_LEASE = update(feeds).where(feeds.c.id.in_(bindparam("ids", expanding=True)))
_unpushed = feeds.c.pushed_at.is_not_distinct_from(bindparam("push_seen", type_=Moment()))
_SAVE = (
    update(feeds)
    .where(feeds.c.id == bindparam("saved"))
    .values(next_at=case((_unpushed, bindparam("due", type_=Moment())), else_=feeds.c.next_at))
)


def claim_ids(tx: Transaction, *, limit: int, now: datetime, lease: timedelta) -> list[FeedId]:
    """Lease up to ``limit`` feeds that are due, the longest waiting first. Nobody else is given them before ``now + lease``."""
    claimed = [FeedId(one) for one in tx.execute(_DUE, {"now": now, "most": limit}).scalars()]
    for some in pieces(claimed):
        tx.execute(_LEASE, {"ids": some, "leased_until": now + lease})
    return claimed


def claim_due(tx: Transaction, *, limit: int, now: datetime, lease: timedelta) -> list[Feed]:
    """Do the same, and return the feeds themselves."""
    return feeds_by_id(tx, claim_ids(tx, limit=limit, now=now, lease=lease))


def feeds_by_id(tx: Transaction, ids: Sequence[FeedId]) -> list[Feed]:
    """Return these feeds, in the order asked for; unknown ids are left out."""
    found = {row.id: feed_of(row) for some in pieces(ids) for row in tx.execute(_BY_ID, {"ids": some})}
    return [found[wanted] for wanted in ids if wanted in found]


def save_feed(tx: Transaction, feed: Feed) -> None:
    """Store what is remembered between checks, and end the lease. What operators were told and who stands by is not a check's to say.

    A feed that its hub has pushed while it was checked stays due when the push made it so: the check may have come too early.
    """
    tx.execute(
        _SAVE,
        {
            "saved": feed.id,
            "etag": feed.etag,
            "last_modified": feed.last_modified,
            "body_hash": feed.body_hash,
            "interval": feed.interval,
            "due": feed.next_at,
            "push_seen": feed.pushed_at,
            "failures": feed.failures,
            "checks": feed.checks,
            "unconditional_at": feed.unconditional_at,
            "gone": feed.gone,
            "address": feed.address,
            "moved_to": feed.moved_to,
            "moved_since": feed.moved_since,
            "moved_times": feed.moved_times,
            "health": feed.health.value,
            "health_since": feed.health_since,
            "news_at": feed.news_at,
            "rhythm": feed.rhythm,
            "rhythm_since": feed.rhythm_since,
            "hub": feed.hub,
            "topic": feed.topic,
            "leased_until": None,
        },
    )


def release_feed(tx: Transaction, feed: FeedId) -> None:
    """End the lease and change nothing else: the feed was not checked."""
    tx.execute(update(feeds).where(feeds.c.id == feed).values(leased_until=None))


def release_all(tx: Transaction) -> None:
    """End every lease on feeds, pages and rechecks: for the start of the one process that works on this database, after a kill."""
    tx.execute(update(feeds).where(feeds.c.leased_until.is_not(None)).values(leased_until=None))
    for queue in (pages, rechecks):
        tx.execute(update(queue).where(queue.c.leased_until.is_not(None)).values(leased_until=None))


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
    free: datetime | None = tx.execute(select(func.min(feeds.c.next_at)).where(asked, feeds.c.leased_until.is_(None))).scalar()
    leased = tx.execute(select(feeds.c.next_at, feeds.c.leased_until).where(asked, feeds.c.leased_until.is_not(None)))
    times = [max(row.next_at, row.leased_until) for row in leased]
    return min(times if free is None else [free, *times], default=None)


def load_by_tier(tx: Transaction) -> dict[Tier, float]:
    """Return how many checks a second the feeds of each tier ask for; those that a hub pushes ask for next to none."""
    a_second = func.sum(literal(1e6) / type_coerce(feeds.c.interval, BigInteger))
    return {
        Tier(tier): float(load)
        for tier, load in tx.execute(select(feeds.c.tier, a_second).where(asked, feeds.c.pushed_until.is_(None)).group_by(feeds.c.tier))
    }
