from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import Check, FeedId, FeedKind, FeedSpec, Selectors, Source, SourceId
from monitor.storage import feeds

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=5)


def source(name="kabul-times", *urls, **changes):
    urls = urls or ("https://kabul.example/feed",)
    return Source(id=SourceId(name), name=name, country="AF", language="fa", feeds=tuple(FeedSpec(url=u) for u in urls), **changes)


async def due(database, now=NOW):
    return await database.run(feeds.claim_due, limit=100, now=now, lease=LEASE)


async def test_a_new_feed_is_due_at_once_and_leased_once(database):
    await database.run(feeds.sync_feeds, [source()], now=NOW)
    (feed,) = await due(database)
    assert (feed.source, feed.url, feed.language, feed.country, feed.next_at) == ("kabul-times", "https://kabul.example/feed", "fa", "AF", NOW)
    assert await due(database) == []
    assert await database.read(feeds.next_due) == NOW + LEASE
    assert await due(database, NOW + LEASE) == [feed]
