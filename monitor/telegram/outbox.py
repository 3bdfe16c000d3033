"""The deliver stage for Telegram: claim, commit ``sending``, send, commit what came of it.

Killed at any instant, it loses nothing and repeats nothing: what was ``sending`` is asked for at the next start. A delivery's ``reason``
carries, as words, what is to be done differently at the next try: ``PLAIN``, ``POSSIBLE_REPEAT``. After a long outage, or of a bundle, one
message tells many deliveries (parcels.py): they are collapsed in the transaction that marks it ``sending``, and its fate is theirs. What
is left of the room shows messages anew (edits.py): what is new goes before what is old.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from logging import INFO, WARNING
from math import inf

import structlog
from telegram import InlineKeyboardMarkup

from monitor.alerts.shown import AlertView
from monitor.errors import (
    DatabaseUnreachable,
    DeliveryError,
    FateUnknown,
    Migrated,
    MonitorError,
    Refused,
    RetryLater,
    TelegramUnreachable,
    Unreachable,
)
from monitor.model import Channel, Delivery, DeliveryId
from monitor.storage.database import Database
from monitor.storage.deliveries import mark_queued, mark_uncertain, park
from monitor.storage.edits import newest_sent
from monitor.storage.subscribers import subscribers_by_id
from monitor.storage.transaction import Transaction
from monitor.telegram import edits, records
from monitor.telegram.buttons import keyboard_of
from monitor.telegram.fate import Fate, asked_from, find_message, probes_answered, recall
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.parcels import PLAIN, POSSIBLE_REPEAT, LoadViews, Parcel, claim_parcels, of_unknown_fate
from monitor.telegram.sender import Sender
from monitor.telegram.turns import Turns

log = structlog.get_logger()

PARALLEL = 16
BATCH = 8  # claimed at a time while others are sent: a claim with thousands waiting costs more than a send
LEASE = timedelta(seconds=30)
TICK = 1.0  # seconds between looks into the database
PATIENCE = 6.0  # seconds that messages in flight are given at a stop
ASK_AGAIN = timedelta(seconds=5)
LONGEST_WAIT = 5.0  # seconds that a claimed delivery waits for its turn before it is given back
TOKEN_REFUSED = 60.0
LONGEST_PAUSE = 60.0


class Outbox:
    """Sends what is queued for Telegram. One at a time may run over a database."""

    def __init__(
        self,
        *,
        database: Database,
        sender: Sender,
        load_views: LoadViews,
        now: Callable[[], datetime],
        turns: Turns,
        ids: MessageIds,
        request_seconds: float = 10.0,
        wake: asyncio.Event | None = None,
    ) -> None:
        self._database = database
        self._sender = sender
        self._load_views = load_views
        self._now = now
        self._turns = turns
        self._ids = ids
        self._request = timedelta(seconds=request_seconds)
        self._tasks: dict[asyncio.Task[None], DeliveryId] = {}
        self._waiting: dict[asyncio.Task[None], Delivery] = {}  # claimed, and not yet begun to be sent
        self._editing: set[asyncio.Task[None]] = set()
        self._edits = edits.Edits(
            database=database,
            sender=sender,
            load_views=load_views,
            now=now,
            turns=turns,
            request_seconds=request_seconds,
            hold_all=self._hold_all,
        )
        self._failures = 0  # in a row, to reach Telegram at all
        self._probed = False  # whether it was seen since start-up how Telegram answers probes, or tried on a message of this run
        self._wake = wake or asyncio.Event()
        self._news = False  # whether it was woken since the last look
        self._looked_at = -inf

    def wake(self) -> None:
        """Say that deliveries were queued: no need to wait for the next tick."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until ``stop`` is set; then finish what is in flight and give back what is not, within ``PATIENCE`` seconds."""
        stopped = asyncio.create_task(stop.wait())
        try:
            await self._probe_at_start()
            while not stop.is_set():
                await self._start_guarded()
                await self._pause(stopped)
        finally:
            stopped.cancel()
            await self._finish()

    async def drain(self) -> None:
        """Deliver what is due now, and return when nothing is under way. What must wait longer stays queued."""
        while await self._start():
            if self._tasks:
                await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    # ── what is started ────────────────────────────────────────────────────────────────────────────

    async def _start(self) -> bool:
        """Start what is due and there is room for; return whether anything is under way, or was given up at once."""
        given_up = False
        self._tasks = {task: key for task, key in self._tasks.items() if not task.done()}
        self._waiting = {task: delivery for task, delivery in self._waiting.items() if task in self._tasks}
        room = PARALLEL - len(self._tasks)
        if self._turns.wait_for_all() <= TICK and self._is_time(room):
            unsettled = await self._database.read(of_unknown_fate, now=self._now())
            if unsettled:
                await recall(self._ids, self._database)
            for delivery, chat_id in unsettled:
                if delivery.id not in self._tasks.values() and len(self._tasks) < PARALLEL:
                    self._spawn(delivery, partial(self._settle, delivery, chat_id))
            for parcel in await self._database.run(claim_parcels, limit=room, now=self._now(), lease=LEASE):
                views = await self._views(parcel.listed)
                if parcel.delivery.id not in views:
                    given_up = True
                    continue
                shown = parcel.without({each.id for each in parcel.listed} - set(views))
                task = self._spawn(parcel.delivery, partial(self._deliver, shown, shown.html(views, now=self._now())))
                self._waiting[task] = parcel.delivery
            await self._start_edits()
        return bool(self._tasks) or given_up

    def _is_time(self, room: int) -> bool:
        """Whether to look for what is to be done next: where there is room for several, or for one and news, and otherwise each tick."""
        passed = time.monotonic() - self._looked_at
        if room <= 0 or (room < BATCH and not self._news and passed < TICK):
            return False
        self._looked_at, self._news = time.monotonic(), False
        return True

    async def _start_edits(self) -> None:
        """Show messages anew where there is room left."""
        self._editing &= set(self._tasks)
        room = min(edits.AT_ONCE - len(self._editing), PARALLEL - len(self._tasks))
        if room <= 0:
            return
        for edit in await self._database.run(edits.claimed_edits, limit=room, now=self._now(), lease=LEASE):
            if edit.delivery.id not in self._tasks.values():
                self._editing.add(self._spawn(edit.delivery, partial(self._edits.show, edit)))

    async def _start_guarded(self) -> None:
        try:
            await self._start()
        except DatabaseUnreachable as error:
            log.warning("telegram.database_unreachable", error=str(error))
        except Exception:  # the next tick may do better, and others wait for what comes then
            log.exception("telegram.failed")

    async def _views(self, claimed: Sequence[Delivery]) -> Mapping[DeliveryId, AlertView]:
        """What each delivery shows. One that cannot be shown is parked, and does not keep the others."""
        if not claimed:
            return {}
        try:
            return await self._database.read(self._load_views, claimed)
        except MonitorError:
            raise
        except Exception:  # whatever is wrong with one, the others must go out
            if len(claimed) > 1:
                return {key: view for each in claimed for key, view in (await self._views([each])).items()}
            log.exception("telegram.parked", delivery=claimed[0].id, reason="no_view")
            await self._database.run(records.give_up, claimed[0], reason="no_view", at=self._now())
            return {}

    def _spawn(self, delivery: Delivery, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        task = asyncio.create_task(self._guarded(delivery, work))
        self._tasks[task] = delivery.id
        return task

    async def _guarded(self, delivery: Delivery, work: Callable[[], Awaitable[None]]) -> None:
        """Let no failure end the loop: what is committed says what comes next."""
        try:
            await work()
        except Exception:
            log.exception("telegram.failed", delivery=delivery.id)

    async def _pause(self, stopped: asyncio.Task[bool]) -> None:
        """Wait for a tick, a stop, news, or one that is done."""
        woken = asyncio.create_task(self._wake.wait())
        await asyncio.wait([stopped, woken, *self._tasks], timeout=TICK, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()
        self._news |= self._wake.is_set()
        self._wake.clear()

    async def _finish(self) -> None:
        given_back = {task: delivery for task, delivery in self._waiting.items() if not task.done()}
        for task in given_back:
            task.cancel()
        running = list(self._tasks)
        if running:
            await asyncio.wait(running, timeout=PATIENCE)
        for task in running:
            task.cancel()
        with suppress(DatabaseUnreachable):
            for each in given_back.values():
                await self._database.run(mark_queued, each.id, reason=each.reason)

    # ── one delivery ───────────────────────────────────────────────────────────────────────────────

    async def _deliver(self, parcel: Parcel, html: str) -> None:
        delivery, chat_id = parcel.delivery, parcel.chat_id
        try:
            async with self._turns.turn(chat_id, patience=LONGEST_WAIT, urgent=delivery.urgent):
                self._begun()
                message_id = await self._send(parcel, html)
        except RetryLater as held:  # nothing was begun
            self._begun()
            await self._requeue(delivery, seconds=0.0 if held.whole_bot else held.seconds)
            return
        if message_id and not self._probed and PLAIN not in delivery.reason.split():
            await self._try_probing(parcel, message_id, html)

    def _begun(self) -> None:
        """From here on a stop waits for this task."""
        task = asyncio.current_task()
        if task is not None:
            self._waiting.pop(task, None)

    async def _send(self, parcel: Parcel, html: str) -> int:
        """Send one message and commit what came of it. Returns its id, 0 where there is none."""
        delivery, chat_id = parcel.delivery, parcel.chat_id
        begun = self._now()
        known, tells = self._ids.newest(chat_id), [each.id for each in parcel.tells]
        until = begun + self._request
        if not await self._database.run(records.begin, delivery, chat_id=chat_id, html=html, known=known, until=until, tells=tells):
            return 0
        if tells:
            log.info("telegram.collapsed", delivery=delivery.id, subscriber=delivery.subscriber, count=len(tells))
        try:
            async with asyncio.timeout(2 * self._request.total_seconds()):
                message_id = await self._sender.send(
                    chat_id,
                    html,
                    reply_to=parcel.reply_to,
                    buttons=parcel.buttons,
                    thread_id=parcel.thread_id,
                    silent=parcel.silent,
                )
        except (TimeoutError, FateUnknown) as error:
            log.warning("telegram.uncertain", delivery=delivery.id, error=str(error) or "timeout")
            until = asked_from(begun, self._request, error)
            await self._database.run(mark_uncertain, delivery.id, reason=delivery.reason, until=until)
        except (DeliveryError, TelegramUnreachable) as error:
            await self._not_sent(delivery, chat_id, error)
        else:
            await self._arrived(delivery, chat_id, message_id)
            return message_id
        return 0

    async def _arrived(self, delivery: Delivery, chat_id: int, message_id: int) -> None:
        self._failures = 0
        self._ids.note(chat_id, message_id)
        await self._database.run(records.arrived, delivery, chat_id=chat_id, message_id=message_id, at=self._now())
        log.info("telegram.sent", delivery=delivery.id, subscriber=delivery.subscriber)

    async def _not_sent(self, delivery: Delivery, chat_id: int, error: DeliveryError | TelegramUnreachable) -> None:
        """Commit what follows from a message that certainly did not go out."""
        now = self._now()
        match error:
            case RetryLater(whole_bot=True) | TelegramUnreachable():
                await self._hold_all(error)
                await self._requeue(delivery)
            case RetryLater(seconds=seconds):
                self._turns.told_to_wait(chat_id, seconds)
                log.warning("telegram.told_to_wait", subscriber=delivery.subscriber, seconds=seconds)
                await self._requeue(delivery, seconds=seconds)
            case Unreachable(reason=reason):
                log.warning("telegram.subscriber_lost", subscriber=delivery.subscriber, reason=reason)
                await self._database.run(records.lost, delivery, reason=reason, at=now)
            case Migrated(chat_id=new):
                log.info("telegram.chat_moved", subscriber=delivery.subscriber)
                await self._database.run(records.moved, delivery, old=chat_id, new=new, reason=delivery.reason)
            case Refused(description=words) if PLAIN not in delivery.reason.split():
                log.error("telegram.refused", delivery=delivery.id, error=words)
                await self._requeue(delivery, note=PLAIN)
            case _:
                log.error("telegram.parked", delivery=delivery.id, reason="refused", error=str(error))
                await self._database.run(records.give_up, delivery, reason=f"refused: {error}", at=now)

    async def _hold_all(self, error: MonitorError) -> None:
        """Telegram as a whole is out of reach: ask again ever more slowly."""
        pause = TOKEN_REFUSED if isinstance(error, TelegramUnreachable) else min(LONGEST_PAUSE, 2.0**self._failures)
        if not self._turns.wait_for_all() > TICK:
            self._failures += 1
            log.warning("telegram.unreachable", error=str(error), pause=pause)
        self._turns.hold_all(pause)

    async def _requeue(self, delivery: Delivery, *, seconds: float = 0.0, note: str = "") -> None:
        until = self._now() + timedelta(seconds=seconds) if seconds else None
        notes = [*delivery.reason.split(), *([note] if note else [])]
        await self._database.run(mark_queued, delivery.id, reason=" ".join(notes), until=until)

    # ── one of unknown fate ────────────────────────────────────────────────────────────────────────

    async def _settle(self, delivery: Delivery, chat_id: int) -> None:
        """Find out whether a message arrived, and commit it; where that cannot be, send it once more, marked."""
        try:
            fate, message_id = await find_message(
                chat_id,
                delivery.html,
                buttons=await self._database.read(keyboard_of, delivery),
                probe_from=delivery.probe_from,
                sender=self._sender,
                turns=self._turns,
                ids=self._ids,
                trusted=partial(self._database.read, records.probing_works),
            )
        except (RetryLater, FateUnknown, TelegramUnreachable) as error:
            if not (isinstance(error, RetryLater) and not error.whole_bot):
                await self._hold_all(error)
            wait = timedelta(seconds=error.seconds) if isinstance(error, RetryLater) else ASK_AGAIN
            await self._database.run(mark_uncertain, delivery.id, reason=delivery.reason, until=self._now() + wait)
            return
        except Unreachable as error:
            await self._not_sent(delivery, chat_id, error)
            return
        except Migrated as error:
            await self._database.run(records.moved, delivery, old=chat_id, new=error.chat_id, reason=POSSIBLE_REPEAT)
            return
        log.info("telegram.settled", delivery=delivery.id, fate=fate.value)
        if fate is Fate.ARRIVED:
            await self._arrived(delivery, chat_id, message_id)
        elif fate is Fate.NOT_SENT:
            await self._requeue(delivery)
        elif POSSIBLE_REPEAT in delivery.reason.split():
            log.error("telegram.parked", delivery=delivery.id, reason="uncertain")
            await self._database.run(park, delivery.id, reason="uncertain", at=self._now())
        else:
            await self._requeue(delivery, note=POSSIBLE_REPEAT)

    async def _probe_at_start(self) -> None:
        """See how Telegram answers probes today, on the last message that arrived; where there is none, the first that does will do."""
        try:
            last = await self._database.read(_last_message)
        except DatabaseUnreachable as error:
            log.warning("telegram.database_unreachable", error=str(error))
            return
        if last is not None:
            delivery, chat_id, buttons = last
            self._spawn(delivery, partial(self._see_probing, chat_id, delivery.message_id, delivery.html, buttons))

    async def _try_probing(self, parcel: Parcel, message_id: int, html: str) -> None:
        """See on a message that arrived just now how Telegram answers probes, where that is not known or was not as it should be."""
        self._probed = True
        if not await self._database.read(records.probing_works):
            await self._see_probing(parcel.chat_id, message_id, html, parcel.buttons, gone=False)

    async def _see_probing(
        self, chat_id: int, message_id: int, html: str, buttons: InlineKeyboardMarkup | None, *, gone: bool | None = None
    ) -> None:
        """Probe a message that arrived, and keep what is seen; ``gone`` is the finding where Telegram says it is not there."""
        with suppress(DeliveryError, TelegramUnreachable):  # then the next message will do
            works = await probes_answered(chat_id, message_id, html, buttons=buttons, sender=self._sender, turns=self._turns)
            works = gone if works is None else works
            if works is not None:  # else its reader has deleted it, which says nothing
                self._probed = True
                log.log(INFO if works else WARNING, "telegram.probing", works=works)
                await self._database.run(records.remember_probing, works)


def _last_message(tx: Transaction) -> tuple[Delivery, int, InlineKeyboardMarkup | None] | None:
    """What arrived last, its chat and the keyboard below it."""
    delivery = newest_sent(tx, Channel.TELEGRAM)
    if delivery is None:
        return None
    (reader,) = subscribers_by_id(tx, [delivery.subscriber])
    return delivery, reader.chat_id, keyboard_of(tx, delivery)
