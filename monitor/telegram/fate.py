"""Whether a message whose answer was lost is in its chat: asked by edits that would change nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import StrEnum

from telegram import InlineKeyboardMarkup

from monitor.errors import FateUnknown, Refused
from monitor.model import Channel
from monitor.storage.database import Database
from monitor.storage.deliveries import sent_last
from monitor.telegram.message_ids import MessageIds, shared_with_people
from monitor.telegram.sender import Sender
from monitor.telegram.turns import Turns

REACH = 24
"""Ids asked for beyond the newest known: what may have been in flight at once, and some that people wrote meanwhile."""
_NEVER_USED = 1_000_000
_RECALLED = 2_000  # of what was sent before start-up
_STILL_UNDER_WAY = 4  # times as long as a request is waited for: so late one that was given up may be carried out yet


class Fate(StrEnum):
    """What is known of a message after its chat was searched."""

    ARRIVED = "arrived"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


def asked_from(begun: datetime, request: timedelta, error: FateUnknown | TimeoutError) -> datetime:
    """Return when the fate of a message may be asked: from then on its request cannot be carried out any more.

    Args:
        begun: when the request was.
        request: how long one is waited for.
        error: why no answer came.
    """
    given_up = not isinstance(error, FateUnknown) or error.given_up
    return begun + request * (_STILL_UNDER_WAY if given_up else 1)


async def recall(ids: MessageIds, database: Database) -> None:
    """Know again which ids other messages have that were sent before start-up: they need not be asked for."""
    if not ids.recalled:
        ids.recall(await database.read(sent_last, Channel.TELEGRAM, limit=_RECALLED))


async def find_message(
    chat_id: int,
    html: str,
    *,
    buttons: InlineKeyboardMarkup | None = None,
    probe_from: int,
    sender: Sender,
    turns: Turns,
    ids: MessageIds,
    trusted: Callable[[], Awaitable[bool]],
) -> tuple[Fate, int]:
    """Search the ids that the message can have, and return its fate and its id (0 where it was not found).

    Args:
        chat_id: where it was sent.
        html: exactly what was sent.
        buttons: the keyboard below it.
        probe_from: the newest message id known before it was sent; 0 where none was.
        sender: asks.
        turns: says when.
        ids: what else is known of ids.
        trusted: whether "not found" was seen to mean what it says: asked last, for it may be seen meanwhile.

    Raises:
        DeliveryError: Telegram did not answer one of the questions; ask again later.
        TelegramUnreachable: the token is refused.
    """
    candidates = ids.candidates(chat_id, probe_from=probe_from, reach=REACH)
    try:
        for number in candidates:
            async with turns.question(chat_id):
                if await sender.probe(chat_id, number, html, buttons=buttons):
                    return Fate.ARRIVED, number
    except Refused:
        return Fate.UNKNOWN, 0
    searched = bool(candidates) and not shared_with_people(chat_id) and await trusted()
    return (Fate.NOT_SENT if searched else Fate.UNKNOWN), 0


async def probes_answered(
    chat_id: int, message_id: int, html: str, *, buttons: InlineKeyboardMarkup | None = None, sender: Sender, turns: Turns
) -> bool | None:
    """Whether Telegram answers probes as they are understood here, tried on a message that did arrive; None where it is there no more.

    Raises:
        DeliveryError: it did not answer at all.
        TelegramUnreachable: the token is refused.
    """
    try:
        async with turns.question(chat_id):
            if not await sender.probe(chat_id, message_id, html, buttons=buttons):
                return None
        async with turns.question(chat_id):
            return not await sender.probe(chat_id, message_id + _NEVER_USED, html, buttons=buttons)
    except Refused:
        return False
