"""Six hours without Telegram: ten messages and one digest, nothing lost, nothing twice, whatever happens to the digest on its way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from monitor.storage.database import Database, open_database, upgrade
from monitor.telegram import records
from monitor.telegram.bot import BotSettings, deliver_once
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.outbox import Outbox
from monitor.telegram.request import make_bot
from monitor.telegram.sender import Sender
from monitor.telegram.turns import Turns
from tests.line.archive import all_deliveries, bundle, grow, now, queue_alerts, views_of
from tests.line.bot_api import TOKEN, BotApi

pytestmark = pytest.mark.anyio
READER, OTHER = 71, 72
TITLES = [f"Story {number:02}" for number in range(60)]
FLOOD = [f"Flood {number:02}" for number in range(15)]


def six_hours_later() -> datetime:
    return now() + timedelta(hours=6)


@pytest.fixture
async def database(tmp_path) -> AsyncIterator[Database]:
    upgrade(f"sqlite:///{tmp_path}/monitor.db")
    opened = open_database(f"sqlite:///{tmp_path}/monitor.db")
    await opened.run(queue_alerts, TITLES, [READER])
    await opened.run(records.remember_id, READER, 100)
    await opened.run(records.remember_probing, works=True)
    yield opened
    await opened.close()


async def deliver(bot_api: BotApi, database: Database, clock=six_hours_later, turns: Turns | None = None) -> None:
    settings = BotSettings(token=TOKEN, api_url=bot_api.url, request_seconds=1.0)
    async with asyncio.timeout(60):
        await deliver_once(settings, database=database, load_views=views_of, now=clock, turns=turns)


def is_whole(texts: list[str]) -> None:
    """Each story was told once: the oldest in one digest, in order, the newest as messages of their own."""
    digest, *messages = texts
    assert digest.startswith("Delayed by 6 h: 50 alerts\n\nMoscow Format\n")
    assert [line.removeprefix("• ") for line in digest.split("\n") if line.startswith("• ")] == TITLES[:50]
    assert [text.split("\n")[1] for text in messages] == TITLES[50:]


async def count_states(database: Database) -> dict[str, int]:
    found = [each.state.value for each in await database.read(all_deliveries)]
    return {state: found.count(state) for state in sorted(set(found))}


async def test_ten_messages_and_one_digest(bot_api, database):
    chat = bot_api.chat(READER)
    bot = make_bot(TOKEN, api_url=bot_api.url, request_seconds=1.0)
    await bot.initialize()
    await bot_api.close()
    late = [timedelta()]
    outbox = Outbox(
        database=database,
        sender=Sender(bot),
        load_views=views_of,
        now=lambda: now() + late[0],
        turns=Turns(),
        ids=MessageIds(),
        request_seconds=1.0,
    )
    stop = asyncio.Event()
    running = asyncio.create_task(outbox.run(stop))
    await asyncio.sleep(1.5)
    assert await count_states(database) == {"queued": 60}
    late[0] = timedelta(hours=6)  # it has tried all the time
    await asyncio.sleep(3)
    await bot_api.open()
    async with asyncio.timeout(60):
        while await count_states(database) != {"collapsed": 49, "sent": 11}:  # noqa: ASYNC110 - the database tells no one
            await asyncio.sleep(0.1)
    stop.set()
    await running
    await bot.shutdown()
    is_whole(chat.texts)
    (carrier, *others) = await database.read(all_deliveries)
    assert {each.reason for each in others[:49]} == {f"told by {carrier.id}"}


@pytest.mark.parametrize("fault", ["429", "reset_before", "reset_after", "500_before", "500_after", "torn_after"])
async def test_the_digest_arrives_once_whatever_telegram_answers(bot_api, database, fault):
    chat = bot_api.chat(READER)
    bot_api.fault(fault, seconds=1)
    turns = Turns()
    for seconds in (0, 5, 10):  # what waits for its fate is due by then
        await deliver(bot_api, database, lambda seconds=seconds: six_hours_later() + timedelta(seconds=seconds), turns)
    is_whole(sorted(chat.texts, key=lambda text: not text.startswith("Delayed")))
    assert await count_states(database) == {"collapsed": 49, "sent": 11}


async def test_a_digest_that_telegram_cannot_read_goes_without_tags_and_one_it_never_accepts_goes_in_pieces(bot_api, database):
    chat = bot_api.chat(READER)
    bot_api.fault("cannot_parse")
    turns = Turns()
    await deliver(bot_api, database, turns=turns)
    is_whole(chat.texts)
    assert not next(iter(chat.messages.values())).entities

    await database.run(queue_alerts, [f"More {number}" for number in range(13)], [READER])
    chat.messages.clear()
    bot_api.fault("cannot_parse", times=2)
    await deliver(bot_api, database, lambda: now() + timedelta(hours=8), turns)
    assert [text.split("\n")[1] for text in chat.texts] == [f"More {number}" for number in range(1, 13)]
    assert await count_states(database) == {"collapsed": 49, "parked": 1, "sent": 23}


async def test_who_has_ten_waiting_or_waits_an_hour_gets_messages(bot_api, database):
    chat = bot_api.chat(OTHER)
    bot_api.chat(READER).lost = "blocked"
    await database.run(queue_alerts, TITLES[:10], [OTHER])
    turns = Turns()
    await deliver(bot_api, database, turns=turns)
    await database.run(queue_alerts, TITLES[10:25], [OTHER])
    await deliver(bot_api, database, now, turns)
    assert [text.split("\n")[1] for text in chat.texts] == TITLES[:25]


async def test_one_that_cannot_be_shown_does_not_keep_the_digest(bot_api, database):
    chat = bot_api.chat(READER)
    first, second, *_ = await database.read(all_deliveries)

    def broken(tx, wanted):
        if {first.id, second.id + 1} & {each.id for each in wanted}:
            raise LookupError("no such article")
        return views_of(tx, wanted)

    settings = BotSettings(token=TOKEN, api_url=bot_api.url, request_seconds=1.0)
    async with asyncio.timeout(60):
        await deliver_once(settings, database=database, load_views=broken, now=six_hours_later)
    digest, *messages = chat.texts
    assert [line.removeprefix("• ") for line in digest.split("\n") if line.startswith("• ")] == [TITLES[1], *TITLES[3:50]]
    assert len(messages) == 10
    assert await count_states(database) == {"collapsed": 47, "parked": 2, "sent": 11}


async def test_what_was_to_come_as_one_digest_does_and_what_was_told_is_shown_as_it_grew(bot_api, database):
    """Told before the outage: one alert, whose story grew meanwhile. Waiting since: the alerts, and a flood of another topic's hour."""
    chat = bot_api.chat(OTHER)
    bot_api.chat(READER).lost = "blocked"
    await database.run(queue_alerts, ["Told before"], [OTHER])
    turns = Turns()
    await deliver(bot_api, database, now, turns)
    await database.run(grow, "Told before", "Told before, and grown")
    await database.run(queue_alerts, FLOOD, [OTHER])
    await database.run(bundle, "flood")
    await database.run(queue_alerts, TITLES, [OTHER])
    for seconds in (0, 40):  # an edit waits until its chat has nothing due
        await deliver(bot_api, database, lambda seconds=seconds: six_hours_later() + timedelta(seconds=seconds), turns)
    first, *digests = chat.texts
    listed = [line.removeprefix("• ") for text in digests for line in text.split("\n") if line.startswith("• ")]
    alone = [text.split("\n")[1] for text in digests if "• " not in text]
    assert first.split("\n")[1] == "Told before, and grown"
    assert sorted([*listed, *alone]) == sorted([*FLOOD, *TITLES])
    assert alone == TITLES[50:]
    assert chat.messages[min(chat.messages)].edits == 1
    assert "queued" not in await count_states(database)
