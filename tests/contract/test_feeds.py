from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from monitor.model import Check, FeedId, FeedKind, FeedSpec, Selectors, Source, SourceId
from monitor.storage import articles, feeds, tables, watchlist
from monitor.storage.tables import checks

pytestmark = pytest.mark.anyio
LEASE = timedelta(minutes=5)
LATER = timedelta(hours=1)


def source(*specs, name="kabul-times", **changes):
    specs = specs or (FeedSpec(url="https://kabul.example/feed"),)
    return Source(**({"id": SourceId(name), "name": name, "country": "AF", "language": "fa", "feeds": specs} | changes))


async def due(database, now, limit=100):
    return await database.run(feeds.claim_due, limit=limit, now=now, lease=LEASE)


async def test_a_new_feed_is_due_at_once_and_leased_once(database, now):
    await database.run(watchlist.sync_feeds, [source()], now=now)
    (feed,) = await due(database, now)
    assert (feed.source, feed.url, feed.language, feed.country) == ("kabul-times", "https://kabul.example/feed", "fa", "AF")
    assert (feed.next_at, feed.checks, feed.selectors, feed.pages) == (now, 0, None, True)
    assert await due(database, now) == []
    assert await database.read(feeds.next_due) == now + LEASE
    assert await due(database, now + LEASE) == [feed]


async def test_everything_an_operator_says_of_a_feed_comes_back(database, now):
    spec = FeedSpec(
        url="https://kabul.example/news",
        kind=FeedKind.LISTING,
        language="ps",
        selectors=Selectors(item="li.news", link="a.title", time="time"),
        pages=False,
    )
    await database.run(watchlist.sync_feeds, [source(spec)], now=now)
    (feed,) = await due(database, now)
    assert (feed.kind, feed.language, feed.selectors, feed.pages) == (FeedKind.LISTING, "ps", spec.selectors, False)


async def test_what_is_remembered_between_checks_comes_back(database, now):
    await database.run(watchlist.sync_feeds, [source()], now=now)
    (feed,) = await due(database, now)
    remembered = replace(
        feed,
        etag='W/"й"',
        last_modified="Sun, 01 Mar 2026 11:59:59 GMT",
        body_hash="0123",
        interval=timedelta(minutes=7, microseconds=3),
        next_at=now + timedelta(minutes=7),
        failures=2,
        checks=9,
        unconditional_at=now - timedelta(hours=3),
    )
    await database.run(feeds.save_feed, remembered)
    assert await database.read(feeds.feeds_by_id, [feed.id]) == [remembered]
    assert await database.read(feeds.next_due) == remembered.next_at
    assert await due(database, now + timedelta(minutes=6)) == []
    assert await due(database, now + timedelta(minutes=7)) == [remembered]


async def test_a_released_feed_is_due_again(database, now):
    await database.run(watchlist.sync_feeds, [source()], now=now)
    (feed,) = await due(database, now)
    await database.run(feeds.release_feed, feed.id)
    assert await due(database, now) == [feed]


async def test_the_longest_waiting_feed_is_first(database, now):
    urls = [f"https://kabul.example/{n}" for n in range(3)]
    for n in (1, 0, 2):
        known = [FeedSpec(url=urls[i]) for i in ((1,), (1, 0), (1, 0, 2))[(1, 0, 2).index(n)]]
        await database.run(watchlist.sync_feeds, [source(*known)], now=now - timedelta(minutes=n))
    assert [f.url for f in await due(database, now, limit=2)] == [urls[2], urls[1]]
    assert [f.url for f in await due(database, now, limit=2)] == [urls[0]]


async def test_a_feed_that_is_gone_is_asked_again_when_it_is_due(database, now):
    await database.run(watchlist.sync_feeds, [source()], now=now)
    (feed,) = await due(database, now)
    await database.run(feeds.save_feed, replace(feed, gone=True, next_at=now + timedelta(days=7)))
    assert await due(database, now + timedelta(days=6)) == []
    assert [f.id for f in await due(database, now + timedelta(days=8))] == [feed.id]


@pytest.mark.parametrize("left", [pytest.param([], id="not-named-any-more"), pytest.param([source(enabled=False)], id="switched-off")])
async def test_a_retired_feed_is_not_checked_but_keeps_its_history(database, now, left):
    await database.run(watchlist.sync_feeds, [source()], now=now)
    (feed,) = await due(database, now)
    await database.run(feeds.save_feed, replace(feed, checks=5, etag="e"))
    for _ in range(2):
        await database.run(watchlist.sync_feeds, left, now=now)
        assert await due(database, now + LATER) == []
    assert await database.read(feeds.next_due) is None
    await database.run(watchlist.sync_feeds, [source()], now=now + LATER)
    (again,) = await due(database, now + LATER)
    assert (again.id, again.checks, again.etag) == (feed.id, 5, "e")


CHANGES = [
    pytest.param(source(language="ps"), False, id="language"),
    pytest.param(source(country="PK"), False, id="country"),
    pytest.param(source(FeedSpec(url="https://kabul.example/feed", pages=False)), False, id="pages"),
    pytest.param(source(FeedSpec(url="https://kabul.example/feed", kind=FeedKind.SITEMAP)), True, id="kind"),
    pytest.param(source(FeedSpec(url="https://kabul.example/feed", selectors=Selectors(item="li"))), True, id="selectors"),
]


@pytest.mark.parametrize(("changed", "reread"), CHANGES)
async def test_a_changed_feed_keeps_its_state_but_is_read_anew_where_it_reads_otherwise(database, now, changed, reread):
    await database.run(watchlist.sync_feeds, [source()], now=now)
    (feed,) = await due(database, now)
    await database.run(feeds.save_feed, replace(feed, etag="e", checks=5, next_at=now + LATER))
    await database.run(watchlist.sync_feeds, [changed], now=now)
    (after,) = await database.read(feeds.feeds_by_id, [feed.id])
    assert after.checks == 5
    assert (after.etag, after.next_at) == (("", now) if reread else ("e", now + LATER))
    spec = changed.feeds[0]
    assert (after.language, after.country, after.kind, after.selectors, after.pages) == (
        changed.language,
        changed.country,
        spec.kind,
        spec.selectors,
        spec.pages,
    )


async def test_two_sources_may_watch_one_url(database, now):
    await database.run(watchlist.sync_feeds, [source(), source(name="agency")], now=now)
    assert sorted(f.source for f in await due(database, now)) == ["agency", "kabul-times"]


async def test_feeds_come_in_the_order_asked_for_without_the_unknown(database, now):
    await database.run(watchlist.sync_feeds, [source(), source(name="agency")], now=now)
    found = await database.read(feeds.feeds_by_id, [FeedId(2), FeedId(77), FeedId(1)])
    assert [f.id for f in found] == [2, 1]


async def test_one_visit_is_kept_once(database, now, newsroom):
    feed = await newsroom.feed()
    check = Check(feed=feed.id, at=now, outcome="ok", status=200, entries=20, new=2, size=5_000_000_000, elapsed=timedelta(milliseconds=12))
    for _ in range(2):
        await database.run(feeds.record_check, check)
    rows = await database.read(lambda tx: tx.execute(checks.select()).all())
    assert [(r.feed_id, r.at, r.outcome, r.size, r.elapsed) for r in rows] == [(feed.id, now, "ok", 5_000_000_000, check.elapsed)]


async def test_every_lease_ends_at_the_start_of_the_one_process(database, now, newsroom):
    feed = await newsroom.feed()
    article = await newsroom.article(feed)
    await database.run(articles.schedule_page, article, now)
    assert len(await due(database, now)) == 1
    assert len(await database.run(articles.claim_pages, limit=5, now=now, lease=timedelta(minutes=5))) == 1
    assert await due(database, now) == []
    await database.run(feeds.release_all)
    assert len(await due(database, now)) == 1
    assert len(await database.run(articles.claim_pages, limit=5, now=now, lease=timedelta(minutes=5))) == 1
    await database.run(articles.release_page, article)
    assert len(await database.run(articles.claim_pages, limit=5, now=now, lease=timedelta(minutes=5))) == 1


async def test_a_feed_that_is_pushed_while_it_is_checked_stays_due(database, now):
    await database.run(watchlist.sync_feeds, [source()], now=now)
    (before,) = await due(database, now)

    def push(tx):
        tx.execute(update(tables.feeds).values(pushed_at=now, next_at=now + LEASE))

    await database.run(push)
    await database.run(feeds.save_feed, replace(before, hub="https://hub.example/", topic="t", next_at=now + LATER))
    (after,) = await database.read(feeds.feeds_by_id, [before.id])
    assert (after.next_at, after.hub, after.topic) == (now + LEASE, "https://hub.example/", "t")
    await database.run(feeds.save_feed, replace(after, next_at=now + LATER))
    (after,) = await database.read(feeds.feeds_by_id, [before.id])
    assert after.next_at == now + LATER


async def test_feeds_that_their_hubs_push_ask_for_next_to_nothing(database, now):
    await database.run(watchlist.sync_feeds, [source(), source(FeedSpec(url="https://x.example/"), name="x")], now=now)
    before = await database.read(feeds.load_by_tier)

    def promise(tx):
        tx.execute(update(tables.feeds).where(tables.feeds.c.source == "x").values(pushed_until=now))

    await database.run(promise)
    after = await database.read(feeds.load_by_tier)
    assert sum(after.values()) == pytest.approx(sum(before.values()) / 2)
