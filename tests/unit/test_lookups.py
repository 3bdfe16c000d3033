"""What subscribers may ask of the archive, by the config that is in force when they ask."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.catalog.load import Catalog
from monitor.lookups import Lookups
from monitor.model import Article, FeedId, FeedSpec, Source, SourceId, Topic, TopicId
from monitor.review import search
from monitor.storage import articles, watchlist
from monitor.storage.database import Database, open_database, upgrade
from monitor.text.words import read
from monitor.topics.archive_keys import index_keys

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
POST = Source(id=SourceId("post"), name="Post", feeds=(FeedSpec(url="https://post.example/rss"),))
TITLES = ("Talks in Kabul", "Rain in Lahore", "Kabul hears of talks in Lahore")


def topic(name: str, query: str, *, enabled: bool = True) -> Topic:
    return Topic(id=TopicId(name), query=query, title={"en": name}, enabled=enabled)


def article(title: str, guid: str, *, age: int = 0) -> Article:
    seen = NOW - timedelta(days=age)
    return Article(feed=FeedId(1), source=POST.id, guid=guid, title=title, language="en", seen=seen, published=seen)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path}/monitor.db"
    upgrade(url)
    opened = open_database(url)
    await opened.run(watchlist.sync_feeds, [POST], now=NOW)
    for number, title in enumerate(TITLES):
        one = article(title, str(number), age=300 - number)  # the whole archive is asked, however old
        await opened.run(articles.insert_article, one, index_keys(read(one)))
    yield opened
    await opened.close()


def lookups(database: Database, *catalogs: Catalog, **how: float) -> Lookups:
    """Lookups over a config that is each of these in turn."""
    given = list(catalogs or (Catalog(sources=(POST,)),))
    return Lookups(database, lambda: given.pop(0) if len(given) > 1 else given[0], lambda: NOW, **how)


async def test_a_search_finds_the_newest_of_the_whole_archive(database: Database) -> None:
    found = await lookups(database).search("kabul AND talk", 1)
    assert (found.total, found.archived, found.late, found.problems) == (2, 3, False, ())
    ((newest, match),) = found.newest
    assert newest.title == TITLES[2]
    assert {newest.title[span.start : span.end] for span in match.spans} == {"Kabul", "talks"}


async def test_a_query_that_cannot_be_read_says_where(database: Database) -> None:
    found = await lookups(database).search("kabul AND (", 5)
    assert [problem.column for problem in found.problems] == [12]
    assert (found.total, found.newest) == (0, ())


async def test_a_search_that_takes_too_long_is_given_up(database: Database) -> None:
    assert (await lookups(database, patience=0).search("kabul", 5)).late


async def test_a_search_for_common_words_reads_the_newest_and_says_that_there_is_more(database: Database, monkeypatch) -> None:
    monkeypatch.setattr(search, "AT_ONCE", 1)
    found = await lookups(database, reading=0).search("kabul", 5)
    assert ([article.title for article, _ in found.newest], found.total, found.more, found.late) == ([TITLES[2]], 1, True, False)
    found = await lookups(database, reading=0).search('"talks in kabul"', 5)
    assert (found.newest, found.more, found.late) == ((), True, True)  # of the newest, its words alone are there


async def test_an_article_is_explained_by_the_topics_in_force_when_it_is_asked(database: Database) -> None:
    before = Catalog(sources=(POST,), topics=(topic("capital", "kabul"), topic("off", "kabul", enabled=False)))
    after = Catalog(sources=(POST,), topics=(topic("rain", "rain"),))
    asked = lookups(database, before, before, after)
    shown = article(TITLES[0], "x")
    for names in (["capital"], ["capital"], ["rain"]):
        assert [each.topic for each in await asked.explain(shown)] == names
