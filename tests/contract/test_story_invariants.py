"""Whatever people say of stories, in whatever order: no article, alert or delivery is lost, and none is told twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from monitor.model import Alert, Stage, StoryId, TopicId
from monitor.storage import alerts, articles, tables
from monitor.storage.story_corrections import CannotCorrect, merge_stories, not_in, not_in_story, split_story, stands_as
from monitor.storage.story_reads import story_report
from tests.contract.story_rows import told

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)
SAID = 15


async def newspapers(database, newsroom, now, dice: Random) -> None:
    """Twenty articles of six sources in five stories, some copies of one before them, alerts of two topics, three readers."""
    readers = [await newsroom.reader(chat) for chat in (1, 2, 3)]
    stories: list[StoryId] = []
    originals: dict[StoryId, list[int]] = {}
    for number in range(20):
        at = now + number * MINUTE
        feed = await newsroom.feed(dice.choice(["mid", "tass", "ria", "tolo", "bbc", "khaama"]))
        article = await newsroom.article(feed, title=f"Court {number} rules", language="en", country="AF", published=at, seen=at)
        story = dice.choice(stories) if len(stories) == 5 else None
        story = await database.run(told, article, story, at=at, official=feed.source == "mid", country="AF")
        if story not in stories:
            stories.append(story)
        before = originals.setdefault(story, [])
        if before and dice.random() < 0.3:
            await database.run(articles.mark_copy, article, dice.choice(before))
        else:
            before.append(article)
        topic, stage = TopicId(dice.choice(["delisting", "courts"])), dice.choice([None, Stage.DECIDED])
        raised = Alert(topic=topic, story=story, stage=stage, article=article, raised=at, held=dice.choice(["", "", "old"]))
        alert = await database.run(alerts.raise_alert, raised)
        if alert is not None and not alert.held:
            await database.run(alerts.queue_deliveries, alert.id, [one.id for one in readers if dice.random() < 0.7], due=at)


def say(tx, dice: Random, at) -> None:
    """Say something of stories at random: often nonsense."""
    ids = [StoryId(one) for one in tx.execute(select(tables.stories.c.id)).scalars()]
    homes = {row.id: row.story_id for row in tx.execute(select(tables.articles.c.id, tables.articles.c.story_id))}
    story = dice.choice(ids)
    within = [one for one, home in homes.items() if home == story] or list(homes)
    match dice.choice(["split", "merge", "not"]):
        case "split":
            split_story(tx, story, dice.sample(within, min(len(within), dice.randint(1, 3))), by="anna", at=at)
        case "merge":
            merge_stories(tx, story, dice.choice(ids), by="boris", at=at)
        case "not":
            not_in_story(tx, story, dice.choice(within), by="clara", at=at)


def check(tx) -> None:
    """See that stories, sources, alerts and deliveries agree with the articles."""

    def rows(table):
        return tx.execute(select(table)).all()

    written = {row.id: row for row in rows(tables.articles)}
    standing = {row.id for row in rows(tables.stories) if row.merged_into is None}
    assert {row.story_id for row in written.values()} == standing
    assert all(written[row.copy_of or row.id].story_id == row.story_id for row in written.values())
    assert {row.article_id: row.story_id for row in rows(tables.story_joins)} == {row.id: row.story_id for row in written.values()}
    firsts: dict[tuple[int, str], int] = {}
    for row in sorted(written.values(), key=lambda row: (row.published, row.id)):
        firsts.setdefault((row.story_id, row.source), row.id)
    assert {(row.story_id, row.source): row.article_id for row in rows(tables.story_sources)} == firsts
    assert all(row.official == (row.source == "mid") for row in rows(tables.story_sources))
    assert {row.story_id for row in rows(tables.story_keys)} == standing
    raised = {row.id: row for row in rows(tables.alerts)}
    for row in raised.values():
        assert stands_as(tx, row.story_id) in standing
        if row.story_id in standing:
            assert written[row.article_id].story_id == row.story_id
    tops = Counter((row.topic, row.story_id, row.stage, row.change) for row in raised.values())
    assert max(tops.values()) == 1
    assert {row.change for row in raised.values()} == {""}
    for row in rows(tables.deliveries):  # what waits in the outbox is of a story that has articles
        assert row.state != "queued" or raised[row.alert_id].story_id in standing
    for row in rows(tables.story_corrections):
        if row.article_id is not None:
            assert written[row.article_id].story_id not in not_in(tx, row.article_id)
    for story in standing:
        report = story_report(tx, story)
        assert report is not None
        assert sum(1 for row in written.values() if row.story_id == story) == len(report.tellings)


@pytest.mark.parametrize("seed", range(2))
async def test_nothing_is_lost_whatever_people_say(database, newsroom, now, seed):
    dice = Random(seed)
    await newspapers(database, newsroom, now, dice)
    before = await database.read(
        lambda tx: [tx.execute(select(table.c.id)).scalars().all() for table in (tables.alerts, tables.deliveries)]
    )
    await database.read(check)
    done = 0
    for number in range(SAID):
        try:
            await database.run(say, dice, now + timedelta(hours=1 + number))
            done += 1
        except CannotCorrect:
            pass
        await database.read(check)
    assert done > 3
    after = await database.read(lambda tx: [tx.execute(select(table.c.id)).scalars().all() for table in (tables.alerts, tables.deliveries)])
    assert [sorted(ids) for ids in after] == [sorted(ids) for ids in before]


async def test_of_two_people_who_merge_both_ways_at_once_one_is_heard(database, newsroom, now):
    feed = await newsroom.feed()
    one, other = [await database.run(told, await newsroom.article(feed, title="Court rules"), at=now) for _ in range(2)]
    both = [database.run(merge_stories, *pair, by="anna", at=now) for pair in ((one, other), (other, one))]
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["CannotCorrect", "int"]
    homes = await database.read(lambda tx: set(tx.execute(select(tables.articles.c.story_id)).scalars()))
    assert len(homes) == 1
