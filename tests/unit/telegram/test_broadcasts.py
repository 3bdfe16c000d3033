"""What operators say to all arrives once in each chat, whatever Telegram does and whenever its sender is killed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from monitor.model import Channel, Subscriber
from monitor.storage.broadcasts import SendState, claim_sends, confirm, draft, progress_of, settle_send, unsettled_sends
from monitor.storage.database import Database
from monitor.storage.subscribers import add_subscriber, subscriber_by_chat
from monitor.telegram import records
from monitor.telegram.broadcasts import LEASE, Broadcasts
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.sender import Sender
from monitor.telegram.turns import Turns
from tests.line.archive import now, queue_alerts
from tests.line.bot_api import BotApi

pytestmark = pytest.mark.anyio
FORUM, MOVED = -1_000_000_000_009, -1_000_000_000_010
REQUEST = 1.0
Make = Callable[..., Broadcasts]
REPEAT = "Possible repeat: Telegram did not say whether the first one arrived.\n\n"


def later() -> datetime:
    """When every request, and every lease, is over."""
    return now() + timedelta(minutes=1)


@pytest.fixture
def turns() -> Turns:
    return Turns()


@pytest.fixture
def make(database: Database, sender: Sender, turns: Turns) -> Make:
    """Makes a sender as it is after a start: it knows nothing but what is in the database, and that a second has passed since."""

    def make(clock: Callable[[], datetime] = now) -> Broadcasts:
        return Broadcasts(database=database, sender=sender, turns=turns, ids=MessageIds(), now=clock, request_seconds=REQUEST)

    return make


@pytest.fixture
def broadcasts(make: Make) -> Broadcasts:
    return make()


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
    while await broadcasts.settle_some() + await broadcasts.send_some():
        pass


async def known(database: Database, make: Make, bot_api: BotApi, chat: int) -> None:
    """Send one to a chat, in an installation that has seen how Telegram answers probes."""
    await database.run(records.remember_probing, works=True)
    await confirmed(database, bot_api, chat, text="First")
    await all_sent(make())


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


@pytest.mark.parametrize("fault", ["blocked", "bad_request"])
async def test_what_telegram_refuses_is_given_up(bot_api: BotApi, database: Database, broadcasts: Broadcasts, fault: str) -> None:
    bot_api.fault(fault)
    number = await confirmed(database, bot_api, 21)
    await all_sent(broadcasts)
    assert (await counts(database, number), bot_api.chats[21].texts) == ({"parked": 1}, [])
    reader = await database.read(subscriber_by_chat, Channel.TELEGRAM, 21)
    assert reader is not None
    assert reader.active == (fault != "blocked")


@pytest.mark.parametrize("fault", ["500_before", "500_after", "reset_before", "reset_after", "hang_after", "torn_after", "page", "late"])
async def test_a_message_of_unknown_fate_arrives_once(bot_api: BotApi, database: Database, make: Make, fault: str) -> None:
    await known(database, make, bot_api, 21)
    bot_api.fault(fault, seconds=0.4)
    number = await confirmed(database, bot_api, 21)
    sent_at = now()
    broadcasts = make(lambda: sent_at)
    assert await broadcasts.send_some() == 1
    assert (await counts(database, number), await broadcasts.settle_some()) == ({"uncertain": 1}, 0)
    await all_sent(make(later))
    assert (await counts(database, number), bot_api.chats[21].texts) == ({"sent": 1}, ["First", "Hello"])
    assert not any(message.edits for message in bot_api.chats[21].messages.values())


@pytest.mark.parametrize(
    ("faults", "state", "texts"),
    [
        pytest.param(["reset_after"], "sent", ["Hello", f"{REPEAT}Hello"], id="it-had-arrived"),
        pytest.param(["reset_before"], "sent", [f"{REPEAT}Hello"], id="it-had-not"),
        pytest.param(["reset_before", "reset_before"], "parked", [], id="nor-did-the-repeat"),
    ],
)
async def test_where_the_fate_cannot_be_found_out_one_repeat_is_marked(
    bot_api: BotApi, database: Database, make: Make, faults: list[str], state: str, texts: list[str]
) -> None:
    number = await confirmed(database, bot_api, 21)
    for fault in faults:
        bot_api.fault(fault)
        await make().send_some()
        await make(later).settle_some()
    await all_sent(make(later))
    assert (await counts(database, number), bot_api.chats[21].texts) == ({state: 1}, texts)


@pytest.mark.parametrize("fault", ["hang_before", "hang_after"])
async def test_a_sender_that_was_killed_neither_loses_nor_repeats_one(bot_api: BotApi, database: Database, make: Make, fault: str) -> None:
    await known(database, make, bot_api, 21)
    number = await confirmed(database, bot_api, 21, 22)
    bot_api.fault(fault, chat_id=21)
    asked = len(bot_api.asked("sendMessage"))
    sending = asyncio.create_task(make().send_some())
    while len(bot_api.asked("sendMessage")) < asked + 2:  # noqa: ASYNC110 - it is seen from outside
        await asyncio.sleep(0.01)
    sending.cancel()
    await asyncio.wait([sending])
    await all_sent(make(later))
    assert (await counts(database, number), bot_api.chats[21].texts, bot_api.chats[22].texts) == (
        {"sent": 2},
        ["First", "Hello"],
        ["Hello"],
    )


async def test_one_that_was_claimed_only_is_sent(bot_api: BotApi, database: Database, make: Make) -> None:
    number = await confirmed(database, bot_api, 21)
    await database.run(claim_sends, limit=1, behind=9, now=now(), lease=LEASE)  # and is killed
    await all_sent(make())
    assert await counts(database, number) == {"sending": 1}
    await all_sent(make(later))
    assert (await counts(database, number), bot_api.chats[21].texts) == ({"sent": 1}, ["Hello"])
    assert not bot_api.asked("editMessageText")


@pytest.mark.parametrize(
    ("fault", "state"), [("reset_before", "uncertain"), ("unauthorized", "uncertain"), ("429", "uncertain"), ("blocked", "parked")]
)
async def test_a_question_that_is_not_answered_is_asked_again(
    bot_api: BotApi, database: Database, make: Make, fault: str, state: str
) -> None:
    await known(database, make, bot_api, 21)
    bot_api.fault("reset_after")
    number = await confirmed(database, bot_api, 21)
    await make().send_some()
    bot_api.fault(fault, method="editMessageText")
    await make(later).settle_some()
    assert await counts(database, number) == {state: 1}


async def test_a_group_that_moved_before_it_was_asked_hears_it_once_more(bot_api: BotApi, database: Database, make: Make) -> None:
    await known(database, make, bot_api, -5)
    bot_api.fault("reset_after")
    number = await confirmed(database, bot_api, -5)
    await make().send_some()
    bot_api.chat(-5).lost, bot_api.chat(-5).to = "migrate", MOVED
    bot_api.chat(MOVED)
    await all_sent(make(later))
    assert (await counts(database, number), bot_api.chats[MOVED].texts) == ({"sent": 1}, [f"{REPEAT}Hello"])


async def test_a_pause_that_telegram_asks_for_is_waited_out(bot_api: BotApi, database: Database, broadcasts: Broadcasts) -> None:
    bot_api.fault("429", seconds=1)
    number = await confirmed(database, bot_api, 21)
    await all_sent(broadcasts)
    assert (await counts(database, number), bot_api.chats[21].texts) == ({"sent": 1}, ["Hello"])


async def test_where_its_turn_is_far_off_it_waits_in_the_queue(
    bot_api: BotApi, database: Database, turns: Turns, broadcasts: Broadcasts
) -> None:
    turns.hold_all(600)
    number = await confirmed(database, bot_api, 21)
    assert await broadcasts.send_some() == 1
    assert (await counts(database, number), bot_api.chats[21].texts) == ({"queued": 1}, [])


async def test_what_is_given_up_while_it_waits_for_its_turn_is_not_sent(
    bot_api: BotApi, database: Database, turns: Turns, broadcasts: Broadcasts
) -> None:
    turns.told_to_wait(21, 0.5)
    number = await confirmed(database, bot_api, 21)
    sending = asyncio.create_task(broadcasts.send_some())
    while await counts(database, number) != {"sending": 1}:  # noqa: ASYNC110 - the database is seen from outside
        await asyncio.sleep(0.01)
    (send,) = await database.read(unsettled_sends, limit=1, now=later())
    await database.run(settle_send, send, SendState.PARKED)
    await sending
    assert (await counts(database, number), bot_api.chats[21].texts) == ({"parked": 1}, [])


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


async def test_it_runs_until_it_is_stopped(bot_api: BotApi, database: Database, broadcasts: Broadcasts) -> None:
    number = await confirmed(database, bot_api, 21, 22)
    stop = asyncio.Event()
    running = asyncio.create_task(broadcasts.run(stop))
    async with asyncio.timeout(30):
        while await counts(database, number) != {"sent": 2}:  # noqa: ASYNC110 - the database is seen from outside
            await asyncio.sleep(0.05)
        stop.set()
        await running
    assert (bot_api.chats[21].texts, bot_api.chats[22].texts) == (["Hello"], ["Hello"])


async def test_it_waits_where_the_token_is_refused(bot_api: BotApi, database: Database, broadcasts: Broadcasts) -> None:
    bot_api.fault("unauthorized")
    number = await confirmed(database, bot_api, 21)
    assert await broadcasts.send_some() == 1
    assert await counts(database, number) == {"queued": 1}
