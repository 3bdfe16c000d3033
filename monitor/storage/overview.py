"""What is there right now: every feed, what each source answered last, and what became of each article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, true

from monitor.model import Article, Check, FeedId, SourceId, TopicId
from monitor.storage.rows import article_of, pieces
from monitor.storage.tables import alerts, articles, asked, checks, feeds, matches
from monitor.storage.transaction import Transaction


def all_feed_ids(tx: Transaction) -> list[FeedId]:
    """Return every feed that is watched, due or not, the longest waiting first."""
    return [FeedId(i) for i in tx.execute(select(feeds.c.id).where(asked).order_by(feeds.c.next_at, feeds.c.id)).scalars()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a feed answered when it was last asked."""

    source: SourceId
    url: str
    check: Check


def count_answered(tx: Transaction) -> tuple[int, int]:
    """Return how many of the watched feeds were ever checked, and how many there are."""
    checked = func.count().filter(or_(feeds.c.checks > 0, feeds.c.failures > 0))
    answered, there = tx.execute(select(checked, func.count()).select_from(feeds).where(asked)).one()
    return answered, there


def failing_answers(tx: Transaction) -> list[Answer]:
    """Return the newest check of each watched feed that fails, by source: few of many."""
    return _answers(tx, feeds.c.failures > 0)


def last_answers(tx: Transaction) -> list[Answer]:
    """Return the newest check of each watched feed that was ever checked, by source."""
    return _answers(tx, true())


def _answers(tx: Transaction, which: ColumnElement[bool]) -> list[Answer]:
    others = checks.alias()
    newest = select(func.max(others.c.at)).where(others.c.feed_id == feeds.c.id).correlate(feeds).scalar_subquery()
    found = (
        select(feeds.c.source, feeds.c.url, checks)
        .select_from(feeds)
        .join(checks, (checks.c.feed_id == feeds.c.id) & (checks.c.at == newest))
        .where(asked, which)
        .order_by(feeds.c.source, feeds.c.id)
    )
    return [
        Answer(
            source=SourceId(row.source),
            url=row.url,
            check=Check(
                feed=FeedId(row.feed_id),
                at=row.at,
                outcome=row.outcome,
                status=row.status,
                entries=row.entries,
                new=row.new,
                size=row.size,
                elapsed=row.elapsed,
                detail=row.detail,
            ),
        )
        for row in tx.execute(found)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of one article: the topics it matched, those that it raised an alert for, and those that were told of its story."""

    article: Article
    matched: tuple[TopicId, ...] = ()
    alerted: tuple[TopicId, ...] = ()
    told: tuple[TopicId, ...] = ()


def fates(tx: Transaction, *, limit: int = 1000) -> Sequence[Fate]:
    """Return the newest articles with what became of each, the oldest of them first."""
    newest = list(tx.execute(select(articles).order_by(articles.c.id.desc()).limit(limit)))[::-1]
    lowest = newest[0].id if newest else 0
    matched: dict[int, list[TopicId]] = {}
    for row in tx.execute(select(matches.c.article_id, matches.c.topic).where(matches.c.article_id >= lowest).order_by(matches.c.topic)):
        matched.setdefault(row.article_id, []).append(TopicId(row.topic))
    alerted: dict[int, list[TopicId]] = {}
    raised = select(alerts.c.article_id, alerts.c.topic).where(alerts.c.article_id >= lowest, alerts.c.held == "").order_by(alerts.c.topic)
    for row in tx.execute(raised):
        alerted.setdefault(row.article_id, []).append(TopicId(row.topic))
    told: dict[int, list[TopicId]] = {}
    stories = sorted({row.story_id for row in newest if row.story_id is not None})
    for some in pieces(stories):
        of_story = select(alerts.c.story_id, alerts.c.topic).where(alerts.c.story_id.in_(some), alerts.c.held == "").distinct()
        for row in tx.execute(of_story.order_by(alerts.c.topic)):
            told.setdefault(row.story_id, []).append(TopicId(row.topic))
    return [
        Fate(
            article=article_of(row),
            matched=tuple(matched.get(row.id, ())),
            alerted=tuple(alerted.get(row.id, ())),
            told=tuple(told.get(row.story_id, ())),
        )
        for row in newest
    ]
