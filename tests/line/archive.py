"""A database with something to deliver: one alert a text, queued for each chat."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import select, update

from monitor.alerts.shown import AlertView, ArticleView
from monitor.model import Alert, Article, Delivery, DeliveryId, FeedId, FeedSpec, Source, SourceId, Stage, Subscriber, TopicId
from monitor.storage import alerts, articles, stories, subscribers, tables, watchlist
from monitor.storage.database import Database, Transaction
from monitor.storage.rows import delivery_of

TOPIC = TopicId("moscow-format")
SOURCE = Source(id=SourceId("post"), name="Morning Post", country="PK", feeds=(FeedSpec(url="https://news.example/rss"),))
_guids = count()


def now() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Time that goes on by itself, and is put forward rather than waited for."""

    def __init__(self, ahead: float = 0.0) -> None:
        self.ahead = ahead

    def steady(self) -> float:
        return time.monotonic() + self.ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)


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


def follow_up(tx: Transaction, first: str, title: str, chats: Sequence[int], stage: Stage) -> None:
    """Raise another alert of the story that the article with the first title opened, and queue it for each chat."""
    opened = tx.execute(select(tables.articles).where(tables.articles.c.title == first)).one()
    article = Article(feed=FeedId(opened.feed_id), source=SOURCE.id, guid=f"guid-{next(_guids)}-{title}", title=title, seen=now())
    number = articles.insert_article(tx, article)
    assert number is not None
    alert = alerts.raise_alert(tx, Alert(topic=TOPIC, story=opened.story_id, article=number, raised=now(), stage=stage))
    assert alert is not None
    readers = [subscribers.add_subscriber(tx, Subscriber(chat_id=chat)).id for chat in chats]
    alerts.queue_deliveries(tx, alert.id, readers, due=now())


def grow(tx: Transaction, before: str, after: str, *, at: datetime | None = None) -> None:
    """Let an alert's article have another headline, for a story that has grown, and be shown anew wherever it was told."""
    tx.execute(update(tables.articles).where(tables.articles.c.title == before).values(title=after))
    its = select(tables.alerts.c.id).join(tables.articles, tables.articles.c.id == tables.alerts.c.article_id)
    tx.execute(
        update(tables.deliveries)
        .where(tables.deliveries.c.alert_id.in_(its.where(tables.articles.c.title == after)))
        .values(edit_due=at or now())
    )


def bundle(tx: Transaction, name: str) -> None:
    """Make one bundle of all that is queued and in none."""
    loose = (tables.deliveries.c.state == "queued") & (tables.deliveries.c.bundle == "")
    tx.execute(update(tables.deliveries).where(loose).values(bundle=name))


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
