"""Which feeds are asked: fallbacks stand by until all before them fail, and the budget counts only those that are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import FeedKind, FeedSpec, Health, Paths, RegisterSpec, Source, SourceId, Tier
from monitor.storage import feeds, watchlist

pytestmark = pytest.mark.anyio
SITE, CHANNEL, NEWS = "https://kabul.example/feed", "https://t.me/s/kabul", "https://news.google.com/rss/search?q=site:kabul.example"
CHAIN = FeedSpec(
    url=SITE, language="ps", fallbacks=(FeedSpec(url=CHANNEL, kind=FeedKind.CHANNEL), FeedSpec(url=NEWS, kind=FeedKind.GOOGLE_NEWS, language="en"))
)  # fmt: skip
MINUTE = timedelta(minutes=1)


def paper(*specs: FeedSpec, **changes: object) -> Source:
    return Source(**({"id": SourceId("kabul"), "name": "Kabul", "language": "fa", "feeds": specs, "tier": Tier.A} | changes))


async def asked(database, now) -> list[str]:
    found = await database.run(feeds.claim_due, limit=100, now=now, lease=MINUTE)
    await database.run(feeds.release_all)
    return [feed.url for feed in found]


async def is_now(database, url: str, health: Health, failures: int, now) -> list[watchlist.Switch]:
    """Store what a check found of a feed, and settle its chain as a check does."""

    def write(tx):
        (one,) = [f for f in feeds.feeds_by_id(tx, range(1, 10)) if f.url == url]
        feeds.save_feed(tx, replace(one, health=health, failures=failures))
        return watchlist.settle(tx, one.source, one.chain, now=now)

    return await database.run(write)


async def test_a_fallback_waits_until_it_is_needed_and_goes_back_by_itself(database, now):
    await database.run(watchlist.sync_feeds, [paper(CHAIN)], now=now)
    assert await asked(database, now) == [SITE]
    assert await is_now(database, SITE, Health.BROKEN, 2, now) == []  # may pass by itself
    (switch,) = await is_now(database, SITE, Health.BROKEN, 3, now + MINUTE)
    assert (switch.source, switch.chain, switch.url, switch.asked) == ("kabul", SITE, CHANNEL, True)
    assert await asked(database, now + MINUTE) == [SITE, CHANNEL]  # the feed itself is still asked
    (second,) = await is_now(database, CHANNEL, Health.REDIRECTED, 3, now + MINUTE)
    assert (second.url, second.asked) == (NEWS, True)
    back = await is_now(database, SITE, Health.OK, 0, now + 2 * MINUTE)
    assert [(one.url, one.asked) for one in back] == [(CHANNEL, False), (NEWS, False)]
    assert await asked(database, now + 2 * MINUTE) == [SITE]


async def test_a_fallback_keeps_what_it_was_told_and_its_history_over_a_start(database, now):
    await database.run(watchlist.sync_feeds, [paper(CHAIN)], now=now)
    await is_now(database, SITE, Health.QUIET, 0, now)
    await database.run(watchlist.sync_feeds, [paper(CHAIN)], now=now + MINUTE)
    assert await asked(database, now + MINUTE) == [SITE, CHANNEL]
    found = {f.url: f for f in await database.read(feeds.feeds_by_id, range(1, 10))}
    assert [(f.language, f.chain, f.rank, f.tier) for f in found.values()] == [
        ("ps", SITE, 0, Tier.A),
        ("ps", SITE, 1, Tier.A),
        ("en", SITE, 2, Tier.A),
    ]


async def test_an_edit_makes_a_fallback_a_feed_of_its_own_and_back(database, now):
    await database.run(watchlist.sync_feeds, [paper(CHAIN)], now=now)
    alone = replace(CHAIN, fallbacks=CHAIN.fallbacks[1:])
    await database.run(watchlist.sync_feeds, [paper(alone, CHAIN.fallbacks[0])], now=now + MINUTE)
    assert set(await asked(database, now + MINUTE)) == {SITE, CHANNEL}
    await database.run(watchlist.sync_feeds, [paper(CHAIN)], now=now + 2 * MINUTE)
    assert await asked(database, now + 2 * MINUTE) == [SITE]
    await database.run(watchlist.sync_feeds, [paper(FeedSpec(url=SITE))], now=now + 3 * MINUTE)
    assert await asked(database, now + 3 * MINUTE) == [SITE]


async def test_how_a_kind_is_read_comes_back(database, now):
    paths = Paths(items="data.news", title="title", link="url")
    register = RegisterSpec(form="table", row="tr", cell="td", name=2, without=(1,), lowest=60, highest=90, shrink=0.1)
    specs = (
        FeedSpec(url="https://a.example/api", kind=FeedKind.API, paths=paths),
        FeedSpec(url="https://a.example/list", kind=FeedKind.REGISTER, register=register, pages=False),
    )
    await database.run(watchlist.sync_feeds, [paper(*specs)], now=now)
    await database.run(watchlist.sync_feeds, [paper(*specs)], now=now)
    api, official = await database.read(feeds.feeds_by_id, range(1, 10))
    assert (api.kind, api.paths, api.register) == (FeedKind.API, paths, None)
    assert (official.kind, official.paths, official.register) == (FeedKind.REGISTER, None, register)


async def test_the_load_counts_what_is_asked_by_tier(database, now):
    slow = paper(FeedSpec(url="https://slow.example/feed"), id=SourceId("slow"), tier=Tier.C)
    await database.run(watchlist.sync_feeds, [paper(CHAIN), slow], now=now)
    load = await database.read(feeds.load_by_tier)
    assert {tier: round(checks * 900, 3) for tier, checks in load.items()} == {Tier.A: 1, Tier.C: 1}
