"""Each update is answered once, however the bot's looks at what is left fall beside what it finishes."""

from __future__ import annotations

import asyncio

import pytest

from monitor.storage.database import Database, open_database
from monitor.storage.telegram_updates import pending_updates
from monitor.telegram.conversation import House
from monitor.telegram.inbox import Inbox
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.turns import Turns
from tests.line.archive import now

pytestmark = pytest.mark.anyio


class OldPicture:
    """A database whose second look at what is left is taken before the first answer is finished, and seen after it."""

    def __init__(self, database: Database) -> None:
        self.inner = database
        self.first: list[tuple[int, str]] = []  # what the first look found
        self.looked, self.looked_again = asyncio.Event(), asyncio.Event()

    async def run(self, unit, /, *args, **kwargs):
        if unit.__name__ == "_finish":
            await self.looked_again.wait()
        return await self.inner.run(unit, *args, **kwargs)

    async def read(self, unit, /, *args, **kwargs):
        picture = await self.inner.read(unit, *args, **kwargs)
        if unit is pending_updates and picture and not self.looked_again.is_set():
            self.first = self.first or picture
            if self.looked.is_set():
                self.looked_again.set()
                while self.first[0] in await self.inner.read(pending_updates):
                    pass
                for _ in range(10):  # the task that finished it takes its last steps
                    await asyncio.sleep(0)
            self.looked.set()
        return picture


async def test_an_answer_finished_while_the_bot_looks_is_not_given_again(bot_api, bot, sender, database_url):
    database = open_database(database_url)
    slow = OldPicture(database)
    inbox = Inbox(bot, database=slow, sender=sender, turns=Turns(), ids=MessageIds(), house=House(topics=dict), now=now)  # type: ignore[arg-type]
    stop = asyncio.Event()
    running = asyncio.create_task(inbox.run(stop))
    chat, other = bot_api.chat(31), bot_api.chat(32)
    async with asyncio.timeout(30):
        bot_api.say(31, "/start")
        await slow.looked.wait()
        bot_api.say(32, "/start")
        while not other.texts or await database.read(pending_updates):  # noqa: ASYNC110 - a chat is seen from outside
            await asyncio.sleep(0.01)
    stop.set()
    await running
    await database.close()
    assert len(chat.texts) == len(other.texts) == 1
