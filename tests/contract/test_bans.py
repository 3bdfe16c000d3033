from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.model import Channel
from monitor.storage.bans import Ban, all_bans, ban, banned, unban
from monitor.storage.subscribers import subscriber_by_chat

pytestmark = pytest.mark.anyio


async def test_who_is_shut_out_is_told_nothing_more_until_he_comes_back_himself(database, now, newsroom):
    await newsroom.reader(21)
    one = Ban(chat_id=21, by=7, at=now, because="spam")
    await database.run(ban, one)
    reader = await database.read(subscriber_by_chat, Channel.TELEGRAM, 21)
    assert (reader.active, reader.reason) == (False, "banned")
    assert await database.read(banned, [5, 21])
    assert not await database.read(banned, [5])
    await database.run(ban, replace(one, because="more spam"))
    assert await database.read(all_bans) == [replace(one, because="more spam")]
    assert [await database.run(unban, 21) for _ in range(2)] == [True, False]
    assert not await database.read(banned, [21])
    assert not (await database.read(subscriber_by_chat, Channel.TELEGRAM, 21)).active


async def test_who_stopped_himself_stays_so(database, now, newsroom):
    await newsroom.reader(21, active=False, reason="stopped")
    await database.run(ban, Ban(chat_id=21, by=7, at=now, because="spam"))
    assert (await database.read(subscriber_by_chat, Channel.TELEGRAM, 21)).reason == "stopped"


async def test_a_chat_that_nobody_knows_is_shut_out(database, now):
    await database.run(ban, Ban(chat_id=-1_009_999_999_999, by=7, at=now, because=""))
    assert await database.read(banned, [-1_009_999_999_999])
