"""What operators say to all arrives once in each chat, whatever Telegram does."""

from __future__ import annotations

import asyncio

import pytest

from monitor.model import Channel, Subscriber
from monitor.storage.broadcasts import claim_sends, confirm, draft, progress_of
from monitor.storage.database import Database
from monitor.storage.subscribers import add_subscriber, subscriber_by_chat
from monitor.telegram.broadcasts import Broadcasts
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.sender import Sender
from monitor.telegram.turns import Turns
from tests.line.archive import now, queue_alerts
from tests.line.bot_api import BotApi

pytestmark = pytest.mark.anyio
FORUM, MOVED = -1_000_000_000_009, -1_000_000_000_010


@pytest.fixture
def broadcasts(database: Database, sender: Sender) -> Broadcasts:
    return Broadcasts(database=database, sender=sender, turns=Turns(), ids=MessageIds(), now=now)


async def confirmed(database: Database, bot_api: BotApi, *chats: int, text: str = "<b>Hello</b>") -> int:
    for chat in chats:
        bot_api.chat(chat)
        await database.run(add_subscriber, Subscriber(chat_id=chat))
    number = await database.run(draft, text, by=7, at=now())
    await database.run(confirm, number, at=now())
    return number


async def counts(database: Database, number: int) -> dict[str, int]:
    return {state.value: n for state, n in (await database.read(progress_of, number)).items() if n}


async def all_sent(broadcasts: Broadcasts) -> None:
    while await broadcasts.send_some():
        pass


async def test_everybody_gets_it_once(bot_api: BotApi, database: Database, broadcasts: Broadcasts) -> None:
    number = await confirmed(database, bot_api, *range(21, 31))
    await all_sent(broadcasts)
    await all_sent(broadcasts)
    assert [bot_api.chats[chat].texts for chat in range(21, 31)] == [["Hello"]] * 10
    assert await counts(database, number) == {"sent": 10}


async def test_a_forum_gets_it_in_its_topic(bot_api: BotApi, database: Database, broadcasts: Broadcasts) -> None:
    bot_api.chat(FORUM).threads.add(9)
    await database.run(add_subscriber, Subscriber(chat_id=FORUM, kind="supergroup", thread_id=9))
    await confirmed(database, bot_api)
    await all_sent(broadcasts)
    assert [message.thread for message in bot_api.chats[FORUM].messages.values()] == [9]


@pytest.mark.parametrize(
    ("fault", "state", "texts"),
    [
        ("reset_after", "uncertain", 1),  # it is there, and nobody knows
        ("500_before", "uncertain", 0),
        ("blocked", "parked", 0),
        ("bad_request", "parked", 0),
    ],
)
async def test_what_did_not_go_well_is_not_repeated(
    bot_api: BotApi, database: Database, broadcasts: Broadcasts, fault: str, state: str, texts: int
) -> None:
    bot_api.fault(fault)
    number = await confirmed(database, bot_api, 21)
    await all_sent(broadcasts)
    assert (await counts(database, number), len(bot_api.chats[21].texts)) == ({state: 1}, texts)
    reader = await database.read(subscriber_by_chat, Channel.TELEGRAM, 21)
    assert reader is not None
    assert reader.active == (fault != "blocked")


async def test_a_pause_that_telegram_asks_for_is_waited_out(bot_api: BotApi, database: Database, broadcasts: Broadcasts) -> None:
    bot_api.fault("429", seconds=1)
    number = await confirmed(database, bot_api, 21)
    await all_sent(broadcasts)
    assert (await counts(database, number), bot_api.chats[21].texts) == ({"sent": 1}, ["Hello"])


async def test_a_group_that_moved_is_followed(bot_api: BotApi, database: Database, broadcasts: Broadcasts) -> None:
    number = await confirmed(database, bot_api, -5)
    bot_api.chat(-5).lost, bot_api.chat(-5).to = "migrate", MOVED
    bot_api.chat(MOVED)
    await all_sent(broadcasts)
    assert (await counts(database, number), bot_api.chats[MOVED].texts) == ({"sent": 1}, ["Hello"])


async def test_who_has_an_alert_waiting_gets_it_first(bot_api: BotApi, database: Database, broadcasts: Broadcasts) -> None:
    number = await confirmed(database, bot_api, 21, 22)
    await database.run(queue_alerts, ["one"], [21])
    await all_sent(broadcasts)
    assert (bot_api.chats[21].texts, bot_api.chats[22].texts) == ([], ["Hello"])
    assert await counts(database, number) == {"queued": 1, "sent": 1}


async def test_a_new_process_repeats_nothing_and_goes_on(bot_api: BotApi, database: Database, broadcasts: Broadcasts) -> None:
    number = await confirmed(database, bot_api, 21, 22)
    await database.run(claim_sends, limit=1, behind=9, now=now())  # and is killed
    stop = asyncio.Event()
    running = asyncio.create_task(broadcasts.run(stop))
    async with asyncio.timeout(30):
        while await counts(database, number) != {"uncertain": 1, "sent": 1}:  # noqa: ASYNC110 - the database is seen from outside
            await asyncio.sleep(0.05)
        stop.set()
        await running
    assert (bot_api.chats[21].texts, bot_api.chats[22].texts) == ([], ["Hello"])


async def test_it_waits_where_the_token_is_refused(bot_api: BotApi, database: Database, broadcasts: Broadcasts) -> None:
    bot_api.fault("unauthorized")
    number = await confirmed(database, bot_api, 21)
    assert await broadcasts.send_some() == 1
    assert await counts(database, number) == {"queued": 1}
