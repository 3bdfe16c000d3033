from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Article, ArticleId, Body, FeedId, Match, SourceId, Span, Stage, StoryId, Topic, TopicId
from monitor.review.backtest import SPANS_KEPT, Comparison, Count, Expected, Hit, Rules, alerts_of, compared, counts_by, expected, hit_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WATER = TopicId("water")


def hit(article=1, *, hours=0, **values):
    given_values = {
        "topic": WATER,
        "seen": NOON + hours * HOUR,
        "source": SourceId("tass"),
        "language": "ru",
        "story": article,
        "field": "title",
    }
    return Hit(article=ArticleId(article), **given_values | values)


# ── what is gained and lost ────────────────────────────────────────────────────────────────────────


def test_hits_are_gained_lost_and_kept():
    lost, kept, gained = hit(1), hit(2, hours=1), hit(3, hours=-1)
    assert compared([kept, lost], [kept, gained]) == Comparison(
        then=(lost, kept), now=(gained, kept), gained=(gained,), lost=(lost,), kept=(kept,)
    )


def test_the_same_article_is_another_hit_of_another_topic():
    other = hit(1, topic=TopicId("talks"))
    found = compared([hit(1)], [other])
    assert (found.gained, found.lost) == ((other,), (hit(1),))


@pytest.mark.parametrize("change", [{"held": "body_only"}, {"stage": Stage.DENIED}])
def test_a_hit_that_is_told_otherwise_is_kept_and_named(change):
    later = hit(1, **change)
    found = compared([hit(1)], [later])
    assert (found.kept, found.retold) == ((later,), ((hit(1), later),))


hits = st.lists(
    st.builds(
        hit,
        st.integers(1, 12),
        hours=st.integers(-30, 30),
        topic=st.sampled_from([WATER, TopicId("talks")]),
        story=st.integers(1, 4),
        stage=st.none() | st.sampled_from(Stage),
        held=st.sampled_from(["", "copy", "body_only", "old"]),
    ),
    max_size=20,
)


@given(hits, hits)
def test_gained_and_kept_are_now_and_lost_and_kept_are_then(then, now):
    found = compared(then, now)

    def keys(some):
        listed = [one.key for one in some]
        assert len(listed) == len(set(listed))
        return set(listed)

    assert keys(found.then) == {one.key for one in then} == keys(found.lost) | keys(found.kept)
    assert keys(found.now) == {one.key for one in now} == keys(found.gained) | keys(found.kept)
    assert not keys(found.gained) & keys(found.then)
    assert not keys(found.lost) & keys(found.now)
    assert {was.key for was, _ in found.retold} <= keys(found.kept)


@given(hits)
def test_nothing_differs_from_itself(some):
    found = compared(some, some)
    assert (found.gained, found.lost, found.retold) == ((), (), ())


@given(hits)
def test_a_story_is_told_once_a_topic_and_stage(some):
    told = [(one.topic, one.story, one.stage) for one in alerts_of(some)]
    assert len(told) == len(set(told))


# ── which hits raise an alert ──────────────────────────────────────────────────────────────────────

ALERTS = [
    pytest.param([hit(1)], [1], id="one"),
    pytest.param([hit(2, hours=2, story=7), hit(1, hours=1, story=7)], [1], id="the-first-of-a-story"),
    pytest.param([hit(1), hit(2)], [1, 2], id="two-stories"),
    pytest.param([hit(1, story=7), hit(2, story=7, topic=TopicId("talks"))], [1, 2], id="two-topics"),
    pytest.param([hit(1, held="copy"), hit(2, held="body_only")], [], id="never"),
    pytest.param([hit(1, story=7, held="body_only"), hit(2, hours=1, story=7)], [2], id="a-body-hit-leaves-the-story-open"),
    pytest.param([hit(1, story=7, held="old"), hit(2, hours=1, story=7)], [], id="an-old-one-uses-it-up"),
    pytest.param([hit(1, story=7, stage=Stage.PROPOSED), hit(2, hours=1, story=7, stage=Stage.DECIDED)], [1, 2], id="each-stage"),
    pytest.param([hit(1, story=7, stage=Stage.PROPOSED), hit(2, hours=1, story=7)], [1], id="no-stage-says-nothing-new"),
    pytest.param([hit(1, story=7), hit(2, hours=1, story=7, stage=Stage.DECIDED)], [1, 2], id="a-stage-after-none"),
]


@pytest.mark.parametrize(("given_hits", "told"), ALERTS)
def test_what_raises_an_alert(given_hits, told):
    assert [one.article for one in alerts_of(given_hits)] == told


# ── a match ruled on ───────────────────────────────────────────────────────────────────────────────

RULES = Rules(fresh=DAY, late=30 * DAY, first_checks={FeedId(5): NOON})
TOPIC = Topic(id=WATER, query="water")
ARTICLE = Article(id=ArticleId(3), feed=FeedId(4), source=SourceId("tass"), language="ru-RU", seen=NOON, published=NOON - HOUR)
RULED = [
    pytest.param({}, "title", Body.DIGEST, "", id="alert"),
    pytest.param({}, "body", Body.DIGEST, "body_only", id="background"),
    pytest.param({}, "body", Body.IGNORE, "body_only", id="ignored"),
    pytest.param({}, "body", Body.ALERT, "", id="background-that-alerts"),
    pytest.param({"copy_of": ArticleId(1)}, "title", Body.DIGEST, "copy", id="copy"),
    pytest.param({"published": NOON - 29 * DAY}, "title", Body.DIGEST, "", id="late"),
    pytest.param({"published": NOON - 31 * DAY}, "title", Body.DIGEST, "old", id="old"),
    pytest.param({"feed": FeedId(5), "published": NOON - 2 * DAY}, "title", Body.DIGEST, "first_check", id="archive-of-a-new-feed"),
    pytest.param({"feed": FeedId(5), "published": None}, "title", Body.DIGEST, "first_check", id="undated-archive"),
    pytest.param({"published": None}, "title", Body.DIGEST, "", id="undated"),
]


@pytest.mark.parametrize(("article", "field", "body", "held"), RULED)
def test_a_match_is_ruled_on_as_in_the_line(article, field, body, held):
    found = hit_of(Match(topic=WATER, spans=(), field=field), replace(TOPIC, body=body), replace(ARTICLE, **article), RULES)
    assert (found.held, found.article, found.seen, found.language) == (held, 3, NOON, "ru")


@pytest.mark.parametrize(
    ("article", "story"),
    [({}, -3), ({"copy_of": ArticleId(1)}, -1), ({"story": StoryId(9)}, 9), ({"story": StoryId(9), "copy_of": ArticleId(1)}, 9)],
)
def test_articles_of_one_story_share_it(article, story):
    assert hit_of(Match(topic=WATER, spans=(), field="title"), TOPIC, replace(ARTICLE, **article), RULES).story == story


def test_a_hit_keeps_its_stage_and_as_many_places_as_are_shown():
    spans = tuple(Span("title", n, n + 1) for n in range(SPANS_KEPT + 3))
    found = hit_of(Match(topic=WATER, spans=spans, field="title", stage=Stage.DENIED), TOPIC, ARTICLE, RULES)
    assert (found.stage, found.spans) == (Stage.DENIED, spans[:SPANS_KEPT])


def test_an_article_that_was_never_seen_is_no_article_of_an_archive():
    with pytest.raises(ValueError, match="seen"):
        hit_of(Match(topic=WATER, spans=(), field="title"), TOPIC, replace(ARTICLE, seen=None), RULES)


# ── figures ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("hours", "days", "figures"),
    [
        ((), 30, Expected()),
        ((0, 1, 24), 30, Expected(alerts=3, per_day=0.1, busiest=date(2026, 11, 24), most=2)),
        ((0, 24), 4, Expected(alerts=2, per_day=0.5, busiest=date(2026, 11, 24), most=1)),
        ((0, 1), 0.1, Expected(alerts=2, per_day=2.0, busiest=date(2026, 11, 24), most=2)),
    ],
    ids=["none", "a-busiest-day", "the-first-of-equals", "an-archive-of-an-hour"],
)
def test_alerts_a_day(hours, days, figures):
    assert expected([hit(n, hours=hour) for n, hour in enumerate(hours)], days=days) == figures


def test_counts_come_with_the_most_hits_first():
    found = compared([hit(1), hit(2, language="fa")], [hit(1), hit(3), hit(4, language="en"), hit(5, language="en"), hit(6, language="en")])
    assert list(counts_by(found, lambda one: one.language).items()) == [
        ("en", Count(now=3, gained=3)),
        ("ru", Count(then=1, now=2, gained=1)),
        ("fa", Count(then=1, lost=1)),
    ]
