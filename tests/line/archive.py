"""A database with something to deliver: one alert a text, queued for each chat."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count

from sqlalchemy import select

from monitor.alerts.shown import AlertView, ArticleView
from monitor.model import Alert, Article, Delivery, DeliveryId, FeedId, FeedSpec, Source, SourceId, Subscriber, TopicId
from monitor.storage import alerts, articles, stories, subscribers, tables, watchlist
from monitor.storage.database import Database, Transaction
from monitor.storage.rows import delivery_of

TOPIC = TopicId("moscow-format")
SOURCE = Source(id=SourceId("post"), name="Morning Post", country="PK", feeds=(FeedSpec(url="https://news.example/rss"),))
_guids = count()


def now() -> datetime:
    return datetime.now(UTC)


def queue_alerts(tx: Transaction, titles: Sequence[str], chats: Sequence[int], locale: str = "en") -> None:
    """Raise an alert for each title and queue it for each chat, in this order."""
    watchlist.sync_feeds(tx, [SOURCE], now=now())
    feed = FeedId(tx.execute(select(tables.feeds.c.id).limit(1)).scalar_one())
    readers = [subscribers.add_subscriber(tx, Subscriber(chat_id=chat, locale=locale)).id for chat in chats]
    for title in titles:
        guid = f"guid-{next(_guids)}-{title}"
        number = articles.insert_article(tx, Article(feed=feed, source=SOURCE.id, guid=guid, title=title, seen=now()))
        assert number is not None
        story = stories.open_story(tx, number, at=now())
        alert = alerts.raise_alert(tx, Alert(topic=TOPIC, story=story, article=number, raised=now()))
        assert alert is not None
        alerts.queue_deliveries(tx, alert.id, readers, due=now())


def views_of(tx: Transaction, wanted: Sequence[Delivery]) -> Mapping[DeliveryId, AlertView]:
    """The simplest view: topic and headline."""
    raised = {each.id: each.article for each in alerts.alerts_by_id(tx, [delivery.alert for delivery in wanted])}
    titles = {each.id: each.title for each in articles.articles_by_id(tx, list(raised.values()))}
    return {
        each.id: AlertView(topic=TOPIC, topic_title="Moscow Format", articles=(ArticleView(title=titles[raised[each.alert]]),))
        for each in wanted
    }


def all_deliveries(tx: Transaction) -> list[Delivery]:
    return [delivery_of(row) for row in tx.execute(select(tables.deliveries).order_by(tables.deliveries.c.id))]


async def states(database: Database) -> list[str]:
    return [delivery.state.value for delivery in await database.read(all_deliveries)]


def headlines(texts: Sequence[str]) -> list[str]:
    """The headline of each message, with a star where it is marked as a possible repeat."""
    return [text.split("\n")[1] + "*" * bool(re.search(r"(?m)^Possible repeat", text)) for text in texts]
