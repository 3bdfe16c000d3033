"""What operators are to be told of feeds is found, marked and kept, on each database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Check, Feed, FeedSpec, Health, Source, SourceId
from monitor.storage import feeds, retention, watchlist
from monitor.storage.health import Tidings, find_tidings, mark_told, notice_arrived, standings, told_on, waiting_notice

pytestmark = pytest.mark.anyio
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ward(database, newsroom, now):
    """Feeds as they are after their checks."""

    async def turn(feed: Feed | str, health: Health, *, ago: timedelta = HOUR, failures: int = 3, outcome: str = "http", at=None, **more):
        if isinstance(feed, str):
            feed = await newsroom.feed(feed)
        failing = health not in {Health.OK, Health.QUIET}
        after = replace(feed, health=health, health_since=now - ago, failures=failures if failing else 0, checks=5, **more)
        await database.run(feeds.save_feed, after)
        await database.run(feeds.record_check, Check(feed=feed.id, at=at or now - MINUTE, outcome=outcome if failing else "ok"))
        return after

    return turn


async def told(database, now) -> list[tuple[str, Health]]:
    tidings = await database.read(find_tidings, now=now)
    await database.run(mark_told, tidings, notice="a notice", now=now)
    return [(turn.feed.source, turn.feed.health) for turn in tidings.turns]


async def test_nothing_is_told_of_feeds_that_are_well_or_bad_for_a_while(database, ward, now):
    await ward("well", Health.OK)
    await ward("lately", Health.BROKEN, ago=MINUTE)
    assert not await database.read(find_tidings, now=now)


async def test_each_turn_is_told_once_by_source(database, ward, now):
    await ward("zulu", Health.BLOCKED)
    died = await ward("alfa", Health.GONE, ago=MINUTE, failures=1)
    await ward("bravo", Health.QUIET)
    assert await told(database, now) == [("alfa", Health.GONE), ("bravo", Health.QUIET), ("zulu", Health.BLOCKED)]
    assert await told(database, now + MINUTE) == []
    (marked,) = await database.read(feeds.feeds_by_id, [died.id])
    assert (marked.told, marked.told_at) == (Health.GONE, now)
    await ward(marked, Health.BROKEN, at=now)
    assert await told(database, now + 2 * HOUR) == []
    await ward(marked, Health.OK, at=now + MINUTE)
    assert await told(database, now + 2 * HOUR) == [("alfa", Health.OK)]


async def test_what_was_told_on_a_day_stays_known(database, ward, now):
    feed = await ward("alfa", Health.GONE, failures=1)
    await told(database, now)
    await ward(feed, Health.OK, at=now)
    await told(database, now + 2 * HOUR)
    await ward("bravo", Health.BLOCKED, ago=HOUR)
    await told(database, now + DAY)
    first, second = await database.read(told_on, now.date())
    assert [(turn.feed.source, turn.feed.told, turn.feed.health, turn.feed.told_at) for turn in (first, second)] == [
        ("alfa", Health.OK, Health.GONE, now),
        ("alfa", Health.GONE, Health.OK, now + 2 * HOUR),
    ]
    assert first.feed.health_since == now - HOUR
    assert [turn.feed.source for turn in await database.read(told_on, (now + DAY).date())] == ["bravo"]
    await database.run(retention.forget, before=now + HOUR)
    assert [turn.feed.health for turn in await database.read(told_on, now.date())] == [Health.OK]


async def test_a_check_between_finding_and_marking_loses_nothing(database, ward, now):
    feed = await ward("alfa", Health.GONE, failures=1)
    tidings = await database.read(find_tidings, now=now)
    await ward(feed, Health.OK, ago=timedelta(), at=now)
    await database.run(mark_told, tidings, notice="died", now=now)
    assert await told(database, now + 2 * HOUR) == [("alfa", Health.OK)]


async def test_a_notice_is_kept_until_it_has_arrived(database, now):
    assert await database.read(waiting_notice) == ""
    for text in ("first", "", "second"):
        await database.run(mark_told, Tidings(), notice=text, now=now)
    assert await database.read(waiting_notice) == "first\n\nsecond"
    for _ in range(2):
        await database.run(notice_arrived)
        assert await database.read(waiting_notice) == ""


async def test_what_is_asked_in_the_place_of_a_feed_is_named(database, ward, now):
    urls = [f"https://alfa.example/{name}" for name in ("feed", "listing", "channel", "google")]
    spec = FeedSpec(url=urls[0], fallbacks=tuple(FeedSpec(url=url) for url in urls[1:]))
    await database.run(watchlist.sync_feeds, [Source(id=SourceId("alfa"), name="Alfa", feeds=(spec,))], now=now)
    main, listing, channel, google = await database.read(feeds.feeds_by_id, [1, 2, 3, 4])
    await ward(main, Health.GONE)
    await ward(listing, Health.BROKEN)
    await ward(channel, Health.OK)
    await ward(google, Health.BROKEN)
    await database.run(watchlist.settle, "alfa", urls[0], now=now)
    tidings = await database.read(find_tidings, now=now)
    assert [(turn.feed.url, turn.serving) for turn in tidings.turns] == [(urls[0], (urls[2],)), (urls[1], (urls[2],))]
    everyone = await database.read(standings)
    assert [(turn.feed.url, turn.feed.standby, turn.serving) for turn in everyone] == [
        (urls[0], False, (urls[2],)),
        (urls[1], False, (urls[2],)),
        (urls[2], False, ()),
        (urls[3], True, ()),
    ]


async def test_where_nothing_can_be_reached_the_network_is_told_of_once_and_no_feed(database, ward, now):
    names = ["alfa", "bravo", "charlie", "delta"]
    fallen = [await ward(name, Health.BROKEN, outcome="network") for name in names]
    tidings = await database.read(find_tidings, now=now)
    assert tidings == Tidings(network_lost=now - HOUR)
    await database.run(mark_told, tidings, notice="lost", now=now)
    assert await told(database, now + HOUR) == []
    await ward("robots", Health.BLOCKED, outcome="blocked", at=now + HOUR)  # known without asking
    assert await told(database, now + HOUR) == []
    back_at = now + 2 * HOUR
    await ward(fallen[0], Health.OK, ago=-2 * HOUR, at=back_at)
    tidings = await database.read(find_tidings, now=back_at)
    assert tidings == Tidings(network_back=now - HOUR)
    await database.run(mark_told, tidings, notice="back", now=back_at)
    assert await told(database, back_at + 2 * HOUR) == []  # nobody else was asked since
    await ward(fallen[1], Health.BROKEN, outcome="http", at=back_at + MINUTE)
    assert await told(database, back_at + HOUR - MINUTE) == []
    assert await told(database, back_at + HOUR) == [("bravo", Health.BROKEN)]


async def test_a_fallback_in_standby_is_not_spoken_of(database, ward, now):
    spec = FeedSpec(url="https://alfa.example/feed", fallbacks=(FeedSpec(url="https://alfa.example/listing"),))
    await database.run(watchlist.sync_feeds, [Source(id=SourceId("alfa"), name="Alfa", feeds=(spec,))], now=now)
    (listing,) = await database.read(feeds.feeds_by_id, [2])
    await ward(listing, Health.GONE)
    assert await told(database, now) == []
