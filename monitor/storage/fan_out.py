"""From one alert to all who are told of it, however many: by what they chose, not one by one.

Who chose the same is told at the same time: the decision (alerts/schedule.py) is made once for each choice that there is, and one statement
writes the deliveries of thousands of choices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    Row,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.schema import CreateTable

from monitor.alerts.decide import LANGUAGE, Turn
from monitor.alerts.schedule import DIGESTS, News, Slot, slot
from monitor.model import Alert, Pace, Quiet, Sound, SourceId, StoryId, Subscriber, SubscriberId, Subscription, TopicId
from monitor.storage.made import made_by
from monitor.storage.subscribers import subscribers_by_id
from monitor.storage.tables import alerts, deliveries, digests, queued, story_mutes, subscribers, subscriptions
from monitor.storage.transaction import Transaction, insert
from monitor.storage.types import Moment

_OF_ALL = ("timezone", "pace", "digest_hour", "digest_weekday", "sound", "languages", "muted_sources", "corroboration", "quiet_but_urgent")
_CHOSEN: dict[str, ColumnElement[Any]] = {name: subscribers.c[name] for name in _OF_ALL}
_CHOSEN |= {name: func.coalesce(subscribers.c[name], -1).label(name) for name in ("quiet_from", "quiet_to")}  # NULL joins nothing
_CHOSEN |= {f"topic_{name}": func.coalesce(subscriptions.c[name], "").label(f"topic_{name}") for name in ("pace", "sound")}
_CHOSEN["topic_on"] = func.coalesce(subscriptions.c.on, True).label("topic_on")

# What is decided of each choice. SQLite keeps the empty table for its connection, PostgreSQL drops it.
_told = Table(
    "told",
    MetaData(),
    *(Column(name, chosen.type) for name, chosen in _CHOSEN.items()),
    Column("due", Moment),
    Column("bundle", Text),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)


def fan_out(tx: Transaction, alert: Alert, news: News, *, now: datetime, turn: Turn | None = None) -> int:
    """Queue an alert for everybody who is to be told, each in his own time, and return for how many it was not queued before.

    That a story is there in a language is news to those alone who read it and were told of the story.

    Args:
        tx: the transaction that raised the alert.
        alert: the alert, with its id.
        news: what of it decides who is told.
        now: the time.
        turn: when those are told who want it at once; None is now.
    """
    return _queue(tx, alert, news, _hearing(alert.change), now=now, turn=turn)


def hears_change(tx: Transaction, topic: TopicId, story: StoryId, change: str, *, now: datetime) -> bool:
    """Whether there is anybody to whom this change of a story may be news."""
    return bool(tx.execute(_ANYBODY, _asked(topic, story, change, now=now)).scalar_one())


def tell_choosy(tx: Transaction, alert: Alert, news: News, *, now: datetime) -> int:
    """Queue an alert that was told for those who wait for such an article of its story: in a language they read, by a source not muted.

    Returns:
        For how many it was not queued before.
    """
    return _queue(tx, alert, news, and_(_hearing(alert.change), _CHOOSY), now=now)


# ── who hears of a topic: statements that are made once, as building one anew costs more than running it ────


_HEARS = and_(
    subscribers.c.active,
    or_(subscribers.c.muted_until.is_(None), subscribers.c.muted_until <= bindparam("now")),
    ~exists().where(story_mutes.c.subscriber_id == subscribers.c.id, story_mutes.c.story_id == bindparam("story")),
)
_HEARS_IN_LANGUAGE = and_(
    _HEARS,
    or_(
        subscribers.c.locale == bindparam("language"),
        type_coerce(subscribers.c.languages, Text).contains(bindparam("quoted", type_=Text)),
    ),
    exists()
    .where(deliveries.c.subscriber_id == subscribers.c.id, deliveries.c.state != "parked")
    .where(
        deliveries.c.alert_id.in_(select(alerts.c.id).where(alerts.c.story_id == bindparam("story"), alerts.c.topic == bindparam("topic")))
    ),
)
_ANYBODY = select(exists(select(subscribers.c.id).where(_HEARS_IN_LANGUAGE)))
_CHOOSY = and_(
    or_(subscribers.c.languages != (), subscribers.c.muted_sources != ()),
    or_(subscribers.c.since.is_(None), subscribers.c.since <= bindparam("raised")),
)
_WITH_CHOICE = subscribers.outerjoin(
    subscriptions, and_(subscriptions.c.subscriber_id == subscribers.c.id, subscriptions.c.topic == bindparam("topic"))
)
_CHOICES = select(*_CHOSEN.values()).distinct().select_from(_WITH_CHOICE)


def _hearing(change: str) -> ColumnElement[bool]:
    return _HEARS_IN_LANGUAGE if change.startswith(LANGUAGE) else _HEARS


def _asked(topic: TopicId, story: StoryId, change: str, *, now: datetime) -> dict[str, Any]:
    """The values of these statements."""
    language = change.removeprefix(LANGUAGE)
    return {"topic": topic, "story": story, "now": now, "language": language, "quoted": f'"{language}"'}


def _queue(tx: Transaction, alert: Alert, news: News, hearing: ColumnElement[bool], *, now: datetime, turn: Turn | None = None) -> int:
    asked = _asked(alert.topic, alert.story, alert.change, now=now) | {"raised": alert.raised}
    choices = tx.execute(_CHOICES.where(hearing), asked).all()
    told = [(row, when) for row in choices if (when := slot(_chosen(row, alert.topic), news, now=now, turn=turn)) is not None]
    if not told:
        return 0
    before = _count(tx, alert)
    _insert(tx, alert, told, hearing, asked, urgent=news.urgent)
    if any(when.bundle.startswith(DIGESTS) for _, when in told):
        _put_off(tx, alert, news, now=now)
    return _count(tx, alert) - before


def _count(tx: Transaction, alert: Alert) -> int:
    return tx.execute(_QUEUED, {"alert": alert.id}).scalar_one()


_QUEUED = select(func.count()).select_from(deliveries).where(deliveries.c.alert_id == bindparam("alert"))


def _insert(
    tx: Transaction,
    alert: Alert,
    told: Sequence[tuple[Row[Any], Slot]],
    hearing: ColumnElement[bool],
    asked: Mapping[str, Any],
    *,
    urgent: bool,
) -> None:
    """Write the deliveries of these choices."""
    tx.execute(CreateTable(_told, if_not_exists=True))
    tx.execute(delete(_told))
    tx.execute(_told.insert(), [dict(zip(_CHOSEN, row, strict=True)) | {"due": when.due, "bundle": when.bundle} for row, when in told])
    rows = (
        select(literal(alert.id, deliveries.c.alert_id.type), subscribers.c.id, literal("queued", Text), _told.c.due, _told.c.bundle)
        .add_columns(literal(int(urgent), deliveries.c.priority.type))
        .select_from(_WITH_CHOICE.join(_told, and_(*(_told.c[name] == chosen for name, chosen in _CHOSEN.items()))))
        .where(hearing)
        .order_by(subscribers.c.id)
    )
    names = ["alert_id", "subscriber_id", "state", "due", "bundle", "priority"]
    tx.execute(insert(tx, deliveries).from_select(names, rows).on_conflict_do_nothing(), asked)
    tx.execute(delete(_told))


def _put_off(tx: Transaction, alert: Alert, news: News, *, now: datetime) -> None:
    """Move to the next digest what came into one that its reader had already: a clock went back."""
    late = (
        select(deliveries.c.id, deliveries.c.subscriber_id)
        .join(digests, and_(digests.c.subscriber_id == deliveries.c.subscriber_id, digests.c.slot == deliveries.c.bundle))
        .where(queued, deliveries.c.alert_id == alert.id)
    )
    for row in tx.execute(late).all():
        (reader,) = subscribers_by_id(tx, [SubscriberId(row.subscriber_id)])
        when = slot(reader, news, now=now, made=made_by(tx, reader.id, now=now))
        if when is not None:
            tx.execute(update(deliveries).where(deliveries.c.id == row.id).values(due=when.due, bundle=when.bundle))


def _chosen(row: Row[Any], topic: TopicId) -> Subscriber:
    """A subscriber who chose this, as far as it decides when he is told."""
    pace, sound = Pace(row.topic_pace) if row.topic_pace else None, Sound(row.topic_sound) if row.topic_sound else None
    return Subscriber(
        timezone=row.timezone,
        pace=Pace(row.pace),
        digest_hour=row.digest_hour,
        digest_weekday=row.digest_weekday,
        quiet=None if row.quiet_from < 0 else Quiet(start=row.quiet_from, end=row.quiet_to, but_urgent=row.quiet_but_urgent),
        sound=Sound(row.sound),
        languages=frozenset(row.languages),
        muted_sources=frozenset(map(SourceId, row.muted_sources)),
        corroboration=row.corroboration,
        subscriptions={topic: Subscription(topic=topic, on=row.topic_on, pace=pace, sound=sound)},
    )
