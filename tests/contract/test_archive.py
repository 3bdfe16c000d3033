from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.model import Check, Match, Span, TopicId
from monitor.storage import alerts, archive, feeds, retention
from monitor.storage.archive import Archived, Window

pytestmark = pytest.mark.anyio
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WATER = TopicId("water")


@pytest.fixture
def window(now):
    return Window(since=now - 2 * DAY, until=now)


async def test_a_window_ends_before_its_end(database, now, newsroom, window):
    assert await database.read(archive.count_archived, window) == Archived(articles=0, first=None)
    feed = await newsroom.feed()
    for at in (now - 2 * DAY - MINUTE, now - 2 * DAY, now - MINUTE, now):
        await newsroom.article(feed, seen=at)
    assert await database.read(archive.count_archived, window) == Archived(articles=2, first=now - 2 * DAY)


def test_the_days_of_a_window(now, window):
    assert window.days == (date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1))
    midnight = now.replace(hour=0)
    assert Window(since=midnight - DAY, until=midnight).days == (date(2026, 2, 28),)


@pytest.mark.parametrize(("size", "expected"), [(1, 1), (3, 3), (9, 8), (50, 8)])
async def test_a_sample_is_spread_over_the_window(database, now, newsroom, window, size, expected):
    assert await database.read(archive.sample, window, size) == []
    feed = await newsroom.feed()
    ids = [await newsroom.article(feed, seen=now - 3 * DAY + hours * 6 * HOUR, title=f"headline {hours}") for hours in range(14)]
    found = await database.read(archive.sample, window, size)
    assert len(found) == expected
    assert {one.id for one in found} <= {*ids[4:12]}
    assert found[0].title == "headline 4"


async def test_recorded_matches_come_in_pieces_each_once(database, now, newsroom, window):
    feed = await newsroom.feed()
    match = Match(topic=WATER, spans=(Span("title", 0, 3),), field="title")
    kept = []
    for n, seen in enumerate((now - 3 * DAY, now - DAY, now - DAY, now - MINUTE, now)):
        article = await newsroom.article(feed, seen=seen, language="fa", body="words")
        topics = [match, replace(match, topic=TopicId("talks"))] if n != 2 else [replace(match, topic=TopicId("talks"))]
        await database.run(alerts.save_matches, article, topics, at=max(seen, now - DAY))
        kept.append(article)
    found, last = [], None
    while some := await database.read(archive.recorded, WATER, window, after=last, limit=1):
        found += some
        last = some[-1]
    assert [(one.article.id, one.match, one.article.language, one.article.seen) for one in found] == [
        (kept[1], match, "fa", now - DAY),
        (kept[3], match, "fa", now - MINUTE),
    ]


async def test_the_first_check_is_the_first_that_brought_something(database, now, newsroom):
    zulu, alfa = await newsroom.feed("zulu"), await newsroom.feed("alfa")
    await newsroom.feed("never-asked")
    for feed, minute, outcome in ((zulu, 0, "timeout"), (zulu, 1, "ok"), (zulu, 2, "ok"), (alfa, 0, "http")):
        await database.run(feeds.record_check, Check(feed=feed.id, at=now + minute * MINUTE, outcome=outcome))
    assert await database.read(archive.first_checks) == {zulu.id: now + MINUTE}


async def test_what_was_forgotten_is_counted_by_day_and_topic(database, now, newsroom, window):
    feed = await newsroom.feed()
    for days, topics in ((9, [WATER]), (1, [WATER, TopicId("talks")]), (1, []), (0, [WATER])):
        article = await newsroom.article(feed, seen=now - days * DAY)
        found = [Match(topic=topic, spans=(), field="title") for topic in topics]
        await database.run(alerts.save_matches, article, found, at=now)
    assert await database.read(archive.count_forgotten, window, [WATER]) == {}
    for hours in (1, 0):  # a day may be forgotten in parts
        await database.run(retention.forget, before=now + MINUTE - timedelta(hours=hours))
    assert await database.read(archive.count_forgotten, window, [WATER]) == {"": 3, "water": 2}
    assert await database.read(archive.count_forgotten, Window(since=now - 9 * DAY, until=now), []) == {"": 4}
