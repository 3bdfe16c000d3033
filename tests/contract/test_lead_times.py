"""Who tells stories first, and by how much, over both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import Match, TopicId
from monitor.storage import alerts
from monitor.storage.lead_times import LeadTime, lead_times
from tests.contract.story_rows import told

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def tell(database, newsroom, now):
    """Tell a story: by source, so many minutes after noon."""

    async def telling(*, day: int = 0, official: tuple[str, ...] = (), topic: str = "", **minutes: int):
        story = None
        for source, minute in sorted(minutes.items(), key=lambda item: item[1]):
            at = now + day * DAY + minute * MINUTE
            article = await newsroom.article(await newsroom.feed(source), published=at)
            story = await database.run(told, article, story, at=at, official=source in official)
        if topic:
            await database.run(alerts.save_matches, article, [Match(topic=TopicId(topic), spans=(), field="title")], at=now)
        return story

    return telling


async def test_no_story_is_nobodys_lead(database, tell, now):
    assert await database.read(lead_times, since=now) == ()
    await tell(tass=0)
    assert await database.read(lead_times, since=now) == ()  # told by one source alone: first of nobody


async def test_who_is_first_and_by_how_much(database, tell, now):
    await tell(mid=0, tass=10, ria=30, official=("mid",))
    await tell(mid=0, tass=20, official=("mid",))
    await tell(tass=0, ria=4)
    await tell(ria=5)
    found = await database.read(lead_times, since=now)
    assert found == (
        LeadTime(source="mid", official=True, stories=2, first=2, lead=15 * MINUTE, lag=None),
        LeadTime(source="tass", official=False, stories=3, first=1, lead=4 * MINUTE, lag=15 * MINUTE),
        LeadTime(source="ria", official=False, stories=2, first=0, lead=None, lag=17 * MINUTE),
    )


async def test_two_at_the_same_moment_are_both_first(database, tell, now):
    await tell(tass=0, ria=0, khaama=60)
    assert [(one.source, one.first, one.lead, one.lag) for one in await database.read(lead_times, since=now)] == [
        ("ria", 1, timedelta(0), None),
        ("tass", 1, timedelta(0), None),
        ("khaama", 0, None, 60 * MINUTE),
    ]


async def test_a_story_counts_on_the_day_it_was_first_told(database, tell, now):
    await tell(tass=0, ria=24 * 60)
    await tell(khaama=0, tolo=1, day=1)
    assert [one.source for one in await database.read(lead_times, since=now, until=now + DAY)] == ["tass", "ria"]
    assert [one.source for one in await database.read(lead_times, since=now + DAY)] == ["khaama", "tolo"]
    assert len(await database.read(lead_times, since=now)) == 4


async def test_of_one_topic(database, tell, now):
    await tell(tass=0, ria=1, topic="delisting")
    await tell(ria=0, tass=1, topic="herons")
    await tell(khaama=0, tolo=1)
    assert [(one.source, one.first) for one in await database.read(lead_times, since=now, topic=TopicId("delisting"))] == [
        ("tass", 1),
        ("ria", 0),
    ]
