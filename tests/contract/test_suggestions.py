from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import TopicId
from monitor.storage import suggestions, topic_figures

pytestmark = pytest.mark.anyio


async def refused(database, concept: str) -> dict[str, str]:
    return {one.spelling: one.because for one in await database.read(suggestions.refusals_of, concept)}


async def test_what_is_refused_is_remembered_for_that_concept(database, now):
    await database.run(suggestions.refuse, "muttaqi", ["Мутко", "MATCH"], because="a minister of sports", at=now)
    assert await refused(database, "muttaqi") == {"мутко": "a minister of sports", "match": "a minister of sports"}
    assert await refused(database, "kabulov") == {}
    assert {one.at for one in await database.read(suggestions.refusals_of, "muttaqi")} == {now}


async def test_the_last_reason_stands(database, now):
    await database.run(suggestions.refuse, "muttaqi", ["мутко"], because="", at=now)
    await database.run(suggestions.refuse, "muttaqi", ["Мутко"], because="somebody else", at=now + timedelta(hours=1))
    (only,) = await database.read(suggestions.refusals_of, "muttaqi")
    assert (only.spelling, only.because, only.at) == ("мутко", "somebody else", now + timedelta(hours=1))


async def test_a_refusal_may_be_taken_back(database, now):
    await database.run(suggestions.refuse, "taliban", ["tolebon", "talib\0on"], because="", at=now)
    await database.run(suggestions.take_back, "taliban", ["Tolebon", "never refused"])
    assert list(await refused(database, "taliban")) == ["talib\ufffdon"]


async def test_what_a_topic_told_and_held_and_who_hears_it(database, newsroom, now):
    feed = await newsroom.feed()
    await newsroom.reader(1)
    await newsroom.reader(2, muted_topics=frozenset({TopicId("delisting")}))
    await newsroom.reader(3, active=False)
    for topic, values in [
        ("delisting", {}),
        ("delisting", {"held": "old"}),
        ("iskp", {"raised": now - timedelta(days=7)}),
        ("iskp", {"raised": now - timedelta(days=7, seconds=1)}),
    ]:
        await newsroom.alert(await newsroom.article(feed), topic, **values)
    figures = await database.read(topic_figures.topic_figures, since=now - timedelta(days=7))
    assert (figures.told, figures.held) == ({"delisting": 1, "iskp": 1}, {"delisting": 1})
    assert [figures.hearers(TopicId(topic)) for topic in ("delisting", "iskp", "unknown")] == [1, 2, 2]
