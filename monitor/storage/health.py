"""What operators are to be told of feeds, and what they were told: written in one transaction with the notice that tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import and_, func, or_, select, update

from monitor.health import FEW, RECENT, UNANSWERED, Glimpse, Turn, network_lost_since, news, since_network
from monitor.model import Feed, Health, SourceId
from monitor.storage.facts import get_fact, set_fact
from monitor.storage.rows import feed_of
from monitor.storage.tables import asked, checks, feed_turns, feeds, turned, watched
from monitor.storage.transaction import Transaction, durable, insert_new

_LOST = "network.lost"  # since when our network is; empty where it is not
_BACK = "network.back"  # when it was back last
_WAITING = "notice.waiting"  # a notice of which nobody knows whether it arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidings:
    """What is to be told now: feeds whose health turned, by source; or of this machine's own network."""

    turns: tuple[Turn, ...] = ()
    network_lost: datetime | None = None  # since when
    network_back: datetime | None = None  # since when it had been lost

    def __bool__(self) -> bool:
        """Return whether there is anything to tell."""
        return bool(self.turns or self.network_lost or self.network_back)


def find_tidings(tx: Transaction, *, now: datetime) -> Tidings:
    """Return what operators are to be told now. Nothing is told of single feeds while none can be reached."""
    if lost := _moment(tx, _LOST):
        answered = select(checks.c.id).where(checks.c.at > lost, checks.c.outcome.not_in(UNANSWERED)).limit(1)
        return Tidings(network_back=lost) if tx.execute(answered).first() else Tidings()
    back = _moment(tx, _BACK)
    died_or_back = and_(asked, turned, or_(feeds.c.health == Health.OK.value, feeds.c.told == Health.OK.value))
    found = [feed_of(row) for row in tx.execute(select(feeds).where(died_or_back).order_by(feeds.c.source, feeds.c.id))]
    due = [feed for feed in found if news(since_network(feed, back), now) and _asked_since(tx, feed, back)]
    if not due:
        return Tidings()
    if since := _network_lost_since(tx, now):
        return Tidings(network_lost=since)
    return Tidings(turns=tuple(Turn(feed=feed, serving=_serving(tx, feed)) for feed in due))


def mark_told(tx: Transaction, tidings: Tidings, *, notice: str, now: datetime) -> None:
    """Remember what operators are told with this notice, and the notice until it has arrived."""
    durable(tx)
    for turn in tidings.turns:
        feed = turn.feed
        tx.execute(update(feeds).where(feeds.c.id == feed.id).values(told=feed.health.value, told_at=now))
        told = {"at": now, "feed_id": feed.id, "health": feed.health.value, "was": feed.told.value, "since": feed.health_since}
        tx.execute(insert_new(tx, feed_turns), told)
    if tidings.network_lost:
        set_fact(tx, _LOST, tidings.network_lost.isoformat())
    if tidings.network_back:
        set_fact(tx, _LOST, "")
        set_fact(tx, _BACK, now.isoformat())
    set_fact(tx, _WAITING, "\n\n".join(filter(None, [waiting_notice(tx), notice])))


def waiting_notice(tx: Transaction) -> str:
    """Return the notice of which nobody knows whether it arrived; empty where all did."""
    return get_fact(tx, _WAITING) or ""


def notice_arrived(tx: Transaction) -> None:
    """Remember that nothing waits to be told."""
    if waiting_notice(tx):
        set_fact(tx, _WAITING, "")


def told_on(tx: Transaction, day: date) -> list[Turn]:
    """Return what operators were told of feeds on a UTC day, in the order of time: each feed as it was told of."""
    start = datetime.combine(day, time.min, tzinfo=UTC)
    told = (
        select(feeds, feed_turns.c.at.label("turned"), feed_turns.c.health.label("became"), feed_turns.c.was, feed_turns.c.since)
        .join(feed_turns, feed_turns.c.feed_id == feeds.c.id)
        .where(feed_turns.c.at >= start, feed_turns.c.at < start + timedelta(days=1))
        .order_by(feed_turns.c.at, feeds.c.source, feeds.c.id)
    )
    return [
        Turn(feed=replace(feed_of(row), health=Health(row.became), told=Health(row.was), told_at=row.turned, health_since=row.since))
        for row in tx.execute(told)
    ]


def standings(tx: Transaction) -> list[Turn]:
    """Return every feed that is watched, fallbacks too, by source and in the order of the operator's chains."""
    found = tx.execute(select(feeds).where(watched).order_by(feeds.c.source, feeds.c.chain, feeds.c.rank, feeds.c.id))
    all_feeds = [feed_of(row) for row in found]
    return [Turn(feed=feed, serving=_serving_of(feed, all_feeds) if feed.chain else ()) for feed in all_feeds]


def _serving(tx: Transaction, feed: Feed) -> tuple[str, ...]:
    if not feed.chain:
        return ()
    chain = select(feeds).where(asked, feeds.c.source == feed.source, feeds.c.chain == feed.chain).order_by(feeds.c.rank)
    return _serving_of(feed, [feed_of(row) for row in tx.execute(chain)])


def _serving_of(feed: Feed, links: Sequence[Feed]) -> tuple[str, ...]:
    """Return what is asked, and answers, in place of a feed that does not."""
    if feed.health is Health.OK or feed.standby:
        return ()
    return tuple(
        link.url
        for link in links
        if (link.source, link.chain) == (feed.source, feed.chain)
        and link.rank > feed.rank
        and not link.standby
        and link.checks
        and link.health is Health.OK
    )


def _asked_since(tx: Transaction, feed: Feed, back: datetime | None) -> bool:
    """Return whether a feed that fails was asked after our network was back."""
    if back is None or not feed.failures:
        return True
    return tx.execute(select(checks.c.id).where(checks.c.feed_id == feed.id, checks.c.at > back).limit(1)).first() is not None


def _network_lost_since(tx: Transaction, now: datetime) -> datetime | None:
    answered = select(checks.c.at).where(checks.c.outcome.not_in(UNANSWERED)).order_by(checks.c.at.desc()).limit(1)
    last: datetime | None = tx.execute(answered).scalar()
    well = and_(asked, feeds.c.told == Health.OK.value)
    fallen = [] if last is None else [feeds.c.health_since > last]
    if len(tx.execute(select(feeds.c.source).distinct().where(well, *fallen).limit(FEW)).all()) < FEW:
        return None  # the usual case, seen at a glance
    newest = (
        select(checks.c.feed_id, func.max(checks.c.at).label("at")).where(checks.c.at > now - RECENT).group_by(checks.c.feed_id).subquery()
    )
    found = (
        select(feeds.c.source, feeds.c.health_since, checks.c.at, checks.c.outcome)
        .select_from(newest)
        .join(checks, (checks.c.feed_id == newest.c.feed_id) & (checks.c.at == newest.c.at))
        .join(feeds, feeds.c.id == newest.c.feed_id)
        .where(well)
    )
    glimpses = [Glimpse(source=SourceId(row.source), at=row.at, outcome=row.outcome, since=row.health_since) for row in tx.execute(found)]
    return network_lost_since(glimpses, last, now)


def _moment(tx: Transaction, key: str) -> datetime | None:
    value = get_fact(tx, key)
    return datetime.fromisoformat(value) if value else None
