from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Check, Match, TopicId
from monitor.storage import alerts, feeds, overview

pytestmark = pytest.mark.anyio
MINUTE = timedelta(minutes=1)


async def test_every_watched_feed_is_named_the_longest_waiting_first(database, now, newsroom):
    first = await newsroom.feed("zulu")
    newsroom.now += MINUTE
    second = await newsroom.feed("alfa")
    assert await database.read(overview.all_feed_ids) == [first.id, second.id]


async def test_the_last_answer_of_each_feed_that_was_asked(database, now, newsroom):
    zulu, alfa = await newsroom.feed("zulu"), await newsroom.feed("alfa")
    await newsroom.feed("never-asked")
    asked = [(zulu, 0, "ok"), (zulu, 1, "timeout"), (alfa, 0, "not_modified")]
    visits = [Check(feed=f.id, at=now + n * MINUTE, outcome=o, status=n, elapsed=MINUTE, detail=o) for f, n, o in asked]
    for check in visits:
        await database.run(feeds.record_check, check)
    assert await database.read(overview.last_answers) == [
        overview.Answer(source=alfa.source, url=alfa.url, check=visits[2]),
        overview.Answer(source=zulu.source, url=zulu.url, check=visits[1]),
    ]


async def test_the_feeds_that_fail_are_told_apart_from_those_that_are_well(database, now, newsroom):
    zulu, alfa = await newsroom.feed("zulu"), await newsroom.feed("alfa")
    await newsroom.feed("never-asked")
    assert await database.read(overview.count_answered) == (0, 3)
    for feed, outcome, counts in ((zulu, "timeout", {"failures": 2}), (alfa, "ok", {"checks": 1})):
        await database.run(feeds.save_feed, replace(feed, **counts))
        await database.run(feeds.record_check, Check(feed=feed.id, at=now, outcome=outcome))
    assert await database.read(overview.count_answered) == (2, 3)
    (failing,) = await database.read(overview.failing_answers)
    assert (failing.source, failing.check.outcome) == ("zulu", "timeout")


async def test_what_became_of_the_newest_articles(database, now, newsroom):
    feed = await newsroom.feed()
    await newsroom.article(feed)
    missed, held, told = [await newsroom.article(feed) for _ in range(3)]
    for article in (held, told):
        await database.run(alerts.save_matches, article, [Match(topic=TopicId("brics"), spans=(), field="title")], at=now)
    await newsroom.alert(held, "brics", held="old")
    await newsroom.alert(told, "brics")
    found = await database.read(overview.fates, limit=3)
    assert [(f.article.id, f.matched, f.alerted) for f in found] == [
        (missed, (), ()),
        (held, ("brics",), ()),
        (told, ("brics",), ("brics",)),
    ]
    assert len(await database.read(overview.fates)) == 4


async def test_nothing_yet(database):
    assert await database.read(overview.fates) == []
    assert await database.read(overview.last_answers) == []
