"""The alerts that a subscriber could have had last, and what became of each for him. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from monitor.model import Alert, DeliveryState, SubscriberId, TopicId
from monitor.storage.rows import alert_row
from monitor.storage.tables import alerts, deliveries, shown
from monitor.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An alert, and its delivery: None where it was not to be told to this subscriber. ``due`` is when it comes, where it is queued."""

    alert: Alert
    state: DeliveryState | None
    due: datetime | None = None


def latest_alerts(
    tx: Transaction, subscriber: SubscriberId, topics: Collection[TopicId], *, skip: int, limit: int, most: int
) -> tuple[list[Late], int]:
    """Return alerts of these topics, told or held until more sources tell them, the newest first, and how many there are, up to ``most``.

    Those that were held because they are old, or tell nothing new, are not among them.
    """
    by_age = alerts.c.topic.concat("")  # else SQLite reads all alerts of the topics, and sorts them, for the sake of another index
    newest = select(alerts.c.id).where(shown, by_age.in_(sorted(topics)))
    ids = tx.execute(newest.order_by(alerts.c.raised.desc(), alerts.c.id.desc()).limit(most)).scalars().all()
    its_own = and_(deliveries.c.alert_id == alerts.c.id, deliveries.c.subscriber_id == subscriber)
    found = (
        select(alerts, deliveries.c.state, deliveries.c.due)
        .select_from(alerts.outerjoin(deliveries, its_own))
        .where(alerts.c.id.in_(ids[skip : skip + limit]))
        .order_by(alerts.c.raised.desc(), alerts.c.id.desc())
    )
    rows = tx.execute(found).all()
    page = [Late(alert=alert_row(row), state=DeliveryState(row.state) if row.state else None, due=row.due) for row in rows]
    return page, len(ids)
