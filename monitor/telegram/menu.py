"""Telegram's menu of commands, by language and by where they are given: in private, in groups, by their administrators, by operators."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, Forbidden

from monitor.locales import ENGLISH, Translator, locales, translator
from monitor.telegram.commands.table import ADMINS_COMMANDS, COMMANDS, OPERATOR_COMMANDS

log = structlog.get_logger()

_PRIVATE_ALONE = frozenset({"channels"})


def described(t: Translator) -> dict[str, str]:
    """Say what each command does, in a few words."""
    say = t.say
    return {
        "start": say("Subscribe to alerts"),
        "stop": say("No more alerts"),
        "topics": say("Choose topics"),
        "settings": say("How and when alerts come"),
        "mute": say("Quiet for a time"),
        "latest": say("The last alerts"),
        "search": say("Search the archive"),
        "story": say("Who told a story, and when"),
        "why": say("Why an article is of a topic, or is not"),
        "channels": say("Manage your channels"),
        "help": say("What this bot does"),
        "status": say("How the service is"),
        "sources": say("The sources, failing ones first"),
        "review": say("A day in figures"),
        "test": say("Try a query on the archive"),
        "reload": say("Apply the config"),
        "pause": say("Tell nobody of a topic"),
        "resume": say("Tell of a topic again"),
        "silence": say("Tell nobody of a topic for a time"),
        "silences": say("The topics that are silent"),
        "broadcast": say("Write to all subscribers"),
        "invite": say("Make a link that lets people in"),
        "invitations": say("The links that are good"),
        "ban": say("Shut a chat out"),
        "unban": say("Let a chat in again"),
        "bans": say("Who is shut out"),
        "proposals": say("What feedback proposes"),
    }


async def make_menu(bot: Bot, operators: Collection[int]) -> None:
    """Give Telegram the commands of every scope in every language; an operator who never wrote to the bot has no menu yet.

    Raises:
        TelegramError: Telegram does not answer.
    """
    in_groups = [name for name in COMMANDS if name not in _PRIVATE_ALONE]
    for_members = [name for name in in_groups if name not in ADMINS_COMMANDS]
    await _set(bot, list(COMMANDS), [BotCommandScopeDefault(), BotCommandScopeAllPrivateChats()])
    await _set(bot, for_members, [BotCommandScopeAllGroupChats()])
    await _set(bot, in_groups, [BotCommandScopeAllChatAdministrators()])
    for operator in sorted(operators):
        try:
            await _set(bot, [*COMMANDS, *OPERATOR_COMMANDS], [BotCommandScopeChat(operator)])
        except (BadRequest, Forbidden) as error:
            log.warning("telegram.no_menu", chat=operator, error=error.message)


async def _set(bot: Bot, names: Sequence[str], scopes: Iterable[BotCommandScope]) -> None:
    for scope in scopes:
        for locale in locales():
            words = described(translator(locale))
            commands = [BotCommand(name, words[name]) for name in names]
            await bot.set_my_commands(commands, scope=scope, language_code=None if locale == ENGLISH else locale)
