"""Messages that show their story as it has grown since: claimed, rendered as now, and edited where the text is another.

An edit makes no sound and loses nothing: killed at any instant it is made again, and Telegram says that nothing is modified. It never meets
the question of a message's fate, which is asked by an edit with the text as it was sent: a message is shown anew only once it is known to
have arrived, and asked for only until then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from monitor.errors import DeliveryError, FateUnknown, Migrated, MonitorError, RetryLater, TelegramUnreachable
from monitor.model import Channel, Delivery
from monitor.storage.database import Database
from monitor.storage.deliveries import told_by
from monitor.storage.edits import claim_edits, drop_edit, mark_edited, put_off_edit
from monitor.storage.subscribers import move_chat, subscribers_by_id
from monitor.storage.transaction import Transaction
from monitor.telegram.buttons import keyboard_of
from monitor.telegram.parcels import LoadViews, alert_html
from monitor.telegram.sender import Sender
from monitor.telegram.turns import Turns

log = structlog.get_logger()

AT_ONCE = 4  # so that a new alert never has many before it
PATIENCE = 1.0  # seconds that an edit may hold its chat while it waits for its turn
UNANSWERED = timedelta(seconds=30)  # a request that was given up must not arrive after the next one


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A message to be shown anew, and its chat."""

    delivery: Delivery
    chat_id: int


def claimed_edits(tx: Transaction, *, limit: int, now: datetime, lease: timedelta) -> list[Edit]:
    """Lease what is to be shown anew in Telegram, at most one a chat.

    What cannot be edited is done with: a digest, a message of a chat that moved (there its id is another message's), one of a subscriber
    who left.
    """
    found = claim_edits(tx, Channel.TELEGRAM, limit=limit, now=now, lease=lease)
    readers = {each.id: each for each in subscribers_by_id(tx, [delivery.subscriber for delivery in found])}
    edits: list[Edit] = []
    for delivery in found:
        reader = readers[delivery.subscriber]
        if delivery.message_id and reader.active and not told_by(tx, delivery.id):
            edits.append(Edit(delivery=delivery, chat_id=reader.chat_id))
        else:
            drop_edit(tx, delivery)
    return edits


class Edits:
    """Shows messages anew. Pace and order of a chat are shared with all that is sent."""

    def __init__(
        self,
        *,
        database: Database,
        sender: Sender,
        load_views: LoadViews,
        now: Callable[[], datetime],
        turns: Turns,
        request_seconds: float,
        hold_all: Callable[[MonitorError], Awaitable[None]],
    ) -> None:
        self._database = database
        self._sender = sender
        self._load_views = load_views
        self._now = now
        self._turns = turns
        self._request_seconds = request_seconds
        self._hold_all = hold_all

    async def show(self, edit: Edit) -> None:
        """Show one message as it is now, and commit what came of it."""
        delivery = edit.delivery
        html = await self._rendered(delivery)
        if html == delivery.html:
            await self._database.run(drop_edit, delivery)
            return
        try:
            async with self._turns.turn(edit.chat_id, patience=PATIENCE):
                failure = await self._ask(edit, html)
        except RetryLater as held:  # nothing was begun
            await self._put_off(delivery, timedelta(seconds=held.seconds))
            return
        if failure is None:
            await self._database.run(mark_edited, delivery, html=html)
            log.info("telegram.edited", delivery=delivery.id, subscriber=delivery.subscriber)
        else:
            await self._failed(edit, failure)

    async def _rendered(self, delivery: Delivery) -> str:
        """The message as it is now; as it was where it cannot be shown any more."""
        try:
            views = await self._database.read(self._load_views, [delivery])
            return alert_html(delivery, views[delivery.id])
        except MonitorError:
            raise
        except Exception:  # whatever is wrong with one, it would be so again
            log.exception("telegram.failed", delivery=delivery.id)
            return delivery.html

    async def _ask(self, edit: Edit, html: str) -> MonitorError | None:
        try:
            async with asyncio.timeout(2 * self._request_seconds):
                buttons = await self._database.read(keyboard_of, edit.delivery)
                await self._sender.edit(edit.chat_id, edit.delivery.message_id, html, buttons=buttons)
        except TimeoutError:
            return FateUnknown("timeout")
        except (DeliveryError, TelegramUnreachable) as error:
            return error
        return None

    async def _failed(self, edit: Edit, error: MonitorError) -> None:
        delivery = edit.delivery
        match error:
            case RetryLater(whole_bot=True) | TelegramUnreachable():
                await self._hold_all(error)
                await self._put_off(delivery, UNANSWERED)
            case RetryLater(seconds=seconds):
                self._turns.told_to_wait(edit.chat_id, seconds)
                log.warning("telegram.told_to_wait", subscriber=delivery.subscriber, seconds=seconds)
                await self._put_off(delivery, timedelta(seconds=seconds))
            case FateUnknown():
                log.warning("telegram.edit_unanswered", delivery=delivery.id, error=str(error))
                await self._put_off(delivery, UNANSWERED)
            case Migrated(chat_id=new):
                log.info("telegram.chat_moved", subscriber=delivery.subscriber)
                await self._database.run(_moved, edit, new)
            case _:
                log.warning("telegram.not_edited", delivery=delivery.id, error=str(error))
                await self._database.run(drop_edit, delivery)

    async def _put_off(self, delivery: Delivery, wait: timedelta) -> None:
        await self._database.run(put_off_edit, delivery, due=self._now() + wait)


def _moved(tx: Transaction, edit: Edit, new: int) -> None:
    drop_edit(tx, edit.delivery)
    move_chat(tx, edit.chat_id, new)
