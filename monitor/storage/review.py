"""The figures of one day, for whoever reads the review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, distinct, func, select

from monitor.model import DeliveryState, RevisionKind, SourceId, TopicId
from monitor.storage.tables import alerts, articles, checks, deliveries, feeds, matches, revisions, watched
from monitor.storage.transaction import Transaction

_WELL = ("ok", "not_modified")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """One UTC day."""

    day: date
    checks: Mapping[str, int]  # visits by outcome: ok, not_modified or a word of Failure
    feeds_checked: int  # feeds with a visit
    feeds_failed: int  # feeds all of whose visits failed
    silent: tuple[SourceId, ...]  # watched sources of which no article was seen, by id
    articles: int  # first seen that day
    copies: int  # of those
    matches: Mapping[TopicId, int]
    background: int  # of those, the ones in the body alone
    raised: int  # alerts that were told
    held: Mapping[str, int]  # alerts that were not, by reason
    deliveries: Mapping[DeliveryState, int]  # of that day's alerts, as they stand now
    parked: Mapping[str, int]  # of those, why they were given up
    delay_p50: timedelta | None  # from article seen to message sent, of the messages sent that day
    delay_p95: timedelta | None
    revised: int = 0  # articles that changed that day
    withdrawn: tuple[str, ...] = ()  # headlines of articles that people were told of, and that were gone that day


def day_figures(tx: Transaction, day: date) -> DayFigures:
    """Return what happened on a UTC day."""
    start = datetime.combine(day, time.min, tzinfo=UTC)
    end = start + timedelta(days=1)

    def within(column: ColumnElement[Any]) -> ColumnElement[bool]:
        return (column >= start) & (column < end)

    visits = tx.execute(
        select(checks.c.feed_id, checks.c.outcome, func.count().label("visits"))
        .where(within(checks.c.at))
        .group_by(checks.c.feed_id, checks.c.outcome)
    ).all()
    outcomes = Counter[str]()
    for visit in visits:
        outcomes[visit.outcome] += visit.visits
    checked = {visit.feed_id for visit in visits}
    well = {visit.feed_id for visit in visits if visit.outcome in _WELL}
    seen = tx.execute(
        select(func.count().label("all"), func.count(articles.c.copy_of).label("copies")).where(within(articles.c.seen))
    ).one()
    held = _counts(tx, alerts.c.held, within(alerts.c.raised))
    told = _told(tx, within(alerts.c.raised))
    delays = _delays(tx, within(deliveries.c.sent))
    return DayFigures(
        day=day,
        checks=dict(outcomes),
        feeds_checked=len(checked),
        feeds_failed=len(checked - well),
        silent=_silent(tx, within(articles.c.seen)),
        articles=seen.all,
        copies=seen.copies,
        matches={TopicId(topic): count for topic, count in _counts(tx, matches.c.topic, within(matches.c.at)).items()},
        background=tx.execute(select(func.count()).where(within(matches.c.at), matches.c.field == "body")).scalar_one(),
        raised=held.pop("", 0),
        held=held,
        deliveries={state: sum(count for (its, _), count in told.items() if its == state) for state in DeliveryState},
        parked={reason: count for (state, reason), count in told.items() if state == DeliveryState.PARKED},
        delay_p50=_quantile(delays, 0.5),
        delay_p95=_quantile(delays, 0.95),
        revised=_revised(tx, within(revisions.c.at)),
        withdrawn=_withdrawn(tx, within(revisions.c.at)),
    )


def _counts(tx: Transaction, word: ColumnElement[str], which: ColumnElement[bool]) -> dict[str, int]:
    counted = select(word.label("word"), func.count().label("times")).where(which).group_by(word).order_by(word)
    return {row.word: row.times for row in tx.execute(counted)}


def _told(tx: Transaction, which: ColumnElement[bool]) -> dict[tuple[str, str], int]:
    counted = (
        select(deliveries.c.state, deliveries.c.reason, func.count().label("times"))
        .join(alerts, alerts.c.id == deliveries.c.alert_id)
        .where(which)
        .group_by(deliveries.c.state, deliveries.c.reason)
        .order_by(deliveries.c.state, deliveries.c.reason)
    )
    return {(row.state, row.reason): row.times for row in tx.execute(counted)}


def _silent(tx: Transaction, which: ColumnElement[bool]) -> tuple[SourceId, ...]:
    heard = select(articles.c.source).where(which)
    found = select(feeds.c.source).distinct().where(watched, feeds.c.source.not_in(heard)).order_by(feeds.c.source)
    return tuple(SourceId(source) for source in tx.execute(found).scalars())


def _revised(tx: Transaction, which: ColumnElement[bool]) -> int:
    texts = revisions.c.kind.in_([RevisionKind.HEADLINE.value, RevisionKind.BODY.value])
    return tx.execute(select(func.count(distinct(revisions.c.article_id))).where(which, texts)).scalar_one()


def _withdrawn(tx: Transaction, which: ColumnElement[bool]) -> tuple[str, ...]:
    gone = (
        select(articles.c.title)
        .join(revisions, revisions.c.article_id == articles.c.id)
        .where(which, revisions.c.kind == RevisionKind.WITHDRAWN.value, articles.c.withdrawn.is_not(None))
        .order_by(revisions.c.id)
    )
    return tuple(tx.execute(gone).scalars())


def _delays(tx: Transaction, which: ColumnElement[bool]) -> list[timedelta]:
    found = (
        select(deliveries.c.sent, articles.c.seen)
        .join(alerts, alerts.c.id == deliveries.c.alert_id)
        .join(articles, articles.c.id == alerts.c.article_id)
        .where(which)
    )
    return sorted(row.sent - row.seen for row in tx.execute(found))


def _quantile(ordered: Sequence[timedelta], share: float) -> timedelta | None:
    """Return the smallest value that at least this share of all does not exceed."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None
