"""Two who want the same thing: of any number of claimers at once, one gets it."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from monitor.model import Article, Channel, FeedSpec, Source, SourceId
from monitor.storage import alerts, articles, claims, deliveries, feeds, watchlist
from monitor.storage.database import open_database

pytestmark = pytest.mark.anyio
LEASE = timedelta(minutes=5)


@pytest.fixture
async def rivals(database, database_url):
    """Four programs at one database, as it were."""
    others = [open_database(database_url) for _ in range(3)]
    yield [database, *others]
    await asyncio.gather(*(other.close() for other in others))


async def everybody(rivals, unit, *args, rounds=12, **kwargs):
    asked = [rival.run(unit, *args, **kwargs) for _ in range(rounds) for rival in rivals]
    return [found for some in await asyncio.gather(*asked) for found in some]


async def test_a_feed_is_given_to_one(rivals, now):
    specs = tuple(FeedSpec(url=f"https://kabul.example/{n}") for n in range(200))
    await rivals[0].run(watchlist.sync_feeds, [Source(id=SourceId("kabul"), name="", feeds=specs)], now=now)
    given = await everybody(rivals, feeds.claim_due, limit=7, now=now, lease=LEASE)
    assert len({feed.id for feed in given}) == len(given) == 200


async def test_a_page_is_given_to_one_and_a_host_asked_once(rivals, now, newsroom):
    feed = await newsroom.feed()
    for n in range(60):
        await rivals[0].run(articles.schedule_page, await newsroom.article(feed, title=f"h{n % 20}"), now, host=f"h{n % 20}")
    given = await everybody(rivals, articles.claim_pages, limit=3, now=now, lease=LEASE)
    assert len(given) == 20
    assert {article.title for article in given} == {f"h{n}" for n in range(20)}


async def test_a_delivery_is_given_to_one_and_a_chat_has_one_in_flight(rivals, now, newsroom):
    feed = await newsroom.feed()
    readers = [await newsroom.reader(chat) for chat in range(1, 31)]
    for _ in range(4):
        await newsroom.queued(feed, *readers)
    for told in range(1, 5):
        given = await everybody(rivals, claims.claim_deliveries, Channel.TELEGRAM, limit=4, now=now, lease=LEASE)
        assert Counter(delivery.subscriber for delivery in given) == {reader.id: 1 for reader in readers}
        going = await asyncio.gather(
            *(rival.run(deliveries.mark_sending, d.id, html="h", probe_from=0) for d in given for rival in rivals[:2])
        )
        assert going.count(True) == len(given)
        await asyncio.gather(*(rivals[0].run(deliveries.mark_sent, d.id, message_id=told, at=now) for d in given))
    assert await everybody(rivals, claims.claim_deliveries, Channel.TELEGRAM, limit=4, now=now, lease=LEASE) == []


async def test_a_text_that_two_sources_publish_at_once_has_one_original(rivals, now, newsroom):
    sources = [await newsroom.feed(f"outlet-{n}") for n in range(8)]

    def store(tx, feed, text):
        article = articles.insert_article(tx, Article(feed=feed.id, source=feed.source, guid=str(text), seen=now, text_hash=text))
        original = articles.same_text(tx, text, since=now, excluding=article)
        return [original]

    for text in range(1, 11):
        found = await asyncio.gather(*(rivals[n % 4].run(store, feed, text) for n, feed in enumerate(sources)))
        assert sum(original == [None] for original in found) == 1


async def test_an_alert_that_two_raise_at_once_is_raised_once(rivals, now, newsroom):
    feed = await newsroom.feed()
    readers = [(await newsroom.reader(chat)).id for chat in (1, 2)]
    for _ in range(5):
        alert = await newsroom.alert(await newsroom.article(feed), "other")

        def tell(tx, alert=alert):
            raised = alerts.raise_alert(tx, alert)
            raised_before = alerts.alert_of(tx, alert.topic, alert.story)
            return [raised is not None, alerts.queue_deliveries(tx, raised_before.id, readers, due=now)]

        told = await asyncio.gather(*(rival.run(tell) for rival in rivals))
        assert not any(raised for raised, _ in told)
        assert sum(queued for _, queued in told) == 2
