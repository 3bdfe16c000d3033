"""What became of an article: whose copy it is, its story, the alerts raised or held, and who was told. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from monitor.model import Alert, Article, ArticleId, Channel, DeliveryState, Match, StoryId
from monitor.storage.alerts import matches_of
from monitor.storage.articles import articles_by_id
from monitor.storage.rows import alert_row
from monitor.storage.stories import story_articles
from monitor.storage.tables import alerts, articles, deliveries, has_own_url, has_url, subscribers
from monitor.storage.transaction import Transaction
from monitor.storage.types import hash63


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one delivery: ``at`` is when it was sent or given up, else when it is due."""

    channel: Channel
    chat_id: int
    state: DeliveryState
    at: datetime
    reason: str = ""
    name: str = ""  # of a place that stands in the config


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An alert of the article's story, and its deliveries."""

    alert: Alert
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of an article. ``matches`` are those kept when it was matched last; ``story`` has its articles, as they were seen."""

    article: Article
    original: Article | None = None
    copies: int = 0
    story: tuple[Article, ...] = ()
    matches: tuple[Match, ...] = ()
    alerts: tuple[Raised, ...] = ()


def articles_at(tx: Transaction, url: str, canonical_url: str) -> list[ArticleId]:
    """Return the articles of this canonical URL, else of this very URL: originals first, then the newest."""
    newest = select(articles.c.id).order_by(articles.c.copy_of.is_not(None), articles.c.seen.desc(), articles.c.id.desc())
    either = [url, canonical_url]
    of_any = (  # the first that finds anything
        (has_url, articles.c.canonical_hash == hash63(canonical_url), articles.c.canonical_url == canonical_url),
        (has_own_url, articles.c.url_hash.in_(map(hash63, either)), articles.c.url.in_(either)),
        (has_url, articles.c.canonical_hash == hash63(url), articles.c.url == url),
    )
    found = (tx.execute(newest.where(*each)).scalars().all() for each in of_any)
    return [ArticleId(one) for one in next(filter(None, found), ())]


def fate_of(tx: Transaction, article_id: ArticleId) -> Fate | None:
    """Return what became of an article; None where there is none of this id."""
    found = articles_by_id(tx, [article_id])
    if not found:
        return None
    (article,) = found
    originals = articles_by_id(tx, [article.copy_of] if article.copy_of else [])
    copies = tx.execute(select(func.count()).select_from(articles).where(articles.c.copy_of == article_id)).scalar_one()
    return Fate(
        article=article,
        original=originals[0] if originals else None,
        copies=copies,
        story=tuple(story_articles(tx, article.story)) if article.story else (),
        matches=tuple(matches_of(tx, article_id)),
        alerts=tuple(raised_of(tx, article.story)) if article.story else (),
    )


def raised_of(tx: Transaction, story: StoryId) -> Sequence[Raised]:
    """Return the alerts of a story with who was told, in the order they were raised."""
    rows = tx.execute(select(alerts).where(alerts.c.story_id == story).order_by(alerts.c.id)).all()
    return [Raised(alert=alert_row(row), told=_told(tx, row.id)) for row in rows]


def _told(tx: Transaction, alert_id: int) -> tuple[Told, ...]:
    found = (
        select(deliveries, subscribers.c.channel, subscribers.c.chat_id, subscribers.c.name)
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
        .where(deliveries.c.alert_id == alert_id)
        .order_by(deliveries.c.id)
    )
    return tuple(
        Told(
            channel=Channel(row.channel),
            chat_id=row.chat_id,
            state=DeliveryState(row.state),
            at=row.sent or row.parked or row.due,
            reason=row.reason,
            name=row.name,
        )
        for row in tx.execute(found)
    )
