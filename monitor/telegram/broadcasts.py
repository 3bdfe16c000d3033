"""Sends what operators say to all: behind alerts, at the same pace, to each chat once.

A send is committed as being sent before its request leaves. One of unknown fate, or that a killed process was sending, is not repeated: who
misses it misses a notice, no alert.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from monitor.errors import DatabaseUnreachable, DeliveryError, FateUnknown, Migrated, Refused, RetryLater, TelegramUnreachable, Unreachable
from monitor.storage.broadcasts import Send, SendState, claim_sends, give_up_unsettled, settle_send
from monitor.storage.database import Database
from monitor.storage.subscribers import deactivate, move_chat
from monitor.storage.transaction import Transaction
from monitor.telegram import records
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.sender import Sender
from monitor.telegram.turns import Turns

log = structlog.get_logger()

AT_ONCE = 4  # so that an alert never has many before it
BEHIND = 16  # chats with an alert waiting: so many are sent at once, and broadcasts wait for them
TICK = 1.0
PATIENCE = 5.0  # seconds that a send may wait for its turn, once its chat is free
LONGEST_PAUSE = 60.0


class Broadcasts:
    """One at a time may run over a database."""

    def __init__(self, *, database: Database, sender: Sender, turns: Turns, ids: MessageIds, now: Callable[[], datetime]) -> None:
        self._database = database
        self._sender = sender
        self._turns = turns
        self._ids = ids
        self._now = now
        self._pause = TICK

    async def run(self, stop: asyncio.Event) -> None:
        """Send what is confirmed until ``stop`` is set; what is in flight then is finished, or its fate stays unknown."""
        stopped = asyncio.create_task(stop.wait())
        try:
            begun = False
            while not stop.is_set():
                try:
                    if not begun:
                        await self._database.run(give_up_unsettled)
                        begun = True
                    sent = await self.send_some()
                except DatabaseUnreachable as error:
                    log.warning("telegram.database_unreachable", error=str(error))
                    sent = 0
                except Exception:  # the next tick may do better
                    log.exception("telegram.failed")
                    sent = 0
                if not sent or self._pause > TICK:
                    await asyncio.wait([stopped], timeout=self._pause)
        finally:
            stopped.cancel()

    async def send_some(self) -> int:
        """Send to a few chats, and return how many were tried."""
        sends = await self._database.run(claim_sends, limit=AT_ONCE, behind=BEHIND, now=self._now())
        await asyncio.gather(*map(self._send, sends))
        return len(sends)

    async def _send(self, send: Send) -> None:
        try:
            async with self._turns.turn(send.chat_id, patience=PATIENCE):
                message_id = await self._sender.send(send.chat_id, send.html, thread_id=send.thread_id)
        except RetryLater as held:
            self._wait(send, held)
            await self._database.run(settle_send, send, SendState.QUEUED)
        except TelegramUnreachable as error:
            self._pause = LONGEST_PAUSE
            log.warning("telegram.unreachable", error=str(error), pause=self._pause)
            await self._database.run(settle_send, send, SendState.QUEUED)
        except FateUnknown as error:
            log.warning("telegram.broadcast_uncertain", broadcast=send.broadcast, subscriber=send.subscriber, error=str(error))
            await self._database.run(settle_send, send, SendState.UNCERTAIN)
        except (Unreachable, Migrated, Refused) as error:
            await self._not_sent(send, error)
        else:
            self._pause = TICK
            self._ids.note(send.chat_id, message_id)
            await self._database.run(_arrived, send, message_id)
            log.info("telegram.broadcast_sent", broadcast=send.broadcast, subscriber=send.subscriber)

    def _wait(self, send: Send, held: RetryLater) -> None:
        """Telegram asks for a pause, or cannot be reached: ask again ever more slowly."""
        if not held.whole_bot:
            self._turns.told_to_wait(send.chat_id, held.seconds)
        self._pause = min(LONGEST_PAUSE, max(2 * self._pause, TICK))

    async def _not_sent(self, send: Send, error: DeliveryError) -> None:
        match error:
            case Migrated(chat_id=new):
                await self._database.run(_moved, send, new)
            case Unreachable(reason=reason):
                log.warning("telegram.subscriber_lost", subscriber=send.subscriber, reason=reason)
                await self._database.run(_lost, send, reason, self._now())
            case _:
                log.error("telegram.broadcast_parked", broadcast=send.broadcast, subscriber=send.subscriber, error=str(error))
                await self._database.run(settle_send, send, SendState.PARKED)


def _arrived(tx: Transaction, send: Send, message_id: int) -> None:
    settle_send(tx, send, SendState.SENT)
    records.remember_id(tx, send.chat_id, message_id)


def _moved(tx: Transaction, send: Send, new: int) -> None:
    settle_send(tx, send, SendState.QUEUED)
    move_chat(tx, send.chat_id, new)


def _lost(tx: Transaction, send: Send, reason: str, at: datetime) -> None:
    settle_send(tx, send, SendState.PARKED)
    deactivate(tx, send.subscriber, reason=reason, at=at)
