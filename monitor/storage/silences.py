"""Topics of which nobody is told for a time, or until an operator takes it back; what they find is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select

from monitor.model import TopicId
from monitor.storage.tables import silences
from monitor.storage.transaction import Transaction, insert

_LASTING = select(silences).where(or_(silences.c.until.is_(None), silences.c.until > bindparam("now"))).order_by(silences.c.topic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A topic that is silent, by which operator, since when, until when (None: until it is taken back) and why."""

    topic: TopicId
    by: int
    at: datetime
    until: datetime | None
    because: str


def silence(tx: Transaction, one: Silence) -> None:
    """Tell nobody of a topic; what was said of it before gives way."""
    row = {name: getattr(one, name) for name in ("topic", "by", "at", "until", "because")}
    again = {name: value for name, value in row.items() if name != "topic"}
    tx.execute(insert(tx, silences).values(row).on_conflict_do_update(index_elements=["topic"], set_=again))


def unsilence(tx: Transaction, topic: TopicId, *, at: datetime) -> bool:
    """Let a topic be told again; return whether it was silent."""
    was = silence_of(tx, topic, at=at) is not None
    tx.execute(delete(silences).where(silences.c.topic == topic))
    return was


def silence_of(tx: Transaction, topic: TopicId, *, at: datetime) -> Silence | None:
    """Return why a topic is silent at this time; None where it is not."""
    return next((one for one in silences_at(tx, at) if one.topic == topic), None)


def silences_at(tx: Transaction, at: datetime) -> list[Silence]:
    """Return all that are silent at this time, by topic."""
    found = tx.execute(_LASTING, {"now": at})
    return [Silence(topic=TopicId(row.topic), by=row.by, at=row.at, until=row.until, because=row.because) for row in found]
