from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import TopicId
from monitor.storage.silences import Silence, silence, silence_of, silences_at, unsilence

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)
BRICS, TALIBAN = TopicId("brics"), TopicId("taliban")


async def test_a_topic_is_silent_until_its_time(database, now):
    for_a_time = Silence(topic=TALIBAN, by=7, at=now, until=now + HOUR, because="a flood")
    until_taken_back = Silence(topic=BRICS, by=7, at=now, until=None, because="")
    await database.run(silence, for_a_time)
    await database.run(silence, until_taken_back)
    assert await database.read(silences_at, now) == [until_taken_back, for_a_time]
    assert await database.read(silences_at, now + HOUR) == [until_taken_back]
    assert await database.read(silence_of, TALIBAN, at=now) == for_a_time
    assert await database.read(silence_of, TALIBAN, at=now + HOUR) is None


async def test_the_last_word_counts(database, now):
    first = Silence(topic=TALIBAN, by=7, at=now, until=None, because="for now")
    await database.run(silence, first)
    await database.run(silence, replace(first, until=now + HOUR, because="an hour", by=8))
    assert await database.read(silences_at, now) == [replace(first, until=now + HOUR, because="an hour", by=8)]


async def test_it_is_taken_back(database, now):
    await database.run(silence, Silence(topic=TALIBAN, by=7, at=now, until=now + HOUR, because="a flood"))
    assert [await database.run(unsilence, TALIBAN, at=now) for _ in range(2)] == [True, False]
    assert await database.read(silences_at, now) == []


async def test_one_that_is_over_need_not_be_taken_back(database, now):
    await database.run(silence, Silence(topic=TALIBAN, by=7, at=now, until=now + HOUR, because="a flood"))
    assert not await database.run(unsilence, TALIBAN, at=now + HOUR)
