from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import Channel, Check, Health, Subscriber
from monitor.storage import feeds, subscribers
from monitor.storage.deliveries import delivery_at, mark_sent, park
from monitor.storage.status import Trouble, look_around
from tests.line.archive import all_deliveries

pytestmark = pytest.mark.anyio
CHANNEL = -1_001_234_567_890


async def test_an_empty_database(database):
    seen = await database.read(look_around, troubles=5)
    assert sum(seen.feeds.values()) == 0
    assert (seen.checked, seen.oldest_due, seen.subscribers, seen.troubles) == (None, None, 0, ())
    assert seen.size > 10_000


async def test_what_is_seen_at_a_glance(database, newsroom, now):
    feed = await newsroom.feed()
    readers = [await newsroom.reader(chat) for chat in (1, 2)]
    await newsroom.reader(3, active=False)
    await database.run(subscribers.add_subscriber, Subscriber(channel=Channel.TERMINAL))
    await newsroom.queued(feed, *readers)
    given_up, waiting = await database.read(all_deliveries)
    await database.run(park, given_up.id, reason="blocked", at=now + timedelta(minutes=1))
    for outcome, minutes in (("ok", 3), ("http", 2)):
        check = Check(feed=feed.id, at=now + timedelta(minutes=minutes), outcome=outcome, status=503 if outcome == "http" else 200)
        await database.run(feeds.record_check, check)
    seen = await database.read(look_around, troubles=5)
    assert seen.feeds[Health.OK] == 1
    assert seen.checked == now + timedelta(minutes=3)
    assert (seen.oldest_due, seen.subscribers) == (waiting.due, 2)
    assert seen.troubles == (
        Trouble(at=now + timedelta(minutes=2), whose="kabul-times", what="http 503"),
        Trouble(at=now + timedelta(minutes=1), whose="chat 1", what="blocked"),
    )
    assert (await database.read(look_around, troubles=0)).troubles == ()


async def test_the_alert_of_a_message(database, newsroom, now):
    first, second = [await newsroom.reader(chat) for chat in (1, 2)]
    await newsroom.queued(await newsroom.feed(), first, second)
    mine, theirs = await database.read(all_deliveries)
    assert await database.read(delivery_at, first.id, 0) is None
    for one, number in ((mine, 70), (theirs, 71)):
        await database.run(mark_sent, one.id, message_id=number, at=now)
    found = await database.read(delivery_at, first.id, 70)
    assert found is not None
    assert found.id == mine.id
    assert await database.read(delivery_at, first.id, 71) is None


async def test_a_channel_waits_until_it_is_started(database):
    for person in (5, 6):
        await database.run(subscribers.add_channel, CHANNEL, managed_by=person, locale="ru")
    assert await database.read(subscribers.channels_managed_by, 5) == []
    (channel,) = await database.read(subscribers.channels_managed_by, 6)
    assert (channel.chat_id, channel.kind, channel.active, channel.locale) == (CHANNEL, "channel", False, "ru")
    await database.run(subscribers.add_subscriber, Subscriber(chat_id=CHANNEL, locale="ru"))
    (channel,) = await database.read(subscribers.channels_managed_by, 6)
    assert channel.active
    await database.run(subscribers.set_place, channel.id, kind="channel", thread_id=0)
