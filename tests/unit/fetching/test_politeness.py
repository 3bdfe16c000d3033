"""Two visits to a host at once, some seconds apart."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest

from monitor.fetching import politeness
from monitor.fetching.policy import ExchangeFailed
from monitor.fetching.politeness import Gate, Held, Pace, booked
from monitor.model import Failure

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("pace", "start", "after"),
    [
        pytest.param(Pace(), 100.0, Pace(next_start=105.0), id="first"),
        pytest.param(Pace(next_start=103.0), 103.0, Pace(next_start=108.0), id="behind-another"),
        pytest.param(Pace(next_start=50.0, held_until=99.0), 100.0, Pace(next_start=105.0, held_until=99.0), id="long-ago"),
    ],
)
def test_turns_are_booked_some_seconds_apart(pace: Pace, start: float, after: Pace) -> None:
    assert booked(pace, 100.0, spacing=5.0, patience=60.0) == (start, after)


@pytest.mark.parametrize(
    ("pace", "seconds"),
    [
        pytest.param(Pace(held_until=400.0), 300.0, id="the-host-asked-for-quiet"),
        pytest.param(Pace(next_start=161.0), 61.0, id="the-queue-is-too-long"),
    ],
)
def test_nobody_waits_for_a_turn_that_is_far_away(pace: Pace, seconds: float) -> None:
    booking = booked(pace, 100.0, spacing=5.0, patience=60.0)
    assert isinstance(booking, Held)
    assert booking.seconds == seconds


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def gate(time: Time, *, at_once: int = 2, at_once_address: int = 8, spacing: float = 5.0, patience: float = 60.0) -> Gate:
    return Gate(at_once=at_once, at_once_address=at_once_address, spacing=spacing, patience=patience, clock=time.clock, sleep=time.sleep)


async def test_visits_to_one_host_are_spaced_and_those_to_others_are_not() -> None:
    time = Time()
    turns = gate(time)
    for key in ("a", "b", "a", "c"):
        async with turns.turn(key):
            pass
    assert time.slept == [5.0]


async def test_a_visit_that_is_led_on_within_its_site_needs_no_pause_but_a_place() -> None:
    time = Time()
    turns = gate(time, at_once=1)
    for pause in (True, False, False):
        async with turns.turn("a", pause=pause):
            assert turns._hosts["a"].slots.locked()
    assert time.slept == []
    turns.hold("a", timedelta(minutes=5))
    with pytest.raises(ExchangeFailed):
        async with turns.turn("a", pause=False):
            pytest.fail("not to be reached")


async def test_no_more_than_two_at_once() -> None:
    turns = gate(Time(), spacing=0.0)
    release, within = asyncio.Event(), []

    async def visit(name: str) -> None:
        async with turns.turn("a"):
            within.append(name)
            await release.wait()

    visits = [asyncio.create_task(visit(name)) for name in "123"]
    for _ in range(5):
        await asyncio.sleep(0)
    assert within == ["1", "2"]
    release.set()
    await asyncio.gather(*visits)
    assert within == ["1", "2", "3"]


async def test_a_host_that_asked_for_quiet_is_left_alone_by_all_its_feeds() -> None:
    time = Time()
    turns = gate(time)
    turns.check("a")
    turns.hold("a", timedelta(minutes=5))
    turns.hold("a", timedelta(minutes=1))  # the longer wish stands
    for _ in range(2):
        with pytest.raises(ExchangeFailed) as failed:
            async with turns.turn("a"):
                pytest.fail("not to be reached")
        assert failed.value.outcome.failure is Failure.RATE_LIMITED
        assert failed.value.outcome.retry_after == timedelta(minutes=5)
        assert failed.value.outcome.status == 0
    time.now += 300
    async with turns.turn("a"):
        pass


async def test_who_was_waiting_when_the_host_asked_for_quiet_does_not_go() -> None:
    time = Time()
    turns = gate(time)
    async with turns.turn("a"):
        turns.hold("a", timedelta(minutes=5))

    async def sleep(seconds: float) -> None:
        turns.hold("b", timedelta(minutes=5))
        await time.sleep(seconds)

    turns._sleep = sleep
    async with turns.turn("b"):
        pass
    with pytest.raises(ExchangeFailed):
        async with turns.turn("b"):
            pytest.fail("not to be reached")


async def test_idle_hosts_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(politeness, "MOST_HOSTS", 3)
    time = Time()
    turns = gate(time)
    turns.hold("held", timedelta(hours=1))
    async with turns.turn("idle"):
        time.now += 5
    async with turns.turn("busy"):
        time.now += 5
        async with turns.turn("new"):
            assert set(turns._hosts) == {"held", "busy", "new"}


async def test_a_few_at_once_to_one_address_without_pause_whatever_the_sites() -> None:
    time = Time()
    turns = gate(time, at_once_address=2)
    release, within = asyncio.Event(), []

    async def visit(site: str, address: str) -> None:
        async with turns.turn(site, address):
            within.append(site)
            await release.wait()

    visits = [asyncio.create_task(visit(site, address)) for site, address in (("a", "x"), ("b", "x"), ("c", "x"), ("d", "y"), ("e", ""))]
    for _ in range(5):
        await asyncio.sleep(0)
    assert within == ["a", "b", "d", "e"]
    release.set()
    await asyncio.gather(*visits)
    assert within[4:] == ["c"]
    assert time.slept == []
    assert turns._addresses == {}


async def test_one_sites_wish_for_quiet_does_not_bind_its_neighbours() -> None:
    turns = gate(Time())
    turns.hold("a", timedelta(minutes=5))
    async with turns.turn("b", "x"):
        pass


async def test_any_mix_of_sites_and_addresses_comes_to_an_end() -> None:
    chance, time = random.Random(3), Time()
    turns = gate(time, at_once=1, at_once_address=1, spacing=0.0)

    async def visit(site: str, address: str) -> None:
        async with turns.turn(site, address):
            await asyncio.sleep(0)

    tasks = [asyncio.create_task(visit(chance.choice("abc"), chance.choice("xyz"))) for _ in range(200)]
    for task in tasks[::7]:
        task.cancel()
    await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 10)
    assert turns._addresses == {}
    assert not any(host.visitors for host in turns._hosts.values())
