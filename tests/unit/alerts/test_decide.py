from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts.decide import Ruling, audience, decide
from monitor.model import Article, Body, Match, Span, Stage, Subscriber, SubscriberId, Topic, TopicId

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FRESH = timedelta(days=2)
DIGEST, ALERT, IGNORE, OFF = (TopicId(name) for name in ("digest", "alert", "ignore", "off"))
TOPICS = {
    DIGEST: Topic(id=DIGEST, query="x", body=Body.DIGEST),
    ALERT: Topic(id=ALERT, query="x", body=Body.ALERT),
    IGNORE: Topic(id=IGNORE, query="x", body=Body.IGNORE),
    OFF: Topic(id=OFF, query="x", enabled=False),
}


def hit(topic: TopicId, field: str = "title") -> Match:
    return Match(topic=topic, spans=(Span(field, 0, 1),), field=field)


def rulings(*matches: Match, age: timedelta | None = timedelta(0), first_check: bool = False, raised: int = 0, limit: int = 99):
    article = Article(published=None if age is None else NOW - age)
    return decide(
        matches, TOPICS, article=article, now=NOW, fresh=FRESH, first_check=first_check, raised_recently=raised, flood_limit=limit
    )


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
    assert rulings(hit(topic, field)) == (() if held is None else (Ruling(topic=topic, held=held),))


def test_the_stage_of_a_match_is_that_of_its_alert() -> None:
    told = Match(topic=DIGEST, spans=(), field="title", stage=Stage.DENIED)
    assert rulings(told) == (Ruling(topic=DIGEST, stage=Stage.DENIED),)


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


@pytest.mark.parametrize(
    ("raised", "limit", "held"),
    [
        pytest.param(0, 2, ["", "", "flood"], id="the-third-of-two"),
        pytest.param(1, 2, ["", "flood", "flood"], id="one-raised-before"),
        pytest.param(5, 2, ["flood"] * 3, id="beyond-it-already"),
        pytest.param(0, 0, ["flood"] * 3, id="none-allowed"),
    ],
)
def test_a_flood_is_held(raised: int, limit: int, held: list[str]) -> None:
    assert [each.held for each in rulings(hit(ALERT), hit(DIGEST), hit(IGNORE), raised=raised, limit=limit)] == held


def test_what_is_held_for_another_reason_does_not_count_as_raised() -> None:
    assert [each.held for each in rulings(hit(DIGEST, "body"), hit(ALERT), limit=1)] == ["body_only", ""]


def test_the_audience_is_active_and_has_not_muted_the_topic() -> None:
    everyone = [
        Subscriber(id=SubscriberId(1)),
        Subscriber(id=SubscriberId(2), active=False),
        Subscriber(id=SubscriberId(3), muted_topics=frozenset({ALERT})),
        Subscriber(id=SubscriberId(4), muted_topics=frozenset({DIGEST})),
    ]
    assert audience(everyone, ALERT) == (1, 4)
