from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count, pairwise

import pytest
from sqlalchemy import select, update

from monitor.model import FeedSpec, Source, SourceId
from monitor.storage import feeds, tables, watchlist, websub
from monitor.storage.websub import State

pytestmark = pytest.mark.anyio
BASE = "https://monitor.example/websub/"
HUB, TOPIC = "https://hub.example/", "https://kabul.example/feed"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def claim(database):
    numbers = count()

    async def claim(now, base=BASE, limit=10):
        return await database.run(websub.claim_subscriptions, base=base, limit=limit, now=now, chance=lambda: f"chance{next(numbers)}")

    return claim


@pytest.fixture
async def feed(database, now):
    """A feed that names a hub."""
    await database.run(watchlist.sync_feeds, [source()], now=now)
    (one,) = await database.run(feeds.claim_due, limit=1, now=now, lease=HOUR)
    await database.run(feeds.save_feed, replace(one, hub=HUB, topic=TOPIC, next_at=now + DAY))
    return one


def source(name="kabul-times", url="https://kabul.example/feed"):
    return Source(id=SourceId(name), name=name, feeds=(FeedSpec(url=url),))


async def stored(database, feed):
    (one,) = await database.read(feeds.feeds_by_id, [feed.id])
    return one


async def subscriptions(database):
    def all_of_them(tx):
        tokens = tx.execute(select(tables.hub_subscriptions.c.token)).scalars().all()
        return [websub.subscription_by_token(tx, token) for token in tokens]

    return await database.read(all_of_them)


async def test_a_feed_that_names_a_hub_is_subscribed_to_once(database, feed, claim, now):
    (asked,) = await claim(now)
    assert (asked.feed, asked.source, asked.hub, asked.topic) == (feed.id, feed.source, HUB, TOPIC)
    assert (asked.callback, asked.token, asked.secret) == (f"{BASE}chance0", "chance0", "chance1")
    assert (asked.state, asked.pending, asked.attempts) == (State.ASKED, True, 1)
    assert await subscriptions(database) == [asked]
    assert await claim(now) == []
    assert "chance" not in repr(asked)


async def test_a_hub_that_does_not_confirm_is_asked_again_ever_less_often(feed, claim, now):
    times = [now]
    while len(times) < 8:
        (asked,) = await claim(times[-1])
        assert asked.feed == feed.id
        times.append(asked.act_at)
    waits = [(late - early) / HOUR for early, late in pairwise(times)]
    assert waits == [1, 2, 4, 8, 16, 24, 24]


async def test_a_promise_is_renewed_before_it_ends(database, feed, claim, now):
    (asked,) = await claim(now)
    await database.run(websub.mark_live, feed.id, until=now + DAY, renew_at=now + 20 * HOUR)
    assert (await stored(database, feed)).pushed_until == now + DAY
    assert await claim(now + 19 * HOUR) == []
    (again,) = await claim(now + 20 * HOUR)
    assert (again.state, again.token, again.secret) == (State.LIVE, asked.token, asked.secret)
    assert again.act_at == now + 21 * HOUR


async def test_a_promise_that_ends_soon_hurries(database, feed, claim, now):
    await claim(now)
    await database.run(websub.mark_live, feed.id, until=now + HOUR, renew_at=now)
    times = [now]
    while times[-1] < now + HOUR:
        (again,) = await claim(times[-1])
        times.append(again.act_at)
    assert times[1] == now + HOUR / 2
    assert times[-1] - times[-2] == timedelta(minutes=1)


async def test_a_promise_that_is_over_lets_the_feed_be_asked_at_once(database, feed, claim, now):
    await claim(now)
    await database.run(websub.mark_live, feed.id, until=now + HOUR, renew_at=now + DAY)
    (again,) = await claim(now + HOUR)
    assert (again.state, again.until) == (State.ASKED, None)
    after = await stored(database, feed)
    assert (after.pushed_until, after.next_at) == (None, now + HOUR)


async def test_a_hub_that_will_not_is_asked_again_much_later(database, feed, claim, now):
    await claim(now)
    await database.run(websub.mark_live, feed.id, until=now + DAY, renew_at=now + DAY)
    await database.run(websub.mark_denied, feed.id, again_at=now + 7 * DAY, now=now)
    after = await stored(database, feed)
    assert (after.pushed_until, after.next_at) == (None, now)
    assert await claim(now + 6 * DAY) == []
    (again,) = await claim(now + 7 * DAY)
    assert (again.state, again.pending) == (State.ASKED, True)


def retire(tx):
    tx.execute(update(tables.feeds).values(retired=tables.feeds.c.next_at))


def another_hub(tx):
    tx.execute(update(tables.feeds).values(hub="https://other.example/"))


def no_hub(tx):
    tx.execute(update(tables.feeds).values(hub="", topic=""))


@pytest.mark.parametrize("change", [retire, another_hub, no_hub])
async def test_what_is_no_longer_wanted_is_ended(database, feed, claim, now, change):
    await claim(now)
    await database.run(websub.mark_live, feed.id, until=now + DAY, renew_at=now + DAY)
    await database.run(change)
    (ending,) = await claim(now)
    assert (ending.state, ending.hub, ending.topic, ending.pending) == (State.ENDING, HUB, TOPIC, True)
    assert (await stored(database, feed)).pushed_until is None
    goodbyes = 1
    at = ending.act_at
    while (await subscriptions(database))[0].hub == HUB and goodbyes < 9:
        said = await claim(at)
        goodbyes += len(said)
        at += DAY
        if not await subscriptions(database):
            break
    assert goodbyes == 3


async def test_a_hub_that_was_never_asked_needs_no_goodbye(database, feed, claim, now):
    (asked,) = await claim(now)
    await database.run(websub.put_off, feed.id, until=now + HOUR)
    await database.run(no_hub)
    assert await claim(now + HOUR) == []
    assert await subscriptions(database) == []
    assert asked.attempts == 1


async def test_a_hub_that_had_no_turn_is_asked_as_if_for_the_first_time(database, feed, claim, now):
    await claim(now)
    await database.run(websub.put_off, feed.id, until=now + HOUR)
    (again,) = await claim(now + HOUR)
    assert again.attempts == 1


async def test_after_the_old_hub_the_new_one_is_asked(database, feed, claim, now):
    await claim(now)
    await database.run(another_hub)
    (ending,) = await claim(now)
    await database.run(websub.delete_subscription, ending.feed)
    (asked,) = await claim(now)
    assert (asked.hub, asked.state) == ("https://other.example/", State.ASKED)
    assert asked.token != ending.token


async def test_another_address_of_ours_is_told_to_the_hub(database, feed, claim, now):
    (asked,) = await claim(now)
    await database.run(websub.mark_live, feed.id, until=now + DAY, renew_at=now + DAY)
    await database.run(websub.move_callbacks, base=BASE, now=now)
    assert await claim(now) == []
    await database.run(websub.move_callbacks, base="https://new.example/websub/", now=now)
    (again,) = await claim(now)
    assert again.callback == f"https://new.example/websub/{asked.token}"


async def test_where_it_is_switched_off_feeds_are_asked_at_their_own_pace(database, feed, claim, now):
    await claim(now)
    await database.run(websub.mark_live, feed.id, until=now + DAY, renew_at=now + DAY)
    await database.run(websub.forget_subscriptions, now=now)
    assert await subscriptions(database) == []
    after = await stored(database, feed)
    assert (after.pushed_until, after.next_at) == (None, now)


async def test_a_push_makes_the_feed_due_but_not_too_often(database, feed, claim, now):
    await claim(now)
    apart = timedelta(seconds=30)

    async def push(seconds):
        due = await database.run(websub.mark_pushed, feed.id, now=now + timedelta(seconds=seconds), apart=apart)
        return (due - now).total_seconds(), ((await stored(database, feed)).next_at - now).total_seconds()

    assert await push(0) == (0, 0)
    (checked,) = await database.run(feeds.claim_due, limit=1, now=now, lease=HOUR)
    assert await push(1) == (30, 30)  # while it is checked
    await database.run(feeds.save_feed, replace(checked, next_at=now + DAY))
    assert await push(2) == (30, 30)
    assert await push(29) == (30, 30)
    assert await push(31) == (60, 30)  # it is due, anyway
    assert await push(200) == (200, 30)


async def test_hubs_are_asked_so_many_at_a_time(database, claim, now):
    await database.run(watchlist.sync_feeds, [source(f"s{n}", f"https://s{n}.example/") for n in range(5)], now=now)
    await database.run(another_hub)
    assert [len(await claim(now, limit=2)) for _ in range(4)] == [2, 2, 1, 0]
