"""What an update of Telegram means to us, and what follows from it: decided without sending anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from monitor.locales import nearest, translator
from monitor.model import Channel, Subscriber, Topic, TopicId
from monitor.storage.bans import banned
from monitor.storage.deliveries import delivery_at
from monitor.storage.subscribers import add_subscriber, deactivate, move_chat, subscriber_by_chat
from monitor.storage.transaction import Transaction
from monitor.telegram import panels
from monitor.telegram.commands import channels, table
from monitor.telegram.commands.access import admitted
from monitor.telegram.commands.call import PRIVATE, Access, Answer, Call, Command
from monitor.telegram.commands.office import Office
from monitor.telegram.heard import Moved, Other, Person, Place, Pressed, Spoken, Standing, heard
from monitor.telegram.locales import said

_LOST = frozenset({"kicked", "no_rights", "chat_gone", "topic_closed"})  # why a group or channel was told nothing more


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The rules and the topics in force, as every command needs them."""

    topics: Callable[[], Mapping[TopicId, Topic]]
    operators: frozenset[int] = frozenset()  # people; and chats all of whose members are
    access: Access = "open"
    locale: str = "en"  # for those whose language we do not have
    bot_name: str = ""
    office: Office = field(default_factory=Office)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One update, as far as it concerns us. ``answer`` is what to say, where anything is."""

    chat_id: int
    thread_id: int = 0
    answer: Answer | None = None
    message_id: int = 0  # the message that the update is about: a person's own, or ours with the button
    query: str = ""  # the press that waits to be acknowledged
    refused: str = ""  # a command of somebody who may not give it: he hears nothing, and it is logged
    panel: panels.Panel | None = None  # what the answer's buttons are sealed for, where it is a new message


def whose_rights(tx: Transaction, update: Mapping[str, Any], house: House) -> tuple[int, int] | None:
    """Return the chat and the person of whom Telegram is to be asked whether he manages it; None where it does not matter."""
    match heard(update):
        case Spoken(place=place, person=person, name=name) as spoken if _is_ours(spoken, house):
            if place.kind == PRIVATE:
                about = channels.chosen(tx, place.chat_id) if name in table.MANAGED_COMMANDS else None
                return (about, person.user_id) if about else None
            return _in_group(place, person) if name in table.ADMINS_COMMANDS else None
        case Pressed(place=place, person=person) as pressed:
            found = panels.opened(tx, place.chat_id, pressed.message_id, pressed.argument)
            if found is not None and found[1].about != place.chat_id:
                return found[1].about, person.user_id
            argument = found[0] if found is not None else pressed.argument
            return _in_group(place, person) if _prefix(argument) in table.ADMINS_BUTTONS else None
    return None


def act_on(tx: Transaction, update: Mapping[str, Any], house: House, now: datetime, *, admin: bool = False) -> Told | None:
    """Do what an update asks for and return what to say. None for one that is nothing to us. Doing it twice changes nothing more.

    Args:
        tx: a transaction.
        update: as Telegram sent it.
        house: the rules in force.
        now: the time.
        admin: the answer to ``whose_rights``.
    """
    match heard(update):
        case Pressed() as pressed:
            return _press(tx, pressed, house, now, admin=admin)
        case Spoken() as spoken:
            return _command(tx, spoken, house, now, admin=admin)
        case Standing() as change:
            return _stands(tx, change, house, now)
        case Moved(old=old, new=new):
            move_chat(tx, old, new)
        case Other(place=place, message_id=number):
            return Told(chat_id=place.chat_id, message_id=number)
    return None


# ── a command ──────────────────────────────────────────────────────────────────────────────────────


def _command(tx: Transaction, spoken: Spoken, house: House, now: datetime, *, admin: bool) -> Told:
    place, person, name = spoken.place, spoken.person, spoken.name
    told = Told(chat_id=place.chat_id, thread_id=place.thread_id, message_id=spoken.message_id)
    if not _is_ours(spoken, house):
        return told
    if person.foreign or banned(tx, {place.chat_id, person.user_id}):
        return replace(told, refused=name if name in table.COMMANDS or name in table.OPERATOR_COMMANDS else "")
    managed = channels.chosen(tx, place.chat_id) if place.kind == PRIVATE and name in table.MANAGED_COMMANDS else None
    call = _call(tx, house, place, person, now, about=managed, admin=admin)
    call = replace(call, argument=spoken.argument, message_id=spoken.message_id)
    if name in table.OPERATOR_COMMANDS:
        if not _in_office(call, place, house):
            return replace(told, refused=name)
        return _answered(tx, told, call, table.OPERATOR_COMMANDS[name])
    if name not in table.COMMANDS:
        return replace(told, answer=_unknown(tx, place))
    if not call.admin and (call.managed or name in table.ADMINS_COMMANDS):
        return replace(told, answer=_admins_alone(tx, call)) if admitted(tx, call) else replace(told, refused=name)
    answered = _answered(tx, told, call, table.COMMANDS[name])
    return replace(answered, refused="" if answered.answer else name)


def _answered(tx: Transaction, told: Told, call: Call, command: Command) -> Told:
    answer = command(tx, call)
    if answer is None:
        return told
    answer = _headed(tx, call, answer)
    if not answer.buttons:
        return replace(told, answer=answer)
    panel = panels.new_panel(tx, told.chat_id, about=call.chat_id, at=call.now)
    return replace(told, answer=panels.sealed(tx, told.chat_id, panel, answer), panel=panel)


def _unknown(tx: Transaction, place: Place) -> Answer | None:
    """In a group it may be meant for another bot."""
    known = subscriber_by_chat(tx, Channel.TELEGRAM, place.chat_id) if place.kind == PRIVATE else None
    return Answer(said(known.locale).unknown_command) if known else None


def _is_ours(spoken: Spoken, house: House) -> bool:
    return spoken.addressee.lower() in {"", house.bot_name.lower()}


# ── a button ───────────────────────────────────────────────────────────────────────────────────────


def _press(tx: Transaction, pressed: Pressed, house: House, now: datetime, *, admin: bool) -> Told:
    place, person = pressed.place, pressed.person
    told = Told(chat_id=place.chat_id, thread_id=place.thread_id, message_id=pressed.message_id, query=pressed.query)
    if person.foreign or banned(tx, {place.chat_id, person.user_id}):
        return told
    if _prefix(pressed.argument) in table.ALERT_BUTTONS:
        return _press_below_alert(tx, told, _call(tx, house, place, person, now, admin=admin), pressed.argument)
    found = panels.opened(tx, place.chat_id, pressed.message_id, pressed.argument)
    if found is None:
        return told
    argument, panel = found
    prefix = _prefix(argument)
    call = _call(tx, house, place, person, now, about=panel.about, admin=admin)
    call = replace(call, argument=argument, message_id=pressed.message_id)
    if prefix in table.OPERATOR_BUTTONS:
        press = table.OPERATOR_BUTTONS[prefix] if _in_office(call, place, house) else None
    else:
        press = table.BUTTONS.get(prefix)
    if press is None:
        return told
    if not call.admin and (call.managed or prefix in table.ADMINS_BUTTONS):
        return replace(told, answer=_toast(_admins_alone(tx, call)))
    answer = press(tx, call)
    panels.is_on(tx, place.chat_id, panel, pressed.message_id, at=now)
    return replace(told, answer=answer and panels.sealed(tx, place.chat_id, panel, _headed(tx, call, answer)))


def _press_below_alert(tx: Transaction, told: Told, call: Call, argument: str) -> Told:
    """Whatever the button says, it can only be about the alert that this chat has in this message."""
    subscriber = subscriber_by_chat(tx, Channel.TELEGRAM, call.chat_id)
    delivery = delivery_at(tx, subscriber.id, told.message_id) if subscriber is not None and subscriber.active else None
    if delivery is None or not admitted(tx, call):
        return told
    prefix = _prefix(argument)
    if not call.admin and prefix in table.ADMINS_BUTTONS:
        return replace(told, answer=_toast(_admins_alone(tx, call)))
    call = replace(call, argument=argument, message_id=told.message_id, delivery=delivery)
    return replace(told, answer=table.ALERT_BUTTONS[prefix](tx, call))


def _prefix(argument: str) -> str:
    return argument.partition(":")[0]


# ── who asks ───────────────────────────────────────────────────────────────────────────────────────


def _call(
    tx: Transaction, house: House, place: Place, person: Person, now: datetime, *, about: int | None = None, admin: bool = False
) -> Call:
    managed = about is not None and about != place.chat_id
    at_home = place.kind == PRIVATE and not managed
    chat_id = about if about is not None and managed else place.chat_id
    return Call(
        chat_id=chat_id,
        user_id=person.user_id,
        now=now,
        locale=nearest(person.language, house.locale),
        operator=_is_operator(place, person, house),
        access=house.access,
        topics=house.topics(),
        bot_name=house.bot_name,
        kind="channel" if managed else place.kind,
        title=channels.title_of(tx, chat_id) if managed else place.title,
        thread_id=place.thread_id,
        admin=at_home or (person.anonymous and not managed) or admin,
        office=house.office,
        managed=managed,
        operators=house.operators,
    )


def _is_operator(place: Place, person: Person, house: House) -> bool:
    return not person.foreign and bool(house.operators & {place.chat_id, person.user_id})


def _in_office(call: Call, place: Place, house: House) -> bool:
    """Whether operators' commands are answered here: not in a group that has other members, even where an operator asks."""
    return call.operator and (place.kind == PRIVATE or place.chat_id in house.operators)


def _in_group(place: Place, person: Person) -> tuple[int, int] | None:
    return None if place.kind == PRIVATE or person.anonymous or person.foreign else (place.chat_id, person.user_id)


def _admins_alone(tx: Transaction, call: Call) -> Answer:
    known = subscriber_by_chat(tx, Channel.TELEGRAM, call.chat_id)
    say = translator(known.locale if known else call.locale).say
    return Answer(say("Only administrators may do that here."))


def _toast(answer: Answer) -> Answer:
    return Answer(toast=answer.html)


def _headed(tx: Transaction, call: Call, answer: Answer) -> Answer:
    return replace(answer, html=f"{channels.heading(tx, call)}\n\n{answer.html}") if call.managed and answer.html else answer


# ── where the bot is ───────────────────────────────────────────────────────────────────────────────


def _stands(tx: Transaction, change: Standing, house: House, now: datetime) -> Told | None:
    place, person = change.place, change.person
    if change.status in {"kicked", "left"}:
        if subscriber := subscriber_by_chat(tx, Channel.TELEGRAM, place.chat_id):
            deactivate(tx, subscriber.id, reason="blocked" if place.kind == PRIVATE else "kicked", at=now)
        return None
    if place.kind == PRIVATE or change.status != "administrator" or banned(tx, {place.chat_id, person.user_id}):
        return None
    if house.access != "closed" or _is_operator(place, person, house):
        _come_back(tx, place.chat_id)
    if place.kind != "channel":
        return None
    home = Place(chat_id=person.user_id)
    call = _call(tx, house, home, person, now)
    if not admitted(tx, call):
        return None
    return _answered(tx, Told(chat_id=home.chat_id), call, channels.taken_in(place.chat_id, place.title))


def _come_back(tx: Transaction, chat_id: int) -> None:
    """Tell a chat again that was lost, now that the bot is its administrator: nobody there asked for an end."""
    known = subscriber_by_chat(tx, Channel.TELEGRAM, chat_id)
    if known is not None and not known.active and known.reason in _LOST:
        add_subscriber(tx, Subscriber(chat_id=chat_id, locale=known.locale))
