"""Stories split, merged and cleaned by people, over both databases: what moves, what is kept, what is refused."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from monitor.model import Alert, DeliveryId, Stage, StoryId, TopicId
from monitor.storage import alerts, articles, deliveries, tables
from monitor.storage.story_corrections import (
    CannotCorrect,
    CorrectionKind,
    corrections_of,
    merge_stories,
    not_in,
    not_in_story,
    split_story,
    stands_as,
)
from monitor.storage.story_rebuild import READ
from monitor.stories.assign import probes
from monitor.stories.outline import to_json, together
from monitor.stories.profile import profile_of
from monitor.stories.rarity import Rarity
from monitor.text.words import read
from tests.contract.story_rows import told

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)
COURT = "The supreme court lifts the ban on the movement"
FLOOD = "Rivers flood the northern valley after heavy rain"


@pytest.fixture
def later(now):
    return now + timedelta(hours=5)


@pytest.fixture
def tell(database, newsroom, now):
    """Put a new article into a story: its source, so many minutes after noon."""

    async def telling(source: str, minute: int, story: StoryId | None = None, *, title: str = COURT, official: bool = False, **values):
        at = now + minute * MINUTE
        feed = await newsroom.feed(source)
        article = await newsroom.article(feed, title=title, language="en", country="AF", published=at, seen=at, **values)
        return article, await database.run(told, article, story, at=at, official=official, country="AF")

    return telling


@pytest.fixture
def raise_alert(database, newsroom, now):
    async def raising(topic: str, story: StoryId, article, minute: int = 0, *readers, **values) -> Alert:
        alert = Alert(topic=TopicId(topic), story=story, article=article, raised=now + minute * MINUTE, **values)
        raised = await database.run(alerts.raise_alert, alert)
        assert raised is not None
        await database.run(alerts.queue_deliveries, raised.id, [reader.id for reader in readers], due=now)
        return raised

    return raising


async def rows(database, table, *order):
    return await database.read(lambda tx: tx.execute(select(table).order_by(*order)).all())


async def homes(database) -> list[int | None]:
    return [row.story_id for row in await rows(database, tables.articles, tables.articles.c.id)]


async def standing(database, alert: Alert) -> StoryId:
    (found,) = await database.read(alerts.alerts_by_id, [alert.id])
    assert (found.topic, found.stage, found.change) == (alert.topic, alert.stage, alert.change)
    return found.story


async def whole(database):
    """All that a correction may change."""
    names = ("articles", "stories", "story_joins", "story_sources", "story_keys", "story_corrections", "alerts", "deliveries")
    return [sorted(map(repr, await rows(database, tables.metadata.tables[name]))) for name in names]


# ── split ──────────────────────────────────────────────────────────────────────────────────────────


async def test_split_articles_go_with_their_copies_into_a_story_of_their_own(database, tell, later, now):
    first, story = await tell("tass", 0, official=True)
    flood, _ = await tell("khaama", 3, story, title=FLOOD)
    copied, _ = await tell("tass", 9, story, title=FLOOD)
    other, _ = await tell("tolo", 5, story)
    await database.run(articles.mark_copy, copied, flood)
    new = await database.run(split_story, story, [flood], by="anna", at=later)
    assert await homes(database) == [story, new, new, story]
    assert [one for one in await rows(database, tables.story_joins, tables.story_joins.c.article_id) if one.by] == [
        (flood, new, later, 0.0, [], [], "anna"),
        (copied, new, later, 0.0, [], [], "anna"),
    ]
    order = (tables.story_sources.c.story_id, tables.story_sources.c.first_at)
    assert await rows(database, tables.story_sources, *order) == [
        (story, "tass", "AF", True, now, first),
        (story, "tolo", "AF", False, now + 5 * MINUTE, other),
        (new, "khaama", "AF", False, now + 3 * MINUTE, flood),
        (new, "tass", "AF", True, now + 9 * MINUTE, copied),
    ]
    (said,) = await database.read(corrections_of, story)
    assert (said.by, said.kind, said.story, said.article, said.other) == ("anna", CorrectionKind.SPLIT, story, flood, new)
    assert await database.read(corrections_of, new) == [said]


async def test_what_a_story_is_found_by_is_made_anew_from_its_articles(database, tell, later, now):
    first, story = await tell("tass", 0)
    flood, _ = await tell("khaama", 3, story, title=FLOOD)
    new = await database.run(split_story, story, [flood], by="anna", at=later)
    for which, article in ((story, first), (new, flood)):
        (one,) = await database.read(articles.articles_by_id, [article])
        weighed = Rarity().weigh(profile_of(read(one), published=one.published))
        (row,) = [row for row in await rows(database, tables.stories) if row.id == which]
        assert (row.profile, row.changed) == (json.loads(json.dumps(to_json(together([weighed])))), later)
        keys = [(key.hash, key.at) for key in await rows(database, tables.story_keys) if key.story_id == which]
        assert sorted(keys) == sorted((key, int(one.seen.timestamp())) for key in set(probes(weighed)))


async def test_a_copy_that_is_named_stands_for_its_original(database, tell, later):
    _, story = await tell("tass", 0)
    flood, _ = await tell("khaama", 3, story, title=FLOOD)
    copied, _ = await tell("tolo", 4, story, title=FLOOD)
    await database.run(articles.mark_copy, copied, flood)
    new = await database.run(split_story, story, [copied], by="anna", at=later)
    assert await homes(database) == [story, new, new]


async def test_an_alert_goes_with_the_article_it_was_raised_for(database, newsroom, tell, raise_alert, later, now):
    reader = await newsroom.reader()
    first, story = await tell("tass", 0)
    flood, _ = await tell("khaama", 3, story, title=FLOOD)
    of_first = await raise_alert("delisting", story, first, 0, reader)
    of_flood = await raise_alert("rivers", story, flood, 0, reader)
    await database.run(deliveries.mark_sent, DeliveryId(1), message_id=5, at=now)
    await database.run(deliveries.park, DeliveryId(2), reason="blocked", at=now)
    new = await database.run(split_story, story, [flood], by="anna", at=later)
    assert (await standing(database, of_first), await standing(database, of_flood)) == (story, new)
    edits = [row.edit_due for row in await rows(database, tables.deliveries, tables.deliveries.c.id)]
    assert edits == [later, None]  # what was sent is shown anew; what never will be is not


# ── not ────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_article_that_does_not_belong_never_comes_back(database, tell, later):
    _, story = await tell("tass", 0)
    flood, _ = await tell("khaama", 3, story, title=FLOOD)
    assert await database.read(not_in, flood) == frozenset()
    own = await database.run(not_in_story, story, flood, by="anna", at=later)
    assert own != story
    copied, _ = await tell("tolo", 9, own, title=FLOOD)
    await database.run(articles.mark_copy, copied, flood)
    assert await database.read(not_in, flood) == await database.read(not_in, copied) == frozenset({story})
    assert (await database.read(corrections_of, own))[0].kind is CorrectionKind.NOT


async def test_it_stays_out_even_where_it_is_found_to_be_a_copy_later(database, tell, later):
    first, story = await tell("tass", 0)
    other, _ = await tell("khaama", 3, story)
    await database.run(not_in_story, story, other, by="anna", at=later)
    await database.run(articles.mark_copy, other, first)
    assert await database.read(not_in, other) == frozenset({story})
    assert await database.read(not_in, first) == frozenset()


async def test_it_stays_out_of_what_the_story_became(database, tell, later):
    _, story = await tell("tass", 0)
    flood, _ = await tell("khaama", 3, story, title=FLOOD)
    _, larger = await tell("ria", 4)
    await database.run(not_in_story, story, flood, by="anna", at=later)
    await database.run(merge_stories, story, larger, by="anna", at=later)
    assert await database.read(not_in, flood) == frozenset({larger})


async def test_the_opposite_takes_it_back(database, tell, later):
    first, story = await tell("tass", 0)
    flood, _ = await tell("khaama", 3, story, title=FLOOD)
    new = await database.run(split_story, story, [flood], by="anna", at=later)
    assert await database.read(not_in, flood) == frozenset({story})
    await database.run(merge_stories, new, story, by="boris", at=later)
    assert await database.read(not_in, flood) == frozenset()
    assert await homes(database) == [story, story]
    assert [(said.kind, said.by) for said in await database.read(corrections_of, story)] == [("split", "anna"), ("merge", "boris")]
    again = await database.run(split_story, story, [flood], by="anna", at=later)
    assert await homes(database) == [story, again]
    assert await database.read(not_in, first) == frozenset()


# ── merge ──────────────────────────────────────────────────────────────────────────────────────────


async def test_a_merged_story_leads_to_where_it_went(database, tell, later, now):
    _, story = await tell("tass", 0, official=True)
    await tell("ria", 2, story)
    _, larger = await tell("ria", 1, title=FLOOD)
    _, largest = await tell("tolo", 8)
    assert await database.run(merge_stories, story, larger, by="anna", at=later) == 2
    assert await database.run(merge_stories, larger, largest, by="anna", at=later) == 3
    assert await homes(database) == [largest] * 4
    assert await database.read(stands_as, story) == largest
    assert [(row.source, row.official, row.first_at - now) for row in await rows(database, tables.story_sources, "first_at")] == [
        ("tass", True, 0 * MINUTE),
        ("ria", False, 1 * MINUTE),
        ("tolo", False, 8 * MINUTE),
    ]
    emptied = [row for row in await rows(database, tables.stories, "id") if row.id != largest]
    assert [(row.merged_into, row.profile) for row in emptied] == [(larger, {}), (largest, {})]
    assert {row.story_id for row in await rows(database, tables.story_keys)} == {largest}
    joins = await rows(database, tables.story_joins, "article_id")
    assert [(row.story_id, row.by) for row in joins] == [(largest, "anna")] * 3 + [(largest, "")]


async def test_alerts_go_with_a_merged_story(database, newsroom, tell, raise_alert, later):
    anna, boris = await newsroom.reader(1), await newsroom.reader(2)
    one, story = await tell("tass", 0)
    other, larger = await tell("ria", 1)
    alone = await raise_alert("bans", story, one, 0, anna, stage=Stage.DECIDED)
    older = await raise_alert("delisting", story, one, 0, anna, boris)
    newer = await raise_alert("delisting", larger, other, 1, anna)
    await database.run(merge_stories, story, larger, by="anna", at=later)
    assert await standing(database, alone) == await standing(database, older) == larger
    assert await standing(database, newer) == story
    repeated = Alert(topic=TopicId("bans"), story=larger, stage=Stage.DECIDED, article=other, raised=later)
    assert await database.run(alerts.raise_alert, repeated) is None
    told_of = [(row.alert_id, row.subscriber_id, row.state, row.edit_due) for row in await rows(database, tables.deliveries, "id")]
    assert told_of == [
        (alone.id, anna.id, "queued", later),
        (older.id, anna.id, "queued", later),
        (older.id, boris.id, "queued", later),
        (newer.id, anna.id, "collapsed", None),
    ]


async def test_who_heard_of_one_story_alone_hears_of_it_by_the_alert_that_stays(database, newsroom, tell, raise_alert, later, now):
    anna, boris, clara = [await newsroom.reader(chat) for chat in (1, 2, 3)]
    one, story = await tell("tass", 0)
    other, larger = await tell("ria", 1)
    newer = await raise_alert("delisting", story, one, 5, anna, boris, clara)
    older = await raise_alert("delisting", larger, other, 1, anna)
    for delivery in (1, 2, 4):
        await database.run(deliveries.mark_sent, DeliveryId(delivery), message_id=delivery, at=now)
    await database.run(merge_stories, story, larger, by="anna", at=later)
    assert (await standing(database, older), await standing(database, newer)) == (larger, story)
    assert [(row.alert_id, row.state, row.edit_due) for row in await rows(database, tables.deliveries, "id")] == [
        (newer.id, "sent", None),
        (older.id, "sent", later),
        (older.id, "queued", later),
        (older.id, "sent", later),
    ]


async def test_who_never_got_the_first_alert_still_gets_the_second(database, newsroom, tell, raise_alert, later, now):
    anna = await newsroom.reader(1)
    one, story = await tell("tass", 0)
    other, larger = await tell("ria", 1)
    await raise_alert("delisting", larger, other, 1, anna)
    await raise_alert("delisting", story, one, 5, anna)
    await database.run(deliveries.park, DeliveryId(1), reason="bad_request", at=now)
    await database.run(merge_stories, story, larger, by="anna", at=later)
    assert [row.state for row in await rows(database, tables.deliveries, "id")] == ["parked", "queued"]


async def test_an_alert_that_was_told_stays_before_one_that_was_held(database, newsroom, tell, raise_alert, later):
    anna = await newsroom.reader(1)
    one, story = await tell("tass", 0)
    other, larger = await tell("ria", 1)
    held = await raise_alert("delisting", larger, other, 0, held="old")
    sent = await raise_alert("delisting", story, one, 5, anna)
    await database.run(merge_stories, story, larger, by="anna", at=later)
    assert (await standing(database, sent), await standing(database, held)) == (larger, story)


async def test_an_edit_that_waits_is_left_to_its_time(database, newsroom, tell, raise_alert, later):
    one, story = await tell("tass", 0)
    _, larger = await tell("ria", 1)
    await raise_alert("delisting", story, one, 0, await newsroom.reader())
    await database.run(lambda tx: tx.execute(tables.deliveries.update().values(edit_due=later + MINUTE)))
    await database.run(merge_stories, story, larger, by="anna", at=later)
    assert [row.edit_due for row in await rows(database, tables.deliveries)] == [later + MINUTE]


# ── what makes no sense ────────────────────────────────────────────────────────────────────────────


async def test_what_makes_no_sense_changes_nothing(database, tell, raise_alert, later):
    first, story = await tell("tass", 0)
    flood, _ = await tell("khaama", 3, story, title=FLOOD)
    copied, _ = await tell("tolo", 4, story, title=FLOOD)
    await database.run(articles.mark_copy, copied, flood)
    lone, other = await tell("ria", 1)
    _, gone = await tell("bbc", 1)
    await raise_alert("delisting", story, first)
    await database.run(merge_stories, gone, other, by="anna", at=later)
    nowhere = StoryId(999)
    before = await whole(database)
    wrong = [
        (split_story, (story, [lone]), "story 1 has no article 4"),
        (split_story, (story, [first, lone, 77]), "story 1 has no article 4, 77"),
        (split_story, (story, []), "no article was named"),
        (split_story, (story, [first, flood]), "story 1 would have no article left: these, with their copies, are all 3 it has"),
        (split_story, (nowhere, [first]), "there is no story 999"),
        (split_story, (gone, [first]), "story 3 was merged: its articles are in story 2"),
        (not_in_story, (story, lone), "story 1 has no article 4"),
        (not_in_story, (nowhere, first), "there is no story 999"),
        (merge_stories, (story, story), "story 1 cannot be merged into itself"),
        (merge_stories, (story, nowhere), "there is no story 999"),
        (merge_stories, (nowhere, story), "there is no story 999"),
        (merge_stories, (story, gone), "story 3 was merged: its articles are in story 2"),
        (merge_stories, (gone, story), "story 3 was merged: its articles are in story 2"),
    ]
    for unit, arguments, why in wrong:
        with pytest.raises(CannotCorrect, match=f"^{why}$"):
            await database.run(unit, *arguments, by="anna", at=later)
    assert await whole(database) == before


async def test_of_a_story_of_very_many_articles_the_newest_are_read_again(database, newsroom, tell, later, now):
    first, story = await tell("tass", 0)
    feed = await newsroom.feed("echo")
    for number in range(READ + 5):
        await newsroom.article(feed, title=COURT, language="en", seen=now + number * MINUTE, story=story)
    await database.run(not_in_story, story, first, by="anna", at=later)
    (row,) = [row for row in await rows(database, tables.stories) if row.id == story]
    assert row.profile["members"] == READ + 5
