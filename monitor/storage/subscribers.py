"""Subscribers: who reads where, in which language, and which topics they switched off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, select, update

from monitor.model import Channel, Pace, Quiet, Sound, SourceId, Subscriber, SubscriberId, Subscription, TopicId
from monitor.storage.rows import pieces
from monitor.storage.tables import deliveries, in_flight, queued, story_mutes, subscribers, subscriptions
from monitor.storage.transaction import Transaction, insert
from monitor.storage.types import Moment

_ACTIVE = subscribers.c.active.is_(True)
_THESE = subscribers.c.id.in_(bindparam("ids", expanding=True))
_OF_CHAT = (subscribers.c.channel == bindparam("channel")) & (subscribers.c.chat_id == bindparam("chat"))
_CHANNELS = (subscribers.c.managed_by == bindparam("manager")) & (subscribers.c.kind == "channel")
_STOPPED = (
    subscribers.c.active.is_(False) & (subscribers.c.reason == "stopped") & (subscribers.c.since < bindparam("before", type_=Moment()))
)


def add_subscriber(tx: Transaction, subscriber: Subscriber) -> Subscriber:
    """Store a subscriber and return it with its id; a chat known before is active again, with what it had chosen and this locale."""
    values = {name: value for name, value in _columns(subscriber).items() if name != "id"}
    again = {name: values[name] for name in ("locale", "active", "reason")} | ({"since": subscriber.since} if subscriber.since else {})
    stored = insert(tx, subscribers).values(values).on_conflict_do_update(index_elements=["channel", "chat_id"], set_=again)
    key = SubscriberId(tx.execute(stored.returning(subscribers.c.id)).scalar_one())
    for chosen in subscriber.subscriptions.values():
        subscribe(tx, key, chosen)
    return subscribers_by_id(tx, [key])[0]


def save_settings(tx: Transaction, subscriber: Subscriber) -> None:
    """Write what a subscriber chose for all topics; its subscriptions are written by ``subscribe``."""
    kept = {"id", "channel", "chat_id"}
    values = {name: value for name, value in _columns(subscriber).items() if name not in kept}
    tx.execute(update(subscribers).where(subscribers.c.id == subscriber.id).values(values))


def _columns(one: Subscriber) -> dict[str, Any]:
    return {
        "id": one.id,
        "channel": one.channel.value,
        "chat_id": one.chat_id,
        "thread_id": one.thread_id,
        "kind": one.kind,
        "managed_by": one.managed_by,
        "name": one.name,
        "locale": one.locale,
        "active": one.active,
        "reason": one.reason,
        "since": one.since,
        "timezone": one.timezone,
        "pace": one.pace.value,
        "digest_hour": one.digest_hour,
        "digest_weekday": one.digest_weekday,
        "quiet_from": one.quiet.start if one.quiet else None,
        "quiet_to": one.quiet.end if one.quiet else None,
        "quiet_but_urgent": one.quiet is not None and one.quiet.but_urgent,
        "sound": one.sound.value,
        "languages": sorted(one.languages),
        "muted_sources": sorted(one.muted_sources),
        "corroboration": one.corroboration,
        "muted_until": one.muted_until,
    }


def subscriber_by_chat(tx: Transaction, channel: Channel, chat_id: int) -> Subscriber | None:
    """Return the subscriber of this chat, active or not."""
    found = _subscribers(tx, _OF_CHAT, channel=channel.value, chat=chat_id)
    return found[0] if found else None


def subscribers_by_id(tx: Transaction, ids: Sequence[SubscriberId]) -> list[Subscriber]:
    """Return these subscribers, in the order asked for; unknown ids are left out."""
    found = {one.id: one for some in pieces(ids) for one in _subscribers(tx, _THESE, ids=some)}
    return [found[wanted] for wanted in ids if wanted in found]


def active_subscribers(tx: Transaction) -> list[Subscriber]:
    """Return everybody who is to be told, by id."""
    return _subscribers(tx, _ACTIVE)


def active_in(tx: Transaction, channel: Channel) -> list[Subscriber]:
    """Return everybody who is to be told in a channel, by id."""
    return _subscribers(tx, subscribers.c.active & (subscribers.c.channel == channel.value))


def _subscribers(tx: Transaction, which: ColumnElement[bool], **given: Any) -> list[Subscriber]:
    """Those of one of the kinds at the head of this file."""
    readers, their_choices = _reads(which)
    chosen: dict[int, dict[TopicId, Subscription]] = {}
    for row in tx.execute(their_choices, given):
        topic = TopicId(row.topic)
        chosen.setdefault(row.subscriber_id, {})[topic] = Subscription(
            topic=topic, on=row.on, pace=Pace(row.pace) if row.pace else None, sound=Sound(row.sound) if row.sound else None
        )
    return [
        Subscriber(
            id=SubscriberId(row.id),
            channel=Channel(row.channel),
            chat_id=row.chat_id,
            thread_id=row.thread_id,
            kind=row.kind,
            managed_by=row.managed_by,
            name=row.name,
            locale=row.locale,
            active=row.active,
            reason=row.reason,
            since=row.since,
            timezone=row.timezone,
            pace=Pace(row.pace),
            digest_hour=row.digest_hour,
            digest_weekday=row.digest_weekday,
            quiet=None if row.quiet_from is None else Quiet(start=row.quiet_from, end=row.quiet_to, but_urgent=row.quiet_but_urgent),
            sound=Sound(row.sound),
            languages=frozenset(row.languages),
            muted_sources=frozenset(map(SourceId, row.muted_sources)),
            corroboration=row.corroboration,
            muted_until=row.muted_until,
            subscriptions=chosen.get(row.id, {}),
        )
        for row in tx.execute(readers, given)
    ]


@cache  # with each message they are asked: building them anew costs more than running them
def _reads(which: ColumnElement[bool]) -> tuple[Select[Any], Select[Any]]:
    of_them = select(subscriptions).join(subscribers, subscribers.c.id == subscriptions.c.subscriber_id)
    return select(subscribers).where(which).order_by(subscribers.c.id), of_them.where(which)


def deactivate(tx: Transaction, subscriber: SubscriberId, *, reason: str, at: datetime) -> None:
    """Tell this subscriber nothing more. What is queued for it is parked: who comes back after a week is not flooded."""
    tx.execute(update(subscribers).where(subscribers.c.id == subscriber).values(active=False, reason=reason, since=at))
    parked = {"state": "parked", "reason": reason, "parked": at, "leased_until": None, "edit_due": None}
    tx.execute(update(deliveries).where(queued, deliveries.c.subscriber_id == subscriber).values(parked))


def forget_settings(tx: Transaction, *, before: datetime) -> int:
    """Forget what those chose who stopped before this, and return how many they are. That they were here, and what they got, stays."""
    found = _subscribers(tx, _STOPPED, before=before)
    for some in pieces([each.id for each in found]):
        for table in (subscriptions, story_mutes):
            tx.execute(delete(table).where(table.c.subscriber_id.in_(some)))
    for one in found:
        kept = ("id", "channel", "chat_id", "kind", "managed_by", "locale", "active")
        save_settings(tx, replace(Subscriber(reason="forgotten"), **{name: getattr(one, name) for name in kept}))
    return len(found)


def move_chat(tx: Transaction, old: int, new: int) -> None:
    """Follow a Telegram group that became a supergroup and has another id now.

    Where the new id has a subscriber already, it gets the old one's open deliveries and switched-off topics; the old one stays,
    inactive, with what was sent to it.
    """
    before = subscriber_by_chat(tx, Channel.TELEGRAM, old)
    if before is None or old == new:
        return
    after = subscriber_by_chat(tx, Channel.TELEGRAM, new)
    if after is None:
        tx.execute(update(subscribers).where(subscribers.c.id == before.id).values(chat_id=new))
        _settle(tx, deliveries.c.subscriber_id == before.id, {"message_id": 0})  # ids count from one again: there they are other messages
        return
    for chosen in before.subscriptions.values():
        subscribe(tx, after.id, chosen)
    told = select(deliveries.c.alert_id).where(deliveries.c.subscriber_id == after.id)
    unsettled = (deliveries.c.subscriber_id == before.id) & (queued | in_flight)
    _settle(
        tx,
        unsettled & deliveries.c.alert_id.in_(told),
        {"state": "collapsed", "reason": "migrated", "leased_until": None, "edit_due": None},
    )
    _settle(tx, unsettled, {"subscriber_id": after.id})
    tx.execute(update(subscribers).where(subscribers.c.id == before.id).values(active=False, reason="migrated"))
    if before.active and not after.active:
        tx.execute(update(subscribers).where(subscribers.c.id == after.id).values(active=True, reason=""))


def _settle(tx: Transaction, which: ColumnElement[bool], change: dict[str, Any]) -> None:
    tx.execute(update(deliveries).where(which).values(change))


def set_topic(tx: Transaction, subscriber: SubscriberId, topic: TopicId, on: bool) -> None:
    """Switch a topic on or off for a subscriber; what else he chose for it stays."""
    row = {"subscriber_id": subscriber, "topic": topic, "on": on, "pace": "", "sound": ""}
    stored = insert(tx, subscriptions).values(row)
    tx.execute(stored.on_conflict_do_update(index_elements=["subscriber_id", "topic"], set_={"on": on}))


def subscribe(tx: Transaction, subscriber: SubscriberId, chosen: Subscription) -> None:
    """Write what a subscriber chose for one topic."""
    values = {"on": chosen.on, "pace": chosen.pace or "", "sound": chosen.sound or ""}
    stored = insert(tx, subscriptions).values({"subscriber_id": subscriber, "topic": chosen.topic} | values)
    tx.execute(stored.on_conflict_do_update(index_elements=["subscriber_id", "topic"], set_=values))


def set_locale(tx: Transaction, subscriber: SubscriberId, locale: str) -> None:
    """Write to a subscriber in this language from now on."""
    tx.execute(update(subscribers).where(subscribers.c.id == subscriber).values(locale=locale))


def set_place(tx: Transaction, subscriber: SubscriberId, *, kind: str, thread_id: int) -> None:
    """Note what kind of chat it is, and write to this thread of it from now on."""
    tx.execute(update(subscribers).where(subscribers.c.id == subscriber).values(kind=kind, thread_id=thread_id))


def add_channel(tx: Transaction, chat_id: int, *, managed_by: int, locale: str) -> None:
    """Take a channel in, silent until it is started from the private chat that manages it; a known one is managed from there now."""
    values = {"channel": Channel.TELEGRAM.value, "chat_id": chat_id, "kind": "channel", "locale": locale}
    stored = insert(tx, subscribers).values(values | {"managed_by": managed_by, "active": False, "reason": "new"})
    again = {"managed_by": managed_by, "kind": "channel"}
    tx.execute(stored.on_conflict_do_update(index_elements=["channel", "chat_id"], set_=again))


def channels_managed_by(tx: Transaction, chat_id: int) -> list[Subscriber]:
    """Return the channels that are managed from a private chat, by id."""
    return _subscribers(tx, _CHANNELS, manager=chat_id)
