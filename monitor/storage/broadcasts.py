"""What operators say to all subscribers at once: written, confirmed, and sent to each chat once.

::

    queued ─► sending ─► sent
       ▲         ├─────► uncertain ─► sent | queued     (its fate is asked, as that of an alert is)
       ├─────────┘
       └─► parked                                       (the chat is lost)

A chat has one message in flight, an alert or a broadcast: only then can the fate of either be found out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, select, update

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
    locale: str
    probe_from: int | None = None  # the newest message id known before its request left; None where that has not left
    note: str = ""


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


def claim_sends(tx: Transaction, *, limit: int, behind: int, now: datetime, lease: timedelta) -> list[Send]:
    """Mark up to ``limit`` sends as being sent, and return them: to chats that no alert is on its way to, nor another broadcast.

    None where ``behind`` or more chats have an alert waiting: alerts go first.
    """
    one_at_a_time(tx, "claim_deliveries")  # with those that claim alerts: a chat has one message in flight
    due = deliveries.c.due <= now
    ahead = select(deliveries.c.subscriber_id).where(queued, due).distinct().limit(behind).subquery()
    if tx.execute(select(func.count()).select_from(ahead)).scalar_one() >= behind:
        return []
    its_own = deliveries.c.subscriber_id == broadcast_sends.c.subscriber_id
    busy = exists().where(its_own, (queued & due) | in_flight)
    another = broadcast_sends.c.subscriber_id.in_(being_sent_to())
    waiting = broadcast_sends.c.state == SendState.QUEUED.value
    order = (broadcast_sends.c.broadcast_id, broadcast_sends.c.subscriber_id)
    found = tx.execute(_sends().where(waiting, ~busy, ~another).order_by(*order).limit(limit)).all()
    sends: dict[int, Send] = {}  # of two to one chat the first
    for row in found:
        send = _send(row)
        if not row.active:  # since it was confirmed, it stopped
            settle_send(tx, send, SendState.PARKED)
        else:
            sends.setdefault(send.subscriber, send)
    for each in sends.values():
        settle_send(tx, each, SendState.SENDING, due=now + lease)
    return list(sends.values())


def being_sent_to() -> Select[tuple[int]]:
    """Select the subscribers who have a broadcast in flight: sending, or of unknown fate."""
    also = broadcast_sends.alias()
    return select(also.c.subscriber_id).where(also.c.state.in_([SendState.SENDING.value, SendState.UNCERTAIN.value]))


def begin_send(tx: Transaction, send: Send, *, probe_from: int, until: datetime) -> bool:
    """Note, before its request leaves, that it is being sent. On return it outlives even a power cut.

    Args:
        tx: the transaction.
        send: as it was claimed.
        probe_from: the newest message id known in the chat; 0 where none is.
        until: when its fate may be asked if nothing more is heard.

    Returns:
        False where it is not this claim's any more: do not send.
    """
    durable(tx)
    ours = _is(send) & (broadcast_sends.c.state == SendState.SENDING.value) & broadcast_sends.c.probe_from.is_(None)
    return tx.execute(update(broadcast_sends).where(ours).values(probe_from=probe_from, due=until)).rowcount == 1


def settle_send(tx: Transaction, send: Send, state: SendState, *, due: datetime | None = None, note: str | None = None) -> None:
    """Note what became of a send: of one of unknown fate, when to ask for it; and how it is sent from now on, where that is given."""
    values: dict[str, Any] = {"state": state.value, "due": due} | ({} if note is None else {"note": note})
    if state is not SendState.UNCERTAIN:
        values["probe_from"] = None
    tx.execute(update(broadcast_sends).where(_is(send)).values(values))


def unsettled_sends(tx: Transaction, *, limit: int, now: datetime) -> list[Send]:
    """Return sends whose fate may be asked: of a sender that was killed, and those to which no answer came."""
    waiting = broadcast_sends.c.state.in_([SendState.SENDING.value, SendState.UNCERTAIN.value]) & (broadcast_sends.c.due <= now)
    order = (broadcast_sends.c.due, broadcast_sends.c.broadcast_id, broadcast_sends.c.subscriber_id)
    return [_send(row) for row in tx.execute(_sends().where(waiting).order_by(*order).limit(limit))]


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


def _sends() -> Select[Any]:
    return (
        select(
            broadcast_sends, broadcasts.c.html, subscribers.c.chat_id, subscribers.c.thread_id, subscribers.c.locale, subscribers.c.active
        )
        .join(broadcasts, broadcasts.c.id == broadcast_sends.c.broadcast_id)
        .join(subscribers, subscribers.c.id == broadcast_sends.c.subscriber_id)
    )


def _send(row: Row[Any]) -> Send:
    return Send(
        broadcast=row.broadcast_id,
        subscriber=SubscriberId(row.subscriber_id),
        chat_id=row.chat_id,
        thread_id=row.thread_id,
        html=row.html,
        locale=row.locale,
        probe_from=row.probe_from,
        note=row.note,
    )


def _is(send: Send) -> ColumnElement[bool]:
    return (broadcast_sends.c.broadcast_id == send.broadcast) & (broadcast_sends.c.subscriber_id == send.subscriber)
