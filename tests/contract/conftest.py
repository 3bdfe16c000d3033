"""The same database, twice: an SQLite file and a real PostgreSQL. Every contract test runs over both."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from monitor.model import Alert, Article, ArticleId, Feed, FeedSpec, Source, SourceId, Subscriber, TopicId
from monitor.storage import alerts, articles, feeds, stories, subscribers, watchlist
from monitor.storage.database import Database, open_database, upgrade


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    """An empty file with our tables, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request, tmp_path) -> str:
    """The URL of a database with our tables and nothing in them."""
    if request.param == "sqlite":
        file = tmp_path / "monitor.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        return f"sqlite:///{file}"
    url: str = request.getfixturevalue("empty_postgres")
    return url


@pytest.fixture
async def database(database_url) -> AsyncIterator[Database]:
    database = open_database(database_url)
    yield database
    await database.close()


class Newsroom:
    """Puts feeds, articles, alerts and readers into a database, one line each."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database = database
        self.now = now
        self._count = count(1)
        self._sources: list[Source] = []

    async def feed(self, source: str = "kabul-times", **spec) -> Feed:
        """A feed of its own source, not leased."""
        url = spec.pop("url", f"https://{source}.example/feed")
        named = Source(id=SourceId(source), name=source, country="AF", language="fa", feeds=(FeedSpec(url=url, **spec),))
        self._sources = [*(s for s in self._sources if s.id != source), named]
        await self.database.run(watchlist.sync_feeds, self._sources, now=self.now)
        return next(f for f in await self.database.read(feeds.feeds_by_id, range(1, 100)) if f.source == source)

    async def article(self, feed: Feed, **values) -> ArticleId:
        """An article of this feed, its guid a new one unless told."""
        given = {"guid": f"guid-{next(self._count)}", "seen": self.now} | values
        article = await self.database.run(articles.insert_article, Article(feed=feed.id, source=feed.source, **given))
        assert article is not None
        return article

    async def alert(self, article: ArticleId, topic: str = "moscow-format", **values) -> Alert:
        """An alert about this article, in a story of its own."""
        story = await self.database.run(stories.open_story, article, at=self.now)
        given = {"raised": self.now} | values
        alert = await self.database.run(alerts.raise_alert, Alert(topic=TopicId(topic), story=story, article=article, **given))
        assert alert is not None
        return alert

    async def reader(self, chat_id: int = 100, **values) -> Subscriber:
        """A subscriber."""
        return await self.database.run(subscribers.add_subscriber, Subscriber(chat_id=chat_id, **values))

    async def queued(self, feed: Feed, *readers: Subscriber, due: datetime | None = None, **values) -> Alert:
        """A new alert, queued for these readers."""
        alert = await self.alert(await self.article(feed), **values)
        await self.database.run(alerts.queue_deliveries, alert.id, [r.id for r in readers], due=due or self.now)
        return alert


@pytest.fixture
def newsroom(database, now) -> Newsroom:
    return Newsroom(database, now)


@pytest.fixture(scope="session")
def now() -> datetime:
    """The noon of the tests."""
    return datetime(2026, 3, 1, 12, tzinfo=UTC)
