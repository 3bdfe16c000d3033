"""The commands and the buttons, by name."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.telegram import buttons, buttons_press
from monitor.telegram.commands import channels, latest, mute, search, settings, start, stop, story, topics, why
from monitor.telegram.commands import help as help_command
from monitor.telegram.commands.call import Command
from monitor.telegram.commands.operators import bans, broadcast, invitations, proposals, reload, review, silences, sources, status, trial

COMMANDS: Mapping[str, Command] = {
    "start": start.answer,
    "stop": stop.answer,
    "topics": topics.answer,
    "settings": settings.answer,
    "mute": mute.answer,
    "latest": latest.answer,
    "search": search.answer,
    "story": story.answer,
    "why": why.answer,
    "channels": channels.answer,
    "help": help_command.answer,
}
"""In the order in which Telegram's menu shows them."""

BUTTONS: Mapping[str, Command] = {
    topics.TOGGLE: topics.press,
    topics.PAGE: topics.press,
    settings.PRESS: settings.press,
    mute.PRESS: mute.press,
    latest.PRESS: latest.press,
    channels.CHOOSE: channels.press,
}
"""Below answers, by what a button's argument begins with, up to the first colon. They are sealed: see panels.py."""

ALERT_BUTTONS: Mapping[str, Command] = {
    buttons.GOOD: buttons_press.good,
    buttons.BAD: buttons_press.bad,
    buttons.BECAUSE: buttons_press.because,
    buttons.WHY: buttons_press.why,
    buttons.MUTE: buttons_press.mute,
    buttons.SOURCES: buttons_press.sources,
}
"""Below alerts: ``call.delivery`` is the alert's, found by chat and message."""

ADMINS_COMMANDS = frozenset({"start", "stop", "settings", "mute"})
"""Those that in a group its administrators alone may give."""

ADMINS_BUTTONS = frozenset({topics.TOGGLE, settings.PRESS, mute.PRESS, buttons.MUTE})

MANAGED_COMMANDS = frozenset({"start", "stop", "topics", "settings", "mute", "latest"})
"""Those that are about the channel that was chosen by /channels, where one was."""

OPERATOR_COMMANDS: Mapping[str, Command] = {
    "status": status.answer,
    "sources": sources.answer,
    "review": review.answer,
    "test": trial.answer,
    "reload": reload.answer,
    "pause": silences.pause,
    "resume": silences.resume,
    "silence": silences.answer,
    "silences": silences.listed,
    "broadcast": broadcast.answer,
    "invite": invitations.answer,
    "invitations": invitations.listed,
    "ban": bans.answer,
    "unban": bans.unban_chat,
    "bans": bans.listed,
    "proposals": proposals.answer,
}
"""Of operators alone: to anybody else they do not exist."""

OPERATOR_BUTTONS: Mapping[str, Command] = {
    sources.PAGE: sources.press,
    silences.PAGE: silences.press,
    silences.RESUME: silences.press,
    broadcast.PRESS: broadcast.press,
    invitations.PRESS: invitations.press,
    bans.PAGE: bans.press,
    proposals.PAGE: proposals.press,
}
