"""The alerts that a subscriber could have had last, and what became of each for him. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from monitor.model import Alert, DeliveryState, SubscriberId, TopicId
from monitor.storage.rows import alert_row
from monitor.storage.tables import alerts, deliveries
from monitor.storage.transaction import Transaction

SHOWN = ("", "uncorroborated")
"""Why an alert may have been held and be shown all the same: what is old, or tells nothing new, is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An alert, and its delivery: None where it was not to be told to this subscriber. ``due`` is when it comes, where it is queued."""

    alert: Alert
    state: DeliveryState | None
    due: datetime | None = None


def latest_alerts(
    tx: Transaction, subscriber: SubscriberId, topics: Collection[TopicId], *, skip: int, limit: int
) -> tuple[list[Late], int]:
    """Return alerts of these topics, told or held, the newest first, and how many there are in all."""
    which = and_(alerts.c.topic.in_(sorted(topics)), alerts.c.held.in_(SHOWN))
    total = tx.execute(select(func.count()).select_from(alerts).where(which)).scalar_one()
    its_own = and_(deliveries.c.alert_id == alerts.c.id, deliveries.c.subscriber_id == subscriber)
    found = (
        select(alerts, deliveries.c.state, deliveries.c.due)
        .select_from(alerts.outerjoin(deliveries, its_own))
        .where(which)
        .order_by(alerts.c.raised.desc(), alerts.c.id.desc())
        .offset(skip)
        .limit(limit)
    )
    rows = tx.execute(found).all()
    shown = [Late(alert=alert_row(row), state=DeliveryState(row.state) if row.state else None, due=row.due) for row in rows]
    return shown, total
