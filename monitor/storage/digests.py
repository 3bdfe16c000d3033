"""What waits for a subscriber: given another time as he chooses otherwise, shown before its time, left out where he wants it no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, or_, select, update

from monitor.alerts.decide import UNCORROBORATED, Turn
from monitor.alerts.digest import PAGE, PAGES
from monitor.alerts.schedule import DIGESTS, FLOOD, RESUMED, News, Slot, hears, held, next_digest, slot
from monitor.model import AlertId, Delivery, DeliveryId, Pace, SourceId, StoryId, Subscriber, SubscriberId, TopicId
from monitor.storage.alerts import alerts_by_id
from monitor.storage.deliveries import park
from monitor.storage.made import FURTHER, made_by
from monitor.storage.rows import pieces
from monitor.storage.subscribers import subscribers_by_id
from monitor.storage.tables import alerts, articles, deliveries, digests, queued, story_mutes, story_sources, subscribers, subscriptions
from monitor.storage.transaction import Transaction

UNWANTED = "unwanted"
"""Why a delivery is parked whose subscriber has switched off its topic, or its story, since it was queued."""

_MUTED = select(story_mutes.c.story_id).where(
    story_mutes.c.subscriber_id == bindparam("subscriber"), story_mutes.c.story_id.in_(bindparam("stories", expanding=True))
)

_sources = select(func.count()).where(story_sources.c.story_id == alerts.c.story_id).scalar_subquery()
_free = or_(deliveries.c.leased_until.is_(None), deliveries.c.leased_until <= bindparam("now"))
_WAITING = (  # what is queued and was not begun to be sent
    select(deliveries.c.id, deliveries.c.due, deliveries.c.bundle, deliveries.c.priority, alerts.c.topic, articles.c.language)
    .add_columns(articles.c.source)
    .add_columns(_sources.label("sources"))
    .join(alerts, alerts.c.id == deliveries.c.alert_id)
    .join(articles, articles.c.id == alerts.c.article_id)
    .where(queued, _free, deliveries.c.attempts == 0, deliveries.c.reason == "")
    .order_by(deliveries.c.due, deliveries.c.id)
)
_UNCORROBORATED = (  # which of that waits for more sources that are there now
    _WAITING.add_columns(deliveries.c.subscriber_id)
    .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
    .outerjoin(subscriptions, and_(subscriptions.c.subscriber_id == subscribers.c.id, subscriptions.c.topic == alerts.c.topic))
    .where(alerts.c.story_id == bindparam("story"), subscribers.c.corroboration > 1, subscribers.c.corroboration <= bindparam("sources"))
    .where(func.coalesce(func.nullif(subscriptions.c.pace, ""), subscribers.c.pace) == Pace.NOW.value)
    .where(or_(*(deliveries.c.bundle.startswith(each) for each in DIGESTS)))
)

UNCONFIRMED = 20  # alerts that nobody was told of yet, in one digest at most
LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The next digest of a subscriber as it stands: when it comes, and how many alerts each topic has in it."""

    due: datetime
    topics: dict[TopicId, int]


def preview(tx: Transaction, subscriber: SubscriberId, *, now: datetime) -> Preview:
    """Return what waits for a subscriber's next digest; of one who is told at once, for that of his day or the end of his quiet hours."""
    (reader,) = subscribers_by_id(tx, [subscriber])
    waiting = and_(queued, deliveries.c.subscriber_id == subscriber, deliveries.c.bundle != "")
    joined = select(deliveries.c.due, alerts.c.topic, func.count().label("waiting")).join(alerts, alerts.c.id == deliveries.c.alert_id)
    rows = tx.execute(joined.where(waiting).group_by(deliveries.c.due, alerts.c.topic).order_by(deliveries.c.due, alerts.c.topic)).all()
    if rows:
        return Preview(due=rows[0].due, topics={TopicId(row.topic): row.waiting for row in rows if row.due == rows[0].due})
    made = made_by(tx, subscriber, now=now)
    return Preview(due=held(next_digest(reader, reader.pace, now=now, made=made), reader).due, topics={})


# ── another time ───────────────────────────────────────────────────────────────────────────────────


def reschedule(tx: Transaction, subscriber: SubscriberId, *, now: datetime) -> int:
    """Give what is queued for a subscriber the time that his settings want, and return how many come at another time than before.

    To be called whenever a subscriber, or what he chose for a topic, was written. What is due goes out, unless quiet hours or a mute hold
    it. What is to come at once now, and is more than one alert, comes as one message. What he wants no more stays where it is: it is left
    out when it is due, unless he wants it again by then.
    """
    (reader,) = subscribers_by_id(tx, [subscriber])
    waiting = tx.execute(_WAITING.where(deliveries.c.subscriber_id == subscriber), {"now": now}).all()
    return _give_slots(tx, reader, waiting, now=now)


def reconsider(tx: Transaction, story: StoryId, *, sources: int, now: datetime) -> int:
    """Tell at once those who waited until so many sources tell a story, and return how many."""
    rows: dict[SubscriberId, list[Row[Any]]] = {}
    for row in tx.execute(_UNCORROBORATED, {"now": now, "story": story, "sources": sources}):
        rows.setdefault(SubscriberId(row.subscriber_id), []).append(row)
    return sum(_give_slots(tx, reader, rows[reader.id], now=now) for reader in subscribers_by_id(tx, list(rows)))


def _give_slots(tx: Transaction, reader: Subscriber, rows: Sequence[Row[Any]], *, now: datetime) -> int:
    since = max(now, reader.muted_until or now)
    made, listening = made_by(tx, reader.id, now=now), replace(reader, muted_until=None)
    given = {row.id: when for row in rows if (when := _slot_of(row, listening, since=since, now=now, made=made)) is not None}
    at_once = [row.id for row in rows if row.id in given and not given[row.id].bundle and not row.priority]
    if len(at_once) > 1:
        given |= dict.fromkeys(at_once, Slot(due=since, bundle=f"{RESUMED}{since:%Y-%m-%dT%H:%M}"))
    for key, when in given.items():
        tx.execute(update(deliveries).where(queued, deliveries.c.id == key).values(due=when.due, bundle=when.bundle))
    return len(given)


def _slot_of(row: Row[Any], reader: Subscriber, *, since: datetime, now: datetime, made: frozenset[str]) -> Slot | None:
    """The slot that a delivery is to have; None where it keeps its own."""
    before = Slot(due=row.due, bundle=row.bundle)
    if row.due <= since:
        late = replace(before, due=since)
        when = held(late, reader, urgent=row.priority > 0)
        return None if when == late and since == now else when
    turn = Turn(due=row.due, bundle=row.bundle) if row.bundle.startswith(FLOOD) else None
    news = News(
        topic=TopicId(row.topic),
        language=row.language,
        source=SourceId(row.source),
        sources=max(1, row.sources),
        urgent=row.priority > 0,
    )
    told = slot(reader, news, now=since, turn=turn, made=made)
    return None if told == before else told


# ── at its time ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What one message tells besides its own delivery.

    Attributes:
        tells: other deliveries, by topic and story.
        page: which message of its digest it is.
        rest: how many alerts later messages of the digest tell.
        unsure: deliveries, its own perhaps among them, of stories that fewer sources tell than their subscriber asks for.
        unconfirmed: held alerts that wait for more sources, as the deliveries that they are not: their ids are below zero.
    """

    tells: tuple[Delivery, ...] = ()
    page: int = 1
    rest: int = 0
    unsure: frozenset[DeliveryId] = frozenset()
    unconfirmed: tuple[Delivery, ...] = ()


def contents_of(tx: Transaction, reader: Subscriber, delivery: Delivery, together: Sequence[Delivery], *, now: datetime) -> Contents | None:
    """Say what a message tells that is to go out now, and park what its subscriber wants no more. None where that is its own delivery.

    Args:
        tx: a transaction that may write.
        reader: the subscriber.
        delivery: the one that the message is sent for.
        together: all that could go with it, itself among them; none where it goes alone.
        now: the time.
    """
    wanted = still_wanted(tx, reader, together or [delivery], at=now)
    if delivery not in wanted:
        return None
    if not delivery.bundle or delivery.bundle.startswith(FLOOD) or delivery.reason:
        return Contents(tells=tuple(each for each in wanted if each.id != delivery.id))
    made = [key for key in made_by(tx, reader.id, now=now) if key == delivery.bundle or key.startswith(delivery.bundle + FURTHER)]
    page = max(1, len(made) + (not delivery.attempts))
    ordered = _by_topic(tx, wanted)
    here = ordered if page >= PAGES else ordered[:PAGE]
    last = len(here) == len(ordered) and delivery.bundle.startswith(DIGESTS)
    return Contents(
        tells=tuple(each for each in here if each.id != delivery.id),
        page=page,
        rest=len(ordered) - len(here),
        unsure=_unsure(tx, reader, here),
        unconfirmed=_unconfirmed(tx, reader, delivery, now=now) if last else (),
    )


def _by_topic(tx: Transaction, waiting: Sequence[Delivery]) -> list[Delivery]:
    """Topics in the order of their first alert, under each its stories in the order of theirs."""
    raised = {alert.id: alert for alert in alerts_by_id(tx, [each.alert for each in waiting])}
    topics: dict[TopicId, int] = {}
    stories: dict[StoryId, int] = {}
    for each in waiting:
        topics.setdefault(raised[each.alert].topic, len(topics))
        stories.setdefault(raised[each.alert].story, len(stories))
    return sorted(waiting, key=lambda each: (topics[raised[each.alert].topic], stories[raised[each.alert].story]))


def _unsure(tx: Transaction, reader: Subscriber, told: Sequence[Delivery]) -> frozenset[DeliveryId]:
    if reader.corroboration <= 1:
        return frozenset()
    sources = select(func.count()).where(story_sources.c.story_id == alerts.c.story_id).scalar_subquery()
    found: set[int] = set()
    for some in pieces([each.alert for each in told]):
        found |= set(tx.execute(select(alerts.c.id).where(alerts.c.id.in_(some), sources < reader.corroboration)).scalars())
    return frozenset(each.id for each in told if each.alert in found)


def _unconfirmed(tx: Transaction, reader: Subscriber, delivery: Delivery, *, now: datetime) -> tuple[Delivery, ...]:
    """The newest alerts that were held since this reader's digest before, as too few sources told of them, and still are."""
    mine = digests.c.subscriber_id == reader.id
    before = tx.execute(select(func.max(digests.c.at)).where(mine, digests.c.at < delivery.due)).scalar_one()
    since = max(before or now - LOOKED_BACK, now - LOOKED_BACK)
    held_back = (alerts.c.held == UNCORROBORATED) & (alerts.c.raised > since) & (alerts.c.raised <= now)
    found = tx.execute(select(alerts.c.id, alerts.c.topic).where(held_back).order_by(alerts.c.raised.desc(), alerts.c.id.desc())).all()
    heard = [row.id for row in found if hears(reader, row.topic)][:UNCONFIRMED]
    return tuple(
        Delivery(id=DeliveryId(-number), alert=AlertId(number), subscriber=reader.id, due=delivery.due, bundle=delivery.bundle)
        for number in reversed(heard)
    )


def still_wanted(tx: Transaction, reader: Subscriber, waiting: Sequence[Delivery], *, at: datetime) -> list[Delivery]:
    """Return which of these deliveries their subscriber still wants; park the others."""
    raised = {alert.id: alert for alert in alerts_by_id(tx, [each.alert for each in waiting])}
    mutes = _muted(tx, reader.id, {alert.story for alert in raised.values()})
    wanted = {key for key, alert in raised.items() if hears(reader, alert.topic) and alert.story not in mutes}
    for each in waiting:
        if each.alert not in wanted:
            park(tx, each.id, reason=UNWANTED, at=at)
    return [each for each in waiting if each.alert in wanted]


def _muted(tx: Transaction, subscriber: SubscriberId, stories: set[StoryId]) -> set[StoryId]:
    found = (tx.execute(_MUTED, {"subscriber": subscriber, "stories": some}).scalars() for some in pieces(list(stories)))
    return {StoryId(each) for some in found for each in some}
