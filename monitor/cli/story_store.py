"""What the commands on one story share: ids, the database of a config, who speaks, and errors as the command line tells them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from monitor.catalog.load import load
from monitor.cli.asked import has_database
from monitor.cli.registers_store import CONFIG, stored
from monitor.storage.story_corrections import CannotCorrect
from monitor.storage.transaction import Transaction

__all__ = ["BY", "CONFIG", "NUMBER", "corrected"]

T = TypeVar("T")

NUMBER = click.IntRange(min=1, max=2**63 - 1)
BY = click.option(
    "--by",
    envvar=["USER", "LOGNAME"],
    default="somebody",
    show_default="$USER",
    callback=lambda _context, _option, name: name.strip() or "somebody",
    help="Who says so.",
)


def corrected(config: Path, unit: Callable[[Transaction], T]) -> T:
    """Carry out what a person says of a story, while the service runs or not.

    Raises:
        click.UsageError: it makes no sense; nothing was changed.
        DatabaseUnreachable: the database does not answer.
    """
    if not has_database(load(config, os.environ).database_url):
        raise click.UsageError("there is no database yet, and so no story")
    try:
        return stored(config, unit)
    except CannotCorrect as error:
        raise click.UsageError(str(error)) from error
