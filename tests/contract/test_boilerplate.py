from __future__ import annotations

import pytest

from monitor.model import SourceId
from monitor.storage import boilerplate

pytestmark = pytest.mark.anyio
KABUL, HERAT = SourceId("kabul"), SourceId("herat")
CALL, LARGE = 7, 2**63 - 1


async def test_what_a_source_repeats_is_learnt_for_that_source(database):
    assert await database.read(boilerplate.known_of, KABUL) == frozenset()
    await database.run(boilerplate.learn, KABUL, [(CALL, LARGE, 1), (CALL, 2)])
    assert await database.read(boilerplate.known_of, KABUL) == frozenset()
    await database.run(boilerplate.learn, KABUL, [(3, CALL)])
    assert await database.read(boilerplate.known_of, KABUL) == {CALL}
    assert await database.read(boilerplate.known_of, HERAT) == frozenset()
    learnt = await database.read(boilerplate.learnt_of, KABUL)
    assert (learnt.stories, list(learnt.counts.items())) == (3, [(LARGE, 1), (1, 1), (2, 1), (3, 1), (CALL, 3)])
