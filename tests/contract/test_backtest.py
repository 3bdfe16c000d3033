"""A backtest over both databases: candidates, truth, what was recorded, what is gone, who would hear it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.catalog.load import Catalog
from monitor.model import Concept, Match, Span, Topic, TopicId
from monitor.review.backtest import Count
from monitor.review.backtest_plan import Earlier, Then, plan_changed, plan_query, plan_topic
from monitor.review.backtest_run import Terms, run_backtest, window_of
from monitor.storage import alerts, archive, articles, retention

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)
WATER = Topic(id=TopicId("water"), query="@dam AND river", title={"en": "Water"})
DAM = Concept(id="dam", terms={"en": ("dam",), "ru": ("плотина",)})
NOTHING_IN_FORCE = Earlier(then=Then.IN_FORCE, topics=(), concepts=(), sources=())


@pytest.fixture
async def stored(database, now, newsroom):
    """Six articles: of two days, two languages, one a copy; one long ago, one without the words."""
    feed = await newsroom.feed("amu")
    texts = [
        (now - 40 * DAY, "A dam on the river", "en"),
        (now - DAY, "A dam on the river", "en"),
        (now - DAY, "Плотина на реке", "ru"),
        (now, "The river carries the dam away", "en"),
        (now, "The river carries the dam away", "en"),
        (now, "A harvest", "en"),
    ]
    ids = [await newsroom.article(feed, seen=seen, title=title, language=language) for seen, title, language in texts]
    await database.run(articles.mark_copy, ids[4], ids[3])
    await newsroom.reader()
    return ids


async def tried(database, now, plan, progress=print, **terms):
    given = {"window": window_of(30, now + timedelta(hours=1)), "fresh": DAY, "late": 30 * DAY, "show": None}
    return await run_backtest(database, plan, Terms(**given | terms), (), progress)


async def test_a_query_finds_what_the_matcher_finds(database, now, stored):
    told = []
    plan = plan_query("@dam AND (river OR река)", Catalog(concepts=(DAM,)))
    report = await tried(database, now, plan, lambda done, total: told.append((done, total)))
    (topic,) = report.topics
    assert [one.hit.article for one in topic.gained] == stored[4:0:-1]
    assert [one.hit.held for one in topic.gained] == ["copy", "", "", ""]
    assert (topic.total, topic.expected_now.alerts, topic.subscribers) == (Count(now=4, gained=4), 3, 1)
    assert (report.archived.articles, report.candidates, told) == (5, 4, [(0, 4), (4, 4)])


async def test_an_edit_is_compared_with_what_is_in_force(database, now, stored):
    earlier = Earlier(then=Then.IN_FORCE, topics=(Topic(id=WATER.id, query="река OR away"),), concepts=(), sources=(), since=now)
    report = await tried(database, now, plan_changed(Catalog(topics=(WATER,), concepts=(DAM,)), earlier), show=1)
    (topic,) = report.topics
    assert (topic.total, topic.kept) == (Count(then=3, now=3, gained=1, lost=1), 2)
    assert [[one.hit.article for one in shown] for shown in (topic.gained, topic.lost)] == [[stored[1]], [stored[2]]]


async def test_an_unchanged_topic_is_compared_with_what_was_recorded(database, now, stored):
    match = Match(topic=WATER.id, spans=(Span("title", 2, 5),), field="title")
    for article in (stored[0], stored[1], stored[5]):
        await database.run(alerts.save_matches, article, [match], at=now)
    (topic,) = (await tried(database, now, plan_topic(WATER.id, Catalog(topics=(WATER,), concepts=(DAM,)), NOTHING_IN_FORCE))).topics
    assert [[one.hit.article for one in shown] for shown in (topic.gained, topic.lost)] == [[stored[4], stored[3]], [stored[5]]]
    assert topic.kept == 1


async def test_what_is_no_longer_archived_is_not_lost(database, now, stored):
    match = Match(topic=WATER.id, spans=(), field="title")
    for article in stored[1:3]:
        await database.run(alerts.save_matches, article, [match], at=now)
    await database.run(retention.forget, before=now)
    plan = plan_topic(WATER.id, Catalog(topics=(WATER,), concepts=(DAM,)), NOTHING_IN_FORCE)
    report = await tried(database, now, plan)
    (topic,) = report.topics
    assert (topic.total.lost, topic.forgotten, report.forgotten) == (0, 2, 2)
    assert (await database.read(archive.count_archived, window_of(60, now + DAY))).articles == 3


async def test_where_nothing_differs_nothing_is_read(database, now, stored):
    earlier = Earlier(then=Then.IN_FORCE, topics=(WATER,), concepts=(DAM,), sources=(), since=now)
    report = await tried(database, now, plan_changed(Catalog(topics=(WATER,), concepts=(DAM,)), earlier))
    assert (report.topics, report.candidates, report.looked) == ((), 0, 1)
