"""What an update of Telegram says, read into values: whatever its shape, it is one of these or nothing to us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PRIVATE = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A chat, and where in it. ``thread_id`` is a forum's topic; 0 is none, or its general one."""

    chat_id: int
    kind: str = PRIVATE  # private, group, supergroup, channel
    title: str = ""
    thread_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who wrote or pressed. In a group one may speak as the group itself (``anonymous``), or as another chat (``foreign``)."""

    user_id: int
    language: str = ""
    anonymous: bool = False
    foreign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A command: ``/name argument``, or ``/name@addressee argument`` where a group has several bots."""

    place: Place
    person: Person
    message_id: int
    name: str
    addressee: str = ""
    argument: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button below a message."""

    place: Place
    person: Person
    message_id: int
    query: str  # to be acknowledged
    argument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A group became a supergroup."""

    old: int
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the bot is in a chat from now on, by whose doing."""

    place: Place
    person: Person
    status: str  # member, administrator, left, kicked, …


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A message that asks for nothing: only its number is of use."""

    place: Place
    message_id: int


Heard = Spoken | Pressed | Moved | Standing | Other


def heard(update: Mapping[str, Any]) -> Heard | None:
    """Return what an update says. None for one that is of no kind that we ask for, or of no shape that Telegram sends."""
    match update:
        case {"callback_query": {"id": str(query), "data": str(argument), "from": {"id": int()} as person, "message": message}}:
            place = _place(message)
            if place is not None and isinstance(message.get("message_id"), int):
                return Pressed(
                    place=place, person=_pressing(person, place), message_id=message["message_id"], query=query, argument=argument
                )
        case {"message": {"chat": {"id": int(old)}, "migrate_to_chat_id": int(new)}}:
            return Moved(old=old, new=new)
        case {"message": {"message_id": int(number)} as message}:
            place = _place(message)
            return None if place is None else _spoken(message, place, number) or Other(place=place, message_id=number)
        case {"my_chat_member": {"from": {"id": int()} as person, "new_chat_member": {"status": str(status)}} as change}:
            place = _place(change)
            return None if place is None else Standing(place=place, person=_person(person, {}, place), status=status)
    return None


def _spoken(message: Mapping[str, Any], place: Place, number: int) -> Spoken | None:
    match message:
        case {"text": str(text), "from": {"id": int()} as person} if text.startswith("/"):
            first, *rest = text.split(maxsplit=1)
            name, _, addressee = first[1:].partition("@")
            argument = rest[0].strip() if rest else ""
            who = _person(person, message, place)
            return Spoken(place=place, person=who, message_id=number, name=name.lower(), addressee=addressee, argument=argument)
    return None


def _place(about: object) -> Place | None:
    match about:
        case {"chat": {"id": int(chat_id), "type": str(kind)} as chat, **more}:
            thread = (
                more.get("message_thread_id") if more.get("is_topic_message") is True else 0
            )  # in other groups it is a chain of replies
            title = chat.get("title") or ""
            return Place(chat_id=chat_id, kind=kind, title=str(title), thread_id=thread if isinstance(thread, int) else 0)
    return None


def _person(person: Mapping[str, Any], message: Mapping[str, Any], place: Place) -> Person:
    match message:
        case {"sender_chat": {"id": int(speaks_as)}}:
            own = speaks_as == place.chat_id
            return Person(user_id=person["id"], language=_language(person), anonymous=own, foreign=not own)
    return _pressing(person, place)


def _pressing(person: Mapping[str, Any], place: Place) -> Person:
    """Who is in a private chat besides its owner is nobody that Telegram knows."""
    foreign = place.kind == PRIVATE and person["id"] != place.chat_id
    return Person(user_id=person["id"], language=_language(person), foreign=foreign)


def _language(person: Mapping[str, Any]) -> str:
    code = person.get("language_code")
    return code if isinstance(code, str) else ""
