"""Which deliveries go out next: urgent ones, then messages of their own, then digests, each the oldest first, at most one a subscriber."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, bindparam, exists, literal_column, select, update

from monitor.model import Channel, Delivery
from monitor.storage.broadcasts import being_sent_to
from monitor.storage.rows import delivery_of
from monitor.storage.tables import alone, bundled, deliveries, in_flight, subscribers, urgent
from monitor.storage.transaction import Transaction, one_at_a_time
from monitor.storage.types import Moment

_NOBODY = 0  # no id: SQLAlchemy writes an empty IN in a form of its own, which would be compiled apart
_LEASED = (
    update(deliveries).where(deliveries.c.id.in_(bindparam("ids", expanding=True))).values(leased_until=bindparam("until", type_=Moment()))
)


def claim_deliveries(tx: Transaction, channel: Channel, *, limit: int, now: datetime, lease: timedelta) -> list[Delivery]:
    """Lease up to ``limit`` due deliveries, at most one a subscriber: urgent ones first, digests last, the oldest of each kind first.

    A subscriber with one claimed, being sent or of unknown fate, or a broadcast so, gets no other: only then can the fate be found out.
    What waits behind is not looked at: among a hundred thousand it takes no longer.
    """
    one_at_a_time(tx, "claim_deliveries")
    claimed = [delivery_of(row) for row in _first_of_each(tx, channel, limit, now)]
    if claimed:
        tx.execute(_LEASED, {"ids": [each.id for each in claimed], "until": now + lease})
    return claimed


def _first_of_each(tx: Transaction, channel: Channel, limit: int, now: datetime) -> Iterator[Row[Any]]:
    taken: set[int] = set()
    for kind in (urgent, alone, bundled):
        while len(taken) < limit:
            most = 2 * (limit - len(taken))
            asked = {"channel": channel.value, "now": now, "taken": [_NOBODY, *taken], "most": most}
            rows = tx.execute(_in_order(kind), asked).all()
            for row in rows:
                if row.subscriber_id not in taken and len(taken) < limit:
                    taken.add(row.subscriber_id)
                    yield row
            if len(rows) < most:
                break


@cache  # several times a second they are asked: building one anew costs more than running it
def _in_order(kind: ColumnElement[bool]) -> Select[Any]:
    """The first of a kind, whose index is in this order: so many rows are read, and those of subscribers who have one under way."""
    now, also = bindparam("now", type_=Moment()), deliveries.alias()
    sending = select(deliveries.c.subscriber_id).where(in_flight)
    claimed_before = select(also.c.subscriber_id).where(
        also.c.state == literal_column("'queued'"), also.c.leased_until.is_not(None), also.c.leased_until > now
    )
    reads = exists().where(  # no join: one would be begun from the subscribers
        subscribers.c.id == deliveries.c.subscriber_id, subscribers.c.channel == bindparam("channel"), subscribers.c.active
    )
    return (
        select(deliveries)
        .where(kind, deliveries.c.due <= now, reads)
        .where(deliveries.c.subscriber_id.not_in(sending), deliveries.c.subscriber_id.not_in(claimed_before))
        .where(deliveries.c.subscriber_id.not_in(being_sent_to()))
        .where(deliveries.c.subscriber_id.not_in(bindparam("taken", expanding=True)))
        .order_by(deliveries.c.due, deliveries.c.id)
        .limit(bindparam("most", type_=Integer()))
    )
