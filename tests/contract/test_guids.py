"""What a feed has told of under its guids, on each database."""

from __future__ import annotations

import pytest

from monitor.feeds.guids import Holder
from monitor.model import Article
from monitor.storage import articles, guids

pytestmark = pytest.mark.anyio


async def test_a_guid_is_held_by_the_article_stored_under_it_by_this_feed_alone(database, now, newsroom):
    feed, other = await newsroom.feed("kabul"), await newsroom.feed("paris")
    for holder, guid, title in ((feed, "latest", "Envoys meet"), (feed, "1", "Harvest"), (other, "2", "Ski")):
        stored = Article(feed=holder.id, source=holder.source, guid=guid, url=f"https://paper.example/{guid}", title=title, seen=now)
        await database.run(articles.insert_article, stored)
    held = await database.read(guids.holders, feed.id, ["latest", "2", "never seen"])
    assert held == {"latest": Holder("Envoys meet", "https://paper.example/latest")}
    assert await database.read(guids.holders, feed.id, []) == {}
