"""Who tells a story, and what a subscriber was told of it before: all that an alert says beside its article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from monitor.model import Alert, Article, ArticleId, Delivery, DeliveryState, SourceId, Stage, StoryId
from monitor.storage.tables import alerts, articles, deliveries, story_sources
from monitor.storage.transaction import Transaction

# All of an article but its texts: a story may have thousands.
_SHOWN = tuple(articles.c[name] for name in ("id", "source", "publisher", "url", "title", "language", "country", "published", "seen"))
_IN_STORY = articles.c.story_id == bindparam("story")
_FIRSTS: Select[Any] = (
    select(*_SHOWN, story_sources.c.first_at)
    .join(articles, articles.c.id == story_sources.c.article_id)
    .where(story_sources.c.story_id == bindparam("story"))
    .order_by(story_sources.c.first_at, articles.c.id)
)
_LATEST: Select[Any] = select(*_SHOWN).where(_IN_STORY).order_by(articles.c.seen.desc(), articles.c.id.desc()).limit(1)
_COUNTS = select(func.count().label("articles"), func.count(func.nullif(articles.c.language, "").distinct()).label("languages")).where(
    _IN_STORY
)
_BEFORE = (
    select(deliveries.c.message_id, alerts.c.stage)
    .join(alerts, alerts.c.id == deliveries.c.alert_id)
    .where(
        alerts.c.topic == bindparam("topic"),
        alerts.c.story_id == bindparam("story"),
        deliveries.c.subscriber_id == bindparam("subscriber"),
        deliveries.c.id < bindparam("this"),
        deliveries.c.state.in_([DeliveryState.SENT.value, DeliveryState.COLLAPSED.value]),
    )
    .order_by(deliveries.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One source's article of a story, without its texts, and when it told of it."""

    article: Article
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HowTold:
    """A story of several articles: each source's first telling, who was first before the others, and the newest article."""

    sources: tuple[Telling, ...]
    latest: Telling
    languages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBefore:
    """What a subscriber was told of a topic and a story: where first, and the last stage of it."""

    message_id: int  # 0 where it was in no message of its own
    stage: Stage | None


def how_told(tx: Transaction, story: StoryId) -> HowTold | None:
    """Return who tells a story; None where that is one article."""
    key = {"story": story}
    counts = tx.execute(_COUNTS, key).one()
    firsts = tuple(Telling(article=_shown(row), at=row.first_at) for row in tx.execute(_FIRSTS, key))
    if counts.articles <= 1 or not firsts:
        return None
    newest = _shown(tx.execute(_LATEST, key).one())
    return HowTold(sources=firsts, latest=Telling(article=newest, at=_told_at(newest, firsts[0].at)), languages=counts.languages)


def told_before(tx: Transaction, delivery: Delivery, alert: Alert) -> ToldBefore | None:
    """Return what the subscriber of a delivery was told before it of its alert's topic and story; None where nothing."""
    mine = {"topic": alert.topic, "story": alert.story, "subscriber": delivery.subscriber, "this": delivery.id}
    rows = tx.execute(_BEFORE, mine).all()
    if not rows:
        return None
    stages = [row.stage for row in rows if row.stage]
    return ToldBefore(message_id=next((row.message_id for row in rows if row.message_id), 0), stage=Stage(stages[-1]) if stages else None)


def _shown(row: Row[Any]) -> Article:
    return Article(
        id=ArticleId(row.id),
        source=SourceId(row.source),
        publisher=row.publisher,
        url=row.url,
        title=row.title,
        language=row.language,
        country=row.country,
        published=row.published,
        seen=row.seen,
    )


def _told_at(article: Article, first: datetime) -> datetime:
    """When it was published, where that can be: after the first, and before it was seen."""
    seen, published = article.seen or first, article.published
    return published if published is not None and first <= published <= seen else seen
