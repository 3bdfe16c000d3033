"""Digests that subscribers had, by the key of their slot: none comes twice, whatever the clock does."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select

from monitor.alerts.schedule import DIGESTS, QUIET, RESUMED
from monitor.model import SubscriberId
from monitor.storage.tables import digests
from monitor.storage.transaction import Transaction, insert_new
from monitor.storage.types import Moment

REMEMBERED = timedelta(days=15)
FURTHER = "/"
"""What parts the key of a slot from the number of a message beyond its first."""

_LATELY = select(digests.c.slot).where(
    digests.c.subscriber_id == bindparam("subscriber"), digests.c.at >= bindparam("since", type_=Moment())
)


def made_by(tx: Transaction, subscriber: SubscriberId, *, now: datetime) -> frozenset[str]:
    """Return the keys of the digests that a subscriber had lately, further messages among them."""
    return frozenset(tx.execute(_LATELY, {"subscriber": subscriber, "since": now - REMEMBERED}).scalars())


def note_digest(tx: Transaction, subscriber: SubscriberId, bundle: str, *, count: int, at: datetime) -> None:
    """Note that a subscriber gets a message, or one more, of what comes together, with so many alerts. A flood is not noted."""
    if not bundle.startswith((*DIGESTS, QUIET, RESUMED)):
        return
    mine = digests.c.subscriber_id == subscriber
    before = select(func.count()).where(mine, (digests.c.slot == bundle) | digests.c.slot.startswith(bundle + FURTHER, autoescape=True))
    page = tx.execute(before).scalar_one() + 1
    key = bundle if page == 1 else f"{bundle}{FURTHER}{page}"
    tx.execute(insert_new(tx, digests), {"subscriber_id": subscriber, "slot": key, "at": at, "alerts": count})


def forget_digests(tx: Transaction, *, before: datetime) -> int:
    """Forget the digests that were had before a time, and return how many; at least ``REMEMBERED`` are to stay."""
    return tx.execute(delete(digests).where(digests.c.at < before)).rowcount
