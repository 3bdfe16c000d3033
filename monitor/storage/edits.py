"""What was sent and is to be shown anew, as its story has grown.

``edit_due`` is set wherever a story grows, and says when. An edit that was claimed ends what was due then and nothing later: where
``edit_due`` was set anew meanwhile, it stays. Done twice, an edit changes nothing more, so a killed sender does it again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, case, exists, func, literal, select, update

from monitor.model import Channel, Delivery, DeliveryState, StoryId, SubscriberId
from monitor.storage.rows import delivery_of, pieces
from monitor.storage.tables import alerts, deliveries, in_flight, queued, subscribers, to_edit
from monitor.storage.transaction import Transaction, one_at_a_time
from monitor.storage.types import Moment

LOOKED_AT = 5_000  # of those that are due: a chat with more holds up others


def claim_edits(tx: Transaction, channel: Channel, *, limit: int, now: datetime, lease: timedelta) -> list[Delivery]:
    """Lease up to ``limit`` sent deliveries whose edit is due, oldest first: at most one a subscriber.

    A subscriber with something due to be sent, with a message in flight or another edit claimed gets none: what is new comes first.
    """
    one_at_a_time(tx, "claim_edits")
    claimed = [delivery_of(row) for row in tx.execute(_due_of_each(), {"channel": channel.value, "now": now, "most": limit})]
    for some in pieces([delivery.id for delivery in claimed]):
        tx.execute(update(deliveries).where(deliveries.c.id.in_(some)).values(leased_until=now + lease))
    return claimed


@cache
def _due_of_each() -> Select[Any]:
    now = bindparam("now", type_=Moment())
    sent = deliveries.c.state == DeliveryState.SENT.value
    oldest = (
        select(deliveries.c.id, deliveries.c.subscriber_id, deliveries.c.edit_due)
        .where(to_edit, sent, deliveries.c.edit_due <= now)
        .order_by(deliveries.c.edit_due, deliveries.c.id)
        .limit(LOOKED_AT)
        .subquery()
    )
    place = func.row_number().over(partition_by=oldest.c.subscriber_id, order_by=(oldest.c.edit_due, oldest.c.id))
    of_each = select(oldest, place.label("place")).subquery()
    its_own = deliveries.c.subscriber_id == subscribers.c.id
    waiting = exists().where(queued, its_own, deliveries.c.due <= now).correlate(subscribers)
    sending = exists().where(in_flight, its_own).correlate(subscribers)
    claimed = exists().where(sent, its_own, deliveries.c.leased_until > now).correlate(subscribers)
    heads = (
        select(of_each.c.id)
        .join(subscribers, subscribers.c.id == of_each.c.subscriber_id)
        .where(of_each.c.place == 1, subscribers.c.channel == bindparam("channel"), ~waiting, ~sending, ~claimed)
        .order_by(of_each.c.edit_due, of_each.c.id)
        .limit(bindparam("most", type_=Integer()))
    )
    return select(deliveries).where(deliveries.c.id.in_(heads)).order_by(deliveries.c.edit_due, deliveries.c.id)


def mark_edited(tx: Transaction, delivery: Delivery, *, html: str) -> None:
    """Note what a claimed delivery shows now; an edit that came due meanwhile stays."""
    _end(tx, delivery, None, html=html)


def mark_shown(tx: Transaction, subscriber: SubscriberId, story: StoryId, *, html: str) -> None:
    """Note that a subscriber was shown a story so, whichever alert of it did."""
    its = deliveries.c.alert_id.in_(select(alerts.c.id).where(alerts.c.story_id == story))
    sent = deliveries.c.state == DeliveryState.SENT.value
    tx.execute(update(deliveries).where(its, deliveries.c.subscriber_id == subscriber, sent).values(html=html))


def drop_edit(tx: Transaction, delivery: Delivery) -> None:
    """Note that a claimed delivery need not, or cannot, be shown anew; an edit that came due meanwhile stays."""
    _end(tx, delivery, None)


def put_off_edit(tx: Transaction, delivery: Delivery, *, due: datetime) -> None:
    """Give a claimed delivery back, to be shown anew at another time, or when an edit came due meanwhile."""
    _end(tx, delivery, due)


def _end(tx: Transaction, delivery: Delivery, due: datetime | None, **values: Any) -> None:
    meanwhile = case((deliveries.c.edit_due == delivery.edit_due, literal(due, Moment())), else_=deliveries.c.edit_due)
    sent = (deliveries.c.id == delivery.id) & (deliveries.c.state == DeliveryState.SENT.value)
    tx.execute(update(deliveries).where(sent).values(edit_due=meanwhile, leased_until=None, **values))


def newest_sent(tx: Transaction, channel: Channel) -> Delivery | None:
    """Return what was sent last, as it was written first: to ask how its channel answers questions about it."""
    sent = (deliveries.c.state == DeliveryState.SENT.value) & (deliveries.c.message_id > 0) & (deliveries.c.reason == "")
    found = select(deliveries).join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
    reached = found.where(sent, subscribers.c.channel == channel.value, subscribers.c.active)
    row = tx.execute(reached.order_by(deliveries.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else delivery_of(row)
