from __future__ import annotations

import asyncio

import pytest

from monitor.errors import RetryLater
from monitor.telegram.pacing import OVERALL_GAP
from monitor.telegram.turns import Turns

pytestmark = pytest.mark.anyio


async def test_one_message_in_flight_a_chat_and_chats_beside_each_other() -> None:
    turns = Turns()
    order: list[str] = []

    async def send(chat: int, name: str, seconds: float) -> None:
        async with turns.turn(chat):
            order.append(f"{name}+")
            await asyncio.sleep(seconds)
            order.append(f"{name}-")

    await asyncio.gather(send(1, "a", 0.4), send(1, "b", 0), send(2, "c", 0))
    assert order == ["a+", "c+", "c-", "a-", "b+", "b-"]


async def test_an_urgent_one_passes_those_that_wait() -> None:
    turns = Turns()
    order: list[int] = []

    async def send(chat: int, *, urgent: bool = False) -> None:
        async with turns.turn(chat, urgent=urgent):
            order.append(chat)

    turns.hold_all(2.0)  # longer than a slow machine takes to begin
    await asyncio.gather(*(send(chat) for chat in range(1, 15)), send(99, urgent=True))
    assert order.index(99) == 0


async def test_who_would_wait_too_long_is_told_so() -> None:
    turns = Turns()
    turns.told_to_wait(1, 30)
    with pytest.raises(RetryLater) as caught:
        async with turns.turn(1, patience=5):
            pytest.fail("it was not its turn")
    assert (caught.value.whole_bot, round(caught.value.seconds)) == (False, 30)
    turns.hold_all(60)
    with pytest.raises(RetryLater) as caught:
        async with turns.turn(2, patience=5, urgent=True):
            pytest.fail("it was nobody's turn")
    assert caught.value.whole_bot


async def test_a_question_waits_for_its_moment_and_for_its_chat() -> None:
    turns = Turns()
    loop = asyncio.get_running_loop()
    begun = loop.time()
    for _ in range(4):
        async with turns.question(1):
            pass
    assert loop.time() - begun >= 3 * OVERALL_GAP - 0.001
    turns.hold_all(0.3)
    async with turns.turn(2):
        assert loop.time() - begun >= 0.3


async def test_a_question_without_an_answer_keeps_its_own_chat_alone() -> None:
    turns = Turns()
    async with turns.question(1):
        await asyncio.gather(_turn(turns, 2), _turn(turns, 3))


async def test_a_chat_held_while_another_goes_first_waits_on() -> None:
    turns = Turns()
    turns.hold_all(0.2)
    waiting = asyncio.create_task(_turn(turns, 1))
    await asyncio.sleep(0.05)
    turns.told_to_wait(1, 0.4)
    begun = asyncio.get_running_loop().time()
    await waiting
    assert asyncio.get_running_loop().time() - begun >= 0.39


async def _turn(turns: Turns, chat: int) -> None:
    async with turns.turn(chat):
        pass
