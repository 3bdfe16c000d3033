"""What a channel that knows neither edits nor questions does with its deliveries beside what storage/deliveries.py does.

Where a place takes nothing, all that waits for it waits: the one that was tried is queued again and stays leased, and a subscriber with one
leased gets no other. Each keeps the time that it was due at, by which it is late.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, or_, select, update

from monitor.model import Channel, Delivery, DeliveryId, DeliveryState, SubscriberId
from monitor.storage.rows import delivery_of
from monitor.storage.tables import deliveries, in_flight, queued, subscribers
from monitor.storage.transaction import Transaction


def doubt(tx: Transaction, delivery: DeliveryId, *, until: datetime) -> None:
    """Note that nobody said whether a delivery was taken, and let all that waits with it wait until then."""
    values = {"state": DeliveryState.UNCERTAIN.value, "leased_until": until}
    tx.execute(update(deliveries).where(deliveries.c.id == delivery).values(values))


def doubtful(tx: Transaction, channel: Channel, *, now: datetime) -> list[Delivery]:
    """Return what is being sent in a channel for longer than it may take, and what nobody knows of and has waited; the oldest first."""
    over = or_(deliveries.c.leased_until.is_(None), deliveries.c.leased_until <= now)
    found = select(deliveries).where(in_flight, over, deliveries.c.subscriber_id.in_(_in(channel)))
    return [delivery_of(row) for row in tx.execute(found.order_by(deliveries.c.due, deliveries.c.id))]


def hold(tx: Transaction, delivery: DeliveryId, *, until: datetime, reason: str = "") -> None:
    """Queue a delivery again that was not taken, and let all that waits with it wait until then."""
    values = {"state": DeliveryState.QUEUED.value, "leased_until": until, "reason": reason}
    tx.execute(update(deliveries).where(deliveries.c.id == delivery).values(values))


def let_go(tx: Transaction, channel: Channel) -> None:
    """Try at once what is held in a channel. For a start: nobody else works there."""
    tx.execute(update(deliveries).where(queued, deliveries.c.subscriber_id.in_(_in(channel))).values(leased_until=None))


def park_late(tx: Transaction, subscriber: SubscriberId, *, before: datetime, reason: str, at: datetime) -> int:
    """Give up what has waited for a subscriber since before that time, and return how many those are."""
    late = update(deliveries).where(queued, deliveries.c.subscriber_id == subscriber, deliveries.c.due < before)
    values = {"state": DeliveryState.PARKED.value, "reason": reason, "parked": at, "leased_until": None, "edit_due": None}
    return tx.execute(late.values(values)).rowcount


def _in(channel: Channel) -> Select[tuple[int]]:
    return select(subscribers.c.id).where(subscribers.c.channel == channel.value)
