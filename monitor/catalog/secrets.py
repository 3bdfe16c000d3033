"""Secrets come from the environment, or from files that it names; in YAML they are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monitor.errors import Problem

TELEGRAM_TOKEN = "MONITOR_TELEGRAM_TOKEN"  # noqa: S105 - the name of the variable
DATABASE_URL = "MONITOR_DATABASE_URL"
WEB_PASSWORD = "MONITOR_WEB_PASSWORD"  # noqa: S105 - the name of the variable
DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
LARGEST = 64 * 1024  # bytes of a file that holds one secret

_TOKEN = re.compile(r"(?<![\w:])\d{5,16}:[A-Za-z0-9_-]{30,64}(?![\w-])", re.ASCII)  # as @BotFather gives it: found wherever it stands
_ANY_TOKEN = re.compile(r"\d+:\S+", re.ASCII)  # what a Bot API server accepts: one of our own may give shorter ones
_URL_PASSWORD = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/@:'\"]*:(?P<password>[^\s/@'\"]+)@", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What must never be printed: its ``repr`` shows nothing. An empty string is a secret that was not given."""

    telegram_token: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    web_password: str = field(default="", repr=False)


def read_secrets(environ: Mapping[str, str]) -> tuple[Secrets, list[Problem]]:
    """Read each secret from its variable, or from the file that ``…_FILE`` names, without the newline at its end."""
    problems: list[Problem] = []
    values = {name: one_secret(name, environ, problems) for name in (TELEGRAM_TOKEN, DATABASE_URL, WEB_PASSWORD)}
    if values[TELEGRAM_TOKEN] and not _ANY_TOKEN.fullmatch(values[TELEGRAM_TOKEN]):
        problems.append(
            Problem(message=f"{TELEGRAM_TOKEN} does not look like a bot token: copy it from @BotFather, 123456:ABC… in one piece")
        )
    if values[DATABASE_URL] and not values[DATABASE_URL].startswith(DATABASES):
        problems.append(Problem(message=f"{DATABASE_URL} is not the URL of a database: begin it with {' or '.join(DATABASES)}"))
    secrets = Secrets(telegram_token=values[TELEGRAM_TOKEN], database_url=values[DATABASE_URL], web_password=values[WEB_PASSWORD])
    return secrets, problems


def leaks(text: str, *, file: str) -> Iterator[Problem]:
    """Yield a problem for each secret that stands in a file, without saying it again."""
    for number, line in enumerate(text.split("\n"), start=1):
        for found in _TOKEN.finditer(line):
            message = (
                f"a Telegram token must not stand in a file of config/: set {TELEGRAM_TOKEN} or {TELEGRAM_TOKEN}_FILE, and revoke this one"
            )
            yield Problem(file=file, line=number, column=found.start() + 1, message=message)
        for found in _URL_PASSWORD.finditer(line):
            message = f"a password in a URL must not stand in a file of config/: for the database set {DATABASE_URL} or {DATABASE_URL}_FILE"
            yield Problem(file=file, line=number, column=found.start("password") + 1, message=message)


def redacted(text: str) -> str:
    """Return a message without the secrets that it may quote."""
    text = _TOKEN.sub("[token]", text)
    return _URL_PASSWORD.sub(lambda found: found[0].replace(f":{found['password']}@", ":[password]@"), text)


def one_secret(name: str, environ: Mapping[str, str], problems: list[Problem]) -> str:
    """Return a secret from its variable or the file that it names, empty where it was not given; what is wrong joins the problems."""
    direct, path = environ.get(name, "").strip(), environ.get(f"{name}_FILE", "").strip()
    if direct and path:
        problems.append(Problem(message=f"{name} and {name}_FILE are both set: keep one of them"))
    if direct or not path:
        return direct
    try:
        with Path(path).open("rb") as file:
            body = file.read(LARGEST + 1)
        text = body.decode("utf-8-sig").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        problems.append(Problem(message=f"{name}_FILE names {path}, which cannot be read: {reason}"))
        return ""
    if not text or len(body) > LARGEST or "\n" in text:
        problems.append(Problem(message=f"{name}_FILE names {path}, which does not hold one line with the secret alone"))
        return ""
    return text
