"""Subscribers: who reads where, in which language, and which topics they switched off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from monitor.model import Channel, Subscriber, SubscriberId, TopicId
from monitor.storage.rows import pieces
from monitor.storage.tables import deliveries, in_flight, mutes, queued, subscribers
from monitor.storage.transaction import Transaction, insert, insert_new


def add_subscriber(tx: Transaction, subscriber: Subscriber) -> Subscriber:
    """Store a subscriber and return it with its id; a chat known before is active again, with the topics it had and this locale."""
    values = {
        "channel": subscriber.channel.value,
        "chat_id": subscriber.chat_id,
        "locale": subscriber.locale,
        "active": subscriber.active,
        "reason": subscriber.reason,
    }
    again = {name: values[name] for name in ("locale", "active", "reason")}
    stored = insert(tx, subscribers).values(values).on_conflict_do_update(index_elements=["channel", "chat_id"], set_=again)
    key = SubscriberId(tx.execute(stored.returning(subscribers.c.id)).scalar_one())
    for topic in sorted(subscriber.muted_topics):
        set_topic(tx, key, topic, on=False)
    return subscribers_by_id(tx, [key])[0]


def subscriber_by_chat(tx: Transaction, channel: Channel, chat_id: int) -> Subscriber | None:
    """Return the subscriber of this chat, active or not."""
    found = _subscribers(tx, (subscribers.c.channel == channel.value) & (subscribers.c.chat_id == chat_id))
    return found[0] if found else None


def subscribers_by_id(tx: Transaction, ids: Sequence[SubscriberId]) -> list[Subscriber]:
    """Return these subscribers, in the order asked for; unknown ids are left out."""
    found = {one.id: one for some in pieces(ids) for one in _subscribers(tx, subscribers.c.id.in_(some))}
    return [found[wanted] for wanted in ids if wanted in found]


def active_subscribers(tx: Transaction) -> list[Subscriber]:
    """Return everybody who is to be told, by id."""
    return _subscribers(tx, subscribers.c.active.is_(True))


def _subscribers(tx: Transaction, which: ColumnElement[bool]) -> list[Subscriber]:
    muted: dict[int, set[TopicId]] = {}
    for row in tx.execute(select(mutes).join(subscribers, subscribers.c.id == mutes.c.subscriber_id).where(which)):
        muted.setdefault(row.subscriber_id, set()).add(TopicId(row.topic))
    return [
        Subscriber(
            id=SubscriberId(row.id),
            channel=Channel(row.channel),
            chat_id=row.chat_id,
            locale=row.locale,
            active=row.active,
            reason=row.reason,
            muted_topics=frozenset(muted.get(row.id, ())),
        )
        for row in tx.execute(select(subscribers).where(which).order_by(subscribers.c.id))
    ]


def deactivate(tx: Transaction, subscriber: SubscriberId, *, reason: str, at: datetime) -> None:
    """Tell this subscriber nothing more. What is queued for it is parked: who comes back after a week is not flooded."""
    tx.execute(update(subscribers).where(subscribers.c.id == subscriber).values(active=False, reason=reason))
    parked = {"state": "parked", "reason": reason, "parked": at, "leased_until": None, "edit_due": None}
    tx.execute(update(deliveries).where(queued, deliveries.c.subscriber_id == subscriber).values(parked))


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
    for topic in sorted(before.muted_topics):
        set_topic(tx, after.id, topic, on=False)
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
    """Switch a topic on or off for a subscriber."""
    if on:
        tx.execute(delete(mutes).where(mutes.c.subscriber_id == subscriber, mutes.c.topic == topic))
    else:
        tx.execute(insert_new(tx, mutes), {"subscriber_id": subscriber, "topic": topic})


def set_locale(tx: Transaction, subscriber: SubscriberId, locale: str) -> None:
    """Write to a subscriber in this language from now on."""
    tx.execute(update(subscribers).where(subscribers.c.id == subscriber).values(locale=locale))
