"""What a command is given and what it gives back: values, so that each command is one plain function in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from monitor.model import Delivery, Topic, TopicId
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.office import Office

Access = Literal["open", "invite", "closed"]
PRIVATE = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One message or one press of a button."""

    chat_id: int  # the chat whose settings are meant: of a channel that is managed from a private chat, the channel's
    user_id: int
    now: datetime
    argument: str = ""  # what stood behind the command, or in the button
    locale: str = "en"  # the person's, where we have it
    operator: bool = False
    access: Access = "open"
    topics: Mapping[TopicId, Topic] = field(default_factory=dict)  # those in force
    bot_name: str = ""  # without @
    kind: str = PRIVATE  # of the chat: private, group, supergroup, channel
    title: str = ""  # of the chat; empty of a private one
    thread_id: int = 0  # of a forum, where it was asked in; 0 is none
    message_id: int = 0  # the message with the button, or the one that asks
    admin: bool = True  # whether the person may change the chat's settings
    delivery: Delivery | None = None  # the alert that the button is below; None where it is below an answer
    office: Office = field(default_factory=Office)
    managed: bool = False  # whether it is a channel, managed from a private chat
    operators: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Button:
    """What it says, and what comes back when it is pressed: at most 50 bytes, to which a seal is added."""

    text: str
    argument: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A message in Telegram's HTML, with rows of buttons below it.

    Attributes:
        html: the message; of a press, what its message says from now on: empty leaves it as it is.
        buttons: rows below it; of a press without ``html``, what is below the message from now on, where there are any.
        toast: what a press is acknowledged with, at most 200 characters: seen for a moment.
        reply: a new message besides, in reply to the one whose button was pressed.
        errand: what takes longer than a transaction may: it is run after it, and what it gives is the answer.
    """

    html: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    toast: str = ""
    reply: str = ""
    errand: Errand | None = None


Errand = Callable[[Office], Awaitable[Answer]]
"""Safe to be run again: a bot that was killed meanwhile does so."""

Command = Callable[[Transaction, Call], Answer | None]
"""None: say nothing at all."""
