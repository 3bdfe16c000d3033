"""The bot's token, for `monitor init`: from the environment, from a file, or typed unseen; tried, and kept for its owner alone."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from monitor.catalog.secrets import TELEGRAM_TOKEN, read_secrets
from monitor.errors import ConfigInvalid
from monitor.telegram.bot import BotSettings, TokenRefused
from monitor.telegram.introduction import name_of

FILE = Path("var/telegram.token")
MODE = 0o600  # for its owner alone
TRIES = 3
TOKEN_FILE = f"{TELEGRAM_TOKEN}_FILE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token that Telegram knows, and the bot's name. ``file`` is None where it stands in the environment itself."""

    value: str = field(repr=False)
    bot: str  # without @
    file: Path | None
    written: bool = False  # just now


def token_for(settings: BotSettings, environ: Mapping[str, str], *, file: Path | None) -> Token | None:
    """Find the token or ask for it, try it, and keep one that was typed. None where nothing was typed.

    Args:
        settings: the bot's, without a token.
        environ: where the service will look.
        file: the one that is to hold the token, before all others; it need not be there.

    Raises:
        ConfigInvalid: a file that is there holds no token.
        TelegramUnreachable: Telegram does not answer, or does not know the token.
        click.ClickException: what was typed is no token, or it cannot be kept.
    """
    direct = environ.get(TELEGRAM_TOKEN, "").strip()
    if direct and file is None:
        return Token(value=_read({TELEGRAM_TOKEN: direct}), bot=_tried(settings, direct), file=None)
    place = file or Path(environ.get(TOKEN_FILE, "").strip() or FILE)
    if place.exists():
        value = _read({TOKEN_FILE: str(place)})
        return Token(value=value, bot=_tried(settings, value), file=place)
    return _typed(settings, place)


def seal(file: Path) -> bool:
    """Let nobody but its owner read a file; return whether others could."""
    if not file.stat().st_mode & 0o077:
        return False
    file.chmod(MODE)
    return True


def _typed(settings: BotSettings, place: Path) -> Token | None:
    click.echo("  https://t.me/BotFather gives one: /newbot, then paste its token here; it does not show. Enter alone leaves Telegram out.")
    asked_again = sys.stdin.isatty()
    for left in reversed(range(TRIES if asked_again else 1)):
        typed = _ask()
        if not typed:
            return None
        try:
            value = _read({TELEGRAM_TOKEN: typed})
            bot = _tried(settings, value)
        except (ConfigInvalid, TokenRefused) as error:
            if not left:
                raise
            click.echo(f"  {error}. Once more:")
        else:
            _keep(place, value)
            return Token(value=value, bot=bot, file=place, written=True)
    raise AssertionError  # pragma: no cover - the last try returns or raises


def _ask() -> str:
    """Read a token from the terminal, where it does not show, or from a pipe."""
    if sys.stdin.isatty():
        answer: str = click.prompt("  Token", hide_input=True, default="", show_default=False)
        return answer.strip()
    return sys.stdin.readline().strip()


def _read(given: Mapping[str, str]) -> str:
    secrets, problems = read_secrets(given)
    if problems:
        raise ConfigInvalid(problems)
    return secrets.telegram_token


def _tried(settings: BotSettings, token: str) -> str:
    return asyncio.run(name_of(replace(settings, token=token)))


def _keep(place: Path, token: str) -> None:
    """Write the token where nobody else can read it, not even for an instant."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE), "w", encoding="ascii") as file:
            file.write(token + "\n")
    except OSError as error:
        raise click.ClickException(f"{place} cannot be written: {error.strerror}") from error
