"""What a chat is, and whether the bot may write there: asked, not tried."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from telegram import Bot, ChatFullInfo, ChatMember, ChatMemberAdministrator, ChatMemberRestricted
from telegram.error import TelegramError

from monitor.errors import DeliveryError, FateUnknown, TelegramUnreachable
from monitor.telegram.bot import BotSettings, connected
from monitor.telegram.sender import translated

_OUTSIDE = {ChatMember.LEFT: "the bot is no member", ChatMember.BANNED: "the bot was removed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A chat as Telegram tells of it. ``lacks`` says why the bot may not write there; empty where it may."""

    chat_id: int
    kind: str  # private, group, supergroup, channel
    title: str
    lacks: str = ""


async def standing_of(settings: BotSettings, chat_id: int) -> Standing:
    """Ask as ``standing`` does, over a bot of its own. Raises the same."""
    async with connected(settings) as bot:
        return await standing(bot, chat_id)


async def standings_of(
    settings: BotSettings, chats: Sequence[int]
) -> tuple[str, Mapping[int, Standing | DeliveryError | TelegramUnreachable]]:
    """Return the bot's name without @, and for each chat its standing, or why that is not known.

    Raises:
        TelegramUnreachable: Telegram does not answer; TokenRefused where it does not know the token.
    """
    async with connected(settings) as bot:
        return bot.username, dict(zip(chats, await asyncio.gather(*(_answer(bot, chat) for chat in chats)), strict=True))


async def _answer(bot: Bot, chat_id: int) -> Standing | DeliveryError | TelegramUnreachable:
    try:
        return await standing(bot, chat_id)
    except (DeliveryError, TelegramUnreachable) as error:
        return error


async def standing(bot: Bot, chat_id: int) -> Standing:
    """Ask what a chat is and what the bot may do there. That a person has blocked the bot is seen by a message alone.

    Raises:
        DeliveryError: Unreachable where it is gone or never wrote to the bot; else no answer came, or none that can be read.
        TelegramUnreachable: the token is refused.
    """
    try:
        chat = await bot.get_chat(chat_id)
        title = chat.title or chat.full_name or ""
        if chat.type == chat.PRIVATE:
            return Standing(chat_id=chat_id, kind=chat.type, title=title)
        member = await bot.get_chat_member(chat_id, bot.id)
    except TelegramError as error:
        raise translated(error) from None
    except (TypeError, KeyError, ValueError) as error:  # an older Bot API server leaves out what the library wants there
        raise FateUnknown(f"the answer cannot be read ({type(error).__name__})") from None
    return Standing(chat_id=chat_id, kind=chat.type, title=title, lacks=_lacks(chat, member))


def _lacks(chat: ChatFullInfo, member: ChatMember) -> str:
    if member.status in _OUTSIDE:
        return _OUTSIDE[member.status]
    if chat.type == chat.CHANNEL:
        may_post = isinstance(member, ChatMemberAdministrator) and member.can_post_messages
        return "" if may_post else "the bot is no administrator who may post"
    if isinstance(member, ChatMemberRestricted):
        return "" if member.is_member and member.can_send_messages else "the bot is restricted"
    if not isinstance(member, ChatMemberAdministrator) and chat.permissions and not chat.permissions.can_send_messages:
        return "members may not write there, and the bot is no administrator"
    return ""
