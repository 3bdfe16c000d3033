"""What subscribers say of alerts, and what is proposed for it, over both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import AlertId
from monitor.storage.feedback import LONGEST, Objection, Vote, feedback_of, objections, say, verdicts

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)


async def alert_of(newsroom, source: str = "post", topic: str = "fairs", **values):
    return await newsroom.alert(await newsroom.article(await newsroom.feed(source), **values), topic)


async def test_the_last_word_counts(database, newsroom, now):
    alert, reader = await alert_of(newsroom), await newsroom.reader()
    assert await database.run(say, alert.id, reader.id, good=True, at=now)
    assert await database.run(say, alert.id, reader.id, good=False, because="term:cricket", at=now + MINUTE)
    assert await database.read(feedback_of, alert.id) == [
        Vote(alert=alert.id, subscriber=reader.id, at=now + MINUTE, good=False, because="term:cricket")
    ]


async def test_to_say_the_same_again_is_to_say_nothing(database, newsroom, now):
    alert, reader = await alert_of(newsroom), await newsroom.reader()
    for again in range(3):
        new = await database.run(say, alert.id, reader.id, good=False, because="topic", at=now + again * MINUTE)
        assert new is (again == 0)
    assert [(vote.at, vote.because) for vote in await database.read(feedback_of, alert.id)] == [(now, "topic")]


async def test_of_what_is_good_no_reason_is_kept_and_of_a_reason_not_too_much(database, newsroom, now):
    alert, one, other = await alert_of(newsroom), await newsroom.reader(1), await newsroom.reader(2)
    await database.run(say, alert.id, one.id, good=True, because="topic", at=now)
    await database.run(say, alert.id, other.id, good=False, because="term:\n a\0  b " + "x" * 999, at=now)
    assert [vote.because for vote in await database.read(feedback_of, alert.id)] == ["", ("term: a\ufffd b " + "x" * 999)[:LONGEST]]


async def test_of_an_alert_that_is_not_there_nothing_can_be_said(database, newsroom, now):
    reader = await newsroom.reader()
    assert not await database.run(say, AlertId(99), reader.id, good=True, at=now)
    assert await database.read(feedback_of, AlertId(99)) == []


async def test_verdicts_count_each_alert_once_by_what_its_article_is(database, newsroom, now):
    readers = [await newsroom.reader(chat) for chat in range(3)]
    liked = await alert_of(newsroom, "post", language="en")
    split = await alert_of(newsroom, "vest", language="ru-RU", topic="mines")
    await alert_of(newsroom, "vest")
    for reader in readers:
        await database.run(say, liked.id, reader.id, good=reader is not readers[2], at=now)
    for reader in readers[:2]:
        await database.run(say, split.id, reader.id, good=reader is readers[0], at=now + MINUTE)
    found = await database.read(verdicts, since=now)
    assert [(one.alert, one.topic, one.source, one.language, one.good, one.bad, one.right) for one in found] == [
        (liked.id, "fairs", "post", "en", 2, 1, True),
        (split.id, "mines", "vest", "ru-RU", 1, 1, False),
    ]
    assert [one.article for one in found] == [liked.article, split.article]
    assert [one.alert for one in await database.read(verdicts, since=now + MINUTE)] == [split.id]
    assert [one.alert for one in await database.read(verdicts, since=now, until=now + MINUTE)] == [liked.id]
    assert [one.alert for one in await database.read(verdicts, since=now, topic=split.topic)] == [split.id]


async def test_objections_are_each_subscribers_once_a_topic_and_reason(database, newsroom, now):
    one, other = await newsroom.reader(1), await newsroom.reader(2)
    alerts = [await alert_of(newsroom) for _ in range(4)]
    await database.run(say, alerts[0].id, one.id, good=False, because="term:cricket", at=now)
    await database.run(say, alerts[1].id, one.id, good=False, because="term:cricket", at=now)
    await database.run(say, alerts[1].id, other.id, good=False, because="source:post", at=now)
    await database.run(say, alerts[2].id, other.id, good=False, because="topic", at=now)
    await database.run(say, alerts[2].id, one.id, good=False, at=now)
    await database.run(say, alerts[3].id, one.id, good=True, because="term:cricket", at=now)
    assert await database.read(objections, since=now) == [
        Objection(topic=alerts[0].topic, because="source:post", subscriber=other.id, chat_id=2),
        Objection(topic=alerts[0].topic, because="term:cricket", subscriber=one.id, chat_id=1),
    ]
    assert await database.read(objections, since=now + MINUTE) == []
