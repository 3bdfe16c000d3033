"""What an update of Telegram means to us, and what follows from it: decided without sending anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from monitor.model import Channel, Topic, TopicId
from monitor.storage.subscribers import deactivate, move_chat, subscriber_by_chat
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Access, Answer, Call
from monitor.telegram.commands.table import BUTTONS, COMMANDS
from monitor.telegram.locales import nearest, said


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The rules and the topics in force, as every command needs them."""

    topics: Callable[[], Mapping[TopicId, Topic]]
    operators: frozenset[int] = frozenset()
    access: Access = "open"
    locale: str = "en"  # for those whose language we do not have
    bot_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One update, as far as it concerns us. ``answer`` is what to say, where anything is."""

    chat_id: int
    answer: Answer | None = None
    message_id: int = 0  # the message that the update is about: a person's own, or ours with the button
    query: str = ""  # the press that waits to be acknowledged
    refused: bool = False  # a command of somebody who may not use the bot


def act_on(tx: Transaction, update: Mapping[str, Any], house: House, now: datetime) -> Told | None:
    """Do what an update asks for and return what to say. None for one that is nothing to us. Doing it twice changes nothing more."""
    match update:
        case {"callback_query": {"id": str(query), "data": str(argument), "from": person, "message": {"chat": chat, "message_id": number}}}:
            call = _call(house, chat, person, argument, now)
            press = BUTTONS.get(argument.partition(":")[0])
            return Told(chat_id=call.chat_id, answer=press(tx, call) if press else None, message_id=number, query=query)
        case {"message": {"chat": {"id": int(old)}, "migrate_to_chat_id": int(new)}}:
            move_chat(tx, old, new)
        case {"message": {"chat": chat, "message_id": number, "from": person, "text": str(text)}} if text.startswith("/"):
            return _command(tx, _call(house, chat, person, "", now), text, number, house)
        case {"message": {"chat": {"id": int(chat_id)}, "message_id": number}}:
            return Told(chat_id=chat_id, message_id=number)
        case {"my_chat_member": {"chat": {"id": int(chat_id), "type": kind}, "new_chat_member": {"status": "kicked" | "left"}}}:
            if subscriber := subscriber_by_chat(tx, Channel.TELEGRAM, chat_id):
                deactivate(tx, subscriber.id, reason="blocked" if kind == "private" else "kicked", at=now)
    return None


def _command(tx: Transaction, call: Call, text: str, number: int, house: House) -> Told:
    """``/name argument``, or ``/name@bot argument`` where a group has several bots."""
    first, _, argument = text.partition(" ")
    name, _, addressee = first[1:].partition("@")
    told = Told(chat_id=call.chat_id, message_id=number)
    if addressee and addressee.lower() != house.bot_name.lower():
        return told
    command = COMMANDS.get(name.lower())
    if command is None:
        private = call.chat_id > 0  # in a group it may be meant for another bot
        known = subscriber_by_chat(tx, Channel.TELEGRAM, call.chat_id)
        said_of_it = said(known.locale).unknown_command if private and known else ""
        return replace(told, answer=Answer(said_of_it) if said_of_it else None)
    answer = command(tx, replace(call, argument=argument.strip()))
    return replace(told, answer=answer, refused=answer is None)


def _call(house: House, chat: Mapping[str, Any], person: Mapping[str, Any], argument: str, now: datetime) -> Call:
    return Call(
        chat_id=chat["id"],
        user_id=person["id"],
        now=now,
        argument=argument,
        locale=nearest(person.get("language_code") or "", house.locale),
        operator=bool(house.operators & {chat["id"], person["id"]}),
        access=house.access,
        topics=house.topics(),
        bot_name=house.bot_name,
    )
