"""What an alert says for itself in more than one place."""

from __future__ import annotations

from monitor.locales import Translator
from monitor.model import Stage


def stage_name(stage: Stage, said: Translator) -> str:
    """How far what an article claims has come, in a word or two."""
    names = {
        Stage.PROPOSED: said.say("proposed"),
        Stage.ANNOUNCED: said.say("announced"),
        Stage.DECIDED: said.say("decided"),
        Stage.IN_FORCE: said.say("in force"),
        Stage.DENIED: said.say("denied"),
    }
    return names[stage]


def untitled(said: Translator) -> str:
    """What stands in place of a headline."""
    return said.say("(no headline)")


def and_more(count: int, said: Translator) -> str:
    """How many a list leaves out."""
    return said.say("and {count} more", count=count)


def possible_repeat(said: Translator) -> str:
    """The warning that Telegram did not say whether a message arrived."""
    return said.say("Possible repeat: Telegram did not say whether the first one arrived.")
