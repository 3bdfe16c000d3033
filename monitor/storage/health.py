"""What operators are to be told of feeds, and what they were told: written in one transaction with the notice that tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from monitor.health import UNREACHED, Glimpse, Turn, network_lost_since, news, since_network
from monitor.model import Feed, Health, SourceId
from monitor.storage.facts import get_fact, set_fact
from monitor.storage.rows import feed_of
from monitor.storage.tables import asked, checks, feeds, watched
from monitor.storage.transaction import Transaction, durable

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
        answered = select(checks.c.id).where(checks.c.at > lost, checks.c.outcome.not_in(UNREACHED)).limit(1)
        return Tidings(network_back=lost) if tx.execute(answered).first() else Tidings()
    back = _moment(tx, _BACK)
    turned = [feed_of(row) for row in tx.execute(select(feeds).where(asked, feeds.c.health != feeds.c.told).order_by(feeds.c.source))]
    due = [feed for feed in turned if news(since_network(feed, back), now)]
    if not due:
        return Tidings()
    glimpses = _glimpses(tx)
    if since := network_lost_since(list(glimpses.values()), now):
        return Tidings(network_lost=since)
    seen = [feed for feed in due if back is None or not feed.failures or glimpses[feed.id].at > back]
    return Tidings(turns=tuple(Turn(feed=feed, serving=_serving(tx, feed)) for feed in seen))


def mark_told(tx: Transaction, tidings: Tidings, *, notice: str, now: datetime) -> None:
    """Remember what operators are told with this notice, and the notice until it has arrived."""
    durable(tx)
    for turn in tidings.turns:
        tx.execute(update(feeds).where(feeds.c.id == turn.feed.id).values(told=turn.feed.health.value, told_at=now))
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


def _glimpses(tx: Transaction) -> dict[int, Glimpse]:
    others = checks.alias()
    newest = select(func.max(others.c.at)).where(others.c.feed_id == feeds.c.id).correlate(feeds).scalar_subquery()
    found = (
        select(feeds.c.id, feeds.c.source, feeds.c.told, feeds.c.health_since, checks.c.at, checks.c.outcome)
        .select_from(feeds)
        .join(checks, (checks.c.feed_id == feeds.c.id) & (checks.c.at == newest))
        .where(asked)
    )
    return {
        row.id: Glimpse(source=SourceId(row.source), at=row.at, outcome=row.outcome, since=row.health_since, told=Health(row.told))
        for row in tx.execute(found)
    }


def _moment(tx: Transaction, key: str) -> datetime | None:
    value = get_fact(tx, key)
    return datetime.fromisoformat(value) if value else None
