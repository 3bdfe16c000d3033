"""`monitor init`: from a BotFather token to a bot that writes to its operator, step by step; what is right already stays as it is."""

from __future__ import annotations

import asyncio
import os
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from monitor.catalog.load import Catalog, load
from monitor.catalog.secrets import TELEGRAM_TOKEN
from monitor.cli import COMMANDS
from monitor.cli.init_message import write_to
from monitor.cli.init_operator import find_operators
from monitor.cli.init_reader import choose, topics_named, zone_named
from monitor.cli.init_token import TOKEN_FILE, Token, seal, token_for
from monitor.cli.init_wishes import STEPS, Wishes
from monitor.model import Topic
from monitor.service import now
from monitor.storage.database import open_database, upgrade
from monitor.storage.sole import is_held
from monitor.telegram.bot import BotSettings


@click.command("init", help=COMMANDS["init"], context_settings={"show_default": True})
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Holds the bot's token, or is to hold the one that you type; without it, what MONITOR_TELEGRAM_TOKEN(_FILE) says, else "
    "var/telegram.token.",
)
@click.option(
    "--operator", "operators", type=int, multiple=True, metavar="CHAT", help="Chat id of an operator, instead of waiting for Start."
)
@click.option("--timezone", metavar="ZONE", help="IANA name, such as Asia/Almaty.")
@click.option("--topics", metavar="TOPICS", help="The topics to hear of, with commas between, or all; the others are switched off.")
@click.option("--skip", type=click.Choice(STEPS), multiple=True, help="Leave a step out; may be given several times.")
@click.option("--wait", type=click.FloatRange(1, 3600), default=120.0, help="Seconds to wait for Start.")
@click.option("--yes", is_flag=True, help="Ask nothing: what no option says is as it was, else the default.")
def command(
    config: Path,
    token_file: Path | None,
    operators: tuple[int, ...],
    timezone: str | None,
    topics: str | None,
    skip: tuple[str, ...],
    wait: float,
    yes: bool,
) -> int:
    """Set up the bot, its operators and what they hear."""
    others = {key: value for key, value in os.environ.items() if not key.startswith(TELEGRAM_TOKEN)}  # a file that it names may be missing
    catalog = load(config, others)
    there = [topic for topic in catalog.topics if topic.enabled]
    wishes = Wishes(
        token_file=token_file,
        operators=operators,
        timezone=zone_named(timezone) if timezone else None,
        topics=topics,
        skip=frozenset(skip),
        wait=wait,
        ask=not yes,
    )
    if topics:
        topics_named(topics, there)
    bot, token = _meet_bot(catalog, wishes)
    upgrade(catalog.database_url)
    code = asyncio.run(_set_up(config, catalog, there, wishes, bot, token))
    _say_next(config, token)
    return code


def _meet_bot(catalog: Catalog, wishes: Wishes) -> tuple[BotSettings, Token | None]:
    settings = catalog.settings
    bot = BotSettings(token="", api_url=settings.telegram.api_url, locale=settings.locale)
    click.echo("The bot")
    token = None if "token" in wishes.skip else token_for(bot, os.environ, file=wishes.token_file)
    if token is None:
        click.echo("  – left out: alerts go to the terminal alone")
        return bot, None
    sealed = token.file is not None and seal(token.file)
    where = f"in {token.file}, for its owner alone" if token.file else f"in {TELEGRAM_TOKEN}"
    click.echo(f"  ✓ https://t.me/{token.bot} answers; its token is {'now ' if token.written or sealed else ''}{where}")
    return replace(bot, token=token.value), token


async def _set_up(folder: Path, catalog: Catalog, topics: Sequence[Topic], wishes: Wishes, bot: BotSettings, token: Token | None) -> int:
    database = open_database(catalog.database_url)
    try:
        click.echo("Operators")
        name = token.bot if token else ""
        before, busy = catalog.settings.telegram.operators, is_held(catalog.database_url) is True
        chats, code = await find_operators(folder, before, wishes, bot=bot, name=name, database=database, busy=busy)
        if not chats:
            click.echo("  – none: write /start to the bot once it runs, and put your chat into telegram.operators")
            return code
        click.echo("What they hear")
        changed = await choose(chats, catalog, topics, wishes, database=database, now=now())
        if name and "message" not in wishes.skip:
            click.echo("A message to see it")
            if changed or (wishes.ask and click.confirm("  Nothing has changed. Send one all the same?", default=False)):
                return max(code, await write_to([chat.chat_id for chat in chats], topics, bot=bot, database=database, now=now()))
            click.echo("  – nothing has changed: none is sent")
    finally:
        await database.close()
    return code


def _say_next(folder: Path, token: Token | None) -> None:
    """Say how the service is started with what was set up."""
    click.echo("Next")
    if token and token.file and os.environ.get(TOKEN_FILE) != str(token.file):
        click.echo(f"  export {TOKEN_FILE}={shlex.quote(str(token.file.resolve()))}")
    click.echo(f"  monitor run --config {shlex.quote(str(folder))}")
