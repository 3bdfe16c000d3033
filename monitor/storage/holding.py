"""What is held for a place that takes nothing: the delivery that was tried is queued and leased, and who has one leased gets no other.

Each keeps the time that it was due at, by which it is late (storage/deliveries.py).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select, update

from monitor.model import Channel, DeliveryState, SubscriberId
from monitor.storage.tables import deliveries, queued, subscribers
from monitor.storage.transaction import Transaction


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
