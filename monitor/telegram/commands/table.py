"""The commands and the buttons, by name."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.telegram.commands import help as help_command
from monitor.telegram.commands import start, stop, topics
from monitor.telegram.commands.call import Command

COMMANDS: Mapping[str, Command] = {
    "start": start.answer,
    "stop": stop.answer,
    "topics": topics.answer,
    "help": help_command.answer,
}
"""In the order in which Telegram's menu shows them."""

BUTTONS: Mapping[str, Command] = {topics.TOGGLE: topics.press, topics.PAGE: topics.press}
"""By what a button's argument begins with, up to the first colon."""
