from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from monitor.model import Alert, Stage, TopicId
from monitor.storage import alerts, deliveries, stories
from monitor.storage.rows import delivery_of
from monitor.storage.tables import deliveries as outbox
from monitor.storage.tables import story_sources
from monitor.storage.told import how_told, told_before

pytestmark = pytest.mark.anyio
MINUTE = timedelta(minutes=1)


@pytest.fixture
def told(database, now, newsroom):
    """Let a source tell a story: the one given, or another. Returns article and story."""

    async def tell(source, story=None, first_at=None, **values):
        feed = await newsroom.feed(source)
        article = await newsroom.article(feed, title=f"By {source}", **values)
        if story is None:
            story = await database.run(stories.open_story, article, at=now)
        else:
            await database.run(stories.join_story, article, story)
        first_at = first_at or values.get("published") or values.get("seen") or now
        row = {"story_id": story, "source": source, "country": "AF", "official": False, "first_at": first_at, "article_id": article}
        await database.run(_note, row)
        return article, story

    return tell


def _note(tx, row):
    there = select(story_sources.c.source).where(story_sources.c.story_id == row["story_id"], story_sources.c.source == row["source"])
    if tx.execute(there).first() is None:
        tx.execute(insert(story_sources).values(row))


async def test_one_article_is_no_story(database, told):
    _, story = await told("tass", language="ru")
    assert await database.read(how_told, story) is None


async def test_who_tells_a_story(database, now, told):
    _, story = await told("khaama", language="ps", published=now, seen=now + MINUTE)
    await told("tass", story, language="ru", published=now - MINUTE, seen=now + 2 * MINUTE, url="https://tass.example/1", publisher="TASS")
    await told("dawn", story, language="", published=None, seen=now + 3 * MINUTE)
    last, _ = await told("tass", story, language="ru", published=now + 4 * MINUTE, seen=now + 5 * MINUTE)
    how = await database.read(how_told, story)
    assert how is not None
    assert [(each.article.source, each.at) for each in how.sources] == [
        ("tass", now - MINUTE),
        ("khaama", now),
        ("dawn", now + 3 * MINUTE),
    ]
    shown = how.sources[0].article
    assert (shown.title, shown.url, shown.publisher, shown.language, shown.lead) == ("By tass", "https://tass.example/1", "TASS", "ru", "")
    assert (how.latest.article.id, how.latest.at, how.languages) == (last, now + 4 * MINUTE, 2)


@pytest.mark.parametrize("published", [timedelta(days=-20_000), timedelta(days=25_000), None])
async def test_a_date_that_cannot_be_is_not_told(database, now, told, published):
    _, story = await told("khaama", seen=now)
    await told("tass", story, first_at=now + MINUTE, seen=now + MINUTE, published=None if published is None else now + published)
    how = await database.read(how_told, story)
    assert how is not None
    assert how.latest.at == now + MINUTE


def _all(tx):
    return [delivery_of(row) for row in tx.execute(select(outbox).order_by(outbox.c.id))]


def _as(tx, number, **values):
    tx.execute(update(outbox).where(outbox.c.id == number).values(values))


async def test_what_a_subscriber_was_told_before(database, now, newsroom, told):
    anna, boris = await newsroom.reader(1), await newsroom.reader(2)
    article, story = await told("tass")
    first = Alert(topic=TopicId("brics"), story=story, article=article, raised=now, stage=Stage.PROPOSED)
    raised = [
        await database.run(alerts.raise_alert, alert)
        for alert in (
            first,
            replace(first, topic=TopicId("other"), stage=Stage.DENIED),
            replace(first, stage=Stage.DECIDED),
            replace(first, stage=None, change="official"),
            replace(first, stage=Stage.IN_FORCE),
        )
    ]
    for alert in raised:
        if alert is not None:
            await database.run(alerts.queue_deliveries, alert.id, [anna.id], due=now)
    if raised[3] is None:  # raise_alert does not know of changes yet
        pytest.skip("no alerts of a change")
    await database.run(alerts.queue_deliveries, raised[0].id, [boris.id], due=now)
    one, other, two, three, four, his = await database.read(_all)

    async def before(delivery, alert):
        found = await database.read(told_before, delivery, alert)
        return None if found is None else (found.message_id, found.stage)

    assert await before(two, raised[2]) is None  # the first waits still
    await database.run(deliveries.mark_sent, one.id, message_id=31, at=now)
    await database.run(deliveries.mark_sent, other.id, message_id=32, at=now)
    await database.run(deliveries.mark_sent, his.id, message_id=33, at=now)
    assert await before(one, raised[0]) is None
    assert await before(two, raised[2]) == (31, Stage.PROPOSED)
    await database.run(_as, two.id, state="collapsed", reason="told by 9")
    await database.run(deliveries.mark_sent, three.id, message_id=34, at=now)
    assert await before(four, raised[4]) == (31, Stage.DECIDED)
    await database.run(_as, one.id, state="parked", message_id=0)
    assert await before(four, raised[4]) == (34, Stage.DECIDED)
    await database.run(_as, three.id, state="parked", message_id=0)
    assert await before(four, raised[4]) == (0, Stage.DECIDED)
    assert await before(his, raised[0]) is None
