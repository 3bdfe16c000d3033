from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Pace, Quiet
from monitor.storage import broadcasts, made, silence, subscribers

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)


async def sends(database, now):
    claim = {"limit": 9, "behind": 9, "now": now, "lease": timedelta(seconds=30)}
    return [(each.subscriber, each.html) for each in await database.run(broadcasts.claim_sends, **claim)]


async def test_a_silence_is_told_once_a_week_in_each_language(database, now, newsroom):
    feed = await newsroom.feed()
    await newsroom.article(feed, seen=now - DAY)
    english, russian = await newsroom.reader(1, pace=Pace.DAILY), await newsroom.reader(2, pace=Pace.DAILY, locale="ru")
    await newsroom.reader(3)  # is told at once
    assert await database.run(silence.tell_of_silence, now=now) == 2
    assert await sends(database, now) == [
        (english.id, "Nothing on your topics for 7 days. 1 article was read."),
        (russian.id, "По вашим темам ничего нет уже 7 дней. Прочитана 1 статья."),
    ]
    assert await database.run(silence.tell_of_silence, now=now + 6 * DAY) == 0
    assert await database.run(silence.tell_of_silence, now=now - DAY) == 0
    assert await database.run(silence.tell_of_silence, now=now + 7 * DAY) == 2


async def test_who_heard_something_is_not_told_of_silence(database, now, newsroom):
    feed = await newsroom.feed()
    heard, had, new = [await newsroom.reader(chat, pace=Pace.DAILY) for chat in (1, 2, 3)]
    await newsroom.queued(feed, heard, raised=now - 2 * DAY)
    await database.run(made.note_digest, had.id, "daily:2026-02-23", count=1, at=now - 6 * DAY)
    await database.run(subscribers.save_settings, replace(new, since=now - 6 * DAY))
    assert await database.run(silence.tell_of_silence, now=now) == 0
    assert await database.run(silence.tell_of_silence, now=now + 2 * DAY) == 2


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param({"digest_hour": 13}, id="not-yet"),
        pytest.param({"timezone": "America/St_Johns", "digest_hour": 9}, id="not-yet-where-he-is"),
        pytest.param({"quiet": Quiet(start=660, end=780)}, id="in-quiet-hours"),
        pytest.param({"active": False}, id="gone"),
    ],
)
async def test_a_silence_waits_for_its_hour(database, now, newsroom, chosen):
    await newsroom.reader(pace=Pace.DAILY, **chosen)
    assert await database.run(silence.tell_of_silence, now=now) == 0


async def test_a_silence_waits_for_the_end_of_a_mute(database, now, newsroom):
    await newsroom.reader(pace=Pace.DAILY, muted_until=now + DAY)
    assert await database.run(silence.tell_of_silence, now=now) == 0
    assert await database.run(silence.tell_of_silence, now=now + DAY) == 1
