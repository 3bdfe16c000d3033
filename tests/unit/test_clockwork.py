import asyncio

import pytest

from monitor.clockwork import Clockwork, Daily, Every

pytestmark = pytest.mark.anyio


async def test_an_interval_calls_its_job_again_and_again_until_it_is_stopped():
    calls, twice = [], asyncio.Event()

    async def job():
        calls.append(1)
        if len(calls) == 2:
            twice.set()

    clock = Clockwork([Every(name="tick", seconds=0.01, job=job), Daily(name="night", hour=3, minute=20, job=job)])
    clock.start()
    await asyncio.wait_for(twice.wait(), 5)
    clock.stop()
    after = len(calls)
    clock.close()
    assert after >= 2


async def test_a_job_that_runs_is_not_started_beside_itself():
    running, most, started, gate = 0, 0, asyncio.Event(), asyncio.Event()

    async def job():
        nonlocal running, most
        running += 1
        most = max(most, running)
        started.set()
        await gate.wait()
        running -= 1

    other = asyncio.Event()
    ticks = []

    async def beside():
        ticks.append(1)
        if len(ticks) > 3:
            other.set()

    clock = Clockwork([Every(name="slow", seconds=0.01, job=job), Every(name="beside", seconds=0.01, job=beside)])
    clock.start()
    await asyncio.wait_for(started.wait(), 5)
    await asyncio.wait_for(other.wait(), 5)
    assert most == 1
    gate.set()
    clock.stop()
    clock.close()
