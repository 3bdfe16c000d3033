"""The bot's life: from the token to a clean stop, in a loop that is not its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from monitor.errors import TelegramUnreachable
from monitor.model import Topic, TopicId
from monitor.storage.database import Database
from monitor.telegram.broadcasts import Broadcasts
from monitor.telegram.commands.call import Access
from monitor.telegram.commands.office import Office
from monitor.telegram.conversation import House
from monitor.telegram.inbox import Inbox
from monitor.telegram.menu import make_menu
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.notices import Notices
from monitor.telegram.outbox import Outbox
from monitor.telegram.parcels import LoadViews
from monitor.telegram.request import API_URL, make_bot
from monitor.telegram.sender import Sender, translated
from monitor.telegram.turns import Turns
from monitor.telegram.webhook import KINDS, secret_of

log = structlog.get_logger()

LONGEST_PAUSE = 60.0


class TokenRefused(TelegramUnreachable):
    """No use to ask again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotSettings:
    """What an operator decides about the bot. The token shows in no ``repr``."""

    token: str = field(repr=False)
    api_url: str = API_URL
    operators: frozenset[int] = frozenset()  # chats or people
    access: Access = "open"
    locale: str = "en"  # for those whose language we do not have
    request_seconds: float = 10.0
    webhook_url: str = ""  # where Telegram is to post updates; empty where it is asked for them
    office: Office = field(default_factory=Office)  # what operators may ask of the service around the bot


async def run_bot(
    settings: BotSettings,
    *,
    database: Database,
    topics: Callable[[], Mapping[TopicId, Topic]],
    load_views: LoadViews,
    now: Callable[[], datetime],
    stop: asyncio.Event,
    wake: asyncio.Event | None = None,
    notices: asyncio.Queue[str] | None = None,
    posted: asyncio.Event | None = None,
) -> None:
    """Deliver alerts and answer people until ``stop`` is set, then end within ten seconds.

    Where Telegram is out of reach, at the start or later, it is asked again ever more slowly: nothing is lost meanwhile.

    Args:
        settings: what an operator decides.
        database: where deliveries, subscribers and updates are.
        topics: gives those in force.
        load_views: says what deliveries show.
        now: the clock.
        stop: ends it.
        wake: set by whoever queued deliveries, so that they need not wait for the next tick.
        notices: plain texts for the operators, each told once.
        posted: set when an update that came to the webhook was kept; needed where ``settings`` name one.

    Raises:
        TelegramUnreachable: the token is refused.
    """
    bot = make_bot(settings.token, api_url=settings.api_url, request_seconds=settings.request_seconds)
    _quiet()
    try:
        if not await _greeted(bot, settings, stop):
            return
        turns, ids, sender = Turns(), MessageIds(), Sender(bot)
        house = _house(settings, topics, bot)
        outbox = Outbox(
            database=database,
            sender=sender,
            load_views=load_views,
            now=now,
            turns=turns,
            ids=ids,
            request_seconds=settings.request_seconds,
            wake=wake,
        )
        heard = (posted or asyncio.Event()) if settings.webhook_url else None
        inbox = Inbox(bot, database=database, sender=sender, turns=turns, ids=ids, house=house, now=now, posted=heard)
        broadcasts = Broadcasts(database=database, sender=sender, turns=turns, ids=ids, now=now, request_seconds=settings.request_seconds)
        log.info("telegram.started", bot=bot.username)
        told = Notices(settings.operators, database=database, sender=sender, turns=turns, ids=ids)
        telling = asyncio.create_task(told.run(notices or asyncio.Queue()))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(outbox.run(stop))
                group.create_task(inbox.run(stop))
                group.create_task(broadcasts.run(stop))
        finally:
            telling.cancel()
            await asyncio.wait([telling])
        log.info("telegram.stopped")
    finally:
        await bot.shutdown()


async def listen_once(
    settings: BotSettings,
    *,
    database: Database,
    topics: Callable[[], Mapping[TopicId, Topic]],
    now: Callable[[], datetime],
    turns: Turns | None = None,
) -> None:
    """Answer what people wrote since the bot was last here, and return; nothing is delivered.

    Args:
        settings: what an operator decides.
        database: where subscribers and updates are.
        topics: gives those in force.
        now: the clock.
        turns: shared with what is sent before and after.

    Raises:
        TelegramUnreachable: Telegram does not answer, or refuses the token.
    """
    async with connected(settings) as bot:
        with suppress(TelegramError):  # where that is no passing fault, the next request says so
            await _listen(bot, settings, webhook_url="")
        house = _house(settings, topics, bot)
        inbox = Inbox(bot, database=database, sender=Sender(bot), turns=turns or Turns(), ids=MessageIds(), house=house, now=now)
        await inbox.drain()


async def deliver_once(
    settings: BotSettings, *, database: Database, load_views: LoadViews, now: Callable[[], datetime], turns: Turns | None = None
) -> None:
    """Send what is due and return; people are not listened to. ``turns`` are shared with what is sent before and after.

    Raises:
        TelegramUnreachable: Telegram does not answer, or refuses the token.
    """
    async with connected(settings) as bot:
        outbox = Outbox(
            database=database,
            sender=Sender(bot),
            load_views=load_views,
            now=now,
            turns=turns or Turns(),
            ids=MessageIds(),
            request_seconds=settings.request_seconds,
        )
        await outbox.drain()


@asynccontextmanager
async def connected(settings: BotSettings) -> AsyncIterator[Bot]:
    """A Bot whose token Telegram knows.

    Raises:
        TelegramUnreachable: Telegram does not answer, or refuses the token.
    """
    bot = make_bot(settings.token, api_url=settings.api_url, request_seconds=settings.request_seconds)
    _quiet()
    try:
        await _initialize(bot)
        yield bot
    finally:
        await bot.shutdown()


async def _initialize(bot: Bot) -> None:
    try:
        await bot.initialize()
    except InvalidToken:
        raise TokenRefused("Telegram refuses the token") from None  # the library's words hold it
    except TelegramError as error:
        raise TelegramUnreachable(f"Telegram does not answer ({type(error.__cause__ or error).__name__})") from None


async def _greeted(bot: Bot, settings: BotSettings, stop: asyncio.Event) -> bool:
    """Get to know the bot and make its menu; False where ``stop`` came first."""
    pause = 1.0
    while not stop.is_set():
        try:
            await _initialize(bot)
            await _listen(bot, settings, webhook_url=settings.webhook_url)
        except TokenRefused:
            raise
        except (TelegramUnreachable, TelegramError) as error:
            words = str(translated(error)) if isinstance(error, TelegramError) else str(error)
            log.warning("telegram.unreachable", error=words, pause=pause)
            await _sleep(pause, stop)
            pause = min(LONGEST_PAUSE, 2 * pause)
        else:
            return True
    return False


def _house(settings: BotSettings, topics: Callable[[], Mapping[TopicId, Topic]], bot: Bot) -> House:
    return House(
        topics=topics,
        operators=settings.operators,
        access=settings.access,
        locale=settings.locale,
        bot_name=bot.username,
        office=settings.office,
    )


async def _listen(bot: Bot, settings: BotSettings, *, webhook_url: str) -> None:
    """Have updates posted, or take the webhook away: while one is set, getUpdates is refused. What waits at Telegram stays there."""
    if webhook_url:
        await bot.set_webhook(webhook_url, allowed_updates=KINDS, secret_token=secret_of(settings.token))
        log.info("telegram.webhook_set", url=webhook_url)
    else:
        await bot.delete_webhook(drop_pending_updates=False)
    await make_menu(bot, settings.operators)


async def _sleep(seconds: float, stop: asyncio.Event) -> None:
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait([waiting], timeout=seconds)
    waiting.cancel()


def _quiet() -> None:
    """The libraries' own lines hold the token: at INFO those of httpx, at DEBUG those of both."""
    for name in ("httpx", "httpcore", "telegram"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
