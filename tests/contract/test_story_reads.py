"""Stories as people look at them, over both databases: the list, and one story whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from monitor.model import Alert, DeliveryId, Match, Refusal, RevisionKind, Stage, StoryId, TopicId
from monitor.storage import alerts, articles, deliveries, revisions, tables
from monitor.storage.story_corrections import CorrectionKind, merge_stories, split_story
from monitor.storage.story_reads import stories_since, story_report
from tests.contract.story_rows import told

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)
DELISTING = TopicId("delisting")


@pytest.fixture
def tell(database, newsroom, now):
    """Put a new article into a story: its source, so many minutes after noon; and its match."""

    async def telling(
        source: str, minute: int, story: StoryId | None = None, *, topic: str = "delisting", stage: Stage | None = None, **values
    ):
        at = now + minute * MINUTE
        row = {key: values.pop(key) for key in ("official", "score", "shared", "refused") if key in values}
        given = {"title": f"{source} tells", "language": "en", "country": "AF", "published": at, "seen": at} | values
        article = await newsroom.article(await newsroom.feed(source), **given)
        if topic:
            match = Match(topic=TopicId(topic), spans=(), field="title", stage=stage)
            await database.run(alerts.save_matches, article, [match], at=at)
        return article, await database.run(told, article, story, at=at, **row)

    return telling


# ── the list ───────────────────────────────────────────────────────────────────────────────────────


async def test_no_stories(database, now):
    assert await database.read(stories_since, now, limit=9) == ([], 0)
    assert await database.read(story_report, StoryId(1)) is None


async def test_a_story_in_a_few_facts(database, tell, now):
    first, story = await tell("mid", 0, official=True, language="ru", country="RU", stage=Stage.DECIDED, title="Суд снял запрет")
    copied, _ = await tell("tass", 10, story, language="ru", country="RU", topic="")
    await tell("tolo", 98, story, language="fa", topic="courts", stage=Stage.ANNOUNCED)
    await database.run(articles.mark_copy, copied, first)
    for topic, held in ((DELISTING, ""), (TopicId("courts"), "old")):
        await database.run(alerts.raise_alert, Alert(topic=topic, story=story, article=first, raised=now, held=held))
    (line,), total = await database.read(stories_since, now, limit=9)
    assert total == 1
    assert (line.story.id, line.headline, line.first, line.latest) == (story, "Суд снял запрет", now, now + 98 * MINUTE)
    assert (line.articles, line.copies, line.sources, line.official) == (3, 1, ("mid", "tass", "tolo"), frozenset({"mid"}))
    assert (line.languages, line.countries, line.topics) == (("fa", "ru"), ("AF", "RU"), ("courts", "delisting"))
    assert (line.stages, line.told, line.held) == ((Stage.ANNOUNCED, Stage.DECIDED), 1, {"old": 1})


async def test_the_newest_come_first_and_the_rest_is_counted(database, tell, now):
    stories = [(await tell("tass", minute))[1] for minute in (0, 5, 9)]
    await tell("ria", 11, stories[0])
    lines, total = await database.read(stories_since, now, limit=2)
    assert ([line.story.id for line in lines], total) == ([stories[0], stories[2]], 3)
    lines, total = await database.read(stories_since, now + 6 * MINUTE, limit=9)
    assert ([line.story.id for line in lines], total) == ([stories[0], stories[2]], 2)


async def test_of_one_topic_and_none_that_was_merged(database, tell, now):
    _, story = await tell("tass", 0)
    _, other = await tell("ria", 1, topic="herons")
    _, third = await tell("ria", 2)
    assert [line.story.id for line in (await database.read(stories_since, now, limit=9, topic=DELISTING))[0]] == [third, story]
    await database.run(merge_stories, third, other, by="anna", at=now)
    lines, total = await database.read(stories_since, now, limit=9, topic=DELISTING)
    assert ({line.story.id for line in lines}, total) == ({other, story}, 2)


async def test_a_date_that_is_not_to_be_believed_says_nothing_of_who_was_first(database, tell, now):
    _, story = await tell("tass", 3)
    await tell("old", 5, story, published=now - timedelta(days=20_000))
    await tell("new", 6, story, published=now + timedelta(days=20_000))
    await tell("bare", 7, story, published=None)
    report = await database.read(story_report, story)
    assert [(one.article.source, one.at - now) for one in report.tellings] == [
        ("tass", 3 * MINUTE), ("old", 5 * MINUTE), ("new", 6 * MINUTE), ("bare", 7 * MINUTE)
    ]  # fmt: skip
    assert (report.line.first, report.line.latest) == (now + 3 * MINUTE, now + 7 * MINUTE)


# ── one story ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_story_whole(database, newsroom, tell, now):
    _, apart = await tell("bbc", 0)
    first, story = await tell("mid", 10, official=True, refused=[Refusal(story=apart, score=0.31, veto="date")])
    joined, _ = await tell("tass", 5, story, score=0.42, shared=["en:court", "place:af"], seen=now + 20 * MINUTE)
    (before,) = await database.read(articles.articles_by_id, [joined])
    await database.run(revisions.keep_revision, before, before, RevisionKind.BODY, similarity=0.9, at=now)
    alert = await database.run(alerts.raise_alert, Alert(topic=DELISTING, story=story, article=first, raised=now))
    await database.run(alerts.queue_deliveries, alert.id, [(await newsroom.reader()).id], due=now)
    await database.run(deliveries.mark_sent, DeliveryId(1), message_id=5, at=now)
    report = await database.read(story_report, story)
    early, late = report.tellings
    assert (early.article.id, early.at, early.join.score, early.join.shared) == (joined, now + 5 * MINUTE, 0.42, ("en:court", "place:af"))
    assert ([one.kind for one in early.revisions], late.revisions) == ([RevisionKind.BODY], ())
    assert late.join.refused == (Refusal(story=apart, score=0.31, veto="date"),)
    assert report.became == {apart: apart}
    assert report.runner_up == late
    assert [[told.state for told in raised.told] for raised in report.alerts] == [["sent"]]
    assert report.corrections == ()


async def test_bodies_are_read_only_where_they_are_compared(database, tell, now):
    plain, story = await tell("mid", 0, body="Long.")
    revised, _ = await tell("tass", 1, story, body="Longer.")
    (before,) = await database.read(articles.articles_by_id, [revised])
    await database.run(revisions.keep_revision, before, before, RevisionKind.BODY, similarity=0.9, at=now)
    assert [one.article.body for one in (await database.read(story_report, story)).tellings] == ["", "Longer."]
    assert [one.article.id for one in (await database.read(story_report, story)).tellings] == [plain, revised]


async def test_a_merged_story_is_read_where_it_went_with_what_was_left_of_it(database, tell, now):
    one, story = await tell("tass", 0)
    other, larger = await tell("ria", 1, refused=[Refusal(story=story, score=0.3, veto="date")])
    _, largest = await tell("bbc", 2)
    for article, home in ((one, story), (other, larger)):
        await database.run(alerts.raise_alert, Alert(topic=DELISTING, story=home, article=article, raised=now + home * MINUTE))
    await database.run(merge_stories, story, larger, by="anna", at=now + 9 * MINUTE)
    await database.run(merge_stories, larger, largest, by="boris", at=now + 9 * MINUTE)
    report = await database.read(story_report, story)
    assert report.line.story.id == largest
    assert [raised.alert.story for raised in report.alerts] == [largest, story]
    assert [(said.kind, said.by) for said in report.corrections] == [(CorrectionKind.MERGE, "boris")]
    assert report.became == {story: largest}


async def test_a_story_with_nothing_left_is_none(database, tell, now):
    _, story = await tell("tass", 0)
    await database.run(lambda tx: tx.execute(update(tables.articles).values(story_id=None)))
    assert await database.read(story_report, story) is None
    assert await database.read(stories_since, now, limit=9) == ([], 0)


async def test_what_a_person_split_off_is_said_on_both_sides(database, tell, now):
    _, story = await tell("tass", 0)
    other, _ = await tell("ria", 1, story)
    new = await database.run(split_story, story, [other], by="anna", at=now)
    for which in (story, new):
        (said,) = (await database.read(story_report, which)).corrections
        assert (said.kind, said.article, said.other) == (CorrectionKind.SPLIT, other, new)
