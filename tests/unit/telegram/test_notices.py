"""Operators hear what the service has to say, once, and nothing that goes wrong with it reaches anything else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from monitor.errors import TelegramUnreachable
from monitor.model import Channel
from monitor.storage.facts import get_fact
from monitor.storage.subscribers import subscriber_by_chat
from monitor.storage.telegram_updates import pending_updates
from monitor.telegram.bot import BotSettings, listen_once, run_bot
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.notices import Notices
from monitor.telegram.turns import Turns
from tests.line.archive import now, views_of
from tests.line.bot_api import TOKEN
from tests.line.running import until

pytestmark = pytest.mark.anyio
ANNA, BORIS, READER = 31, 32, 33


@asynccontextmanager
async def telling(sender, database, *operators: int) -> AsyncIterator[asyncio.Queue[str]]:
    queue: asyncio.Queue[str] = asyncio.Queue()
    notices = Notices(operators, database=database, sender=sender, turns=Turns(), ids=MessageIds())
    task = asyncio.create_task(notices.run(queue))
    yield queue
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


def told(logged) -> list[int]:
    return sorted(event["chat"] for event in logged if event["event"] == "telegram.operator_told")


async def test_each_operator_is_told_and_what_waits_is_one_message(bot_api, sender, database):
    chats = [bot_api.chat(ANNA), bot_api.chat(BORIS)]
    with capture_logs() as logged:
        async with telling(sender, database, ANNA, BORIS) as queue:
            for text in ("topics/a.yaml:1:2: <what> is wrong\nand more", "two of three feeds & sources answered", ""):
                queue.put_nowait(text)
            await until(lambda: all(chat.texts for chat in chats))
            queue.put_nowait(" \n")
            queue.put_nowait("third")
            await until(lambda: told(logged) == [ANNA, ANNA, BORIS, BORIS])  # a message is there before its id is written down
    first = "topics/a.yaml:1:2: <what> is wrong\nand more\n\ntwo of three feeds & sources answered"
    assert [chat.texts for chat in chats] == [[first, "third"]] * 2
    newest = str(max(key for chat in chats for key in chat.messages))
    assert await database.read(get_fact, "telegram.newest.account") == newest


@pytest.mark.parametrize("fault", ["blocked", "chat_not_found", "unauthorized", "500_after", "bad_request"])
async def test_what_goes_wrong_is_logged_and_costs_nobody_else_anything(bot_api, sender, database, fault):
    chats = [bot_api.chat(ANNA), bot_api.chat(BORIS)]
    bot_api.fault(fault, chat_id=ANNA)
    with capture_logs() as logged:
        async with telling(sender, database, ANNA, BORIS) as queue:
            queue.put_nowait("first")
            await until(lambda: len(logged) == 2)
            queue.put_nowait("second")
            await until(lambda: len(logged) == 4, 10)
    assert [chat.texts[-1] for chat in chats] == ["second", "second"]
    assert chats[1].texts == ["first", "second"]
    assert [line["chat"] for line in logged if line["event"] == "telegram.operator_not_told"] == [ANNA]


@pytest.mark.parametrize("how", ["429", "refused"])
async def test_what_was_certainly_not_sent_is_sent_later_once(bot_api, sender, database, how):
    chat = bot_api.chat(ANNA)
    if how == "429":
        bot_api.fault("429", seconds=1)
    else:
        await bot_api.close()
    async with telling(sender, database, ANNA) as queue:
        queue.put_nowait("first")
        await asyncio.sleep(0.5)
        assert chat.texts == []
        if how == "refused":
            await bot_api.open()
        await until(lambda: chat.texts, 10)
        await asyncio.sleep(1.2)
    assert chat.texts == ["first"]


@pytest.fixture
def settings(bot_api) -> BotSettings:
    return BotSettings(token=TOKEN, api_url=bot_api.url, operators=frozenset({ANNA}), request_seconds=1.0)


async def test_the_running_bot_tells_its_operators_and_ends_in_time(bot_api, settings, database):
    chat, stop, queue = bot_api.chat(ANNA), asyncio.Event(), asyncio.Queue()
    running = asyncio.create_task(run_bot(settings, database=database, topics=dict, load_views=views_of, now=now, stop=stop, notices=queue))
    queue.put_nowait("the disk is nearly full")
    await until(lambda: chat.texts)
    stop.set()
    async with asyncio.timeout(10):
        await running
    assert chat.texts == ["the disk is nearly full"]


# ── one look at what people wrote ──────────────────────────────────────────────────────────────────


async def listen(settings, database):
    async with asyncio.timeout(20):
        await listen_once(settings, database=database, topics=dict, now=now)


async def test_what_people_wrote_is_answered_and_confirmed(bot_api, settings, database):
    for chat in (READER, BORIS):
        bot_api.say(chat, "/start")
    bot_api.say(READER, "/stop")
    await listen(settings, database)
    assert bot_api.unconfirmed == 0
    assert [len(bot_api.chat(chat).texts) for chat in (READER, BORIS)] == [2, 1]
    assert await database.read(pending_updates) == []
    for chat, active in ((READER, False), (BORIS, True)):
        subscriber = await database.read(subscriber_by_chat, Channel.TELEGRAM, chat)
        assert subscriber.active is active
    await listen(settings, database)
    assert [len(bot_api.chat(chat).texts) for chat in (READER, BORIS)] == [2, 1]


async def test_more_than_one_answer_of_telegram_holds(bot_api, settings, database):
    for _ in range(150):
        bot_api.say(READER, "hello")
    bot_api.say(READER, "/start")
    await listen(settings, database)
    assert len(bot_api.chat(READER).texts) == 1


@pytest.mark.parametrize("fault", ["conflict", "429"])
async def test_somebody_else_may_be_listening(bot_api, settings, database, fault):
    bot_api.say(READER, "/start")
    bot_api.fault(fault, method="getUpdates")
    await listen(settings, database)
    assert bot_api.unconfirmed == 1
    await listen(settings, database)
    assert bot_api.unconfirmed == 0


async def test_an_update_that_cannot_be_read_is_no_end(bot_api, settings, database):
    bot_api.update({"message": {"message_id": "?", "chat": 5}})
    await listen(settings, database)


@pytest.mark.parametrize("fault", ["500_before", "reset_before", "unauthorized"])
async def test_out_of_reach_is_said(bot_api, settings, database, fault):
    bot_api.say(READER, "/start")
    bot_api.fault(fault, method="getUpdates")
    with pytest.raises(TelegramUnreachable, match="Telegram"):
        await listen(settings, database)
    assert bot_api.unconfirmed == 1
