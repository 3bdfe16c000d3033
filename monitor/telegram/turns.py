"""Whose turn it is to be written to: one message in flight a chat, each at the moment that the pacer allows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from math import inf
from weakref import WeakValueDictionary

from monitor.errors import RetryLater
from monitor.telegram.pacing import OVERALL_GAP, Pacer


class Turns:
    """Shared by all that send: alerts and answers to commands."""

    def __init__(self, pacer: Pacer | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._pacer = pacer or Pacer()
        self._clock = clock
        self._chats: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._gate = asyncio.Lock()
        self._urgent = 0  # how many pass the others as soon as anyone may be written to

    @asynccontextmanager
    async def turn(self, chat_id: int, *, patience: float = inf, urgent: bool = False) -> AsyncIterator[None]:
        """Wait until this chat may be written to, and hold it while it is.

        Args:
            chat_id: the chat.
            patience: seconds that one may have to wait at most once the chat is free.
            urgent: pass those that wait for other chats.

        Raises:
            RetryLater: it would take longer; nothing was done.
        """
        async with self._chat(chat_id):
            await self._until_allowed(chat_id, patience=patience, urgent=urgent)
            self._pacer.sent(chat_id, self._clock())
            try:
                yield
            finally:  # Telegram counts from when it took the message, which we know only to be by now
                self._pacer.answered(chat_id, self._clock())

    @asynccontextmanager
    async def question(self, chat_id: int) -> AsyncIterator[None]:
        """Wait until a request that leaves no message may be made, and hold the chat meanwhile."""
        async with self._chat(chat_id):
            async with self._gate:
                await _sleep_while(self.wait_for_all, inf, whole_bot=True)
                self._pacer.asked(self._clock())
            yield

    def told_to_wait(self, chat_id: int, seconds: float) -> None:
        """Telegram answered 429 for this chat."""
        self._pacer.told_to_wait(chat_id, seconds, self._clock())

    def hold_all(self, seconds: float) -> None:
        """Write to nobody for so long."""
        self._pacer.hold_all(seconds, self._clock())

    def wait_for_chat(self, chat_id: int) -> float:
        """Seconds until this chat may be written to."""
        return self._pacer.wait_for_chat(chat_id, self._clock())

    def wait_for_all(self) -> float:
        """Seconds until anyone may be written to."""
        return self._pacer.wait_for_all(self._clock())

    def _wait_behind_urgent(self) -> float:
        return max(self.wait_for_all(), OVERALL_GAP if self._urgent else 0.0)

    def _chat(self, chat_id: int) -> asyncio.Lock:
        lock = self._chats.get(chat_id)
        if lock is None:
            lock = self._chats[chat_id] = asyncio.Lock()
        return lock

    async def _until_allowed(self, chat_id: int, *, patience: float, urgent: bool) -> None:
        while True:
            await _sleep_while(lambda: self.wait_for_chat(chat_id), patience, whole_bot=False)
            if urgent:
                self._urgent += 1
                try:
                    await _sleep_while(self.wait_for_all, patience, whole_bot=True)
                finally:
                    self._urgent -= 1
                return
            async with self._gate:
                await _sleep_while(self._wait_behind_urgent, patience, whole_bot=True)
                if self.wait_for_chat(chat_id) <= 0:
                    return


async def _sleep_while(wait: Callable[[], float], patience: float, *, whole_bot: bool) -> None:
    """Sleep until there is nothing to wait for; what is waited for may be put off meanwhile."""
    while (seconds := wait()) > 0:
        if seconds > patience:
            raise RetryLater(seconds, whole_bot=whole_bot)
        await asyncio.sleep(seconds)
