from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Alert, AlertId, ArticleId, Match, Span, Stage, TopicId
from monitor.storage import alerts, articles, deliveries, stories

pytestmark = pytest.mark.anyio
MATCH = Match(topic=TopicId("moscow-format"), spans=(Span("title", 0, 6), Span("body", 10, 23)), field="title", stage=Stage.IN_FORCE)
OTHER = Match(topic=TopicId("brics"), spans=(), field="body")


async def test_a_story_holds_its_articles_in_the_order_seen(database, now, newsroom):
    feed = await newsroom.feed()
    late, early = await newsroom.article(feed, seen=now), await newsroom.article(feed, seen=now - timedelta(hours=1))
    story = await database.run(stories.open_story, late, at=now)
    await database.run(stories.join_story, early, story)
    assert [(a.id, a.story) for a in await database.read(stories.story_articles, story)] == [(early, story), (late, story)]


async def test_an_article_opens_one_story(database, now, newsroom):
    article = await newsroom.article(await newsroom.feed())
    first = await database.run(stories.open_story, article, at=now)
    assert await database.run(stories.open_story, article, at=now) == first


async def test_no_article_no_story(database, now):
    with pytest.raises(LookupError):
        await database.run(stories.open_story, ArticleId(5), at=now)


async def test_matches_are_new_once_and_come_back(database, now, newsroom):
    article = await newsroom.article(await newsroom.feed())
    assert await database.run(alerts.save_matches, article, [], at=now) == []
    assert await database.run(alerts.save_matches, article, [MATCH], at=now) == [MATCH]
    assert await database.run(alerts.save_matches, article, [replace(MATCH, field="lead"), OTHER], at=now) == [OTHER]
    assert await database.read(alerts.matches_of, article) == [OTHER, MATCH]


async def test_a_topic_alerts_once_a_story(database, now, newsroom):
    article = await newsroom.article(await newsroom.feed())
    story = await database.run(stories.open_story, article, at=now)
    alert = Alert(topic=TopicId("brics"), story=story, article=article, raised=now, held="old")
    raised = await database.run(alerts.raise_alert, alert)
    assert raised == replace(alert, id=raised.id)
    assert await database.run(alerts.raise_alert, alert) is None
    assert await database.read(alerts.alert_of, TopicId("brics"), story) == raised
    assert await database.read(alerts.alert_of, TopicId("moscow-format"), story) is None
    assert await database.read(alerts.alerts_by_id, [AlertId(77), raised.id]) == [raised]


async def test_a_topic_alerts_once_a_story_for_each_stage(database, now, newsroom):
    article = await newsroom.article(await newsroom.feed())
    story = await database.run(stories.open_story, article, at=now)
    plain = Alert(topic=TopicId("bans"), story=story, article=article, raised=now)
    may, did = replace(plain, stage=Stage.PROPOSED), replace(plain, stage=Stage.DECIDED)
    first = await database.run(alerts.raise_alert, may)
    assert first == replace(may, id=first.id)
    assert await database.run(alerts.raise_alert, may) is None
    assert await database.run(alerts.raise_alert, plain) is None  # says nothing that is not told
    second = await database.run(alerts.raise_alert, did)
    assert second == replace(did, id=second.id)
    assert await database.read(alerts.alert_of, TopicId("bans"), story) == first
    assert await database.read(alerts.alert_of, TopicId("bans"), story, Stage.DECIDED) == second
    assert await database.read(alerts.alert_of, TopicId("bans"), story, Stage.DENIED) is None


async def test_a_stage_is_told_after_an_alert_without_any(database, now, newsroom):
    article = await newsroom.article(await newsroom.feed())
    story = await database.run(stories.open_story, article, at=now)
    plain = Alert(topic=TopicId("bans"), story=story, article=article, raised=now)
    assert await database.run(alerts.raise_alert, plain) is not None
    assert await database.run(alerts.raise_alert, replace(plain, stage=Stage.DECIDED)) is not None


async def test_an_alert_is_queued_for_each_subscriber_once(database, now, newsroom):
    feed = await newsroom.feed()
    readers = [await newsroom.reader(chat) for chat in (1, 2, 3)]
    alert = await newsroom.alert(await newsroom.article(feed))
    assert await database.run(alerts.queue_deliveries, alert.id, [], due=now) == 0
    assert await database.run(alerts.queue_deliveries, alert.id, [r.id for r in readers[:2]], due=now) == 2
    assert await database.run(alerts.queue_deliveries, alert.id, [r.id for r in readers], due=now) == 1
    counts = await database.read(deliveries.delivery_counts)
    assert sum(counts.values()) == counts["queued"] == 3


async def test_alerts_are_counted_since_a_time_without_the_held(database, now, newsroom):
    feed = await newsroom.feed()
    minute = timedelta(minutes=1)
    await newsroom.alert(await newsroom.article(feed), raised=now - minute)
    await newsroom.alert(await newsroom.article(feed), raised=now)
    await newsroom.alert(await newsroom.article(feed), "brics", raised=now)
    await newsroom.alert(await newsroom.article(feed), "brics", raised=now, held="flood")
    assert await database.read(alerts.count_alerts_since, None, now) == 2
    assert await database.read(alerts.count_alerts_since, None, now - minute) == 3
    assert await database.read(alerts.count_alerts_since, TopicId("brics"), now - minute) == 1


async def test_what_raised_an_alert_and_its_deliveries_are_written_together_or_not_at_all(database, now, newsroom):
    feed = await newsroom.feed()
    reader = await newsroom.reader()
    article = await newsroom.article(feed)

    def alarm(tx):
        story = stories.open_story(tx, article, at=now)
        alerts.save_matches(tx, article, [MATCH], at=now)
        alert = alerts.raise_alert(tx, Alert(topic=MATCH.topic, story=story, article=article, raised=now))
        alerts.queue_deliveries(tx, alert.id, [reader.id], due=now)
        raise RuntimeError("the light went out")

    with pytest.raises(RuntimeError, match="light"):
        await database.run(alarm)
    assert await database.read(alerts.matches_of, article) == []
    assert (await database.read(articles.articles_by_id, [article]))[0].story is None
    assert not any((await database.read(deliveries.delivery_counts)).values())
