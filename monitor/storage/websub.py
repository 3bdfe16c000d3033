"""Where hubs push feeds (WebSub): who was asked for what, until when it holds, and what is to be asked next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, and_, delete, exists, insert, or_, select, update

from monitor.model import FeedId, SourceId
from monitor.storage.tables import asked, feeds, has_hub
from monitor.storage.tables import hub_subscriptions as subscriptions
from monitor.storage.transaction import Transaction, one_at_a_time

_FIRST_RETRY, _LAST_RETRY = timedelta(hours=1), timedelta(days=1)
_SOONEST = timedelta(minutes=1)
_GOODBYES = 3  # times that a hub is asked to end a subscription


class State(StrEnum):
    """How a subscription stands."""

    ASKED = "asked"  # the hub was asked, or is to be, and has not confirmed
    LIVE = "live"
    DENIED = "denied"
    ENDING = "ending"  # the hub is asked to push no more


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSubscription:
    """One feed that a hub is to push. What nobody else may know is not shown."""

    feed: FeedId
    source: SourceId
    hub: str
    topic: str
    callback: str = field(repr=False)
    token: str = field(repr=False)  # the last part of the callback
    secret: str = field(repr=False)  # by which the hub signs
    state: State
    pending: bool  # the hub was asked, and is to ask back
    until: datetime | None
    act_at: datetime  # when the hub is asked next
    attempts: int  # since it last confirmed


def claim_subscriptions(tx: Transaction, *, base: str, limit: int, now: datetime, chance: Callable[[], str]) -> list[HubSubscription]:
    """Return what hubs are to be asked now, at most ``limit``, and note that they are: whoever does not confirm is asked again later.

    A feed that names a hub is subscribed to; one that is no longer asked, or names another hub or name, is let go.

    Args:
        tx: a write transaction.
        base: what callbacks begin with.
        limit: of hubs asked at a time.
        now: the time.
        chance: returns a text that cannot be guessed, 32 bytes or more in letters and digits.
    """
    one_at_a_time(tx, "claim_subscriptions")
    _let_lapse(tx, now=now)
    _let_go(tx, now=now)
    _begin(tx, base=base, limit=limit, now=now, chance=chance)
    due = _FOUND.where(subscriptions.c.act_at <= now).order_by(subscriptions.c.act_at, subscriptions.c.feed_id).limit(limit)
    claimed = []
    for one in map(_subscription_of, tx.execute(due)):
        if one.state is State.ENDING and one.attempts >= _GOODBYES:
            delete_subscription(tx, one.feed)
            continue
        state = State.ASKED if one.state is State.DENIED else one.state
        asked_now = replace(one, state=state, pending=True, attempts=one.attempts + 1, act_at=now + _patience(one, now))
        _write(tx, one.feed, state=state, pending=True, attempts=asked_now.attempts, act_at=asked_now.act_at)
        claimed.append(asked_now)
    return claimed


def _patience(one: HubSubscription, now: datetime) -> timedelta:
    """Return how long a hub has to confirm before it is asked again; a promise that runs out soon hurries."""
    wait = min(_FIRST_RETRY * (1 << min(one.attempts, 10)), _LAST_RETRY)
    return max(min(wait, (one.until - now) / 2), _SOONEST) if one.state is State.LIVE and one.until else wait


def _let_lapse(tx: Transaction, *, now: datetime) -> None:
    """Check the feeds at their own pace again whose hub has not renewed its promise."""
    over = select(subscriptions.c.feed_id).where(subscriptions.c.until <= now)
    for feed in tx.execute(over).scalars().all():
        _unpromise(tx, FeedId(feed), now=now)
        _write(tx, FeedId(feed), state=State.ASKED, until=None, attempts=0, act_at=now)


def _let_go(tx: Transaction, *, now: datetime) -> None:
    kept = and_(asked, feeds.c.hub == subscriptions.c.hub, feeds.c.topic == subscriptions.c.topic)
    unwanted = _FOUND.where(~kept, subscriptions.c.state != State.ENDING)
    for one in list(map(_subscription_of, tx.execute(unwanted))):
        _unpromise(tx, one.feed, now=now)
        if one.state is State.LIVE or one.pending:
            _write(tx, one.feed, state=State.ENDING, pending=False, until=None, attempts=0, act_at=now)
        else:
            delete_subscription(tx, one.feed)


def _begin(tx: Transaction, *, base: str, limit: int, now: datetime, chance: Callable[[], str]) -> None:
    there = exists().where(subscriptions.c.feed_id == feeds.c.id)
    for row in tx.execute(select(feeds.c.id, feeds.c.hub, feeds.c.topic).where(asked, has_hub, ~there).limit(limit)).all():
        token = chance()
        new = {
            "feed_id": row.id,
            "hub": row.hub,
            "topic": row.topic,
            "callback": base + token,
            "token": token,
            "secret": chance(),
            "state": State.ASKED,
            "pending": False,
            "act_at": now,
            "attempts": 0,
        }
        tx.execute(insert(subscriptions), new)


def move_callbacks(tx: Transaction, *, base: str, now: datetime) -> None:
    """Subscribe again where our own address has changed."""
    for row in tx.execute(select(subscriptions.c.feed_id, subscriptions.c.token, subscriptions.c.callback)).all():
        if row.callback != base + row.token:
            _write(tx, FeedId(row.feed_id), callback=base + row.token, pending=False, attempts=0, act_at=now)


def forget_subscriptions(tx: Transaction, *, now: datetime) -> None:
    """End all of them on our side: hubs find nobody any more, and stop when their promise is over."""
    for feed in tx.execute(select(subscriptions.c.feed_id)).scalars().all():
        _unpromise(tx, FeedId(feed), now=now)
    tx.execute(delete(subscriptions))


def subscription_by_token(tx: Transaction, token: str) -> HubSubscription | None:
    """Return the subscription of a callback."""
    row = tx.execute(_FOUND.where(subscriptions.c.token == token)).one_or_none()
    return None if row is None else _subscription_of(row)


def mark_live(tx: Transaction, feed: FeedId, *, until: datetime, renew_at: datetime) -> None:
    """Note that the hub has confirmed: it pushes until then, and is asked again before."""
    _write(tx, feed, state=State.LIVE, pending=False, until=until, attempts=0, act_at=renew_at)
    tx.execute(update(feeds).where(feeds.c.id == feed).values(pushed_until=until))


def mark_denied(tx: Transaction, feed: FeedId, *, again_at: datetime, now: datetime) -> None:
    """Note that the hub will not push; it is asked again much later."""
    _write(tx, feed, state=State.DENIED, pending=False, until=None, attempts=0, act_at=again_at)
    _unpromise(tx, feed, now=now)


def put_off(tx: Transaction, feed: FeedId, *, until: datetime) -> None:
    """Ask a hub later: it was not asked now."""
    tx.execute(
        update(subscriptions)
        .where(subscriptions.c.feed_id == feed)
        .values(act_at=until, pending=False, attempts=subscriptions.c.attempts - 1)
    )


def delete_subscription(tx: Transaction, feed: FeedId) -> None:
    """Forget a subscription that has ended."""
    tx.execute(delete(subscriptions).where(subscriptions.c.feed_id == feed))


def mark_pushed(tx: Transaction, feed: FeedId, *, now: datetime, apart: timedelta) -> datetime:
    """Make a feed due, but not sooner than ``apart`` after the last push; return when that is."""
    last: datetime | None = tx.execute(select(feeds.c.pushed_at).where(feeds.c.id == feed)).scalar_one()
    if last is not None and last > now:  # it is to be asked soon, anyway
        return last
    due = now if last is None else max(now, last + apart)
    tx.execute(update(feeds).where(feeds.c.id == feed).values(pushed_at=due))
    tx.execute(update(feeds).where(feeds.c.id == feed, or_(feeds.c.next_at > due, feeds.c.leased_until.is_not(None))).values(next_at=due))
    return due


def _unpromise(tx: Transaction, feed: FeedId, *, now: datetime) -> None:
    promised = and_(feeds.c.id == feed, feeds.c.pushed_until.is_not(None))
    tx.execute(update(feeds).where(promised, feeds.c.next_at > now).values(next_at=now))
    tx.execute(update(feeds).where(promised).values(pushed_until=None))


def _write(tx: Transaction, feed: FeedId, **values: Any) -> None:
    tx.execute(update(subscriptions).where(subscriptions.c.feed_id == feed).values(values))


def _subscription_of(row: Row[Any]) -> HubSubscription:
    return HubSubscription(
        feed=FeedId(row.feed_id),
        source=SourceId(row.source),
        hub=row.hub,
        topic=row.topic,
        callback=row.callback,
        token=row.token,
        secret=row.secret,
        state=State(row.state),
        pending=row.pending,
        until=row.until,
        act_at=row.act_at,
        attempts=row.attempts,
    )


_FOUND = select(subscriptions, feeds.c.source).join(feeds, feeds.c.id == subscriptions.c.feed_id)
