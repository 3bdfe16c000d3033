from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from monitor.model import Channel, Delivery, DeliveryState
from monitor.storage.database import Database
from monitor.storage.subscribers import deactivate, subscriber_by_chat
from monitor.telegram import edits as edits_module
from monitor.telegram import outbox as outbox_module
from monitor.telegram import pacing, records
from monitor.telegram.buttons import below, markup
from monitor.telegram.outbox import Outbox
from monitor.telegram.sender import Sender
from tests.line.archive import all_deliveries, bundle, grow, headlines, now, queue_alerts, states, views_of
from tests.line.bot_api import BotApi
from tests.unit.telegram.test_outbox import GROUP, OTHER, READER, SUPERGROUP, eventually, make_outbox, running

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _impatient(monkeypatch) -> None:
    """What was not answered is asked again soon."""
    monkeypatch.setattr(pacing, "PERSON_GAP", 1.0)
    monkeypatch.setattr(pacing, "GROUP_GAP", 0.2)
    monkeypatch.setattr(outbox_module, "ASK_AGAIN", outbox_module.ASK_AGAIN / 10)
    monkeypatch.setattr(edits_module, "UNANSWERED", timedelta(seconds=0.3))


@pytest.fixture(autouse=True)
async def _probed(database: Database, monkeypatch) -> None:
    """How Telegram answers probes was seen before: what is edited here is edited for another reason."""
    await database.run(records.remember_probing, works=True)
    monkeypatch.setattr(Outbox, "_probe_at_start", _nothing)


async def _nothing(outbox: Outbox) -> None:
    """Probe nothing at the start: tests/unit/telegram/test_outbox.py does."""


async def sent(database: Database, outbox: Outbox, *titles: str, chat: int = READER) -> list[Delivery]:
    for title in titles:
        await database.run(queue_alerts, [title], [chat])
    await outbox.drain()
    assert set(await states(database)) == {"sent"}
    return await database.read(all_deliveries)


async def nothing_is_due(database: Database) -> bool:
    return all(each.edit_due is None for each in await database.read(all_deliveries))


async def settle(database: Database, outbox: Outbox) -> None:
    """Run until nothing is to be shown anew, and a little longer: nothing may come after."""
    async with running(outbox):
        await eventually(lambda: nothing_is_due(database))
        await asyncio.sleep(0.1)


def shown(bot_api: BotApi, chat: int = READER) -> list[tuple[str, int]]:
    """Headline and number of edits of each message."""
    own = [each for each in bot_api.chats[chat].messages.values() if each.own]
    return list(zip(headlines([each.text for each in own]), [each.edits for each in own], strict=True))


async def test_a_message_shows_what_became_of_its_story(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await sent(database, outbox, "one", "two")
    await database.run(grow, "one", "one & more")
    await settle(database, outbox)
    assert shown(bot_api) == [("one & more", 1), ("two", 0)]
    assert (await database.read(all_deliveries))[0].html.endswith("one &amp; more\nno date")
    await database.run(grow, "one & more", "one & yet more")
    await settle(database, outbox)
    assert shown(bot_api) == [("one & yet more", 2), ("two", 0)]
    assert len(bot_api.asked("sendMessage")) == 2


async def test_of_what_is_the_same_telegram_is_asked_nothing(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await sent(database, outbox, "one")
    await database.run(grow, "one", "one")
    await settle(database, outbox)
    assert bot_api.asked("editMessageText") == []


async def test_what_telegram_has_already_is_no_failure(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    (delivery,) = await sent(database, outbox, "one")
    await database.run(grow, "one", "two")
    await sender.edit(READER, delivery.message_id, delivery.html.replace("one", "two"), buttons=markup(below("en")))
    await settle(database, outbox)
    assert shown(bot_api) == [("two", 1)]
    assert len(bot_api.asked("editMessageText")) == 2


async def test_what_is_new_goes_before_what_is_old(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await sent(database, outbox, "one")
    await database.run(grow, "one", "more")
    await database.run(queue_alerts, ["two"], [READER])
    await settle(database, outbox)
    assert [method for method, _ in bot_api.requests if method.endswith(("Message", "Text"))] == [
        "sendMessage",
        "sendMessage",
        "editMessageText",
    ]
    assert shown(bot_api) == [("more", 1), ("two", 0)]


@pytest.mark.parametrize(
    "fault", ["500_before", "500_after", "502_before", "reset_before", "reset_after", "hang_after", "torn_after", "429"]
)
async def test_an_edit_that_is_not_answered_is_made_again(bot_api: BotApi, sender: Sender, database: Database, fault: str) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await sent(database, outbox, "one")
    await database.run(grow, "one", "more")
    bot_api.fault(fault, method="editMessageText", seconds=0.5)
    await settle(database, outbox)
    assert shown(bot_api) == [("more", 1)]
    assert len(bot_api.asked("editMessageText")) == 2


async def test_a_chat_told_to_wait_for_an_edit_waits_for_messages_too(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    bot_api.chat(OTHER)
    outbox = make_outbox(database, sender)
    await sent(database, outbox, "one")
    await database.run(grow, "one", "more")
    bot_api.fault("429", method="editMessageText", seconds=600)
    async with running(outbox):
        await eventually(lambda: _put_off(database))
        await database.run(queue_alerts, ["two"], [READER, OTHER])
        await eventually(lambda: _are(database, "sent", "queued", "sent"))
    (held, *_) = await database.read(all_deliveries)
    assert held.edit_due is not None
    assert 590 < (held.edit_due - now()).total_seconds() < 610


async def _put_off(database: Database) -> bool:
    (first, *_) = await database.read(all_deliveries)
    return first.edit_due is not None and first.edit_due > now() + timedelta(minutes=1)


async def _are(database: Database, *expected: str) -> bool:
    return await states(database) == list(expected)


async def test_out_of_reach_it_is_put_off(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await sent(database, outbox, "one")
    await database.run(grow, "one", "more")
    await bot_api.close()
    async with running(outbox):
        await asyncio.sleep(1.5)
        assert not await nothing_is_due(database)
        await bot_api.open()
        await eventually(lambda: nothing_is_due(database))
    assert shown(bot_api) == [("more", 1)]


@pytest.mark.parametrize("fault", ["gone", "blocked", "cannot_parse", "bad_request", "no_rights"])
async def test_what_cannot_be_edited_is_left_as_it_is(bot_api: BotApi, sender: Sender, database: Database, fault: str) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    (delivery,) = await sent(database, outbox, "one")
    await database.run(grow, "one", "more")
    if fault == "gone":
        del bot_api.chats[READER].messages[delivery.message_id]
    else:
        bot_api.fault(fault, method="editMessageText")
    await settle(database, outbox)
    assert len(bot_api.asked("editMessageText")) == 1
    assert (await database.read(all_deliveries))[0].state is DeliveryState.SENT
    await sent(database, outbox, "two")  # and its chat hears what is new


async def test_a_digest_is_not_edited(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await database.run(queue_alerts, ["one", "two"], [READER])
    await database.run(bundle, "flood")
    await outbox.drain()
    await database.run(grow, "one", "more")
    await settle(database, outbox)
    assert bot_api.asked("editMessageText") == []


async def test_who_left_is_shown_nothing(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await sent(database, outbox, "one")
    reader = await database.read(subscriber_by_chat, Channel.TELEGRAM, READER)
    assert reader is not None
    await database.run(deactivate, reader.id, reason="stopped", at=now())
    await database.run(grow, "one", "more")
    await settle(database, outbox)
    assert shown(bot_api) == [("one", 0)]


async def test_in_a_group_that_moved_no_message_of_the_same_number_is_touched(bot_api: BotApi, sender: Sender, database: Database) -> None:
    old, new = bot_api.chat(GROUP), bot_api.chat(SUPERGROUP)
    outbox = make_outbox(database, sender)
    (first,) = await sent(database, outbox, "one", chat=GROUP)
    await database.run(grow, "one", "more")
    old.lost, old.to = "migrate", SUPERGROUP
    new.newest = first.message_id - 1
    await settle(database, outbox)  # it is heard from the edit
    await sent(database, outbox, "two", chat=SUPERGROUP)
    assert list(new.messages) == [first.message_id]
    await database.run(grow, "more", "yet more")
    await settle(database, outbox)
    assert (shown(bot_api, GROUP), shown(bot_api, SUPERGROUP)) == ([("one", 0)], [("two", 0)])


async def test_how_it_was_sent_it_is_edited(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    bot_api.fault("cannot_parse")
    await database.run(queue_alerts, ["plain"], [READER])
    await outbox.drain()
    bot_api.chat(SUPERGROUP)
    bot_api.fault("reset_before")
    await database.run(queue_alerts, ["one"], [SUPERGROUP])
    async with running(outbox):
        await eventually(lambda: _are(database, "sent", "sent"))
    await database.run(grow, "plain", "as plain")
    await database.run(grow, "one", "more")
    await settle(database, outbox)
    (message,) = bot_api.chats[READER].messages.values()
    assert (headlines([message.text]), message.entities) == (["as plain"], ())
    assert shown(bot_api, SUPERGROUP) == [("more*", 1)]  # a possible repeat still


async def test_one_that_cannot_be_shown_any_more_stays_as_it_is(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    await sent(database, make_outbox(database, sender), "one", "two")

    def broken(tx, wanted):
        if any(each.id == 1 for each in wanted):
            raise LookupError("no such article")
        return views_of(tx, wanted)

    await database.run(grow, "one", "more")
    await database.run(grow, "two", "yet more")
    await settle(database, make_outbox(database, sender, broken))
    assert shown(bot_api) == [("one", 0), ("yet more", 1)]


async def test_an_edit_never_meets_the_question_of_a_fate(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    (first,) = await sent(database, outbox, "one")
    bot_api.fault("reset_after")
    bot_api.fault("500_before", method="editMessageText")  # and the question has to be asked twice
    await database.run(queue_alerts, ["two"], [READER])
    async with running(outbox):
        await eventually(lambda: _are(database, "sent", "uncertain"))
        await database.run(grow, "one", "more")
        await database.run(grow, "two", "two and more")
        await eventually(lambda: _are(database, "sent", "sent"))
        await eventually(lambda: nothing_is_due(database))
    assert shown(bot_api) == [("more", 1), ("two and more", 1)]
    asked = [(int(each["message_id"]) == first.message_id, each["text"].split("\n")[1]) for each in bot_api.asked("editMessageText")]
    *questions, edit, other = asked
    assert set(questions) == {(False, "two")}
    assert {edit, other} == {(True, "more"), (False, "two and more")}


async def test_a_killed_edit_is_made_again(bot_api: BotApi, sender: Sender, database: Database, monkeypatch) -> None:
    monkeypatch.setattr(outbox_module, "LEASE", timedelta(seconds=0.5))
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await sent(database, outbox, "one")
    await database.run(grow, "one", "more")
    bot_api.fault("hang_after", method="editMessageText")
    async with asyncio.timeout(20):
        killed = asyncio.create_task(outbox.run(asyncio.Event()))
        while shown(bot_api) != [("more", 1)]:  # noqa: ASYNC110 - the Bot API tells no one
            await asyncio.sleep(0.01)
    monkeypatch.setattr(outbox_module, "PATIENCE", 0.0)
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    assert not await nothing_is_due(database)
    await settle(database, make_outbox(database, sender))
    assert shown(bot_api) == [("more", 1)]
    assert (await database.read(all_deliveries))[0].html.endswith("more\nno date")
