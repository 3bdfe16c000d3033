import asyncio

import pytest

from monitor.runners.local import LocalRunner

pytestmark = pytest.mark.anyio


async def test_each_id_runs_by_itself_and_gives_its_place_back():
    seen, gate = [], asyncio.Event()

    async def check(ids):
        seen.append(list(ids))
        await gate.wait()

    runner = LocalRunner({"check": check}, at_once={"check": 5})
    runner.submit("check", [1, 2, 3])
    assert runner.free("check") == 2
    gate.set()
    await runner.idle()
    assert sorted(seen) == [[1], [2], [3]]
    assert runner.free("check") == 5


async def test_progress_waits_for_the_first_that_ends():
    gate = asyncio.Event()

    async def check(ids):
        if ids == [2]:
            await gate.wait()

    runner = LocalRunner({"check": check}, at_once={"check": 5})
    runner.submit("check", [1, 2])
    await runner.progress()
    assert runner.free("check") == 4
    gate.set()
    await runner.idle()
    await runner.progress()  # nothing runs: it returns at once


async def test_a_stage_that_fails_stops_no_other():
    done = []

    async def check(ids):
        if ids == [1]:
            raise ValueError("broken")
        done.extend(ids)

    runner = LocalRunner({"check": check}, at_once={"check": 5})
    runner.submit("check", [1, 2])
    await runner.idle()
    assert done == [2]
    assert runner.free("check") == 5


async def test_closing_waits_a_little_then_cancels():
    cancelled = asyncio.Event()

    async def check(_ids):
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    runner = LocalRunner({"check": check}, at_once={"check": 1})
    runner.submit("check", [1])
    await runner.close(patience=0.01)
    assert cancelled.is_set()
    assert runner.free("check") == 0
    await runner.close()  # nothing left: it returns at once
