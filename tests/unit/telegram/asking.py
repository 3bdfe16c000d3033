"""A bot without Telegram: updates go in, and what it would say comes out. For tests of what follows from an update."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from monitor.storage.database import Database
from monitor.telegram import panels
from monitor.telegram.conversation import House, Told, act_on, whose_rights
from tests.line.archive import now

_ids = count(1)
BOT_MESSAGES = 1000  # ids of what the bot sends begin here


@dataclass
class Bot:
    """Acts on updates as the inbox does; ``admins`` are (chat, person)."""

    database: Database
    house: House
    admins: set[tuple[int, int]] = field(default_factory=set)
    asked: list[tuple[int, int]] = field(default_factory=list)
    newest: int = BOT_MESSAGES

    async def hear(self, update: dict[str, Any], *, at=None) -> Told | None:
        asked = await self.database.read(whose_rights, update, self.house)
        if asked is not None:
            self.asked.append(asked)
        told = await self.database.run(act_on, update, self.house, at or now(), admin=asked in self.admins)
        if told is not None and told.answer is not None and told.answer.errand is not None:
            said = await told.answer.errand(self.house.office)
            return Told(chat_id=told.chat_id, answer=said, message_id=told.message_id)
        if told is not None and told.panel is not None:
            self.newest += 1
            await self.database.run(panels.is_on, told.chat_id, told.panel, self.newest, at=at or now())
        return told

    async def say(self, text: str, chat: int, **how: Any) -> str:
        """What the bot says to a command; empty where it says nothing."""
        told = await self.hear(spoken(text, chat, **how), at=how.pop("at", None))
        return told.answer.html if told is not None and told.answer is not None else ""

    async def press(self, argument: str, chat: int, message: int | None = None, **how: Any) -> Told | None:
        return await self.hear(pressed(argument, chat, message or self.newest, **how))


def chat_of(chat: int, kind: str = "") -> dict[str, Any]:
    kind = kind or ("private" if chat > 0 else "supergroup")
    return {"id": chat, "type": kind} | ({} if chat > 0 else {"title": "Readers & <friends>"})


def spoken(text: str, chat: int, *, user: int = 0, speaks_as: int = 0, thread: int = 0, **_: Any) -> dict[str, Any]:
    message = {"message_id": next(_ids), "chat": chat_of(chat), "from": {"id": user or abs(chat), "language_code": "en"}, "text": text}
    if speaks_as:
        message["sender_chat"] = {"id": speaks_as}
    if thread:
        message |= {"message_thread_id": thread, "is_topic_message": True}
    return {"message": message}


def pressed(argument: Any, chat: int, message: int, *, user: int = 0, **_: Any) -> dict[str, Any]:
    about = {"message_id": message, "chat": chat_of(chat), "from": {"id": 1, "is_bot": True}}
    return {"callback_query": {"id": f"q{next(_ids)}", "from": {"id": user or abs(chat)}, "message": about, "data": argument}}


def buttons_of(told: Told | None) -> dict[str, str]:
    """The buttons of an answer: what each says, and what comes back."""
    assert told is not None
    assert told.answer is not None
    return {each.text: each.argument for row in told.answer.buttons for each in row}
