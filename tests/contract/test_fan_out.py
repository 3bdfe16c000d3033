from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from monitor.alerts.decide import Turn
from monitor.alerts.schedule import News, slot
from monitor.model import Pace, Quiet, Sound, SourceId, Subscription, TopicId
from monitor.storage import fan_out, made, subscribers, tables

pytestmark = pytest.mark.anyio
TOPIC = TopicId("brics")
NEWS = News(topic=TOPIC, language="ru", source=SourceId("tass"))
HOUR = timedelta(hours=1)


def queued(tx, alert):
    found = select(tables.deliveries).where(tables.deliveries.c.alert_id == alert.id).order_by(tables.deliveries.c.subscriber_id)
    return {row.subscriber_id: (row.due, row.bundle) for row in tx.execute(found)}


@pytest.fixture
async def alert(newsroom):
    return await newsroom.alert(await newsroom.article(await newsroom.feed()), TOPIC)


async def told(database, alert, news=NEWS, **more):
    count = await database.run(fan_out.fan_out, alert, news, **more)
    found = await database.read(queued, alert)
    return count, found


async def test_each_choice_is_told_as_it_would_be_alone(database, now, newsroom, alert):
    chosen = [
        {},
        {"timezone": "Asia/Kabul", "pace": Pace.DAILY, "digest_hour": 7},
        {"timezone": "Nowhere/At_All", "pace": Pace.HOURLY},
        {"pace": Pace.WEEKLY, "digest_weekday": 3},
        {"quiet": Quiet(start=11 * 60, end=13 * 60), "timezone": "UTC"},
        {"quiet": Quiet(start=0, end=1439), "timezone": "Europe/Berlin", "pace": Pace.HOURLY},
        {"quiet": Quiet(start=0, end=1439, but_urgent=True)},
        {"sound": Sound.OFF},
        {"sound": Sound.SILENT},
        {"languages": frozenset({"en"})},
        {"languages": frozenset({"en", "ru"})},
        {"muted_sources": frozenset({SourceId("tass")})},
        {"corroboration": 2},
        {"subscriptions": {TOPIC: Subscription(topic=TOPIC, on=False)}},
        {"subscriptions": {TOPIC: Subscription(topic=TOPIC, pace=Pace.HOURLY)}},
        {"sound": Sound.OFF, "subscriptions": {TOPIC: Subscription(topic=TOPIC, sound=Sound.NORMAL)}},
        {"subscriptions": {TopicId("other"): Subscription(topic=TopicId("other"), on=False)}},
    ]
    readers = [await newsroom.reader(chat, **choice) for chat, choice in enumerate([*chosen, *chosen], 1)]
    turn = Turn(due=now + HOUR, bundle="flood:brics:2026-03-01T12")
    count, found = await told(database, alert, now=now, turn=turn)
    alone = {each.id: slot(each, NEWS, now=now, turn=turn) for each in readers}
    assert found == {key: (when.due, when.bundle) for key, when in alone.items() if when is not None}
    assert count == len(found) == 26


async def test_an_urgent_alert_comes_in_the_quiet_hours_of_those_who_want_it_then(database, now, newsroom, alert):
    quiet = Quiet(start=0, end=1439)
    held, woken = await newsroom.reader(1, quiet=quiet), await newsroom.reader(2, quiet=replace(quiet, but_urgent=True))
    _, found = await told(database, alert, replace(NEWS, urgent=True), now=now)
    assert found == {held.id: (now.replace(hour=23, minute=59), "quiet:2026-03-01"), woken.id: (now, "")}
    other = await newsroom.alert(await newsroom.article(await newsroom.feed(), title="Other"), TOPIC)
    assert len({due for due, _ in (await told(database, other, now=now))[1].values()} - {now}) == 1


async def test_nobody_is_told_twice(database, now, newsroom, alert):
    await newsroom.reader(1)
    assert (await told(database, alert, now=now))[0] == 1
    await newsroom.reader(2)
    assert (await told(database, alert, now=now + HOUR))[0] == 1


async def test_who_left_who_is_silent_for_a_while_and_who_had_enough_of_the_story_are_not_told(database, now, newsroom, alert):
    gone, muted, again, bored, there = [await newsroom.reader(chat) for chat in range(1, 6)]
    await database.run(subscribers.deactivate, gone.id, reason="stopped", at=now)
    await database.run(subscribers.save_settings, replace(muted, muted_until=now + HOUR))
    await database.run(subscribers.save_settings, replace(again, muted_until=now))
    await database.run(lambda tx: tx.execute(tables.story_mutes.insert(), {"subscriber_id": bored.id, "story_id": alert.story}))
    assert set((await told(database, alert, now=now))[1]) == {again.id, there.id}


async def test_nobody_there_nobody_told(database, now, alert):
    assert await told(database, alert, now=now) == (0, {})


async def test_a_language_is_news_to_those_who_read_it_and_know_the_story(database, now, newsroom, alert):
    knows, reads, foreign = (
        await newsroom.reader(1, locale="ru"),
        await newsroom.reader(2, languages=frozenset({"ru", "fa"})),
        await newsroom.reader(3),
    )
    await told(database, alert, now=now)
    await newsroom.reader(4, locale="ru")  # who came later knows nothing of it
    first = await database.run(newsroom_alert, alert, "language:ru")
    assert await database.read(fan_out.hears_change, TOPIC, alert.story, "language:ru", now=now)
    assert not await database.read(fan_out.hears_change, TOPIC, alert.story, "language:tg", now=now)
    assert set((await told(database, first, now=now))[1]) == {knows.id, reads.id}
    assert foreign.id not in await database.read(queued, first)


def newsroom_alert(tx, alert, change):
    from monitor.storage import alerts

    return alerts.raise_alert(tx, replace(alert, change=change))


async def test_who_waits_for_another_article_of_a_story_is_told_when_it_comes(database, now, newsroom, alert):
    english = await newsroom.reader(1, languages=frozenset({"en"}))
    wary = await newsroom.reader(2, muted_sources=frozenset({SourceId("tass")}))
    await newsroom.reader(3, sound=Sound.OFF)
    late = await newsroom.reader(4, languages=frozenset({"en"}), since=now + HOUR)
    assert (await told(database, alert, now=now))[1] == {}
    reuters = News(topic=TOPIC, language="en", source=SourceId("reuters"), sources=2)
    assert await database.run(fan_out.tell_choosy, alert, reuters, now=now + HOUR) == 2
    assert set(await database.read(queued, alert)) == {english.id, wary.id}
    assert await database.run(fan_out.tell_choosy, alert, reuters, now=now + HOUR) == 0
    assert late.id not in await database.read(queued, alert)


async def test_a_clock_that_went_back_makes_no_digest_twice(database, now, newsroom, alert):
    had, new = await newsroom.reader(1, pace=Pace.DAILY, digest_hour=18), await newsroom.reader(2, pace=Pace.DAILY, digest_hour=18)
    evening = datetime(2026, 3, 1, 18, tzinfo=UTC)
    await database.run(made.note_digest, had.id, "daily:2026-03-01", count=3, at=evening)
    assert (await told(database, alert, now=now))[1] == {
        had.id: (evening + timedelta(days=1), "daily:2026-03-02"),
        new.id: (evening, "daily:2026-03-01"),
    }


async def test_messages_of_a_digest_are_noted_and_those_at_once_are_not(database, now, newsroom):
    reader = await newsroom.reader()
    for bundle in ["daily:2026-03-01", "daily:2026-03-01", "flood:brics:2026-03-01T12", ""]:
        await database.run(made.note_digest, reader.id, bundle, count=1, at=now)
    assert await database.read(made.made_by, reader.id, now=now) == {"daily:2026-03-01", "daily:2026-03-01/2"}
    assert await database.read(made.made_by, reader.id, now=now + made.REMEMBERED + HOUR) == frozenset()


async def test_digests_of_long_ago_are_forgotten(database, now, newsroom):
    reader = await newsroom.reader()
    for bundle, at in [("daily:2026-02-01", now - 28 * 24 * HOUR), ("daily:2026-03-01", now)]:
        await database.run(made.note_digest, reader.id, bundle, count=1, at=at)
    assert await database.run(made.forget_digests, before=now - made.REMEMBERED) == 1
    assert await database.read(made.made_by, reader.id, now=now) == {"daily:2026-03-01"}


async def test_many_choices_are_told_too(database, now, newsroom, alert):
    """More than one statement could hold as values."""
    rows = [
        {
            "channel": "telegram",
            "chat_id": n,
            "locale": "en",
            "active": True,
            "reason": "",
            "quiet_from": n % 1440,
            "quiet_to": 720 + n // 1440,
        }
        for n in range(3000)
    ]
    await database.run(lambda tx: tx.execute(tables.subscribers.insert(), rows))
    await database.run(lambda tx: tx.execute(update(tables.subscribers).values(corroboration=1)))
    assert (await told(database, alert, now=now))[0] == 3000
