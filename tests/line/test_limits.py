"""Telegram's limits with hundreds of chats waiting: nobody is written to too fast, and an alert goes before digests. The double counts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from monitor.storage.database import Database, Transaction, open_database, upgrade
from monitor.telegram import records
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.outbox import BATCH, PARALLEL, Outbox
from monitor.telegram.request import make_bot
from monitor.telegram.sender import Sender
from monitor.telegram.turns import Turns
from tests.line.archive import bundle, grow, now, queue_alerts, views_of
from tests.line.bot_api import TOKEN, BotApi
from tests.line.running import until

pytestmark = pytest.mark.anyio
CHATS, GROUPS, URGENT = 120, (-7, -1000000000008), 9001


@pytest.fixture
async def database(tmp_path) -> AsyncIterator[Database]:
    upgrade(f"sqlite:///{tmp_path}/monitor.db")
    opened = open_database(f"sqlite:///{tmp_path}/monitor.db")
    await opened.run(records.remember_probing, works=True)
    yield opened
    await opened.close()


def queue_digests(tx: Transaction) -> None:
    """At once: an alert that is not yet part of one could be claimed alone."""
    queue_alerts(tx, ["one", "two"], [*range(1, CHATS + 1), *GROUPS])
    bundle(tx, "digest")


async def test_an_alert_passes_the_digests_that_wait_and_nobody_is_written_to_too_fast(bot_api: BotApi, database: Database):
    for chat in (*range(1, CHATS + 1), *GROUPS, URGENT):
        bot_api.chat(chat)
    await database.run(queue_alerts, ["told before"], [1, *GROUPS])
    bot = make_bot(TOKEN, api_url=bot_api.url, request_seconds=5.0)
    await bot.initialize()
    stop, wake = asyncio.Event(), asyncio.Event()
    outbox = Outbox(
        database=database, sender=Sender(bot), load_views=views_of, now=now, turns=Turns(), ids=MessageIds(), request_seconds=5.0, wake=wake
    )
    running = asyncio.create_task(outbox.run(stop))
    await until(lambda: len(bot_api.asked("sendMessage")) == 1 + len(GROUPS))

    await database.run(queue_digests)
    await database.run(grow, "told before", "told before, and grown")
    wake.set()
    await until(lambda: len(bot_api.asked("sendMessage")) >= 20)
    before = len(bot_api.asked("sendMessage"))
    await database.run(queue_alerts, ["urgent"], [URGENT])
    wake.set()
    sent = lambda: [int(given["chat_id"]) for given in bot_api.asked("sendMessage")]  # noqa: E731 - asked twice
    await until(lambda: URGENT in sent())
    assert sent().index(URGENT) - before <= PARALLEL + BATCH  # less than a second's worth

    await until(lambda: len(bot_api.asked("sendMessage")) == 2 + len(GROUPS) + CHATS + len(GROUPS))
    await until(lambda: bot_api.asked("editMessageText"))
    stop.set()
    await running
    await bot.shutdown()  # the fixture wants to have seen nothing that was too fast
    assert all(len(bot_api.chats[chat].texts) == 1 + (chat in {1, *GROUPS}) for chat in (*range(1, CHATS + 1), *GROUPS))


async def test_several_chats_told_to_wait_hold_all(bot_api: BotApi, database: Database):
    chats = range(1, 9)
    for chat in chats:
        bot_api.chat(chat)
    bot_api.fault("429", times=3, seconds=1)
    await database.run(queue_alerts, ["one"], list(chats))
    bot = make_bot(TOKEN, api_url=bot_api.url, request_seconds=5.0)
    await bot.initialize()
    turns, stop = Turns(), asyncio.Event()
    outbox = Outbox(database=database, sender=Sender(bot), load_views=views_of, now=now, turns=turns, ids=MessageIds(), request_seconds=5.0)
    running = asyncio.create_task(outbox.run(stop))
    await until(lambda: turns.wait_for_all() > 0.3)
    await until(lambda: all(bot_api.chats[chat].texts for chat in chats))
    stop.set()
    await running
    await bot.shutdown()
    assert {len(bot_api.chats[chat].texts) for chat in chats} == {1}
