from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts.decide import Ruling, Standing, Turn, audience, burst, decide, edit_pause, turn_of
from monitor.alerts.when import Backing
from monitor.model import (
    Alert,
    AlertId,
    Article,
    ArticleId,
    Body,
    Match,
    Span,
    Stage,
    StoryId,
    Subscriber,
    SubscriberId,
    Subscription,
    Topic,
    TopicId,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FRESH = timedelta(days=2)
DIGEST, ALERT, IGNORE, OFF, PAIR = (TopicId(name) for name in ("digest", "alert", "ignore", "off", "pair"))
TOPICS = {
    DIGEST: Topic(id=DIGEST, query="x", body=Body.DIGEST),
    ALERT: Topic(id=ALERT, query="x", body=Body.ALERT),
    IGNORE: Topic(id=IGNORE, query="x", body=Body.IGNORE),
    OFF: Topic(id=OFF, query="x", enabled=False, alert_when="sources >= 1"),
    PAIR: Topic(id=PAIR, query="x", alert_when="sources >= 2 or @official"),
}


def hit(topic: TopicId, field: str = "title") -> Match:
    return Match(topic=topic, spans=(Span(field, 0, 1),), field=field)


ARTICLE = ArticleId(9)


def rulings(*matches: Match, age: timedelta | None = timedelta(0), first_check: bool = False, copy: bool = False, standing=None):
    article = Article(id=ARTICLE, published=None if age is None else NOW - age, copy_of=ArticleId(1) if copy else None)
    return decide(matches, TOPICS, article=article, now=NOW, fresh=FRESH, first_check=first_check, standing=standing)


@pytest.mark.parametrize(
    ("topic", "field", "held"),
    [
        pytest.param(DIGEST, "title", "", id="a-headline-alerts"),
        pytest.param(DIGEST, "lead", "", id="a-lead-alerts"),
        pytest.param(DIGEST, "body", "body_only", id="a-body-waits-for-the-digest"),
        pytest.param(ALERT, "body", "", id="a-body-alerts-where-the-topic-says-so"),
        pytest.param(IGNORE, "title", "", id="ignoring-bodies-says-nothing-of-headlines"),
        pytest.param(IGNORE, "body", None, id="an-ignored-body-is-no-alert-at-all"),
        pytest.param(OFF, "title", None, id="a-topic-switched-off"),
        pytest.param(TopicId("gone"), "title", None, id="a-topic-that-is-no-more"),
    ],
)
def test_where_the_hit_is(topic: TopicId, field: str, held: str | None) -> None:
    assert rulings(hit(topic, field)) == (() if held is None else (Ruling(topic=topic, article=ARTICLE, held=held),))


def test_the_stage_of_a_match_is_that_of_its_alert() -> None:
    told = Match(topic=DIGEST, spans=(), field="title", stage=Stage.DENIED)
    assert rulings(told) == (Ruling(topic=DIGEST, article=ARTICLE, stage=Stage.DENIED),)


@pytest.mark.parametrize(
    ("age", "first_check", "held"),
    [
        pytest.param(timedelta(hours=1), False, "", id="news"),
        pytest.param(FRESH, False, "", id="just-fresh"),
        pytest.param(FRESH + timedelta(seconds=1), False, "old", id="old"),
        pytest.param(None, False, "", id="undated-but-new-to-a-feed-we-know"),
        pytest.param(timedelta(hours=-3), False, "", id="a-clock-ahead"),
        pytest.param(timedelta(days=-300), False, "", id="from-the-future-of-a-feed-we-know"),
        pytest.param(timedelta(hours=1), True, "", id="news-at-the-first-check"),
        pytest.param(timedelta(days=3), True, "first_check", id="old-at-the-first-check"),
        pytest.param(None, True, "first_check", id="undated-at-the-first-check"),
        pytest.param(timedelta(hours=-3), True, "", id="a-clock-ahead-at-the-first-check"),
        pytest.param(timedelta(days=-300), True, "first_check", id="from-the-future-at-the-first-check"),
    ],
)
def test_how_old_the_article_is(age: timedelta | None, first_check: bool, held: str) -> None:
    assert [each.held for each in rulings(hit(ALERT), age=age, first_check=first_check)] == [held]


def test_the_audience_is_active_and_has_not_muted_the_topic() -> None:
    everyone = [
        Subscriber(id=SubscriberId(1)),
        Subscriber(id=SubscriberId(2), active=False),
        Subscriber(id=SubscriberId(3), subscriptions={t: Subscription(topic=t, on=False) for t in (ALERT,)}),
        Subscriber(id=SubscriberId(4), subscriptions={t: Subscription(topic=t, on=False) for t in (DIGEST,)}),
    ]
    assert audience(everyone, ALERT) == (1, 4)


# ── what was told of its story ─────────────────────────────────────────────────────────────────────


def row(number: int, topic: TopicId = ALERT, stage: Stage | None = None, *, held: str = "", change: str = "", article: int = 1) -> Alert:
    return Alert(
        id=AlertId(number), topic=topic, story=StoryId(1), stage=stage, change=change, article=ArticleId(article), raised=NOW, held=held
    )


def standing(*alerts: Alert, sources: int = 2, official: bool = False, language: str = "", backed: bool = False) -> Standing:
    return Standing(alerts=alerts, backing=Backing(sources=sources, official=backed), official=official, language=language)


def claim(topic: TopicId, stage: Stage | None) -> Match:
    return Match(topic=topic, spans=(), field="title", stage=stage)


def told(topic: TopicId = ALERT, stage: Stage | None = None, *, article: int = ARTICLE, **more) -> Ruling:
    return Ruling(topic=topic, article=ArticleId(article), stage=stage, **more)


MAY, DID, NOT = Stage.PROPOSED, Stage.DECIDED, Stage.DENIED
WAITS = {"held": "uncorroborated"}
STORIES = [
    pytest.param(hit(ALERT), standing(), [told()], id="the-first-article-alerts"),
    pytest.param(hit(ALERT), standing(row(1)), [], id="the-second-says-nothing-new"),
    pytest.param(hit(ALERT), standing(row(1, DIGEST)), [told()], id="another-topic-told-it"),
    pytest.param(claim(ALERT, DID), standing(row(1)), [told(stage=DID)], id="a-stage-after-none"),
    pytest.param(claim(ALERT, DID), standing(row(1, stage=MAY)), [told(stage=DID)], id="another-stage"),
    pytest.param(claim(ALERT, NOT), standing(row(1, stage=DID)), [told(stage=NOT)], id="a-denial"),
    pytest.param(claim(ALERT, MAY), standing(row(1, stage=MAY), row(2, stage=DID)), [], id="a-stage-that-was-told"),
    pytest.param(
        claim(ALERT, DID), standing(row(1, stage=MAY), row(2, stage=DID, held="old")), [told(stage=DID, takes=2)], id="an-old-stage-is-new"
    ),
    pytest.param(hit(ALERT), standing(row(1), official=True), [told(change="official")], id="an-official-source-joins"),
    pytest.param(hit(ALERT), standing(row(1), official=True, language="ru"), [told(change="official")], id="one-alert-for-both"),
    pytest.param(hit(ALERT), standing(row(1), language="ru"), [told(change="language:ru")], id="a-language-joins"),
    pytest.param(claim(ALERT, DID), standing(row(1), official=True), [told(stage=DID)], id="a-stage-says-more"),
    pytest.param(hit(ALERT), standing(row(1, held="old")), [told(takes=1)], id="what-was-old-is-told-anew"),
    pytest.param(claim(ALERT, DID), standing(row(1, held="old")), [told(stage=DID)], id="what-was-old-at-another-stage"),
    pytest.param(hit(PAIR), standing(sources=1), [told(PAIR, **WAITS)], id="one-source-is-not-enough"),
    pytest.param(hit(PAIR), standing(sources=2), [told(PAIR)], id="two-are"),
    pytest.param(hit(PAIR), standing(sources=1, backed=True), [told(PAIR)], id="an-official-one-is"),
    pytest.param(hit(PAIR), standing(row(1, PAIR, **WAITS), sources=1), [], id="the-same-source-again"),
    pytest.param(claim(PAIR, DID), standing(row(1, PAIR, **WAITS), sources=1), [told(PAIR, DID, **WAITS)], id="another-stage-waits-too"),
    pytest.param(claim(PAIR, DID), standing(row(1, PAIR, DID, **WAITS), sources=1), [], id="the-same-stage-waits"),
    pytest.param(hit(PAIR), standing(row(1, PAIR, held="old"), sources=1), [told(PAIR, takes=1, **WAITS)], id="what-was-old-waits-now"),
    pytest.param(hit(PAIR), standing(row(1, PAIR, **WAITS)), [told(PAIR, takes=1, article=1)], id="the-second-source-releases"),
    pytest.param(claim(PAIR, DID), standing(row(1, PAIR, MAY, **WAITS)), [told(PAIR, DID, tells=(1,))], id="the-second-source-tells-more"),
    pytest.param(
        hit(PAIR),
        standing(row(1, PAIR, MAY, **WAITS), row(2, PAIR, DID, **WAITS, article=2)),
        [told(PAIR, DID, takes=2, tells=(1,), article=2)],
        id="of-two-that-wait-the-last-is-told",
    ),
    pytest.param(hit(ALERT), standing(row(1, PAIR, **WAITS)), [told(), told(PAIR, takes=1, article=1)], id="an-article-of-another-topic"),
    pytest.param(
        hit(PAIR, "body"), standing(row(1, PAIR, **WAITS)), [told(PAIR, held="body_only"), told(PAIR, takes=1, article=1)], id="body"
    ),
    pytest.param(hit(ALERT), standing(row(1), row(2, PAIR, **WAITS), sources=1), [], id="an-article-of-another-topic-and-the-same-source"),
    pytest.param(hit(ALERT), standing(row(1), row(2, OFF, **WAITS)), [], id="a-topic-switched-off-waits-on"),
    pytest.param(hit(ALERT), standing(row(1), row(2, TopicId("gone"), **WAITS)), [], id="a-topic-that-is-no-more"),
]


@pytest.mark.parametrize(("match", "story", "expected"), STORIES)
def test_what_an_article_is_to_its_story(match: Match, story: Standing, expected: list[Ruling]) -> None:
    assert list(rulings(match, standing=story)) == expected


@pytest.mark.parametrize(
    ("match", "story", "expected"),
    [
        pytest.param(hit(ALERT), standing(), [told()], id="of-nothing-that-was-told"),
        pytest.param(hit(ALERT), standing(row(1, held="old")), [], id="of-archived-news"),
        pytest.param(claim(ALERT, DID), standing(row(1, stage=DID, held="first_check")), [], id="of-archived-news-at-its-stage"),
        pytest.param(claim(ALERT, DID), standing(row(1, held="old")), [told(stage=DID)], id="of-archived-news-at-another-stage"),
        pytest.param(hit(PAIR), standing(row(1, PAIR, **WAITS)), [told(PAIR, takes=1, article=1)], id="counts-as-a-source"),
    ],
)
def test_what_a_copy_is_to_its_story(match: Match, story: Standing, expected: list[Ruling]) -> None:
    assert list(rulings(match, standing=story, copy=True)) == expected


def test_an_old_article_is_no_news_and_stands_behind_what_waits() -> None:
    story = standing(row(1, PAIR, **WAITS))
    assert list(rulings(hit(PAIR), age=10 * FRESH, standing=story)) == [told(PAIR, held="old"), told(PAIR, takes=1, article=1)]


# ── when ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "turn"),
    [
        pytest.param(0, Turn(due=NOW), id="the-first"),
        pytest.param(9, Turn(due=NOW), id="the-tenth"),
        pytest.param(10, Turn(due=NOW.replace(hour=13), bundle="flood:alert:2026-03-01T12"), id="the-eleventh"),
        pytest.param(999, Turn(due=NOW.replace(hour=13), bundle="flood:alert:2026-03-01T12"), id="the-thousandth"),
    ],
)
def test_beyond_the_limit_alerts_wait_for_the_end_of_the_hour(before: int, turn: Turn) -> None:
    assert turn_of(ALERT, told=before, limit=10, now=NOW) == turn


def test_within_an_hour_there_is_one_bundle() -> None:
    assert turn_of(ALERT, told=1, limit=1, now=NOW) == turn_of(ALERT, told=1, limit=1, now=NOW + timedelta(minutes=59, seconds=59))


def test_the_longer_ago_a_story_was_told_the_longer_its_edits_wait() -> None:
    hours = (-1, 0, 1, 6, 24, 1000)
    pauses = [edit_pause(NOW, NOW + timedelta(hours=hour)) // timedelta(minutes=1) for hour in hours]
    assert pauses == [1, 1, 5, 15, 60, 60]


@pytest.mark.parametrize(("wave", "allowed"), [(3, 10), (10, 10), (11, 11), (20, 20), (21, 10), (1000, 10)])
def test_a_burst_that_breaks_a_silence_goes_out_whole_up_to_twice_the_limit(wave, allowed):
    assert burst(wave, 10) == allowed
