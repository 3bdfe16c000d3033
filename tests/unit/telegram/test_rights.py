from __future__ import annotations

import pytest
from telegram import Bot

from monitor.errors import RetryLater
from monitor.telegram import admins
from monitor.telegram.admins import BELIEVED, Rights, is_administrator
from tests.line.bot_api import BotApi

pytestmark = pytest.mark.anyio
GROUP, ADMIN, MEMBER, STRANGER = -1_000_000_000_007, 21, 22, 23


@pytest.mark.parametrize(("person", "is_one"), [(ADMIN, True), (MEMBER, False), (STRANGER, False)])
async def test_telegram_is_asked(bot_api: BotApi, bot: Bot, person: int, is_one: bool) -> None:
    group = bot_api.chat(GROUP)
    group.administrators.add(ADMIN)
    group.members.add(MEMBER)
    assert await is_administrator(bot, GROUP, person) == is_one


async def test_nobody_is_administrator_of_a_chat_that_is_gone(bot: Bot) -> None:
    assert not await is_administrator(bot, GROUP, ADMIN)


async def test_no_answer_is_no_answer(bot_api: BotApi, bot: Bot) -> None:
    bot_api.chat(GROUP)
    bot_api.fault("429", method="getChatMember")
    with pytest.raises(RetryLater):
        await is_administrator(bot, GROUP, ADMIN)


class Telegram:
    """Answers with what is next."""

    def __init__(self, answers: list[bool | Exception]) -> None:
        self.answers = answers

    async def __call__(self, *_: int) -> bool:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_an_answer_is_believed_for_five_minutes() -> None:
    clock = [0.0]
    rights = Rights(Telegram([True, False]), clock=lambda: clock[0])
    assert await rights.manages(GROUP, ADMIN)
    clock[0] = BELIEVED - 1
    assert await rights.manages(GROUP, ADMIN)
    clock[0] = BELIEVED
    assert not await rights.manages(GROUP, ADMIN)


async def test_without_an_answer_nobody_manages_for_now() -> None:
    rights = Rights(Telegram([RetryLater(3), True]), clock=lambda: 0.0)
    assert [await rights.manages(GROUP, ADMIN) for _ in range(2)] == [False, True]


async def test_what_is_remembered_is_bounded(monkeypatch) -> None:
    monkeypatch.setattr(admins, "REMEMBERED", 2)
    clock = [0.0]
    rights = Rights(Telegram([True, True, True, False, True, True]), clock=lambda: clock[0])
    assert [await rights.manages(GROUP, person) for person in (1, 2, 3, 3)] == [True, True, True, False]
    clock[0] = BELIEVED
    assert [await rights.manages(GROUP, person) for person in (4, 4, 5)] == [True, True, True]
