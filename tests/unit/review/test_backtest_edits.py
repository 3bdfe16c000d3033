from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.model import Body, Concept, Exclusion, Stage, StageQuery, Topic, TopicId
from monitor.review.backtest_edits import concepts_behind, edits

WATER = Topic(
    id=TopicId("water"),
    query="(@dam OR plain) NEAR/5 river\n",
    exclusions=(Exclusion(query="quiz @sports", because="a game"), Exclusion(query="chess", because="too")),
    stages=(StageQuery(stage=Stage.DENIED, query="title:(@denial OR never)"),),
)
TALKS = Topic(id=TopicId("talks"), query="talks NOT @sports")
OFF = Topic(id=TopicId("off"), query="off", enabled=False)
CONCEPTS = (
    Concept(id="dam", terms={"en": ("dam", "weir")}, not_only=("beaver",)),
    Concept(id="beaver", terms={"en": ("beaver dam",)}, not_only=("rodent",)),
    Concept(id="rodent", terms={"en": ("rodent",)}, not_only=("beaver",)),
    Concept(id="sports", terms={"en": ("match",)}),
    Concept(id="denial", terms={"en": ("denied",)}),
    Concept(id="unused", terms={"en": ("word",)}),
)


def with_terms(name, *terms):
    return tuple(replace(one, terms={"en": terms}) if one.id == name else one for one in CONCEPTS)


def test_every_concept_that_decides_is_named_however_far_away():
    assert concepts_behind(WATER, {one.id: one for one in CONCEPTS}) == {"dam", "beaver", "rodent", "sports", "denial"}
    assert concepts_behind(WATER, {}) == {"dam", "sports", "denial"}


EDITS = [
    pytest.param((WATER, TALKS, OFF), CONCEPTS, {}, id="nothing"),
    pytest.param((replace(WATER, query="(@dam OR plain) NEAR/5 river"), TALKS), CONCEPTS, {}, id="white-space-around"),
    pytest.param((replace(WATER, file="other.yaml", line=9, title={"en": "W"}), TALKS), CONCEPTS, {}, id="what-decides-nothing"),
    pytest.param((replace(WATER, exclusions=WATER.exclusions[::-1]), TALKS), CONCEPTS, {}, id="another-order-of-exclusions"),
    pytest.param((WATER, TALKS), with_terms("dam", "weir", "dam"), {}, id="another-order-of-terms"),
    pytest.param((replace(WATER, query="@dam"), TALKS), CONCEPTS, {"water": ("query",)}, id="query"),
    pytest.param((replace(WATER, exclusions=()), TALKS), CONCEPTS, {"water": ("exclusions",)}, id="exclusions"),
    pytest.param((replace(WATER, stages=()), TALKS), CONCEPTS, {"water": ("stages",)}, id="stages"),
    pytest.param((replace(WATER, body=Body.ALERT), TALKS), CONCEPTS, {"water": ("body",)}, id="body"),
    pytest.param((replace(WATER, enabled=False), TALKS), CONCEPTS, {"water": ("removed",)}, id="switched-off"),
    pytest.param((WATER, TALKS, replace(OFF, enabled=True)), CONCEPTS, {"off": ("added",)}, id="switched-on"),
    pytest.param((WATER, TALKS, Topic(id=TopicId("new"), query="n")), CONCEPTS, {"new": ("added",)}, id="a-new-topic"),
    pytest.param((TALKS,), CONCEPTS, {"water": ("removed",)}, id="a-topic-gone"),
    pytest.param((WATER, TALKS), with_terms("unused", "x"), {}, id="a-concept-that-nobody-names"),
    pytest.param((WATER, TALKS), with_terms("dam", "x"), {"water": ("@dam",)}, id="a-concept"),
    pytest.param((WATER, TALKS), with_terms("rodent", "x"), {"water": ("@rodent",)}, id="a-sibling-of-a-sibling"),
    pytest.param((WATER, TALKS), with_terms("denial", "x"), {"water": ("@denial",)}, id="a-concept-of-a-stage"),
    pytest.param(
        (replace(WATER, query="@dam"), TALKS),
        with_terms("sports", "x"),
        {"water": ("query", "@sports"), "talks": ("@sports",)},
        id="a-concept-of-two-topics",
    ),
]


@pytest.mark.parametrize(("topics", "concepts", "found"), EDITS)
def test_topics_that_differ_are_found(topics, concepts, found):
    made = edits((WATER, TALKS, OFF), CONCEPTS, topics, concepts)
    assert {one.topic: one.what for one in made} == found
    before = {topic.id: topic for topic in (WATER, TALKS)}
    after = {topic.id: topic for topic in topics if topic.enabled}
    assert [(one.before, one.after) for one in made] == [(before.get(one.topic), after.get(one.topic)) for one in made]


def test_topics_come_in_the_order_of_the_folder_and_those_that_are_gone_last():
    new = Topic(id=TopicId("new"), query="n")
    made = edits((WATER, TALKS), CONCEPTS, (new, replace(TALKS, query="t")), CONCEPTS)
    assert [one.topic for one in made] == ["new", "talks", "water"]
