"""What each topic does: the alerts it raised, and who hears them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from monitor.model import TopicId
from monitor.storage.subscribers import active_subscribers
from monitor.storage.tables import alerts
from monitor.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFigures:
    """By topic, the alerts that were told and those that were held back; and the active subscribers but for whom a topic is muted."""

    told: dict[TopicId, int]
    held: dict[TopicId, int]
    active: int
    muted: dict[TopicId, int]

    def hearers(self, topic: TopicId) -> int:
        """How many are told of a topic; the terminal counts as one."""
        return self.active - self.muted.get(topic, 0)


def topic_figures(tx: Transaction, *, since: datetime) -> TopicFigures:
    """Return the figures, alerts counted from ``since`` on."""
    told: dict[TopicId, int] = {}
    held: dict[TopicId, int] = {}
    is_told = alerts.c.held == ""
    counted = select(alerts.c.topic, is_told.label("told"), func.count().label("alerts")).where(alerts.c.raised >= since)
    for row in tx.execute(counted.group_by(alerts.c.topic, is_told)):
        (told if row.told else held)[TopicId(row.topic)] = row.alerts
    everybody = active_subscribers(tx)
    muted: dict[TopicId, int] = {}
    for subscriber in everybody:
        for topic in subscriber.muted_topics:
            muted[topic] = muted.get(topic, 0) + 1
    return TopicFigures(told=told, held=held, active=len(everybody), muted=muted)
