"""What the service has to say about itself, sent to its operators: at most once each, and never at the cost of anything else."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import structlog

from monitor.alerts.notice import render_notice
from monitor.errors import RetryLater
from monitor.storage.database import Database
from monitor.telegram import records
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.sender import Sender
from monitor.telegram.turns import Turns

log = structlog.get_logger()

LONGEST_PAUSE = 60.0


class Notices:
    """Tells each operator what is put into a queue. What waits there meanwhile becomes one message."""

    def __init__(self, operators: Collection[int], *, database: Database, sender: Sender, turns: Turns, ids: MessageIds) -> None:
        self._operators = sorted(operators)
        self._database = database
        self._sender = sender
        self._turns = turns
        self._ids = ids

    async def run(self, notices: asyncio.Queue[str]) -> None:
        """Tell what comes, until cancelled."""
        while True:
            texts = [await notices.get()]
            while not notices.empty():
                texts.append(notices.get_nowait())
            if html := render_notice(texts):
                await asyncio.gather(*(self._tell(chat_id, html) for chat_id in self._operators))
            for _ in texts:
                notices.task_done()

    async def _tell(self, chat_id: int, html: str) -> None:
        """Tell one operator. Only what was certainly not sent is tried again: a notice is no alert, and none is repeated."""
        try:
            message_id = await self._send(chat_id, html)
            self._ids.note(chat_id, message_id)
            await self._database.run(records.remember_id, chat_id, message_id)
        except Exception as error:  # whatever happens to a notice, alerts and answers go on  # noqa: BLE001 - its words say enough
            log.warning("telegram.operator_not_told", chat=chat_id, error=str(error))
        else:
            log.info("telegram.operator_told", chat=chat_id)

    async def _send(self, chat_id: int, html: str) -> int:
        pause = 1.0
        while True:
            try:
                async with self._turns.turn(chat_id):
                    return await self._sender.send(chat_id, html)
            except RetryLater as held:
                if not held.whole_bot:
                    self._turns.told_to_wait(chat_id, held.seconds)
                    continue  # the next turn comes when Telegram allows it
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, 2 * pause)
