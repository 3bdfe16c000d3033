"""Sends what operators say to all: behind alerts, at the same pace, to each chat once.

A send is committed as being sent before its request leaves. Of one that a killed process was sending, or to which no answer came, the fate
is asked as that of an alert is (fate.py); where it cannot be found out, it is sent once more and says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from monitor.alerts.notice import repeated_notice
from monitor.errors import DatabaseUnreachable, DeliveryError, FateUnknown, Migrated, RetryLater, TelegramUnreachable, Unreachable
from monitor.storage.broadcasts import Send, SendState, begin_send, claim_sends, settle_send, unsettled_sends
from monitor.storage.database import Database
from monitor.storage.subscribers import deactivate, move_chat
from monitor.storage.transaction import Transaction
from monitor.telegram import records
from monitor.telegram.fate import Fate, asked_from, find_message, recall
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.parcels import POSSIBLE_REPEAT
from monitor.telegram.sender import Sender
from monitor.telegram.turns import Turns

log = structlog.get_logger()

AT_ONCE = 4  # so that an alert never has many before it
BEHIND = 16  # chats with an alert waiting: so many are sent at once, and broadcasts wait for them
LEASE = timedelta(seconds=30)
TICK = 1.0
PATIENCE = 5.0  # seconds that a send may wait for its turn, once its chat is free
ASK_AGAIN = timedelta(seconds=5)
LONGEST_PAUSE = 60.0


class Broadcasts:
    """One at a time may run over a database."""

    def __init__(
        self,
        *,
        database: Database,
        sender: Sender,
        turns: Turns,
        ids: MessageIds,
        now: Callable[[], datetime],
        request_seconds: float = 10.0,
    ) -> None:
        self._database = database
        self._sender = sender
        self._turns = turns
        self._ids = ids
        self._now = now
        self._request = timedelta(seconds=request_seconds)
        self._pause = TICK

    async def run(self, stop: asyncio.Event) -> None:
        """Send what is confirmed until ``stop`` is set; what is in flight then is finished, or its fate is asked by the next process."""
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                try:
                    done = await self.settle_some() + await self.send_some()
                except DatabaseUnreachable as error:
                    log.warning("telegram.database_unreachable", error=str(error))
                    done = 0
                except Exception:  # the next tick may do better
                    log.exception("telegram.failed")
                    done = 0
                if not done or self._pause > TICK:
                    await asyncio.wait([stopped], timeout=self._pause)
        finally:
            stopped.cancel()

    async def send_some(self) -> int:
        """Send to a few chats, and return how many were tried."""
        sends = await self._database.run(claim_sends, limit=AT_ONCE, behind=BEHIND, now=self._now(), lease=LEASE)
        await asyncio.gather(*map(self._deliver, sends))
        return len(sends)

    async def settle_some(self) -> int:
        """Find out whether a few messages arrived of which that is not known, and return of how many it was tried. None is being sent."""
        sends = await self._database.read(unsettled_sends, limit=AT_ONCE, now=self._now())
        if sends:
            await recall(self._ids, self._database)
        await asyncio.gather(*map(self._settle, sends))
        return len(sends)

    async def _deliver(self, send: Send) -> None:
        try:
            async with self._turns.turn(send.chat_id, patience=PATIENCE):
                await self._send(send)
        except RetryLater:  # nothing was begun
            await self._database.run(settle_send, send, SendState.QUEUED)

    async def _send(self, send: Send) -> None:
        """Send one message and commit what came of it."""
        begun = self._now()
        until = begun + self._request
        if not await self._database.run(_begin, send, known=self._ids.newest(send.chat_id), until=until):
            return
        try:
            async with asyncio.timeout(2 * self._request.total_seconds()):
                message_id = await self._sender.send(send.chat_id, _shown(send), thread_id=send.thread_id)
        except (TimeoutError, FateUnknown) as error:
            log.warning("telegram.broadcast_uncertain", broadcast=send.broadcast, subscriber=send.subscriber, error=str(error) or "timeout")
            await self._database.run(settle_send, send, SendState.UNCERTAIN, due=asked_from(begun, self._request, error))
        except (DeliveryError, TelegramUnreachable) as error:
            await self._not_sent(send, error)
        else:
            await self._arrived(send, message_id)

    async def _arrived(self, send: Send, message_id: int) -> None:
        self._pause = TICK
        self._ids.note(send.chat_id, message_id)
        await self._database.run(_sent, send, message_id)
        log.info("telegram.broadcast_sent", broadcast=send.broadcast, subscriber=send.subscriber)

    async def _not_sent(self, send: Send, error: DeliveryError | TelegramUnreachable) -> None:
        """Commit what follows from a message that certainly did not go out."""
        match error:
            case RetryLater() | TelegramUnreachable():
                self._wait(send, error)
                await self._database.run(settle_send, send, SendState.QUEUED)
            case Migrated(chat_id=new):
                await self._database.run(_moved, send, new, note=send.note)
            case Unreachable(reason=reason):
                log.warning("telegram.subscriber_lost", subscriber=send.subscriber, reason=reason)
                await self._database.run(_lost, send, reason, self._now())
            case _:
                await self._park(send, error)

    async def _park(self, send: Send, error: object) -> None:
        log.error("telegram.broadcast_parked", broadcast=send.broadcast, subscriber=send.subscriber, error=str(error))
        await self._database.run(settle_send, send, SendState.PARKED)

    def _wait(self, send: Send, error: DeliveryError | TelegramUnreachable) -> None:
        """Telegram asks for a pause, or cannot be reached: ask again ever more slowly."""
        if isinstance(error, RetryLater) and not error.whole_bot:
            self._turns.told_to_wait(send.chat_id, error.seconds)
        else:
            log.warning("telegram.unreachable", error=str(error), pause=self._pause)
        self._pause = LONGEST_PAUSE if isinstance(error, TelegramUnreachable) else min(LONGEST_PAUSE, max(2 * self._pause, TICK))

    # ── one of unknown fate ────────────────────────────────────────────────────────────────────────

    async def _settle(self, send: Send) -> None:
        """Find out whether a message arrived, and commit it; where that cannot be, let it be sent once more, marked."""
        if send.probe_from is None:  # its sender was killed before the request left
            await self._database.run(settle_send, send, SendState.QUEUED)
            return
        try:
            fate, message_id = await find_message(
                send.chat_id,
                _shown(send),
                probe_from=send.probe_from,
                sender=self._sender,
                turns=self._turns,
                ids=self._ids,
                trusted=partial(self._database.read, records.probing_works),
            )
        except (RetryLater, FateUnknown, TelegramUnreachable) as error:
            self._wait(send, error)
            await self._database.run(settle_send, send, SendState.UNCERTAIN, due=self._now() + ASK_AGAIN)
        except Migrated as error:
            await self._database.run(_moved, send, error.chat_id, note=POSSIBLE_REPEAT)
        except DeliveryError as error:
            await self._not_sent(send, error)
        else:
            log.info("telegram.broadcast_settled", broadcast=send.broadcast, subscriber=send.subscriber, fate=fate.value)
            await self._settled(send, fate, message_id)

    async def _settled(self, send: Send, fate: Fate, message_id: int) -> None:
        match fate:
            case Fate.ARRIVED:
                await self._arrived(send, message_id)
            case Fate.NOT_SENT:
                await self._database.run(settle_send, send, SendState.QUEUED)
            case Fate.UNKNOWN if send.note == POSSIBLE_REPEAT:
                await self._park(send, "uncertain")
            case Fate.UNKNOWN:
                await self._database.run(settle_send, send, SendState.QUEUED, note=POSSIBLE_REPEAT)


def _shown(send: Send) -> str:
    return repeated_notice(send.html, send.locale) if send.note == POSSIBLE_REPEAT else send.html


def _begin(tx: Transaction, send: Send, *, known: int, until: datetime) -> bool:
    return begin_send(tx, send, probe_from=max(known, records.newest_id(tx, send.chat_id)), until=until)


def _sent(tx: Transaction, send: Send, message_id: int) -> None:
    settle_send(tx, send, SendState.SENT)
    records.remember_id(tx, send.chat_id, message_id)


def _moved(tx: Transaction, send: Send, new: int, *, note: str) -> None:
    settle_send(tx, send, SendState.QUEUED, note=note)
    move_chat(tx, send.chat_id, new)


def _lost(tx: Transaction, send: Send, reason: str, at: datetime) -> None:
    settle_send(tx, send, SendState.PARKED)
    deactivate(tx, send.subscriber, reason=reason, at=at)
