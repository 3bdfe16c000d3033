"""The operator, for `monitor init`: whoever follows a link that only the terminal shows, written into config/monitor.yaml."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from monitor.catalog.files import RawFile, read_text
from monitor.catalog.list_edit import CannotEdit
from monitor.catalog.load import SETTINGS
from monitor.catalog.operator_edit import with_operator
from monitor.cli import FINDINGS, OK
from monitor.cli.config_edit import write_edited
from monitor.cli.init_wishes import WHY, Wishes
from monitor.errors import DeliveryError, TelegramUnreachable
from monitor.storage.database import Database
from monitor.storage.telegram_updates import finish_update, save_update
from monitor.storage.transaction import Transaction
from monitor.telegram.bot import BotSettings
from monitor.telegram.chats import Standing, standing_of
from monitor.telegram.introduction import Starter, first_starter, printable


async def find_operators(
    folder: Path, before: Sequence[int], wishes: Wishes, *, bot: BotSettings, name: str, database: Database, busy: bool
) -> tuple[list[Standing], int]:
    """Find out who the operators are, and write those into the config that can be written to.

    Args:
        folder: of the config.
        before: those that it names.
        wishes: of the command line.
        bot: with its token, where there is one.
        name: of the bot, without @; empty where there is none: then nobody is asked for.
        database: keeps what others write to the bot meanwhile.
        busy: whether a service runs over it, which would be deafened if somebody else listened for its bot.

    Returns:
        Their chats, and FINDINGS where one cannot be written to.

    Raises:
        TelegramUnreachable: Telegram does not answer, or another program listens for the bot.
        click.ClickException: nobody pressed Start, or the config cannot be written.
    """
    named = wishes.operators or before
    if not named and name and "operator" not in wishes.skip:
        if busy:
            raise TelegramUnreachable(
                "the monitor that runs here listens for this bot: stop it first, or name the operator's chat yourself"
            )
        named = (await _met(bot, name, database, seconds=wishes.wait, ask=wishes.ask),)
    chats, code = [], OK
    for chat in dict.fromkeys(named):
        found = await _standing(bot, chat) if name else Standing(chat_id=chat, kind="private" if chat > 0 else "group", title="")
        if found.lacks:
            click.echo(
                f"  ✗ chat {chat}: {WHY.get(found.lacks, found.lacks)}. Open https://t.me/{name} from there, press Start, then try again"
            )
            code = FINDINGS
        else:
            chats.append(found)
    written = "operator" not in wishes.skip and _name_operators(folder, [each.chat_id for each in chats])
    for each in chats:
        click.echo(f"  ✓ {f'{printable(each.title)}, ' if each.title else ''}chat {each.chat_id}")
    if written:
        click.echo(f"  ✓ {(folder / SETTINGS).as_posix()} names them under telegram.operators")
    return chats, code


async def _standing(bot: BotSettings, chat_id: int) -> Standing:
    try:
        return await standing_of(bot, chat_id)
    except DeliveryError as error:
        return Standing(chat_id=chat_id, kind="", title="", lacks=str(error))


async def _met(settings: BotSettings, bot: str, database: Database, *, seconds: float, ask: bool) -> int:
    """Show a link, wait until somebody presses Start, and return the chat. Unless one may ``ask``, only who has the link is believed."""
    code = f"init-{secrets.token_urlsafe(9)}"
    click.echo(f"  Open https://t.me/{bot}?start={code} and press Start. Waiting for {seconds:g} s …")
    starter = await first_starter(settings, keep=partial(_keep, database), seconds=seconds, wanted=partial(_is_it, code=code, ask=ask))
    if starter is None:
        raise click.ClickException(
            f"nobody pressed Start within {seconds:g} s: run `monitor init` again, or give your chat with --operator (a bot such as"
            " @userinfobot tells it)"
        )
    await database.run(finish_update, starter.update_id)  # the service need not answer this one
    return starter.chat_id


def _name_operators(folder: Path, chats: Sequence[int]) -> bool:
    """Write chats into ``telegram.operators`` of monitor.yaml; return whether any was not there yet."""
    raw = read_text(folder / SETTINGS, name=SETTINGS) if (folder / SETTINGS).exists() else RawFile(name=SETTINGS)
    edited = raw.text
    try:
        for chat in chats:
            edited = with_operator(edited, chat)
    except CannotEdit as error:
        raise click.ClickException(f"{folder / SETTINGS} is left as it was: {error}") from error
    if edited == raw.text:
        return False
    write_edited(folder, raw, edited)
    return True


def _is_it(starter: Starter, *, code: str, ask: bool) -> bool:
    linked = secrets.compare_digest(starter.code.encode(), code.encode())
    if not ask:
        return linked
    return click.confirm(f"  {starter.name}, chat {starter.chat_id}, {'followed it' if linked else 'wrote'}. Is that you?", default=linked)


async def _keep(database: Database, updates: Sequence[tuple[int, str]]) -> None:
    await database.run(_save, updates)


def _save(tx: Transaction, updates: Sequence[tuple[int, str]]) -> None:
    for update_id, payload in updates:
        save_update(tx, update_id, payload)
