"""What the outbox writes in one transaction each: a delivery's state, and the newest message id known, together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.model import Delivery, DeliveryId
from monitor.storage.deliveries import mark_queued, mark_sending, mark_sent, park, release
from monitor.storage.facts import get_fact, raise_fact, set_fact
from monitor.storage.subscribers import deactivate, move_chat
from monitor.storage.transaction import Transaction
from monitor.telegram.message_ids import count_of

_NEWEST = "telegram.newest."
_PROBING = "telegram.probing"


ALONE = "alone"  # why a delivery is not told with others: the message that was to tell it was given up


def begin(
    tx: Transaction, delivery: Delivery, *, chat_id: int, html: str, known: int, until: datetime, tells: Sequence[DeliveryId] = ()
) -> bool:
    """Commit that this is about to be sent. False where another has it, or it was parked: do not send."""
    newest = max(known, newest_id(tx, chat_id))
    return mark_sending(tx, delivery.id, html=html, probe_from=newest, until=until, tells=tells)


def arrived(tx: Transaction, delivery: Delivery, *, chat_id: int, message_id: int, at: datetime) -> None:
    """Commit that the message is in the chat, under this id."""
    mark_sent(tx, delivery.id, message_id=message_id, at=at)
    remember_id(tx, chat_id, message_id)


def give_up(tx: Transaction, delivery: Delivery, *, reason: str, at: datetime) -> None:
    """Commit that this message is never sent; what it was to tell besides its own alert goes out alone."""
    park(tx, delivery.id, reason=reason, at=at)
    release(tx, delivery.id, reason=ALONE)


def lost(tx: Transaction, delivery: Delivery, *, reason: str, at: datetime) -> None:
    """Commit that nothing reaches this subscriber any more."""
    park(tx, delivery.id, reason=reason, at=at)
    deactivate(tx, delivery.subscriber, reason=reason, at=at)


def moved(tx: Transaction, delivery: Delivery, *, old: int, new: int, reason: str) -> None:
    """Commit that a group has another id, and send there."""
    mark_queued(tx, delivery.id, reason=reason)
    move_chat(tx, old, new)


def newest_id(tx: Transaction, chat_id: int) -> int:
    """The newest message id that was ever known of this chat's count; 0 where none was."""
    return int(get_fact(tx, _NEWEST + count_of(chat_id)) or 0)


def remember_id(tx: Transaction, chat_id: int, message_id: int) -> None:
    """Keep an id for after a restart, where it is newer than what is kept."""
    raise_fact(tx, _NEWEST + count_of(chat_id), message_id)


def probing_works(tx: Transaction) -> bool:
    """Whether Telegram was seen to answer probes as they are understood here."""
    return probing_seen(tx) is True


def probing_seen(tx: Transaction) -> bool | None:
    """What was seen of probes; None where none was tried yet."""
    seen = get_fact(tx, _PROBING)
    return None if seen is None else seen == "works"


def remember_probing(tx: Transaction, works: bool) -> None:
    """Keep what was seen of probes."""
    set_fact(tx, _PROBING, "works" if works else "fails")
