"""One message to one chat, and whether it is there: Telegram's answers translated into the DeliveryError tree."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from monitor.errors import DeliveryError, FateUnknown, Migrated, Refused, RetryLater, TelegramUnreachable, Unreachable

UNREACHED_SECONDS = 5.0
"""How long to wait where Telegram could not be reached at all."""

# httpx fails so before the first byte of a request has left.
_CERTAINLY_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

# What Telegram's words say of a chat. The first that is found counts; texts as seen in https://github.com/tdlib/telegram-bot-api.
_CHAT_LOST = (
    ("blocked by the user", "blocked"),
    ("kicked", "kicked"),
    ("not a member", "kicked"),
    ("deactivated", "deactivated"),
    ("not enough rights", "no_rights"),
    ("have no rights", "no_rights"),
    ("need administrator rights", "no_rights"),
    ("chat_write_forbidden", "no_rights"),
    ("chat_restricted", "no_rights"),
    ("can't initiate conversation", "chat_gone"),
    ("can't send messages to bots", "chat_gone"),
    ("chat not found", "chat_gone"),
    ("chat was deleted", "chat_gone"),
    ("peer_id_invalid", "chat_gone"),
    ("user not found", "chat_gone"),
    ("topic_closed", "topic_closed"),
    ("message thread not found", "topic_closed"),
)
_NOT_OURS = re.compile("message to edit not found|message can't be edited|message_id_invalid|message not found", re.IGNORECASE)
_NOT_MODIFIED = "message is not modified"


class Sender:
    """Sends and probes over one Bot. It keeps no state: pace and order are the caller's."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(
        self,
        chat_id: int,
        html: str,
        *,
        reply_to: int = 0,
        buttons: InlineKeyboardMarkup | None = None,
        thread_id: int = 0,
        silent: bool = False,
    ) -> int:
        """Send one message and return its id.

        Args:
            chat_id: the chat.
            html: text in Telegram's HTML.
            reply_to: the message that this one follows up, where it is there still; 0 is none.
            buttons: an inline keyboard below it.
            thread_id: the topic of a forum; 0 is none, or the general one.
            silent: without a sound.

        Raises:
            DeliveryError: RetryLater, Unreachable, Migrated, Refused or FateUnknown.
            TelegramUnreachable: the token is refused.
        """
        try:
            message = await self._bot.send_message(
                chat_id=chat_id,
                text=html,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_parameters=ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None,
                reply_markup=buttons,
                message_thread_id=thread_id or None,
                disable_notification=silent or None,
            )
        except TelegramError as error:
            raise translated(error) from error
        return message.message_id

    async def probe(self, chat_id: int, message_id: int, html: str, *, buttons: InlineKeyboardMarkup | None = None) -> bool:
        """Whether this message is in the chat with this text and keyboard, asked by an edit that would change nothing.

        Raises:
            DeliveryError: where Telegram did not answer the question.
            TelegramUnreachable: the token is refused.
        """
        try:
            await self.edit(chat_id, message_id, html, buttons=buttons)
        except Refused as error:
            if _NOT_OURS.search(error.description):
                return False
            raise
        return True

    async def edit(self, chat_id: int, message_id: int, html: str, *, buttons: InlineKeyboardMarkup | None = None) -> None:
        """Give a message another text or other buttons; no change is as good. Raises as ``send`` does."""
        try:
            await self._bot.edit_message_text(
                chat_id=chat_id,
                message_id=message_id,
                text=html,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=buttons,
            )
        except TelegramError as error:
            _unless_not_modified(error)

    async def show_buttons(self, chat_id: int, message_id: int, buttons: InlineKeyboardMarkup | None) -> None:
        """Give a message another keyboard and leave its text; no change is as good. Raises as ``send`` does."""
        try:
            await self._bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id, reply_markup=buttons)
        except TelegramError as error:
            _unless_not_modified(error)

    async def acknowledge(self, query_id: str, text: str = "") -> None:
        """Answer a pressed button, so that it stops waiting. One that is too old raises Refused; else as ``send``."""
        try:
            await self._bot.answer_callback_query(query_id, text=text or None)
        except TelegramError as error:
            raise translated(error) from error


def _unless_not_modified(error: TelegramError) -> None:
    if not (isinstance(error, BadRequest) and _NOT_MODIFIED in error.message.lower()):
        raise translated(error) from error


def translated(error: TelegramError) -> DeliveryError | TelegramUnreachable:
    """What an error of python-telegram-bot means for the message that was to be sent. No token is in its words.

    BadRequest is a NetworkError there, and a reset before the message was taken looks like one after: only a failure to
    connect is certain. https://github.com/python-telegram-bot/python-telegram-bot/wiki/Exceptions%2C-Warnings-and-Logging
    """
    match error:
        case RetryAfter():
            wait = error.retry_after
            return RetryLater(wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
        case ChatMigrated():
            return Migrated(error.new_chat_id)
        case InvalidToken():
            return TelegramUnreachable("Telegram refuses the token")
        case BadRequest() | Forbidden():
            return _lost_chat(error.message) or Refused(error.message)
        case NetworkError() if isinstance(error.__cause__, _CERTAINLY_NOT_SENT):
            return RetryLater(UNREACHED_SECONDS, whole_bot=True)
        case Conflict():  # another asks for updates under this token: no fault of the message
            return RetryLater(UNREACHED_SECONDS, whole_bot=True)
        case _:
            return FateUnknown(type(error).__name__, given_up=isinstance(error, TimedOut))


def _lost_chat(description: str) -> Unreachable | None:
    words = description.lower()
    return next((Unreachable(reason) for sign, reason in _CHAT_LOST if sign in words), None)
