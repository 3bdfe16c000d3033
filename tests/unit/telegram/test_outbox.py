from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from monitor.model import Channel, DeliveryState
from monitor.storage.claims import claim_deliveries
from monitor.storage.database import Database
from monitor.storage.deliveries import mark_uncertain
from monitor.storage.subscribers import subscriber_by_chat
from monitor.telegram import message_ids, pacing, records
from monitor.telegram import outbox as outbox_module
from monitor.telegram.fate import REACH
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.outbox import Outbox
from monitor.telegram.sender import Sender
from monitor.telegram.turns import Turns
from tests.line.archive import all_deliveries, headlines, now, queue_alerts, states, views_of
from tests.line.bot_api import BotApi

pytestmark = pytest.mark.anyio
READER, OTHER, GROUP, SUPERGROUP = 11, 12, -13, -1000000000014
REQUEST = 1.0


@pytest.fixture(autouse=True)
def _impatient(monkeypatch) -> None:
    """Groups are not left alone for three seconds, which test_pacing shows, and questions are asked again soon."""
    monkeypatch.setattr(pacing, "GROUP_GAP", 0.2)
    monkeypatch.setattr(outbox_module, "ASK_AGAIN", outbox_module.ASK_AGAIN / 10)


def make_outbox(database: Database, sender: Sender, load_views=views_of) -> Outbox:
    return Outbox(
        database=database, sender=sender, load_views=load_views, now=now, turns=Turns(), ids=MessageIds(), request_seconds=REQUEST
    )


@asynccontextmanager
async def running(outbox: Outbox) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(outbox.run(stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def eventually(condition: Callable[[], Awaitable[bool]], seconds: float = 40.0) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - the database tells no one
            await asyncio.sleep(0.03)


async def all_are(database: Database, *expected: str) -> bool:
    return await states(database) == list(expected)


async def deliver(database: Database, outbox: Outbox, *expected: str) -> None:
    """Run until the deliveries are in these states, and a little longer: nothing may come after."""
    async with running(outbox):
        await eventually(lambda: all_are(database, *expected))
        await asyncio.sleep(0.1)
    assert await states(database) == list(expected)


async def test_each_chat_hears_each_alert_once_and_in_order(bot_api: BotApi, sender: Sender, database: Database) -> None:
    chats = [bot_api.chat(number) for number in (READER, OTHER, GROUP)]
    await database.run(queue_alerts, ["one", "two"], [chat.id for chat in chats])
    await deliver(database, make_outbox(database, sender), *["sent"] * 6)
    assert [headlines(chat.texts) for chat in chats] == [["one", "two"]] * 3
    assert {each.message_id for each in await database.read(all_deliveries)} == {key for chat in chats for key in chat.messages}


async def test_draining_ends_by_itself(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await outbox.drain()
    await database.run(queue_alerts, ["one", "two"], [READER])
    await outbox.drain()
    assert headlines(bot_api.chats[READER].texts) == ["one", "two"]


async def test_a_word_wakes_it_before_the_tick(bot_api: BotApi, sender: Sender, database: Database, monkeypatch) -> None:
    monkeypatch.setattr(outbox_module, "TICK", 30.0)
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    async with running(outbox):
        await asyncio.sleep(0.1)
        await database.run(queue_alerts, ["one"], [READER])
        outbox.wake()
        await eventually(lambda: all_are(database, "sent"), 3)


UNCERTAIN = [
    "500_before",
    "502_before",
    "500_after",
    "reset_before",
    "reset_after",
    "hang_before",
    "hang_after",
    "torn_after",
    "page",
    "late",
]


@pytest.mark.parametrize(
    ("chat", "fault"), [*((READER, fault) for fault in UNCERTAIN), pytest.param(GROUP, "reset_after"), pytest.param(GROUP, "reset_before")]
)
async def test_a_message_of_unknown_fate_arrives_once(bot_api: BotApi, sender: Sender, database: Database, chat: int, fault: str) -> None:
    bot_api.chat(chat)
    await database.run(queue_alerts, ["one"], [chat])
    outbox = make_outbox(database, sender)
    await outbox.drain()
    bot_api.fault(fault, seconds=1.5 * REQUEST)
    await database.run(queue_alerts, ["two"], [chat])
    await deliver(database, outbox, "sent", "sent")
    assert headlines(bot_api.chats[chat].texts) == ["one", "two"]
    assert all(not message.edits for message in bot_api.chats[chat].messages.values())


@pytest.mark.parametrize(
    ("chat", "known", "fault", "told"),
    [
        pytest.param(READER, False, "reset_after", ["one", "one*"], id="nothing-known-and-it-had-arrived"),
        pytest.param(READER, False, "reset_before", ["one*"], id="nothing-known-and-it-had-not"),
        pytest.param(SUPERGROUP, True, "reset_after", ["one"], id="a-supergroup-and-it-had-arrived"),
        pytest.param(SUPERGROUP, True, "reset_before", ["one*"], id="a-supergroup-and-it-had-not"),
    ],
)
async def test_where_the_fate_cannot_be_found_out_one_repeat_is_marked(
    bot_api: BotApi, sender: Sender, database: Database, chat: int, known: bool, fault: str, told: list[str]
) -> None:
    bot_api.chat(chat)
    outbox = make_outbox(database, sender)
    if known:
        await database.run(queue_alerts, ["zero"], [chat])
        await outbox.drain()
    bot_api.fault(fault)
    await database.run(queue_alerts, ["one"], [chat])
    await deliver(database, outbox, *["sent"] * (1 + known))
    assert headlines(bot_api.chats[chat].texts) == ["zero"] * known + told


async def test_what_was_sent_to_others_before_a_restart_is_not_asked_for(
    bot_api: BotApi, sender: Sender, database: Database, monkeypatch
) -> None:
    monkeypatch.setattr(message_ids, "MOST_PROBES", REACH + 5)
    chats = [bot_api.chat(number) for number in (READER, *range(20, 30))]
    await database.run(queue_alerts, ["zero"], [READER])
    await make_outbox(database, sender).drain()
    bot_api.fault("reset_before")
    await database.run(queue_alerts, ["one"], [READER])
    await make_outbox(database, sender).drain()
    (lost,) = [each for each in await database.read(all_deliveries) if each.state is DeliveryState.UNCERTAIN]
    await database.run(mark_uncertain, lost.id, until=now() + timedelta(hours=1))  # its process is killed before it can ask
    await database.run(queue_alerts, ["one"], [chat.id for chat in chats[1:]])
    await make_outbox(database, sender).drain()
    await database.run(queue_alerts, ["two"], [20])
    outbox = make_outbox(database, sender)
    await outbox.drain()
    await database.run(mark_uncertain, lost.id)
    await outbox.drain()
    assert [headlines(chat.texts) for chat in chats] == [["zero", "one"], ["one", "two"], *[["one"]] * 9]
    bot_api.violations.clear()  # each of these outboxes does not know when the one before it wrote last


async def test_a_marked_repeat_of_unknown_fate_is_the_last(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    bot_api.fault("reset_after", times=2)
    await database.run(queue_alerts, ["one"], [READER])
    await deliver(database, make_outbox(database, sender), "parked")
    assert headlines(bot_api.chats[READER].texts) == ["one", "one*"]
    assert (await database.read(all_deliveries))[0].reason == "uncertain"


async def test_where_probes_are_not_answered_as_expected_they_are_not_trusted(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    bot_api.fault("bad_request", method="editMessageText", times=99)
    await database.run(queue_alerts, ["one"], [READER])
    outbox = make_outbox(database, sender)
    await outbox.drain()
    bot_api.fault("reset_before")
    await database.run(queue_alerts, ["two"], [READER])
    await deliver(database, outbox, "sent", "sent")
    assert headlines(bot_api.chats[READER].texts) == ["one", "two*"]


async def test_a_question_that_is_not_answered_is_asked_again(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await database.run(queue_alerts, ["one"], [READER])
    await outbox.drain()
    bot_api.fault("reset_after")
    bot_api.fault("500_before", method="editMessageText")
    bot_api.fault("429", method="editMessageText", seconds=1)
    await database.run(queue_alerts, ["two"], [READER])
    await deliver(database, outbox, "sent", "sent")
    assert headlines(bot_api.chats[READER].texts) == ["one", "two"]


@pytest.mark.parametrize("fault", ["blocked", "kicked", "deactivated", "no_rights", "chat_not_found"])
async def test_who_cannot_be_reached_is_told_nothing_more(bot_api: BotApi, sender: Sender, database: Database, fault: str) -> None:
    bot_api.chat(READER).lost = fault
    bot_api.chat(OTHER)
    await database.run(queue_alerts, ["one", "two"], [READER, OTHER])
    await deliver(database, make_outbox(database, sender), "parked", "sent", "parked", "sent")
    subscriber = await database.read(subscriber_by_chat, Channel.TELEGRAM, READER)
    assert subscriber is not None
    assert not subscriber.active
    assert subscriber.reason == {"chat_not_found": "chat_gone"}.get(fault, fault)
    assert len([one for one in bot_api.asked("sendMessage") if one["chat_id"] == str(READER)]) == 1


async def test_who_is_lost_while_a_fate_is_asked(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await database.run(queue_alerts, ["one"], [READER])
    await outbox.drain()
    bot_api.fault("reset_before")
    bot_api.fault("blocked", method="editMessageText", after=2)  # the first two are those of the start
    await database.run(queue_alerts, ["two"], [READER])
    await deliver(database, outbox, "sent", "parked")


async def test_a_group_that_moved_is_followed(bot_api: BotApi, sender: Sender, database: Database) -> None:
    old, new = bot_api.chat(GROUP), bot_api.chat(SUPERGROUP)
    old.lost, old.to = "migrate", SUPERGROUP
    await database.run(queue_alerts, ["one", "two"], [GROUP])
    await deliver(database, make_outbox(database, sender), "sent", "sent")
    assert (headlines(old.texts), headlines(new.texts)) == ([], ["one", "two"])


async def test_a_group_that_moved_while_a_fate_is_asked(bot_api: BotApi, sender: Sender, database: Database) -> None:
    old, new = bot_api.chat(GROUP), bot_api.chat(SUPERGROUP)
    outbox = make_outbox(database, sender)
    await database.run(queue_alerts, ["one"], [GROUP])
    await outbox.drain()
    bot_api.fault("reset_before")
    await database.run(queue_alerts, ["two"], [GROUP])
    async with running(outbox):
        await eventually(lambda: all_are(database, "sent", "uncertain"))
        old.lost, old.to = "migrate", SUPERGROUP
        await eventually(lambda: all_are(database, "sent", "sent"))
    assert (headlines(old.texts), headlines(new.texts)) == (["one"], ["two*"])


async def test_what_telegram_cannot_read_is_sent_without_tags(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    bot_api.fault("cannot_parse")
    await database.run(queue_alerts, ["a < b"], [READER])
    await deliver(database, make_outbox(database, sender), "sent")
    (message,) = bot_api.chats[READER].messages.values()
    assert (headlines([message.text]), message.entities) == (["a < b"], ())


async def test_what_telegram_never_accepts_is_parked(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    bot_api.fault("cannot_parse", times=2)
    await database.run(queue_alerts, ["one", "two"], [READER])
    await deliver(database, make_outbox(database, sender), "parked", "sent")


async def test_a_chat_told_to_wait_holds_no_other(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    bot_api.chat(OTHER)
    bot_api.fault("429", chat_id=READER, seconds=600)
    await database.run(queue_alerts, ["one", "two"], [READER, OTHER])
    before = now()
    await deliver(database, make_outbox(database, sender), "queued", "sent", "queued", "sent")
    for seconds, waiting in ((590, []), (610, ["one"])):
        later = before + timedelta(seconds=seconds)
        claimed = await database.run(claim_deliveries, Channel.TELEGRAM, limit=9, now=later, lease=outbox_module.LEASE)
        assert [view.articles[0].title for view in (await database.read(views_of, claimed)).values()] == waiting
    assert len(bot_api.asked("sendMessage")) == 3


async def test_an_outage_loses_nothing_and_repeats_nothing(bot_api: BotApi, sender: Sender, database: Database) -> None:
    chats = [bot_api.chat(number) for number in range(20, 40)]
    await bot_api.close()
    await database.run(queue_alerts, ["one"], [chat.id for chat in chats])
    outbox = make_outbox(database, sender)
    async with running(outbox):
        await asyncio.sleep(1.5)
        assert await states(database) == ["queued"] * 20
        await bot_api.open()
        await eventually(lambda: all_are(database, *["sent"] * 20))
    assert [headlines(chat.texts) for chat in chats] == [["one"]] * 20


async def test_an_answering_machine_in_between_repeats_nothing(bot_api: BotApi, sender: Sender, database: Database) -> None:
    chats = [bot_api.chat(number) for number in range(20, 26)]
    outbox = make_outbox(database, sender)
    await database.run(queue_alerts, ["zero"], [20])
    await outbox.drain()
    bot_api.down = "503"
    await database.run(queue_alerts, ["one"], [chat.id for chat in chats])
    async with running(outbox):
        await asyncio.sleep(1)
        bot_api.down = ""
        await eventually(lambda: all_are(database, *["sent"] * 7), 60)
    assert [headlines(chat.texts)[-1:] for chat in chats] == [["one"]] * 6


async def test_draining_gives_up_while_telegram_is_out_of_reach(bot_api: BotApi, sender: Sender, database: Database) -> None:
    await bot_api.close()
    await database.run(queue_alerts, ["one"], [READER, OTHER])
    async with asyncio.timeout(10):
        await make_outbox(database, sender).drain()
    assert await states(database) == ["queued", "queued"]


async def test_a_refused_token_sends_nothing_and_loses_nothing(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    bot_api.fault("unauthorized", times=-1)
    await database.run(queue_alerts, ["one"], [READER])
    async with running(make_outbox(database, sender)):
        await asyncio.sleep(0.3)
    assert await states(database) == ["queued"]
    assert len(bot_api.asked("sendMessage")) == 1


async def test_a_stop_gives_back_what_was_not_begun(bot_api: BotApi, sender: Sender, database: Database, monkeypatch) -> None:
    bot_api.chat(GROUP)
    await database.run(queue_alerts, ["one", "two"], [GROUP])
    outbox = make_outbox(database, sender)
    monkeypatch.setattr(pacing, "GROUP_GAP", 3.0)
    async with running(outbox):
        await eventually(lambda: all_are(database, "sent", "queued"))
        await asyncio.sleep(0.3)  # the second waits for its turn
    assert len(await database.run(claim_deliveries, Channel.TELEGRAM, limit=9, now=now(), lease=outbox_module.LEASE)) == 1


async def test_a_stop_waits_for_what_is_in_flight(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    bot_api.fault("hang_before")
    await database.run(queue_alerts, ["one"], [READER])
    async with running(make_outbox(database, sender)):
        await eventually(lambda: all_are(database, "sending"))
    assert await states(database) == ["uncertain"]


async def test_one_that_cannot_be_shown_does_not_keep_the_others(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    bot_api.chat(OTHER)
    await database.run(queue_alerts, ["one"], [READER, OTHER])

    def broken(tx, wanted):
        if any(each.id == 1 for each in wanted):
            raise LookupError("no such article")
        return views_of(tx, wanted)

    await deliver(database, make_outbox(database, sender, broken), "parked", "sent")


async def test_the_next_start_asks_for_what_was_in_flight(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    await database.run(queue_alerts, ["one"], [READER])
    outbox = make_outbox(database, sender)
    await outbox.drain()
    bot_api.fault("hang_after")
    await database.run(queue_alerts, ["two"], [READER])
    first = asyncio.create_task(outbox.drain())
    await eventually(lambda: all_are(database, "sent", "sending"))
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    await deliver(database, make_outbox(database, sender), "sent", "sent")
    assert headlines(bot_api.chats[READER].texts) == ["one", "two"]


async def probing_at_start(bot_api: BotApi, database: Database, sender: Sender) -> list[bool]:
    """What is said of probes when a bot starts that has nothing to deliver."""
    asked = len(bot_api.asked("editMessageText"))
    with capture_logs() as logs:
        async with running(make_outbox(database, sender)):
            await eventually(lambda: asked_more(bot_api, asked))  # a stop waits for the rest
    return [each["works"] for each in logs if each["event"] == "telegram.probing"]


async def asked_more(bot_api: BotApi, before: int) -> bool:
    return len(bot_api.asked("editMessageText")) > before


async def test_each_start_sees_how_telegram_answers_probes(bot_api: BotApi, sender: Sender, database: Database) -> None:
    chat = bot_api.chat(READER)
    await database.run(queue_alerts, ["one"], [READER])
    await make_outbox(database, sender).drain()
    await database.run(records.remember_probing, works=False)

    assert await probing_at_start(bot_api, database, sender) == [True]
    assert await database.read(records.probing_works)
    assert all(not message.edits for message in chat.messages.values())

    bot_api.fault("bad_request", method="editMessageText", times=99)
    assert await probing_at_start(bot_api, database, sender) == [False]
    assert not await database.read(records.probing_works)


async def test_a_message_that_its_reader_deleted_says_nothing_of_probes(bot_api: BotApi, sender: Sender, database: Database) -> None:
    chat = bot_api.chat(READER)
    await database.run(queue_alerts, ["one"], [READER])
    await make_outbox(database, sender).drain()
    chat.messages.clear()
    assert await probing_at_start(bot_api, database, sender) == []
    assert await database.read(records.probing_works)


async def test_a_start_without_an_answer_leaves_what_is_known_of_probes(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    await database.run(queue_alerts, ["one"], [READER])
    await make_outbox(database, sender).drain()
    bot_api.fault("500_before", method="editMessageText", times=99)
    assert await probing_at_start(bot_api, database, sender) == []
    assert await database.read(records.probing_works)
