"""What people tell the bot: each update is in the database before Telegram is told that it arrived.

Killed at any instant, the bot loses no command. One that was killed between an act and its answer acts again, which changes nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError

from monitor.errors import DatabaseUnreachable, DeliveryError, Refused, RetryLater, TelegramUnreachable
from monitor.storage.database import Database
from monitor.storage.telegram_updates import finish_update, pending_updates, save_update
from monitor.storage.transaction import Transaction
from monitor.telegram import panels, records
from monitor.telegram.admins import Rights, is_administrator
from monitor.telegram.commands.call import Answer
from monitor.telegram.conversation import House, Told, act_on, whose_rights
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.sender import Sender, translated
from monitor.telegram.turns import Turns
from monitor.telegram.webhook import KINDS

log = structlog.get_logger()

POLL_SECONDS = 25
PATIENCE = 5.0  # seconds that answers under way are given at a stop
TRIES = 3
ANSWER_WITHIN = 30.0  # seconds that an answer may wait for its turn
LONGEST_PAUSE = 60.0
REFUSALS = 10_000  # that are logged a day, so that nobody fills the log


class Inbox:
    """Asks Telegram for updates, or is told that they were posted, and answers: those of one chat in order, chats beside each other."""

    def __init__(
        self,
        bot: Bot,
        *,
        database: Database,
        sender: Sender,
        turns: Turns,
        ids: MessageIds,
        house: House,
        now: Callable[[], datetime],
        posted: asyncio.Event | None = None,
    ) -> None:
        """``posted`` is set when an update was kept that Telegram posted to the webhook: it is never asked for any then."""
        self._bot = bot
        self._database = database
        self._sender = sender
        self._turns = turns
        self._ids = ids
        self._house = house
        self._now = now
        self._posted = posted
        self._last_of: dict[int, asyncio.Task[None]] = {}  # by chat
        self._begun: set[int] = set()
        self._rights = Rights(partial(is_administrator, bot))
        self._refused: set[tuple[int, str]] = set()  # chats and commands, so that each is logged once a day
        self._refused_on = date.min

    async def run(self, stop: asyncio.Event) -> None:
        """Answer what was left by the last run, then what comes, until ``stop`` is set."""
        polling = asyncio.create_task(self._poll() if self._posted is None else self._wait(self._posted))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([polling, stopped], return_when=asyncio.FIRST_COMPLETED)
        for task in (polling, stopped):
            task.cancel()
        await asyncio.wait([polling, stopped])
        if answering := list(self._last_of.values()):
            _, late = await asyncio.wait(answering, timeout=PATIENCE)
            for task in late:
                task.cancel()
        if not polling.cancelled():
            polling.result()

    async def drain(self) -> None:
        """Answer what was left by the last run and what came since, and return when nothing is left to be said.

        Raises:
            TelegramUnreachable: Telegram does not answer, or refuses the token.
        """
        offset = 0
        try:
            while updates := await self._bot.get_updates(offset=offset, timeout=0, allowed_updates=KINDS):
                await self._database.run(_keep, [(each.update_id, each.to_json()) for each in updates])
                offset = updates[-1].update_id + 1
        except TelegramError as error:
            asked = translated(error)
            if isinstance(error, NetworkError) and not isinstance(asked, Refused):
                raise TelegramUnreachable(f"Telegram does not answer ({type(error.__cause__ or error).__name__})") from None
            if isinstance(asked, TelegramUnreachable):
                raise asked from None
            log.warning("telegram.not_heard", error=_words(error), pause=0)  # another bot is listening, for example: it hears them
        except Exception:  # an update that the library cannot read: the running bot would say so as well
            log.exception("telegram.failed")
        await self._answer_pending()
        if self._last_of:
            await asyncio.wait(self._last_of.values())

    async def _poll(self) -> None:
        offset, failures = 0, 0
        while True:
            try:
                await self._answer_pending()
                updates = await self._bot.get_updates(offset=offset, timeout=POLL_SECONDS, allowed_updates=KINDS)
                await self._database.run(_keep, [(each.update_id, each.to_json()) for each in updates])
            except (TelegramError, DatabaseUnreachable) as error:
                failures += 1
                pause = _pause_after(error, failures)
                log.warning("telegram.not_heard", error=_words(error), pause=pause)
                await asyncio.sleep(pause)
            except Exception:  # an update of a kind that the library cannot read, for example: it comes again, the bot stays
                log.exception("telegram.failed")
                await asyncio.sleep(LONGEST_PAUSE)
            else:
                failures = 0
                offset = updates[-1].update_id + 1 if updates else offset

    async def _wait(self, posted: asyncio.Event) -> None:
        while True:
            posted.clear()
            try:
                await self._answer_pending()
            except DatabaseUnreachable as error:
                log.warning("telegram.database_unreachable", error=str(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(posted.wait(), POLL_SECONDS)  # one that failed for the database's sake is looked for again

    async def _answer_pending(self) -> None:
        begun = frozenset(self._begun)  # as it was before the look: one that is finished during it is in the picture still
        for update_id, payload in await self._database.read(pending_updates):
            if update_id not in begun:
                self._begun.add(update_id)
                update = json.loads(payload)
                chat = _chat_of(update)
                self._last_of[chat] = asyncio.create_task(self._in_turn(self._last_of.get(chat), update_id, update))
                self._last_of = {key: task for key, task in self._last_of.items() if not task.done()}

    async def _in_turn(self, before: asyncio.Task[None] | None, update_id: int, update: Mapping[str, Any]) -> None:
        """Answer an update after the one before it, whatever became of that."""
        if before is not None:
            await asyncio.wait([before])
        said = 0
        told = None
        try:
            asked = await self._database.read(whose_rights, update, self._house)
            admin = asked is not None and await self._rights.manages(*asked)
            told = await self._database.run(act_on, update, self._house, self._now(), admin=admin)
            if told is not None:
                said = await self._say(told)
        except (DeliveryError, TelegramUnreachable) as error:
            log.warning("telegram.not_answered", update=update_id, error=str(error))
        except DatabaseUnreachable as error:
            log.warning("telegram.database_unreachable", error=str(error))
            self._begun.discard(update_id)
            return
        except Exception:
            log.exception("telegram.failed", update=update_id)
        await self._database.run(_finish, update_id, told, said, self._now())
        self._begun.discard(update_id)

    async def _say(self, told: Told) -> int:
        """Say what there is to be said; return the new message's id, 0 where it was an edit or nothing."""
        if told.message_id:
            self._ids.note(told.chat_id, told.message_id)
        if told.refused:
            self._log_refusal(told.chat_id, told.refused)
        if told.answer is not None and told.answer.errand is not None:
            told = replace(told, answer=await told.answer.errand(self._house.office))
        if told.query:
            await self._say_to_press(told)
            return 0
        if told.answer is None or not told.answer.html:
            return 0
        return await self._send(told.chat_id, told.answer, thread_id=told.thread_id)

    def _log_refusal(self, chat_id: int, command: str) -> None:
        """Say once a chat, command and day that it was refused; nothing of what else was written."""
        today = self._now().date()
        if today != self._refused_on:
            self._refused, self._refused_on = set(), today
        if (chat_id, command) not in self._refused and len(self._refused) < REFUSALS:
            self._refused.add((chat_id, command))
            log.info("telegram.command_refused", chat=chat_id, command=command)

    async def _send(self, chat_id: int, answer: Answer, *, thread_id: int, reply_to: int = 0) -> int:
        """Send an answer in its turn, again where Telegram asks for a pause that is worth waiting for."""
        for left in reversed(range(TRIES)):
            async with self._turns.turn(chat_id, patience=ANSWER_WITHIN, urgent=True):
                try:
                    message_id = await self._sender.send(
                        chat_id, answer.html, buttons=_keyboard(answer), thread_id=thread_id, reply_to=reply_to
                    )
                except RetryLater as error:
                    self._turns.told_to_wait(chat_id, error.seconds)
                    if not left:
                        raise
                else:
                    self._ids.note(chat_id, message_id)
                    return message_id
        raise AssertionError  # pragma: no cover - the last try returns or raises

    async def _say_to_press(self, told: Told) -> None:
        """Show the message as it is from now on, acknowledge the press, and say what is to be said besides."""
        answer = told.answer or Answer()
        buttons = _keyboard(answer)
        if answer.html or buttons:
            async with self._turns.question(told.chat_id):
                if answer.html:
                    await self._sender.edit(told.chat_id, told.message_id, answer.html, buttons=buttons)
                else:
                    await self._sender.show_buttons(told.chat_id, told.message_id, buttons)
        with suppress(DeliveryError):  # a press that is older than a minute needs no acknowledgement
            await self._sender.acknowledge(told.query, answer.toast)
        if answer.reply:
            await self._send(told.chat_id, Answer(answer.reply), thread_id=told.thread_id, reply_to=told.message_id)


def _keep(tx: Transaction, updates: Sequence[tuple[int, str]]) -> None:
    for update_id, payload in updates:
        save_update(tx, update_id, payload)


def _finish(tx: Transaction, update_id: int, told: Told | None, said: int, at: datetime) -> None:
    finish_update(tx, update_id)
    if told is not None:
        records.remember_id(tx, told.chat_id, max(told.message_id, said))
        if told.panel is not None and said:
            panels.is_on(tx, told.chat_id, told.panel, said, at=at)


def _chat_of(update: Mapping[str, Any]) -> int:
    """The chat that an update comes from; 0 where it does not say so. Every kind has one member besides its id."""
    (about,) = (each for key, each in update.items() if key != "update_id")
    chat: int = about.get("message", about).get("chat", {}).get("id", 0)
    return chat


def _keyboard(answer: Answer) -> InlineKeyboardMarkup | None:
    if not answer.buttons:
        return None
    return InlineKeyboardMarkup([[InlineKeyboardButton(each.text, callback_data=each.argument) for each in row] for row in answer.buttons])


def _pause_after(error: Exception, failures: int) -> float:
    if isinstance(error, InvalidToken | Conflict):
        return LONGEST_PAUSE
    if isinstance(error, TelegramError) and isinstance(asked := translated(error), RetryLater) and not asked.whole_bot:
        return asked.seconds
    return min(LONGEST_PAUSE, 2.0 ** min(failures, 6) / 2)


def _words(error: Exception) -> str:
    """What happened, without the token that some of the library's own words hold."""
    return str(translated(error)) if isinstance(error, TelegramError) else str(error)
