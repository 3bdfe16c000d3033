"""How an alert stands in its chat: where, with a sound or without, and with which buttons, sent and shown anew."""

from __future__ import annotations

import pytest

from monitor.model import Sound, Subscriber, Subscription
from monitor.storage import feedback, story_mutes
from monitor.storage.alerts import alerts_by_id
from monitor.storage.database import Database, Transaction
from monitor.storage.subscribers import add_subscriber
from monitor.telegram import pacing, records
from monitor.telegram.buttons import CHANNEL
from monitor.telegram.sender import Sender
from tests.line.archive import TOPIC, all_deliveries, bundle, grow, now, queue_alerts
from tests.line.bot_api import BotApi
from tests.unit.telegram.test_outbox import make_outbox

pytestmark = pytest.mark.anyio
READER, FORUM, NEWS = 11, -1_000_000_000_009, -1_000_000_000_010
ROWS = [["👍", "👎", "why"], ["🔕 mute story", "sources"]]


def labels(api: BotApi, chat: int) -> list[list[list[str]]]:
    """The buttons of each message in a chat."""
    return [[[each["text"] for each in row] for row in message.buttons] for message in api.chat(chat).messages.values()]


@pytest.fixture(autouse=True)
async def _probed_and_hurried(bot_api: BotApi, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Probes were seen to work, and an edit need not wait until a second has passed."""
    monkeypatch.setattr(pacing, "PERSON_GAP", 0.0)
    bot_api.hurried = True
    await database.run(records.remember_probing, works=True)


@pytest.mark.parametrize(
    ("reader", "thread", "silent", "rows"),
    [
        pytest.param(Subscriber(chat_id=READER), 0, False, ROWS, id="a-person"),
        pytest.param(Subscriber(chat_id=READER, sound=Sound.SILENT), 0, True, ROWS, id="without-a-sound"),
        pytest.param(
            Subscriber(chat_id=READER, subscriptions={TOPIC: Subscription(topic=TOPIC, on=True, sound=Sound.SILENT)}),
            0,
            True,
            ROWS,
            id="without-a-sound-for-its-topic",
        ),
        pytest.param(
            Subscriber(chat_id=READER, sound=Sound.SILENT, subscriptions={TOPIC: Subscription(topic=TOPIC, on=True, sound=Sound.NORMAL)}),
            0,
            False,
            ROWS,
            id="with-a-sound-for-its-topic-alone",
        ),
        pytest.param(Subscriber(chat_id=FORUM, kind="supergroup", thread_id=9), 9, False, ROWS, id="in-a-topic-of-a-forum"),
        pytest.param(Subscriber(chat_id=NEWS, kind=CHANNEL), 0, False, [], id="in-a-channel-where-anybody-could-press"),
    ],
)
async def test_an_alert_is_sent_as_its_reader_wants_it(
    bot_api: BotApi, sender: Sender, database: Database, reader: Subscriber, thread: int, silent: bool, rows: list[list[str]]
) -> None:
    bot_api.chat(reader.chat_id).threads.add(thread)
    await database.run(add_subscriber, reader)
    await database.run(queue_alerts, ["one"], [reader.chat_id])
    await make_outbox(database, sender).drain()
    (asked,) = bot_api.asked("sendMessage")
    assert (int(asked.get("message_thread_id", 0)), asked.get("disable_notification", "")) == (thread, "true" if silent else "")
    assert labels(bot_api, reader.chat_id) == [rows]


async def test_an_edit_keeps_what_its_reader_said_in_the_buttons(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    outbox = make_outbox(database, sender)
    await database.run(queue_alerts, ["one"], [READER], "ru")
    await outbox.drain()
    assert labels(bot_api, READER) == [[["👍", "👎", "почему"], ["🔕 хватит о сюжете", "источники"]]]
    await database.run(objected)
    await database.run(grow, "one", "more")
    await outbox.drain()
    assert labels(bot_api, READER) == [[["👍", "👎 ✓", "почему"], ["🔔 снова сообщать", "источники"]]]
    (message,) = bot_api.chat(READER).messages.values()
    assert (message.edits, message.text.split("\n")[1]) == (1, "more")


async def test_a_digest_has_no_buttons(bot_api: BotApi, sender: Sender, database: Database) -> None:
    bot_api.chat(READER)
    await database.run(queue_alerts, ["one", "two"], [READER])
    await database.run(bundle, "daily:2026-11-30")
    await make_outbox(database, sender).drain()
    assert labels(bot_api, READER) == [[]]
    assert "reply_markup" not in bot_api.asked("sendMessage")[0]


def objected(tx: Transaction) -> None:
    """The reader of the first alert calls it wrong, and wants no more of its story."""
    delivery = all_deliveries(tx)[0]
    (alert,) = alerts_by_id(tx, [delivery.alert])
    feedback.say(tx, delivery.alert, delivery.subscriber, good=False, at=now())
    story_mutes.mute_story(tx, delivery.subscriber, alert.story)
