"""What a command is given and what it gives back: values, so that each command is one plain function in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from monitor.model import Topic, TopicId
from monitor.storage.transaction import Transaction

Access = Literal["open", "invite", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One message or one press of a button."""

    chat_id: int
    user_id: int
    now: datetime
    argument: str = ""  # what stood behind the command, or in the button
    locale: str = "en"  # the person's, where we have it
    operator: bool = False
    access: Access = "open"
    topics: Mapping[TopicId, Topic] = field(default_factory=dict)  # those in force
    bot_name: str = ""  # without @


@dataclass(frozen=True, slots=True)
class Button:
    """What it says, and what comes back when it is pressed: at most 64 bytes."""

    text: str
    argument: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A message in Telegram's HTML, with rows of buttons below it."""

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()


Command = Callable[[Transaction, Call], Answer | None]
"""None: say nothing at all."""
