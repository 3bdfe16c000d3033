from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from monitor.alerts.schedule import News
from monitor.model import Pace, Quiet, Sound, Subscription, TopicId
from monitor.storage import alerts, deliveries, digests, fan_out, subscribers, tables

pytestmark = pytest.mark.anyio
TOPIC = TopicId("brics")
HOUR = timedelta(hours=1)
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
NIGHT = Quiet(start=11 * 60, end=14 * 60)  # around the noon of the tests
END_OF_NIGHT = datetime(2026, 3, 1, 14, tzinfo=UTC)


@pytest.fixture
async def feed(newsroom):
    return await newsroom.feed()


async def tell(database, newsroom, feed, topic=TOPIC, *, sources=1):
    alert = await newsroom.alert(await newsroom.article(feed), topic)
    await database.run(fan_out.fan_out, alert, News(topic=topic, sources=sources), now=newsroom.now)
    return alert


async def slots(database, reader):
    found = select(tables.deliveries).where(tables.deliveries.c.subscriber_id == reader.id).order_by(tables.deliveries.c.id)
    rows = await database.read(lambda tx: tx.execute(found).all())
    return [(row.state, row.due, row.bundle) for row in rows]


async def choose(database, reader, *, now, **chosen):
    changed = replace(reader, **chosen)
    await database.run(subscribers.save_settings, changed)
    return await database.run(digests.reschedule, reader.id, now=now)


async def test_what_waits_has_another_time_as_its_reader_chooses(database, now, newsroom, feed):
    reader = await newsroom.reader(pace=Pace.DAILY)
    await tell(database, newsroom, feed)
    assert await slots(database, reader) == [("queued", MORNING, "daily:2026-03-02")]
    assert await choose(database, reader, now=now, pace=Pace.DAILY) == 0
    assert await choose(database, reader, now=now, pace=Pace.HOURLY) == 1
    assert await slots(database, reader) == [("queued", now + HOUR, "hourly:2026-03-01T13")]
    assert await choose(database, reader, now=now, pace=Pace.NOW) == 1
    assert await slots(database, reader) == [("queued", now, "")]


async def test_several_that_are_told_at_once_after_all_come_as_one_message(database, now, newsroom, feed):
    reader = await newsroom.reader(quiet=NIGHT)
    for _ in range(3):
        await tell(database, newsroom, feed)
    assert await slots(database, reader) == [("queued", END_OF_NIGHT, "quiet:2026-03-01")] * 3
    assert await choose(database, reader, now=now, quiet=None) == 3
    assert await slots(database, reader) == [("queued", now, "resumed:2026-03-01T12:00")] * 3


async def test_what_is_urgent_is_not_held_once_its_reader_wants_it_and_comes_alone(database, now, newsroom, feed):
    reader = await newsroom.reader(quiet=NIGHT)
    for _ in range(3):
        await tell(database, newsroom, feed)
    urgent = update(tables.deliveries).where(tables.deliveries.c.id == 1).values(priority=1)
    await database.run(lambda tx: tx.execute(urgent))
    assert await choose(database, reader, now=now, quiet=replace(NIGHT, but_urgent=True)) == 1
    held = ("queued", END_OF_NIGHT, "quiet:2026-03-01")
    assert await slots(database, reader) == [("queued", now, ""), held, held]
    assert await choose(database, reader, now=now, quiet=replace(NIGHT, but_urgent=True)) == 0
    assert await choose(database, reader, now=now, quiet=NIGHT) == 1
    assert await choose(database, reader, now=now, quiet=None) == 3
    assert await slots(database, reader) == [("queued", now, ""), *[("queued", now, "resumed:2026-03-01T12:00")] * 2]


async def test_what_is_due_goes_out_unless_quiet_hours_hold_it(database, now, newsroom, feed):
    reader = await newsroom.reader()
    await tell(database, newsroom, feed)
    assert await choose(database, reader, now=now, pace=Pace.DAILY) == 0
    assert await slots(database, reader) == [("queued", now, "")]
    assert await choose(database, reader, now=now, quiet=NIGHT) == 1
    assert await slots(database, reader) == [("queued", END_OF_NIGHT, "quiet:2026-03-01")]


async def test_a_mute_holds_what_was_queued_before_it(database, now, newsroom, feed):
    reader = await newsroom.reader(subscriptions={TopicId("daily"): Subscription(topic=TopicId("daily"), pace=Pace.DAILY)})
    await tell(database, newsroom, feed)
    await tell(database, newsroom, feed)
    await tell(database, newsroom, feed, TopicId("daily"))
    assert await choose(database, reader, now=now, muted_until=now + 8 * HOUR) == 2
    later = ("queued", now + 8 * HOUR, "resumed:2026-03-01T20:00")
    assert await slots(database, reader) == [later, later, ("queued", MORNING, "daily:2026-03-02")]


async def test_a_flood_stays_together(database, now, newsroom, feed):
    reader = await newsroom.reader()
    alert = await newsroom.alert(await newsroom.article(feed), TOPIC)
    flood = ("queued", now + HOUR, "flood:brics:2026-03-01T12")
    await database.run(alerts.queue_deliveries, alert.id, [reader.id], due=flood[1], bundle=flood[2])
    assert await database.run(digests.reschedule, reader.id, now=now) == 0
    assert await slots(database, reader) == [flood]


async def test_what_is_being_sent_keeps_its_time(database, now, newsroom, feed):
    reader = await newsroom.reader(quiet=NIGHT)
    await tell(database, newsroom, feed)
    await database.run(lambda tx: tx.execute(update(tables.deliveries).values(leased_until=now + HOUR)))
    assert await choose(database, reader, now=now, quiet=None) == 0
    assert await choose(database, reader, now=now + HOUR, quiet=None) == 1
    await database.run(lambda tx: tx.execute(update(tables.deliveries).values(attempts=1)))
    assert await choose(database, reader, now=now, quiet=NIGHT) == 0


async def test_what_is_switched_off_and_on_again_is_not_lost(database, now, newsroom, feed):
    reader = await newsroom.reader(pace=Pace.DAILY)
    await tell(database, newsroom, feed)
    await database.run(subscribers.set_topic, reader.id, TOPIC, on=False)
    assert await database.run(digests.reschedule, reader.id, now=now) == 0
    await database.run(subscribers.set_topic, reader.id, TOPIC, on=True)
    assert await database.run(digests.reschedule, reader.id, now=now) == 0
    assert await slots(database, reader) == [("queued", MORNING, "daily:2026-03-02")]


async def test_what_is_wanted_no_more_is_left_out_at_its_time(database, now, newsroom, feed):
    reader = await newsroom.reader(subscriptions={TopicId("off"): Subscription(topic=TopicId("off"), sound=Sound.OFF)})
    kept = await newsroom.queued(feed, reader, topic=TOPIC)
    await newsroom.queued(feed, reader, topic="off")
    bored = await newsroom.queued(feed, reader, topic=TOPIC)
    await database.run(lambda tx: tx.execute(tables.story_mutes.insert(), {"subscriber_id": reader.id, "story_id": bored.story}))
    waiting = await database.read(deliveries.waiting_for, reader.id, now=now)
    wanted = await database.run(digests.still_wanted, reader, waiting, at=now)
    assert [each.alert for each in wanted] == [kept.id]
    assert [(state, bundle) for state, _, bundle in await slots(database, reader)] == [("queued", ""), ("parked", ""), ("parked", "")]


async def test_a_story_that_enough_sources_tell_is_told_at_once(database, now, newsroom, feed):
    strict, patient = await newsroom.reader(1, corroboration=2), await newsroom.reader(2, corroboration=2, pace=Pace.DAILY)
    more = await newsroom.reader(3, corroboration=3)
    alert = await tell(database, newsroom, feed)
    row = {"story_id": alert.story, "country": "", "official": False, "first_at": now, "article_id": alert.article}
    await database.run(lambda tx: tx.execute(tables.story_sources.insert(), [row | {"source": name} for name in ("tass", "reuters")]))
    assert await database.run(digests.reconsider, alert.story, sources=2, now=now) == 1
    assert await slots(database, strict) == [("queued", now, "")]
    assert await slots(database, patient) == await slots(database, more) == [("queued", MORNING, "daily:2026-03-02")]
    assert await database.run(digests.reconsider, alert.story, sources=2, now=now) == 0


async def test_the_next_digest_can_be_seen(database, now, newsroom, feed):
    reader = await newsroom.reader(pace=Pace.DAILY)
    assert await database.read(digests.preview, reader.id, now=now) == digests.Preview(due=MORNING, topics={})
    for topic in (TOPIC, TOPIC, TopicId("format")):
        await tell(database, newsroom, feed, topic)
    assert await database.read(digests.preview, reader.id, now=now) == digests.Preview(due=MORNING, topics={TOPIC: 2, TopicId("format"): 1})


async def contents(database, reader, delivery, now):
    together = await database.read(deliveries.waiting_for, reader.id, now=now)
    return await database.run(digests.contents_of, reader, delivery, together, now=now)


async def test_a_digest_says_last_what_one_source_tells(database, now, newsroom, feed):
    reader = await newsroom.reader(corroboration=2, subscriptions={TopicId("off"): Subscription(topic=TopicId("off"), on=False)})
    sure, unsure = [await newsroom.alert(await newsroom.article(feed), TOPIC) for _ in range(2)]
    row = {"country": "", "official": False, "first_at": now, "article_id": sure.article, "story_id": sure.story}
    await database.run(lambda tx: tx.execute(tables.story_sources.insert(), [row | {"source": name} for name in ("tass", "reuters")]))
    for alert in (sure, unsure):
        await database.run(alerts.queue_deliveries, alert.id, [reader.id], due=now, bundle="daily:2026-03-01")
    held = await newsroom.alert(await newsroom.article(feed), TOPIC, held="uncorroborated", raised=now - HOUR)
    await newsroom.alert(await newsroom.article(feed), "off", held="uncorroborated", raised=now - HOUR)
    await newsroom.alert(await newsroom.article(feed), TOPIC, held="old", raised=now - HOUR)
    first, second = await database.read(deliveries.waiting_for, reader.id, now=now)
    found = await contents(database, reader, first, now)
    assert (found.tells, found.page, found.rest, found.unsure) == ((second,), 1, 0, {second.id})
    assert [each.alert for each in found.unconfirmed] == [held.id]
    await database.run(deliveries.mark_sending, first.id, html="", probe_from=0, tells=[second.id])
    await database.run(alerts.queue_deliveries, held.id, [reader.id], due=now, bundle="daily:2026-03-01")
    (third,) = await database.read(deliveries.waiting_for, reader.id, now=now)
    assert (await contents(database, reader, third, now)).page == 2
    later = replace(third, due=now + HOUR, bundle="hourly:2026-03-01T13")
    assert (await database.run(digests.contents_of, reader, later, [], now=now)).unconfirmed == ()  # it was told in the digest before


async def test_a_digest_begins_with_its_first_topic_and_is_cut(database, now, newsroom, feed, monkeypatch):
    monkeypatch.setattr(digests, "PAGE", 3)
    reader = await newsroom.reader()
    for topic in ("a", "b", "a", "b", "a"):
        alert = await newsroom.alert(await newsroom.article(feed), topic)
        await database.run(alerts.queue_deliveries, alert.id, [reader.id], due=now, bundle="daily:2026-03-01")
    waiting = await database.read(deliveries.waiting_for, reader.id, now=now)
    found = await contents(database, reader, waiting[0], now)
    assert [each.id for each in found.tells] == [waiting[2].id, waiting[4].id]
    assert (found.rest, found.unconfirmed) == (2, ())


async def test_a_flood_comes_whole(database, now, newsroom, feed):
    reader = await newsroom.reader()
    for _ in range(2):
        alert = await newsroom.alert(await newsroom.article(feed), TOPIC)
        await database.run(alerts.queue_deliveries, alert.id, [reader.id], due=now, bundle="flood:brics:2026-03-01T11")
    first, second = await database.read(deliveries.waiting_for, reader.id, now=now)
    assert await contents(database, reader, first, now) == digests.Contents(tells=(second,))
    await database.run(subscribers.set_topic, reader.id, TOPIC, on=False)
    (reader,) = await database.read(subscribers.subscribers_by_id, [reader.id])
    assert await contents(database, reader, first, now) is None
