from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from monitor.model import Article, ArticleId
from monitor.storage import articles

pytestmark = pytest.mark.anyio
LEASE = timedelta(minutes=2)
DAY = timedelta(days=1)


async def test_an_article_comes_back_as_it_was_stored(database, now, newsroom):
    feed = await newsroom.feed()
    article = Article(
        feed=feed.id,
        source=feed.source,
        guid="tag:kabul,2026:1",
        url="https://kabul.example/1?utm_source=rss",
        canonical_url="https://kabul.example/1",
        title="نشست فرمت مسکو",
        lead="«Московский формат» — 莫斯科模式 🕊",
        body="متن " * 5_000,
        language="fa",
        country="AF",
        authors=("احمد", 'O"Neil'),
        published=datetime(2026, 3, 1, 16, 30, tzinfo=timezone(timedelta(hours=4, minutes=30))),
        updated=datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        seen=now,
        text_hash=2**63 - 1,
    )
    stored = await database.run(articles.insert_article, article)
    (back,) = await database.read(articles.articles_by_id, [stored])
    assert back == replace(article, id=stored)
    assert back.published.tzinfo is UTC


async def test_an_article_is_stored_once(database, now, newsroom):
    feed, other = await newsroom.feed(), await newsroom.feed("agency")
    article = Article(feed=feed.id, source=feed.source, guid="1", seen=now)
    assert await database.run(articles.insert_article, article) == 1
    assert await database.run(articles.insert_article, article) is None
    assert await database.run(articles.insert_article, replace(article, feed=other.id)) is not None
    assert set(await database.read(articles.known_guids, feed.id, ["0", "1", "2"])) == {"1"}
    assert set(await database.read(articles.known_guids, feed.id, [])) == set()


async def test_any_number_of_guids_of_any_length_may_be_asked_for(database, newsroom):
    feed = await newsroom.feed()
    long = "g" * 100_000
    await newsroom.article(feed, guid=long)
    await newsroom.article(feed, guid="g700")
    assert set(await database.read(articles.known_guids, feed.id, [long, *(f"g{n}" for n in range(3_000))])) == {long, "g700"}


async def test_text_that_no_database_takes_is_stored_with_its_offsets_kept(database, newsroom):
    feed = await newsroom.feed()
    stored = await newsroom.article(feed, guid="\0\ud800", title="a\0b", body="x\udfffy", authors=("n\0", "\ud83d"), canonical_url="\0")
    (back,) = await database.read(articles.articles_by_id, [stored])
    assert (back.title, back.body, back.authors) == ("a\ufffdb", "x\ufffdy", ("n\0", "\ufffd"))
    assert set(await database.read(articles.known_guids, feed.id, ["\0\ud800"])) == {"\0\ud800"}


async def test_an_article_says_when_it_was_seen(database, newsroom):
    feed = await newsroom.feed()
    with pytest.raises(ValueError, match="seen"):
        await database.run(articles.insert_article, Article(feed=feed.id, guid="1"))


async def test_a_time_without_its_zone_is_refused(newsroom):
    feed = await newsroom.feed()
    with pytest.raises(Exception, match="zone"):
        await newsroom.article(feed, seen=datetime(2026, 3, 1))  # noqa: DTZ001 - the point


async def test_a_page_adds_to_an_article_and_changes_nothing_else(database, now, newsroom):
    feed = await newsroom.feed()
    stored = await newsroom.article(feed, guid="1", url="https://kabul.example/1", title="old")
    (before,) = await database.read(articles.articles_by_id, [stored])
    full = replace(
        before,
        url="https://kabul.example/2",
        title="new",
        lead="l",
        body="b",
        language="ps",
        authors=("a",),
        published=now,
        canonical_url="u",
        text_hash=7,
    )
    await database.run(articles.update_text, replace(full, guid="other", source="other", seen=now + DAY))
    assert await database.read(articles.articles_by_id, [stored]) == [full]


async def test_articles_come_in_the_order_asked_for_without_the_unknown(database, newsroom):
    feed = await newsroom.feed()
    first, second = await newsroom.article(feed), await newsroom.article(feed)
    found = await database.read(articles.articles_by_id, [second, ArticleId(99), first])
    assert [a.id for a in found] == [second, first]


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────


async def claimed(database, now, limit=10):
    return [a.id for a in await database.run(articles.claim_pages, limit=limit, now=now, lease=LEASE)]


async def test_one_page_of_each_host_is_claimed_and_no_other_while_it_is_asked(database, now, newsroom):
    feed = await newsroom.feed()
    a1, a2, b1 = [await newsroom.article(feed, url=f"https://{host}.example/{n}") for n, host in enumerate("aab")]
    await database.run(articles.schedule_page, a1, now + timedelta(seconds=1), host="a")
    await database.run(articles.schedule_page, a2, now, host="a")
    await database.run(articles.schedule_page, b1, now, host="b")
    assert await claimed(database, now + timedelta(seconds=1)) == [a2, b1]
    assert await claimed(database, now + timedelta(seconds=1)) == []
    await database.run(articles.page_done, a2)
    assert await claimed(database, now) == []
    assert await claimed(database, now + timedelta(seconds=1)) == [a1]
    assert await claimed(database, now + LEASE + timedelta(seconds=1)) == [b1, a1]


async def test_a_page_is_queued_once_and_its_host_is_that_of_its_url(database, now, newsroom):
    feed = await newsroom.feed()
    urls = ["https://a.example/1", "https://a.example:443/2", "https://[broken", ""]
    queued = [await newsroom.article(feed, url=url) for url in urls]
    for article in [*queued, *queued]:
        await database.run(articles.schedule_page, article, now)
    assert await claimed(database, now) == [queued[0], queued[2]]
    assert await claimed(database, now, limit=1) == []


async def test_the_number_of_claimed_pages_is_limited(database, now, newsroom):
    feed = await newsroom.feed()
    queued = [await newsroom.article(feed) for _ in range(3)]
    for article in queued:
        await database.run(articles.schedule_page, article, now, host=f"h{article}")
    assert await claimed(database, now, limit=2) == queued[:2]


async def test_a_page_that_failed_waits_or_is_given_up(database, now, newsroom):
    feed = await newsroom.feed()
    article = await newsroom.article(feed)
    await database.run(articles.schedule_page, article, now, host="a")
    assert await claimed(database, now) == [article]
    await database.run(articles.page_failed, article, retry_at=now + DAY)
    assert await claimed(database, now) == []
    assert await claimed(database, now + DAY) == [article]
    await database.run(articles.page_failed, article, retry_at=None)
    assert await claimed(database, now + 2 * DAY) == []
