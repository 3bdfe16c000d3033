"""The outbox: each change of a delivery's state is committed before the next act, so that a killed sender leaves a trace.

::

    queued ─► sending ─► sent
       ▲         ├─────► uncertain ─► sent | queued     (its fate is asked, see FateUnknown)
       ├─────────┘
       └─► parked, collapsed                            (never sent, and why)

A message may tell others too: they are collapsed in the transaction that marks it ``sending``, and their reason names it. What was sent is
shown anew when its story has grown (``edit_due``): storage/edits.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from monitor.model import Channel, Delivery, DeliveryId, DeliveryState, SubscriberId
from monitor.storage.made import note_digest
from monitor.storage.rows import delivery_of, pieces
from monitor.storage.tables import arrived, collapsed, deliveries, in_flight, queued, settled, subscribers
from monitor.storage.transaction import Transaction, durable
from monitor.storage.types import Moment, Words

# Statements of each message are made once: to build one anew costs more than to run it.
_IN_ORDER = select(deliveries).order_by(deliveries.c.due, deliveries.c.id)
_WAITING = _IN_ORDER.where(
    queued, deliveries.c.subscriber_id == bindparam("subscriber"), deliveries.c.due <= bindparam("now", type_=Moment())
)
_CHANGED = update(deliveries).where(deliveries.c.id == bindparam("this"))
_TOLD_BY = _IN_ORDER.where(collapsed, deliveries.c.reason == bindparam("words"))
_BEGUN = (
    update(deliveries)
    .where(queued, deliveries.c.id == bindparam("this"))
    .values(
        state=DeliveryState.SENDING.value,
        html=bindparam("message", type_=Words()),
        probe_from=bindparam("newest"),
        attempts=deliveries.c.attempts + 1,
        leased_until=func.coalesce(bindparam("until", type_=Moment()), deliveries.c.leased_until),
    )
    .returning(deliveries.c.attempts, deliveries.c.subscriber_id, deliveries.c.bundle, deliveries.c.due)
)


def mark_sending(
    tx: Transaction,
    delivery_id: DeliveryId,
    *,
    html: str,
    probe_from: int,
    until: datetime | None = None,
    tells: Sequence[DeliveryId] = (),
) -> bool:
    """Note, before the request leaves, what is about to be sent. On return it outlives even a power cut.

    Args:
        tx: the transaction.
        delivery_id: a claimed delivery.
        html: the message, by which its fate can be asked.
        probe_from: the newest message id known in the chat; 0 where none is.
        until: when its fate may be asked if nothing more is heard; by default when the claim's lease ends.
        tells: queued deliveries that the message tells too: no others will be sent for them.

    Returns:
        False where it is no longer queued (the lease ran out and another sender has it, or it was parked), or one of those it tells is
        not: nothing was changed; do not send.
    """
    durable(tx)
    if tells and not _all_queued(tx, tells):
        return False
    row = tx.execute(_BEGUN, {"this": delivery_id, "message": html, "newest": probe_from, "until": until}).one_or_none()
    if row is None:
        return False
    if row.attempts == 1:  # at its slot's own time: a retry is the same message
        note_digest(tx, SubscriberId(row.subscriber_id), row.bundle, count=1 + len(tells), at=row.due)
    if tells:
        collapse(tx, tells, _told_by(delivery_id))
    return True


def _all_queued(tx: Transaction, ids: Sequence[DeliveryId]) -> bool:
    count = select(func.count()).select_from(deliveries)
    return sum(tx.execute(count.where(queued, deliveries.c.id.in_(some))).scalar_one() for some in pieces(ids)) == len(ids)


def waiting_for(tx: Transaction, subscriber: SubscriberId, *, now: datetime) -> list[Delivery]:
    """Return what is queued for a subscriber and due, oldest first."""
    return [delivery_of(row) for row in tx.execute(_WAITING, {"subscriber": subscriber, "now": now})]


def told_by(tx: Transaction, delivery_id: DeliveryId) -> list[Delivery]:
    """Return those that were collapsed because this delivery's message tells them, oldest first."""
    return [delivery_of(row) for row in tx.execute(_TOLD_BY, {"words": _told_by(delivery_id)})]


def release(tx: Transaction, delivery_id: DeliveryId, *, reason: str) -> int:
    """Queue again what this delivery's message was to tell, and return how many those are: it will never be sent."""
    told = update(deliveries).where(collapsed, deliveries.c.reason == _told_by(delivery_id))
    return tx.execute(told.values(state=DeliveryState.QUEUED.value, reason=reason)).rowcount


def _told_by(delivery_id: DeliveryId) -> str:
    return f"told by {delivery_id}"


def sent_last(tx: Transaction, channel: Channel, *, limit: int) -> list[tuple[int, int]]:
    """Return the chat and the message id of what was sent last, oldest first."""
    found = select(subscribers.c.chat_id, deliveries.c.message_id).join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
    mine = found.where(arrived, deliveries.c.sent.is_not(None), subscribers.c.channel == channel.value)
    rows = tx.execute(mine.order_by(deliveries.c.sent.desc()).limit(limit)).all()
    return [(row.chat_id, row.message_id) for row in reversed(rows)]


def delivery_at(tx: Transaction, subscriber: SubscriberId, message_id: int) -> Delivery | None:
    """Return what was sent to a subscriber in this message; None where it is none of ours, or no alert."""
    this = arrived & (deliveries.c.subscriber_id == subscriber) & (deliveries.c.message_id == message_id)
    row = tx.execute(select(deliveries).where(this).order_by(deliveries.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else delivery_of(row)


def mark_sent(tx: Transaction, delivery_id: DeliveryId, *, message_id: int, at: datetime) -> None:
    """Note that the message is in the chat. How it was sent, its reason, stays: an edit keeps to it."""
    _change(tx, delivery_id, DeliveryState.SENT, message_id=message_id, sent=at)


def mark_uncertain(tx: Transaction, delivery_id: DeliveryId, *, reason: str = "", until: datetime | None = None) -> None:
    """Note that the answer was lost; from ``until`` on the fate may be asked, by default at once."""
    _change(tx, delivery_id, DeliveryState.UNCERTAIN, reason=reason, leased_until=until)


def mark_queued(tx: Transaction, delivery_id: DeliveryId, *, reason: str = "", until: datetime | None = None) -> None:
    """Note that nothing was sent. It keeps its place, and nothing else goes to its subscriber before it is ``until``."""
    _change(tx, delivery_id, DeliveryState.QUEUED, reason=reason, leased_until=until)


def park(tx: Transaction, delivery_id: DeliveryId, *, reason: str, at: datetime) -> None:
    """Give a delivery up, and say why."""
    _change(tx, delivery_id, DeliveryState.PARKED, reason=reason, parked=at, edit_due=None)


def _change(tx: Transaction, delivery_id: DeliveryId, state: DeliveryState, **values: Any) -> None:
    tx.execute(_CHANGED, {"this": delivery_id, "state": state.value, "leased_until": None} | values)


def collapse(tx: Transaction, ids: Sequence[DeliveryId], reason: str) -> int:
    """Take queued deliveries out because one message tells them all, and return how many were still queued."""
    values = {"state": DeliveryState.COLLAPSED.value, "reason": reason, "leased_until": None, "edit_due": None}
    return sum(tx.execute(update(deliveries).where(queued, deliveries.c.id.in_(some)).values(values)).rowcount for some in pieces(ids))


def unsettled(tx: Transaction, channel: Channel, *, now: datetime) -> list[Delivery]:
    """Return the deliveries whose fate is to be asked now, oldest first: sending or uncertain, and their lease is over."""
    over = or_(deliveries.c.leased_until.is_(None), deliveries.c.leased_until <= now)
    found = (
        select(deliveries)
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
        .where(in_flight, subscribers.c.channel == channel.value, over)
        .order_by(deliveries.c.due, deliveries.c.id)
    )
    return [delivery_of(row) for row in tx.execute(found)]


def delivery_counts(tx: Transaction) -> dict[DeliveryState, int]:
    """Count the deliveries in each state; every state is named."""
    found = tx.execute(select(deliveries.c.state, func.count().label("all")).where(settled).group_by(deliveries.c.state))
    counted: dict[str, int] = {row.state: row.all for row in found}
    counted[DeliveryState.QUEUED.value] = tx.execute(select(func.count()).select_from(deliveries).where(queued)).scalar_one()
    return {state: counted.get(state.value, 0) for state in DeliveryState}
