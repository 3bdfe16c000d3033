"""Whether a person manages a chat: asked of Telegram, and believed for five minutes."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

import structlog
from telegram import Bot, ChatMember
from telegram.error import TelegramError

from monitor.errors import DeliveryError, Refused, TelegramUnreachable, Unreachable
from monitor.telegram.sender import translated

log = structlog.get_logger()

BELIEVED = 300.0  # seconds
REMEMBERED = 5_000
_MANAGES = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})

Ask = Callable[[int, int], Awaitable[bool]]
"""Chat and person: raises DeliveryError or TelegramUnreachable where no answer came."""


class Rights:
    """Remembers the answers."""

    def __init__(self, ask: Ask, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._clock = clock
        self._known: dict[tuple[int, int], tuple[float, bool]] = {}

    async def manages(self, chat_id: int, user_id: int) -> bool:
        """Return whether this person is an administrator of this chat. Where Telegram does not say so, he is not, for now."""
        now = self._clock()
        until, known = self._known.get((chat_id, user_id), (now, False))
        if until > now:
            return known
        try:
            answer = await self._ask(chat_id, user_id)
        except (DeliveryError, TelegramUnreachable) as error:
            log.warning("telegram.rights_unknown", chat=chat_id, error=str(error))
            return False
        if len(self._known) >= REMEMBERED:
            self._known = {key: kept for key, kept in self._known.items() if kept[0] > now}
        if len(self._known) < REMEMBERED:
            self._known[chat_id, user_id] = (now + BELIEVED, answer)
        return answer


async def is_administrator(bot: Bot, chat_id: int, user_id: int) -> bool:
    """Ask Telegram whether a person is an administrator of a chat. One whom it does not know there is none.

    Raises:
        DeliveryError: no answer came.
        TelegramUnreachable: the token is refused.
    """
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except TelegramError as error:
        told = translated(error)
        if isinstance(told, Refused | Unreachable):
            return False
        raise told from error
    except (TypeError, KeyError, ValueError):  # an older Bot API server leaves out what the library wants there
        return False
    return member.status in _MANAGES
