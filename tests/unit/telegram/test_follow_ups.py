"""A material change comes as a reply to what was told first; many alerts at once come as one digest."""

from __future__ import annotations

import pytest

from monitor.model import DeliveryState, Stage
from monitor.storage.database import Database
from monitor.telegram import pacing
from monitor.telegram.sender import Sender
from tests.line.archive import all_deliveries, bundle, follow_up, headlines, queue_alerts, states
from tests.line.bot_api import BotApi
from tests.unit.telegram.test_outbox import OTHER, READER, deliver, make_outbox

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _impatient(monkeypatch) -> None:
    monkeypatch.setattr(pacing, "PERSON_GAP", 1.0)


def replies(bot_api: BotApi, chat: int) -> list[tuple[str, str]]:
    """Each headline, and that of the message that it is a reply to."""
    messages = bot_api.chats[chat].messages
    heads = dict(zip(messages, headlines([each.text for each in messages.values()]), strict=True))
    return [(heads[each.id], heads.get(each.reply_to, "")) for each in messages.values()]


async def test_a_follow_up_replies_to_what_was_told_first(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    bot_api.chat(OTHER)
    outbox = make_outbox(database, sender)
    await database.run(queue_alerts, ["one", "other"], [READER])
    await database.run(follow_up, "one", "one is decided", [READER, OTHER], Stage.DECIDED)
    await database.run(follow_up, "one", "one is denied", [READER, OTHER], Stage.DENIED)
    await deliver(database, outbox, *["sent"] * 6)
    assert replies(bot_api, READER) == [("one", ""), ("other", ""), ("one is decided", "one"), ("one is denied", "one")]
    assert replies(bot_api, OTHER) == [("one is decided", ""), ("one is denied", "one is decided")]


async def test_a_follow_up_of_what_the_reader_deleted_comes_by_itself(bot_api: BotApi, sender: Sender, database: Database) -> None:
    chat = bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await database.run(queue_alerts, ["one"], [READER])
    await outbox.drain()
    chat.messages.clear()
    await database.run(follow_up, "one", "one is decided", [READER], Stage.DECIDED)
    await deliver(database, outbox, "sent", "sent")
    assert replies(bot_api, READER) == [("one is decided", "")]


@pytest.mark.parametrize("fault", ["reset_before", "reset_after", "hang_after"])
async def test_a_follow_up_of_unknown_fate_arrives_once(bot_api: BotApi, sender: Sender, database: Database, fault: str) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await database.run(queue_alerts, ["one"], [READER])
    await outbox.drain()
    bot_api.fault(fault)
    await database.run(follow_up, "one", "one is decided", [READER], Stage.DECIDED)
    await deliver(database, outbox, "sent", "sent")
    assert replies(bot_api, READER) == [("one", ""), ("one is decided", "one")]


async def test_a_bundle_is_one_message_or_pages_of_one(bot_api: BotApi, sender: Sender, database: Database) -> None:
    chat = bot_api.chat(READER)
    await database.run(queue_alerts, [f"Story {number}" for number in range(40)], [READER])
    await database.run(bundle, "flood")
    await database.run(queue_alerts, ["after"], [READER])
    await deliver(database, make_outbox(database, sender), *["sent", *["collapsed"] * 29], *["sent", *["collapsed"] * 9], "sent")
    after, *pages = chat.texts
    listed = [line.removeprefix("• ") for page in pages for line in page.split("\n") if line.startswith("•")]
    assert [page.split("\n")[0] for page in pages] == [
        "Many at once: 40 alerts on Moscow Format within an hour",
        "Many at once: 10 alerts on Moscow Format within an hour",
    ]
    assert listed == [f"Story {number}" for number in range(40)]
    assert pages[0].endswith("\n\nand 10 more")
    assert headlines([after]) == ["after"]


async def test_one_of_a_bundle_is_an_alert_as_any_other(bot_api: BotApi, sender: Sender, database: Database) -> None:
    chat = bot_api.chat(READER)
    await database.run(queue_alerts, ["one"], [READER])
    await database.run(bundle, "flood")
    await database.run(queue_alerts, ["two"], [READER])
    await database.run(bundle, "another")
    await database.run(follow_up, "one", "one is decided", [READER], Stage.DECIDED)
    await deliver(database, make_outbox(database, sender), "sent", "sent", "sent")
    assert headlines(chat.texts) == ["one is decided", "one", "two"]
    assert [each.bundle for each in await database.read(all_deliveries)] == ["flood", "another", ""]


@pytest.mark.parametrize("fault", ["reset_before", "reset_after", "500_after", "429", "cannot_parse"])
async def test_a_bundle_arrives_once_and_whole_whatever_telegram_answers(
    bot_api: BotApi, sender: Sender, database: Database, fault: str
) -> None:
    chat = bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await database.run(queue_alerts, ["zero"], [READER])
    await outbox.drain()
    await database.run(queue_alerts, ["one", "two", "three"], [READER])
    await database.run(bundle, "flood")
    bot_api.fault(fault, seconds=0.5)
    await deliver(database, outbox, "sent", "sent", "collapsed", "collapsed")
    assert len(chat.texts) == 2
    assert chat.texts[1] == "Many at once: 3 alerts on Moscow Format within an hour\n\nMoscow Format\n• one\n• two\n• three"


async def test_a_bundle_that_is_never_accepted_goes_in_pieces(bot_api: BotApi, sender: Sender, database: Database) -> None:
    chat = bot_api.chat(READER)
    await database.run(queue_alerts, ["one", "two", "three"], [READER])
    await database.run(bundle, "flood")
    bot_api.fault("cannot_parse", times=2)
    await deliver(database, make_outbox(database, sender), "parked", "sent", "sent")
    assert headlines(chat.texts) == ["two", "three"]
    assert await states(database) == [DeliveryState.PARKED, DeliveryState.SENT, DeliveryState.SENT]
