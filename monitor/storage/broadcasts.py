"""What operators say to all subscribers at once: written, confirmed, and sent to each chat once.

::

    queued ─► sending ─► sent
       ▲         ├─────► uncertain        (no answer came, or the sender was killed: it is not repeated)
       ├─────────┘
       └─► parked                         (the chat is lost)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, func, select, update

from monitor.model import Channel, SubscriberId
from monitor.storage.tables import broadcast_sends, broadcasts, deliveries, in_flight, queued, subscribers
from monitor.storage.transaction import Transaction, durable, insert_new, one_at_a_time


class SendState(StrEnum):
    """What became of a broadcast in one chat."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    PARKED = "parked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """A text in Telegram's HTML, by which operator, and since when it is being sent: None where he has not confirmed it."""

    id: int
    at: datetime
    by: int
    html: str
    confirmed: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """A broadcast that is to go to a chat now."""

    broadcast: int
    subscriber: SubscriberId
    chat_id: int
    thread_id: int
    html: str


def draft(tx: Transaction, html: str, *, by: int, at: datetime) -> int:
    """Keep a text that waits to be confirmed, and return its number."""
    made = broadcasts.insert().values(at=at, by=by, html=html).returning(broadcasts.c.id)
    number: int = tx.execute(made).scalar_one()
    return number


def broadcast_of(tx: Transaction, number: int) -> Broadcast | None:
    """Return one broadcast."""
    row = tx.execute(select(broadcasts).where(broadcasts.c.id == number)).one_or_none()
    return None if row is None else Broadcast(id=row.id, at=row.at, by=row.by, html=row.html, confirmed=row.confirmed)


def hearers(tx: Transaction) -> dict[str, int]:
    """Count who would get a broadcast now, by kind of chat."""
    found = select(subscribers.c.kind, func.count().label("all")).where(_hears).group_by(subscribers.c.kind)
    return {row.kind: row.all for row in tx.execute(found)}


def confirm(tx: Transaction, number: int, *, at: datetime) -> int:
    """Queue a broadcast for everybody who is active now and return for how many; 0 where that was done before."""
    durable(tx)
    waiting = (broadcasts.c.id == number) & broadcasts.c.confirmed.is_(None)
    if tx.execute(update(broadcasts).where(waiting).values(confirmed=at)).rowcount != 1:
        return 0
    chats = tx.execute(select(subscribers.c.id).where(_hears).order_by(subscribers.c.id)).scalars().all()
    if chats:
        rows = [{"broadcast_id": number, "subscriber_id": each, "state": SendState.QUEUED.value} for each in chats]
        tx.execute(insert_new(tx, broadcast_sends), rows)
    return len(chats)


def claim_sends(tx: Transaction, *, limit: int, behind: int, now: datetime) -> list[Send]:
    """Mark up to ``limit`` sends as being sent, and return them: to chats that no alert is on its way to.

    None where ``behind`` or more chats have an alert waiting: alerts go first. On return it outlives even a power cut, so that a killed
    sender repeats none.
    """
    one_at_a_time(tx, "claim_sends")
    due = deliveries.c.due <= now
    ahead = select(deliveries.c.subscriber_id).where(queued, due).distinct().limit(behind).subquery()
    if tx.execute(select(func.count()).select_from(ahead)).scalar_one() >= behind:
        return []
    its_own = deliveries.c.subscriber_id == broadcast_sends.c.subscriber_id
    busy = exists().where(its_own, (queued & due) | in_flight)
    also = broadcast_sends.alias()
    another = exists().where(also.c.subscriber_id == broadcast_sends.c.subscriber_id, also.c.state == SendState.SENDING.value)
    found = tx.execute(
        select(broadcast_sends, broadcasts.c.html, subscribers.c.chat_id, subscribers.c.thread_id, subscribers.c.active)
        .join(broadcasts, broadcasts.c.id == broadcast_sends.c.broadcast_id)
        .join(subscribers, subscribers.c.id == broadcast_sends.c.subscriber_id)
        .where(broadcast_sends.c.state == SendState.QUEUED.value, ~busy, ~another)
        .order_by(broadcast_sends.c.broadcast_id, broadcast_sends.c.subscriber_id)
        .limit(limit)
    ).all()
    sends: dict[int, Send] = {}  # of two to one chat the first
    for row in found:
        subscriber = SubscriberId(row.subscriber_id)
        send = Send(broadcast=row.broadcast_id, subscriber=subscriber, chat_id=row.chat_id, thread_id=row.thread_id, html=row.html)
        if not row.active:  # since it was confirmed, it stopped
            settle_send(tx, send, SendState.PARKED)
        else:
            sends.setdefault(subscriber, send)
    if sends:
        durable(tx)
    for each in sends.values():
        settle_send(tx, each, SendState.SENDING)
    return list(sends.values())


def settle_send(tx: Transaction, send: Send, state: SendState) -> None:
    """Note what became of a send."""
    this = (broadcast_sends.c.broadcast_id == send.broadcast) & (broadcast_sends.c.subscriber_id == send.subscriber)
    tx.execute(update(broadcast_sends).where(this).values(state=state.value))


def give_up_unsettled(tx: Transaction) -> int:
    """Note of what a killed sender was sending that its fate is not known, and return how many those are: none is repeated."""
    was = broadcast_sends.c.state == SendState.SENDING.value
    return tx.execute(update(broadcast_sends).where(was).values(state=SendState.UNCERTAIN.value)).rowcount


def progress_of(tx: Transaction, number: int) -> Mapping[SendState, int]:
    """Count the chats of a broadcast by what became of it there; every state is named."""
    found = (
        select(broadcast_sends.c.state, func.count().label("all"))
        .where(broadcast_sends.c.broadcast_id == number)
        .group_by(broadcast_sends.c.state)
    )
    counted: dict[str, int] = {row.state: row.all for row in tx.execute(found)}
    return {state: counted.get(state.value, 0) for state in SendState}


_hears = subscribers.c.active & (subscribers.c.channel == Channel.TELEGRAM.value)
