from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Body, Concept, Exclusion, Stage, StageQuery, Topic, TopicId
from monitor.storage.in_force import InForce, load_in_force, take_into_force

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)
WATER = Topic(
    id=TopicId("water"),
    query="@dam NEAR/5 мор",
    exclusions=(Exclusion(query="quiz", because=""),),
    stages=(StageQuery(stage=Stage.DENIED, query="denied"), StageQuery(stage=Stage.DECIDED, query="signed")),
    body=Body.ALERT,
)
TALKS = Topic(id=TopicId("talks"), query="talks", enabled=False)
DAM = Concept(id="dam", terms={"en": ("dam", "dam wall"), "": ("GERD",)}, not_only=("beaver",))
BEAVER = Concept(id="beaver", terms={"en": ("beaver dam",)})


async def test_nothing_is_in_force_before_the_first_start(database):
    assert await database.read(load_in_force) == InForce()


async def test_what_was_taken_into_force_comes_back_whole(database, now):
    assert await database.run(take_into_force, [WATER, TALKS], [DAM, BEAVER], now=now) == 4
    assert await database.read(load_in_force) == InForce(topics=(TALKS, WATER), concepts=(BEAVER, DAM), since=now)


async def test_what_matters_to_people_alone_is_left_out(database, now):
    told = replace(
        WATER,
        title={"en": "Water"},
        file="topics/water.yaml",
        line=3,
        column=3,
        exclusions=(Exclusion(query="quiz", because="a weekly game", line=9, column=5),),
    )
    await database.run(take_into_force, [told], [], now=now)
    assert (await database.read(load_in_force)).topics == (WATER,)
    assert await database.run(take_into_force, [WATER], [], now=now + HOUR) == 0


@pytest.mark.parametrize(
    ("topics", "concepts", "changed", "hours"),
    [
        pytest.param([WATER, TALKS], [DAM, BEAVER], 0, 0, id="nothing"),
        pytest.param([replace(WATER, query="dam"), TALKS], [DAM, BEAVER], 1, 1, id="a-query"),
        pytest.param([WATER, replace(TALKS, enabled=True)], [DAM, BEAVER], 1, 1, id="switched-on"),
        pytest.param([WATER], [DAM, BEAVER], 1, 0, id="a-topic-gone"),
        pytest.param([WATER, TALKS], [replace(DAM, not_only=())], 2, 1, id="a-concept-changed-and-one-gone"),
        pytest.param([WATER, replace(TALKS, id=TopicId("dam"))], [DAM, BEAVER], 2, 1, id="a-topic-of-a-concepts-name"),
        pytest.param([], [], 4, None, id="all-gone"),
    ],
)
async def test_what_an_edit_changed_is_counted_and_dated(database, now, topics, concepts, changed, hours):
    await database.run(take_into_force, [WATER, TALKS], [DAM, BEAVER], now=now)
    assert await database.run(take_into_force, topics, concepts, now=now + HOUR) == changed
    found = await database.read(load_in_force)
    assert {topic.id: topic for topic in found.topics} == {topic.id: topic for topic in topics}
    assert {concept.id: concept for concept in found.concepts} == {concept.id: concept for concept in concepts}
    assert found.since == (None if hours is None else now + hours * HOUR)
