"""Lead times: how often a source is the first to tell a story that others tell too, and by how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median
from typing import Any

from sqlalchemy import Row, exists, select

from monitor.model import SourceId, TopicId
from monitor.storage.tables import articles, matches, story_sources
from monitor.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadTime:
    """How early a source is, over the stories that it and at least one other source told.

    Attributes:
        source: whose it is.
        official: whether it is the voice of a state or body itself.
        stories: how many such stories it told.
        first: how many of them no other source told before it; of two that told one at the same moment, both were first.
        lead: where it was first, how long before the second, in the median; None where it never was.
        lag: where it was not, how long after the first, in the median; None where it always was.
    """

    source: SourceId
    official: bool
    stories: int
    first: int
    lead: timedelta | None = None
    lag: timedelta | None = None


def lead_times(tx: Transaction, *, since: datetime, until: datetime | None = None, topic: TopicId | None = None) -> tuple[LeadTime, ...]:
    """Return the lead time of each source, those that were first most often before the others.

    Args:
        tx: a transaction.
        since: stories count that were first told from then on: bounds what is read.
        until: and before then, where it is given.
        topic: of the stories, only those with an article that matched this topic.
    """
    leads: defaultdict[SourceId, list[timedelta]] = defaultdict(list)
    lags: defaultdict[SourceId, list[timedelta]] = defaultdict(list)
    official: dict[SourceId, bool] = {}
    for told in _told_by_several(tx, since, until, topic):
        first, second = told[0].first_at, told[1].first_at
        for row in told:
            official[SourceId(row.source)] = row.official
            if row.first_at == first:
                leads[SourceId(row.source)].append(second - first)
            else:
                lags[SourceId(row.source)].append(row.first_at - first)
    found = (
        LeadTime(
            source=source,
            official=official[source],
            stories=len(leads[source]) + len(lags[source]),
            first=len(leads[source]),
            lead=_median(leads[source]),
            lag=_median(lags[source]),
        )
        for source in official
    )
    return tuple(sorted(found, key=lambda one: (-one.first, -one.stories, one.source)))


def _told_by_several(
    tx: Transaction, since: datetime, until: datetime | None, topic: TopicId | None
) -> Iterator[Sequence[Row[Any, Any, Any, Any]]]:
    """Yield the sources of each story that two or more told, as they told it; a story first told before ``since`` is none of them."""
    lately = select(story_sources.c.story_id).where(story_sources.c.first_at >= since)
    rows = (
        select(story_sources.c.story_id, story_sources.c.source, story_sources.c.official, story_sources.c.first_at)
        .where(story_sources.c.story_id.in_(lately))
        .order_by(story_sources.c.story_id, story_sources.c.first_at, story_sources.c.source)
    )
    if topic is not None:
        its_own = (articles.c.story_id == story_sources.c.story_id) & (matches.c.article_id == articles.c.id) & (matches.c.topic == topic)
        rows = rows.where(exists().where(its_own))
    for _, found in groupby(tx.execute(rows), key=lambda row: row.story_id):
        told = list(found)
        if len(told) > 1 and since <= told[0].first_at and (until is None or told[0].first_at < until):
            yield told


def _median(times: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(one.total_seconds() for one in times)) if times else None
