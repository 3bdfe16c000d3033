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
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, func, literal_column, or_, select, update

from monitor.model import Channel, Delivery, DeliveryId, DeliveryState, SubscriberId
from monitor.storage.broadcasts import being_sent_to
from monitor.storage.made import note_digest
from monitor.storage.rows import delivery_of, pieces
from monitor.storage.tables import arrived, collapsed, deliveries, in_flight, queued, subscribers
from monitor.storage.transaction import Transaction, durable, one_at_a_time
from monitor.storage.types import Moment


def claim_deliveries(tx: Transaction, channel: Channel, *, limit: int, now: datetime, lease: timedelta) -> list[Delivery]:
    """Lease up to ``limit`` deliveries that are due, oldest first, but who waits for digests alone last: at most one a subscriber.

    A subscriber with one claimed, being sent or of unknown fate, or a broadcast so, gets no other: only then can the fate be found out.
    """
    one_at_a_time(tx, "claim_deliveries")
    claimed = [delivery_of(row) for row in tx.execute(_due_of_each(), {"channel": channel.value, "now": now, "most": limit})]
    for some in pieces([delivery.id for delivery in claimed]):
        tx.execute(update(deliveries).where(deliveries.c.id.in_(some)).values(leased_until=now + lease))
    return claimed


@cache  # each second it is asked: building it anew costs more than running it
def _due_of_each() -> Select[Any]:
    now, its_own = bindparam("now", type_=Moment()), deliveries.alias()
    heads = (  # from the queue alone: of a hundred thousand subscribers, few have something waiting
        select(deliveries.c.subscriber_id, func.min(deliveries.c.due).label("due"), func.max(_alone).label("alone"))
        .where(queued, deliveries.c.due <= now)
        .group_by(deliveries.c.subscriber_id)
        .subquery()
    )
    sending = select(deliveries.c.subscriber_id).where(in_flight)
    claimed_before = select(deliveries.c.subscriber_id).where(queued, deliveries.c.leased_until > now)
    chosen = (
        select(heads.c.subscriber_id, heads.c.due, heads.c.alone)
        .join(subscribers, subscribers.c.id == heads.c.subscriber_id)
        .where(subscribers.c.channel == bindparam("channel"), subscribers.c.active)
        .where(heads.c.subscriber_id.not_in(sending), heads.c.subscriber_id.not_in(claimed_before))
        .where(heads.c.subscriber_id.not_in(being_sent_to()))
        .order_by(heads.c.alone.desc(), heads.c.due, heads.c.subscriber_id)
        .limit(bindparam("most", type_=Integer()))
        .subquery()
    )
    first = (
        select(its_own.c.id)
        .where(
            its_own.c.state == literal_column("'queued'"), its_own.c.subscriber_id == chosen.c.subscriber_id, its_own.c.due == chosen.c.due
        )
        .order_by(its_own.c.id)
        .limit(1)
        .correlate(chosen)
        .scalar_subquery()
    )
    return select(deliveries).join(chosen, deliveries.c.id == first).order_by(chosen.c.alone.desc(), deliveries.c.due, deliveries.c.id)


_alone = case((deliveries.c.bundle == literal_column("''"), 1), else_=0)
"""What comes as a message of its own goes before digests, which may be thousands at the full hour."""


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
    if not _all_queued(tx, [delivery_id, *tells]):
        return False
    change: dict[str, Any] = {
        "state": DeliveryState.SENDING.value,
        "html": html,
        "probe_from": probe_from,
        "attempts": deliveries.c.attempts + 1,
    }
    if until is not None:
        change["leased_until"] = until
    begun = update(deliveries).where(queued, deliveries.c.id == delivery_id).values(change)
    row = tx.execute(begun.returning(deliveries)).one_or_none()
    if row is None:
        return False
    if row.attempts == 1:  # at its slot's own time: a retry is the same message
        note_digest(tx, SubscriberId(row.subscriber_id), row.bundle, count=1 + len(tells), at=row.due)
    collapse(tx, tells, _told_by(delivery_id))
    return True


def _all_queued(tx: Transaction, ids: Sequence[DeliveryId]) -> bool:
    count = select(func.count()).select_from(deliveries)
    return sum(tx.execute(count.where(queued, deliveries.c.id.in_(some))).scalar_one() for some in pieces(ids)) == len(ids)


def waiting_for(tx: Transaction, subscriber: SubscriberId, *, now: datetime) -> list[Delivery]:
    """Return what is queued for a subscriber and due, oldest first."""
    due = select(deliveries).where(queued, deliveries.c.subscriber_id == subscriber, deliveries.c.due <= now)
    return [delivery_of(row) for row in tx.execute(due.order_by(deliveries.c.due, deliveries.c.id))]


def told_by(tx: Transaction, delivery_id: DeliveryId) -> list[Delivery]:
    """Return those that were collapsed because this delivery's message tells them, oldest first."""
    told = select(deliveries).where(_collapsed_with(delivery_id)).order_by(deliveries.c.due, deliveries.c.id)
    return [delivery_of(row) for row in tx.execute(told)]


def release(tx: Transaction, delivery_id: DeliveryId, *, reason: str) -> int:
    """Queue again what this delivery's message was to tell, and return how many those are: it will never be sent."""
    again = {"state": DeliveryState.QUEUED.value, "reason": reason}
    return tx.execute(update(deliveries).where(_collapsed_with(delivery_id)).values(again)).rowcount


def _collapsed_with(delivery_id: DeliveryId) -> ColumnElement[bool]:
    return collapsed & (deliveries.c.reason == _told_by(delivery_id))


def _told_by(delivery_id: DeliveryId) -> str:
    return f"told by {delivery_id}"


def delivery_at(tx: Transaction, subscriber: SubscriberId, message_id: int) -> Delivery | None:
    """Return what was sent to a subscriber in this message; None where it is none of ours, or no alert."""
    this = arrived & (deliveries.c.subscriber_id == subscriber) & (deliveries.c.message_id == message_id)
    row = tx.execute(select(deliveries).where(this).order_by(deliveries.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else delivery_of(row)


def mark_sent(tx: Transaction, delivery_id: DeliveryId, *, message_id: int, at: datetime) -> None:
    """Note that the message is in the chat. How it was sent, its reason, stays: an edit keeps to it."""
    _change(tx, delivery_id, DeliveryState.SENT, message_id=message_id, sent=at)


def mark_uncertain(tx: Transaction, delivery_id: DeliveryId, *, reason: str = "", due: datetime | None = None) -> None:
    """Note that the answer was lost; ``due`` is when the fate may be asked, by default at once."""
    _change(tx, delivery_id, DeliveryState.UNCERTAIN, reason=reason, **({} if due is None else {"due": due}))


def mark_queued(tx: Transaction, delivery_id: DeliveryId, *, due: datetime, reason: str = "") -> None:
    """Note that nothing was sent, and when to try again."""
    _change(tx, delivery_id, DeliveryState.QUEUED, due=due, reason=reason)


def park(tx: Transaction, delivery_id: DeliveryId, *, reason: str, at: datetime) -> None:
    """Give a delivery up, and say why."""
    _change(tx, delivery_id, DeliveryState.PARKED, reason=reason, parked=at, edit_due=None)


def _change(tx: Transaction, delivery_id: DeliveryId, state: DeliveryState, **values: Any) -> None:
    tx.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(state=state.value, leased_until=None, **values))


def collapse(tx: Transaction, ids: Sequence[DeliveryId], reason: str) -> int:
    """Take queued deliveries out because one message tells them all, and return how many were still queued."""
    values = {"state": DeliveryState.COLLAPSED.value, "reason": reason, "leased_until": None, "edit_due": None}
    return sum(tx.execute(update(deliveries).where(queued, deliveries.c.id.in_(some)).values(values)).rowcount for some in pieces(ids))


def unsettled(tx: Transaction, channel: Channel, *, now: datetime) -> list[Delivery]:
    """Return the deliveries whose fate is to be asked: uncertain and due, or sending since longer than their lease; oldest first."""
    overdue = or_(
        (deliveries.c.state == DeliveryState.UNCERTAIN.value) & (deliveries.c.due <= now),
        (deliveries.c.state == DeliveryState.SENDING.value) & or_(deliveries.c.leased_until.is_(None), deliveries.c.leased_until <= now),
    )
    found = (
        select(deliveries)
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
        .where(in_flight, subscribers.c.channel == channel.value, overdue)
        .order_by(deliveries.c.due, deliveries.c.id)
    )
    return [delivery_of(row) for row in tx.execute(found)]


def delivery_counts(tx: Transaction) -> dict[DeliveryState, int]:
    """Count the deliveries in each state; every state is named."""
    found = tx.execute(select(deliveries.c.state, func.count().label("all")).group_by(deliveries.c.state))
    counted: dict[str, int] = {row.state: row.all for row in found}
    return {state: counted.get(state.value, 0) for state in DeliveryState}
