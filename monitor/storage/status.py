"""How the service is, for one screen: feeds by health, the last check, what waits, how large the database is, the last errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from monitor.model import Channel, DeliveryState, Health
from monitor.storage.tables import asked, checks, deliveries, feeds, queued, subscribers
from monitor.storage.transaction import Transaction

_WELL = ("ok", "not_modified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A check that failed, or a delivery that was given up: whose, when and why."""

    at: datetime
    whose: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is seen at a glance.

    Attributes:
        feeds: those that are asked, by health.
        checked: when any was checked last.
        oldest_due: when the first delivery that waits is or was due.
        subscribers: active ones in Telegram.
        size: of the database, in bytes.
        troubles: the last errors, the newest first.
    """

    feeds: Mapping[Health, int]
    checked: datetime | None
    oldest_due: datetime | None
    subscribers: int
    size: int
    troubles: tuple[Trouble, ...]


def look_around(tx: Transaction, *, troubles: int) -> Around:
    """Look at everything once; ``troubles`` is how many errors are named."""
    counted = tx.execute(select(feeds.c.health, func.count().label("all")).where(asked).group_by(feeds.c.health))
    by_health: dict[str, int] = {row.health: row.all for row in counted}
    active = (subscribers.c.channel == Channel.TELEGRAM.value) & subscribers.c.active
    return Around(
        feeds={health: by_health.get(health.value, 0) for health in Health},
        checked=tx.execute(select(checks.c.at).order_by(checks.c.at.desc()).limit(1)).scalar(),
        oldest_due=tx.execute(select(deliveries.c.due).where(queued).order_by(deliveries.c.due).limit(1)).scalar(),
        subscribers=tx.execute(select(func.count()).select_from(subscribers).where(active)).scalar_one(),
        size=database_size(tx),
        troubles=_troubles(tx, troubles),
    )


def database_size(tx: Transaction) -> int:
    """Return how many bytes the database takes."""
    sqlite = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    asked_for = sqlite if tx.dialect.name == "sqlite" else "SELECT pg_database_size(current_database())"
    size: int = tx.execute(text(asked_for)).scalar_one()
    return size


def _troubles(tx: Transaction, limit: int) -> tuple[Trouble, ...]:
    failed = (
        select(checks.c.at, feeds.c.source, checks.c.outcome, checks.c.status, checks.c.detail)
        .join(feeds, feeds.c.id == checks.c.feed_id)
        .where(checks.c.outcome.not_in(_WELL))
        .order_by(checks.c.at.desc())
        .limit(limit)
    )
    given_up = (
        select(deliveries.c.parked, deliveries.c.reason, subscribers.c.chat_id)
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
        .where(deliveries.c.state == DeliveryState.PARKED.value, deliveries.c.parked.is_not(None))
        .order_by(deliveries.c.parked.desc())
        .limit(limit)
    )
    found = [Trouble(at=row.at, whose=row.source, what=_said(row.outcome, row.status, row.detail)) for row in tx.execute(failed)]
    found += [Trouble(at=row.parked, whose=f"chat {row.chat_id}", what=row.reason) for row in tx.execute(given_up)]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True)[:limit])


def _said(outcome: str, status: int, detail: str) -> str:
    return " ".join(filter(None, [outcome, str(status) if status else "", detail]))
