"""A bot that is met for the first time: what it is called, who is to run it, and one message to see that it can write."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, TelegramError

from monitor.errors import TelegramUnreachable
from monitor.telegram.bot import BotSettings, TokenRefused, connected
from monitor.telegram.sender import Sender
from monitor.telegram.webhook import KINDS

_LONGEST_POLL = 10.0  # seconds
_PAUSE = 1.0

Keep = Callable[[Sequence[tuple[int, str]]], Awaitable[None]]
"""Stores updates by id, as they came: Telegram forgets them next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A person who wrote /start. ``code`` is what stood behind it: whoever followed a link has that link's."""

    chat_id: int
    name: str
    code: str
    update_id: int


async def name_of(settings: BotSettings) -> str:
    """Return the bot's user name, without @.

    Raises:
        TelegramUnreachable: Telegram does not answer; TokenRefused where it does not know the token.
    """
    async with connected(settings) as bot:
        return bot.username


async def first_starter(settings: BotSettings, *, keep: Keep, seconds: float, wanted: Callable[[Starter], bool]) -> Starter | None:
    """Wait until somebody who is wanted writes /start to the bot in private; what was written before counts too.

    Args:
        settings: of the bot.
        keep: stores all that is heard meanwhile.
        seconds: how long to wait.
        wanted: says of each who writes whether it is the one.

    Raises:
        TelegramUnreachable: the token is refused, another program listens for the bot, or Telegram did not answer to the very last.
    """
    async with connected(settings) as bot:
        offset, until, failed = 0, time.monotonic() + seconds, ""
        while (left := until - time.monotonic()) > 0:
            try:
                updates = await _heard(bot, offset=offset, seconds=min(left, _LONGEST_POLL))
            except TelegramUnreachable:
                raise
            except TelegramError as error:
                failed = type(error.__cause__ or error).__name__
                await asyncio.sleep(min(_PAUSE, left))
                continue
            failed = ""
            await keep([(each.update_id, each.to_json()) for each in updates])
            offset = updates[-1].update_id + 1 if updates else offset
            if found := next(filter(wanted, filter(None, map(_starter, updates))), None):
                return found
    if failed:
        raise TelegramUnreachable(f"Telegram does not answer ({failed})")
    return None


async def send_one(settings: BotSettings, chat_id: int, html: str) -> int:
    """Send one message and return its id.

    Raises:
        DeliveryError: as ``Sender.send``.
        TelegramUnreachable: Telegram does not answer, or refuses the token.
    """
    async with connected(settings) as bot:
        return await Sender(bot).send(chat_id, html)


def printable(name: str) -> str:
    """Return what a person calls himself without what would act on a terminal."""
    return "".join(each for each in name if each.isprintable())


async def _heard(bot: Bot, *, offset: int, seconds: float) -> tuple[Update, ...]:
    try:
        return await bot.get_updates(offset=offset, timeout=int(seconds), allowed_updates=KINDS)
    except Conflict:  # a webhook counts too: to delete it would deafen a service that runs by it
        raise TelegramUnreachable("another program listens for this bot: stop it first, or name the operator's chat yourself") from None
    except InvalidToken:
        raise TokenRefused("Telegram refuses the token") from None


def _starter(update: Update) -> Starter | None:
    message = update.message
    if message is None or message.from_user is None or message.chat.type != message.chat.PRIVATE:
        return None
    command, _, code = (message.text or "").partition(" ")
    if command != "/start":
        return None
    person = message.from_user
    written = f"{person.full_name} (@{person.username})" if person.username else person.full_name
    return Starter(chat_id=message.chat.id, name=printable(written), code=code.strip(), update_id=update.update_id)
