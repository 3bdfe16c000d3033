"""What became of an article, over both databases: copies, story, alerts raised and held, who was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Alert, ArticleId, Channel, DeliveryId, DeliveryState, Match, Span, Stage, Subscriber, TopicId
from monitor.storage import alerts, articles, deliveries, stories, subscribers
from monitor.storage.explain import Raised, Told, articles_at, fate_of

pytestmark = pytest.mark.anyio

URL = "https://herons.example/1"
MINUTE = timedelta(minutes=1)


async def test_an_article_that_nobody_has_has_no_fate(database):
    assert await database.read(fate_of, ArticleId(1)) is None
    assert await database.read(articles_at, URL, URL) == []


async def test_an_article_by_itself(database, newsroom):
    article = await newsroom.article(await newsroom.feed(), title="Herons are back")
    fate = await database.read(fate_of, article)
    assert fate.article.title == "Herons are back"
    assert (fate.original, fate.copies, fate.story, fate.matches, fate.alerts) == (None, 0, (), (), ())


async def test_the_original_of_a_url_comes_before_its_copies_and_the_newest_first(database, newsroom, now):
    feed = await newsroom.feed()
    old, new = [await newsroom.article(feed, canonical_url=URL, url=f"{URL}?a={n}", seen=now + n * MINUTE) for n in range(2)]
    copied = await newsroom.article(feed, canonical_url=URL, seen=now + 5 * MINUTE)
    await database.run(articles.mark_copy, copied, old)
    other = await newsroom.article(feed, canonical_url=f"{URL}0", url="http://herons.example/feed/1")
    assert await database.read(articles_at, f"{URL}?utm_source=x", URL) == [new, old, copied]
    assert await database.read(articles_at, "http://herons.example/feed/1", "http://herons.example/feed/1") == [other]


async def test_a_copy_its_story_and_who_was_told(database, newsroom, now):
    feed = await newsroom.feed()
    first = await newsroom.article(feed, title="First")
    copied = await newsroom.article(feed, title="Second", seen=now + MINUTE)
    await database.run(articles.mark_copy, copied, first)
    told, stopped = await newsroom.reader(7), await newsroom.reader(8)
    screen = await database.run(subscribers.add_subscriber, Subscriber(channel=Channel.TERMINAL))
    alert = await newsroom.alert(first, topic="herons")
    await database.run(stories.join_story, copied, alert.story)
    await database.run(alerts.raise_alert, replace(alert, stage=Stage.DENIED, held="old"))
    await database.run(alerts.queue_deliveries, alert.id, [told.id, stopped.id, screen.id], due=now)
    await database.run(deliveries.mark_sent, DeliveryId(1), message_id=5, at=now + MINUTE)
    await database.run(deliveries.park, DeliveryId(2), reason="blocked", at=now + 2 * MINUTE)
    match = Match(topic=TopicId("herons"), spans=(Span("title", 0, 5),), field="title")
    await database.run(alerts.save_matches, copied, [match], at=now)
    fate = await database.read(fate_of, copied)
    assert (fate.original.title, fate.copies) == ("First", 0)
    assert [article.title for article in fate.story] == ["First", "Second"]
    assert [(one.topic, one.field) for one in fate.matches] == [("herons", "title")]
    raised, held = fate.alerts
    assert raised == Raised(
        alert=alert,
        told=(
            Told(channel=Channel.TELEGRAM, chat_id=7, state=DeliveryState.SENT, at=now + MINUTE),
            Told(channel=Channel.TELEGRAM, chat_id=8, state=DeliveryState.PARKED, at=now + 2 * MINUTE, reason="blocked"),
            Told(channel=Channel.TERMINAL, chat_id=0, state=DeliveryState.QUEUED, at=now),
        ),
    )
    assert (held.alert.held, held.alert.stage, held.told) == ("old", Stage.DENIED, ())
    assert isinstance(held.alert, Alert)
    assert (await database.read(fate_of, first)).copies == 1
