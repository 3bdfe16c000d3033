"""The archive over a stretch of time, in pieces: no reader holds a transaction for longer than one of them takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, func, or_, select

from monitor.model import Article, ArticleId, FeedId, Match, SourceId, StoryId, TopicId
from monitor.storage.articles import articles_by_id
from monitor.storage.rows import match_of
from monitor.storage.tables import articles, checks, feeds, forgotten_days, matches
from monitor.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of time by when articles were first seen: from ``since`` to ``until``, that end excluded."""

    since: datetime
    until: datetime

    @property
    def days(self) -> tuple[date, ...]:
        """The UTC days that it touches."""
        first, last = self.since.date(), (self.until - timedelta(microseconds=1)).date()
        return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """How many articles of a window there are, and when the first of them was seen."""

    articles: int
    first: datetime | None


def count_archived(tx: Transaction, window: Window) -> Archived:
    """Count the articles of a window."""
    row = tx.execute(select(func.count(), func.min(articles.c.seen)).where(_within(window))).one()
    return Archived(articles=row[0], first=row[1])


def sample(tx: Transaction, window: Window, size: int) -> list[Article]:
    """Return about so many articles of a window, whole, spread over it; all where it has no more."""
    low, high = tx.execute(select(func.min(articles.c.id), func.max(articles.c.id)).where(_within(window))).one()
    if low is None:
        return []
    step = (high - low + 1) // size | 1  # odd, so that it keeps no step with what repeats in an archive
    spread = [ArticleId(one) for one in range(low, high + 1, step)]
    return [one for one in articles_by_id(tx, spread) if one.seen is not None and window.since <= one.seen < window.until]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A match as it was recorded, with its article, of which title and texts are left out."""

    match: Match
    article: Article
    at: datetime


def recorded(tx: Transaction, topic: TopicId, window: Window, *, after: Recorded | None, limit: int) -> list[Recorded]:
    """Return the next recorded matches of a topic with articles of a window, in the order they were found."""
    columns = ("id", "feed_id", "source", "language", "published", "seen", "copy_of", "story_id")
    wanted = (
        select(matches, *(articles.c[name] for name in columns))
        .join(articles, articles.c.id == matches.c.article_id)
        .where(matches.c.topic == topic, matches.c.at >= window.since, _within(window))
        .order_by(matches.c.at, matches.c.article_id)
        .limit(limit)
    )
    if after is not None:
        later = or_(matches.c.at > after.at, and_(matches.c.at == after.at, matches.c.article_id > after.article.id))
        wanted = wanted.where(matches.c.at >= after.at, later)
    return [Recorded(match=match_of(row), article=_bare(row), at=row.at) for row in tx.execute(wanted)]


def first_checks(tx: Transaction) -> dict[FeedId, datetime]:
    """Return for each feed the first visit that is still known to have brought something: what it found then was an archive."""
    others = checks.alias()
    first = (
        select(others.c.at)
        .where(others.c.feed_id == feeds.c.id, others.c.outcome == "ok")
        .order_by(others.c.at)
        .limit(1)
        .correlate(feeds)
        .scalar_subquery()
    )
    found = tx.execute(select(feeds.c.id, first.label("at")))
    return {FeedId(row.id): row.at for row in found if row.at is not None}


def count_forgotten(tx: Transaction, window: Window, topics: Sequence[TopicId]) -> dict[str, int]:
    """Count the articles of a window's days that are no longer archived: all under "", those that a topic had matched under its id."""
    total = func.sum(forgotten_days.c.articles)
    wanted = (
        select(forgotten_days.c.topic, total.label("total"))
        .where(
            forgotten_days.c.day >= window.days[0].isoformat(),
            forgotten_days.c.day <= window.days[-1].isoformat(),
            forgotten_days.c.topic.in_(["", *topics]),
        )
        .group_by(forgotten_days.c.topic)
    )
    return {row.topic: int(row.total) for row in tx.execute(wanted)}


def _within(window: Window) -> Any:
    return and_(articles.c.seen >= window.since, articles.c.seen < window.until)


def _bare(row: Row[Any]) -> Article:
    return Article(
        id=ArticleId(row.id),
        feed=FeedId(row.feed_id),
        source=SourceId(row.source),
        language=row.language,
        published=row.published,
        seen=row.seen,
        copy_of=None if row.copy_of is None else ArticleId(row.copy_of),
        story=None if row.story_id is None else StoryId(row.story_id),
    )
