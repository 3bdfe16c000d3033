from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import Channel, Check, DeliveryState, Match, RevisionKind, TopicId
from monitor.storage import alerts, articles, claims, deliveries, feeds, review, revisions

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


async def test_a_day_without_anything(database, now):
    figures = await database.read(review.day_figures, now.date())
    assert figures == review.DayFigures(
        day=now.date(),
        checks={},
        feeds_checked=0,
        feeds_failed=0,
        silent=(),
        articles=0,
        copies=0,
        matches={},
        background=0,
        raised=0,
        held={},
        deliveries=dict.fromkeys(DeliveryState, 0),
        parked={},
        delay_p50=None,
        delay_p95=None,
    )


async def test_checks_by_outcome_and_who_is_silent(database, now, newsroom):
    good, bad, quiet = await newsroom.feed("good"), await newsroom.feed("bad"), await newsroom.feed("quiet")
    visits = [(good, "ok"), (good, "timeout"), (bad, "timeout"), (bad, "http"), (quiet, "not_modified")]
    for n, (feed, outcome) in enumerate(visits):
        await database.run(feeds.record_check, Check(feed=feed.id, at=now + n * HOUR, outcome=outcome))
    for at in (now - 13 * HOUR, now + 12 * HOUR):  # the days before and after
        await database.run(feeds.record_check, Check(feed=good.id, at=at, outcome="ok"))
    await newsroom.article(good)
    await newsroom.article(quiet, seen=now - 13 * HOUR)
    figures = await database.read(review.day_figures, now.date())
    assert figures.checks == {"ok": 1, "timeout": 2, "http": 1, "not_modified": 1}
    assert (figures.feeds_checked, figures.feeds_failed) == (3, 1)
    assert figures.silent == ("bad", "quiet")


async def test_articles_copies_matches_and_alerts(database, now, newsroom):
    feed = await newsroom.feed()
    first, copy = await newsroom.article(feed), await newsroom.article(feed)
    await database.run(articles.mark_copy, copy, first)
    for article, topics in [(first, ["brics", "taliban"]), (copy, ["brics"])]:
        await database.run(alerts.save_matches, article, [Match(topic=TopicId(t), spans=(), field="body") for t in topics], at=now)
    await newsroom.alert(first, "brics")
    await newsroom.alert(first, "taliban", held="old")
    await newsroom.alert(await newsroom.article(feed), held="old")
    figures = await database.read(review.day_figures, now.date())
    assert (figures.articles, figures.copies) == (3, 1)
    assert figures.matches == {"brics": 2, "taliban": 1}
    assert figures.background == 3
    assert (figures.raised, figures.held) == (1, {"old": 2})


async def test_what_became_of_the_deliveries_and_how_late_they_were(database, now, newsroom):
    feed = await newsroom.feed()
    readers = [await newsroom.reader(chat) for chat in range(1, 23)]
    await newsroom.queued(feed, *readers)
    claimed = await database.run(claims.claim_deliveries, Channel.TELEGRAM, limit=50, now=now, lease=HOUR)
    for n, delivery in enumerate(claimed[:20], start=1):
        await database.run(deliveries.mark_sent, delivery.id, message_id=n, at=now + n * SECOND)
    await database.run(deliveries.park, claimed[20].id, reason="refused", at=now)
    figures = await database.read(review.day_figures, now.date())
    assert {state.value: n for state, n in figures.deliveries.items() if n} == {"sent": 20, "parked": 1, "queued": 1}
    assert figures.parked == {"refused": 1}
    assert (figures.delay_p50, figures.delay_p95) == (10 * SECOND, 19 * SECOND)


async def test_articles_that_changed_and_articles_that_are_gone(database, now, newsroom):
    feed = await newsroom.feed()
    ids = [await newsroom.article(feed, title=f"Report {n}") for n in range(4)]
    first, second, gone, back = await database.read(articles.articles_by_id, ids)
    kinds = [
        (first, "headline", 0),
        (first, "body", 1),
        (second, "body", 13),
        (gone, "withdrawn", 2),
        (back, "withdrawn", 2),
        (back, "restored", 3),
    ]
    for article, kind, hours in kinds:
        at = now + hours * HOUR
        await database.run(revisions.keep_revision, article, article, RevisionKind(kind), similarity=1.0, at=at)
    await database.run(articles.mark_withdrawn, gone.id, now)
    figures = await database.read(review.day_figures, now.date())
    assert (figures.revised, figures.withdrawn) == (1, ("Report 2",))
