"""What the commands about official lists share: the database of a config, and which list is meant."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from monitor.catalog.load import load
from monitor.model import Feed
from monitor.storage.database import open_database, upgrade
from monitor.storage.registers import lists
from monitor.storage.transaction import Transaction

T = TypeVar("T")

CONFIG = click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
URL = click.option("--url", default="", help="The list's URL, where a source has several.")


def stored(config: Path, unit: Callable[[Transaction], T]) -> T:
    """Run one unit of work on a config's database.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """

    async def work() -> T:
        database_url = load(config, os.environ).database_url
        await asyncio.to_thread(upgrade, database_url)
        database = open_database(database_url)
        try:
            return await database.run(unit)
        finally:
            await database.close()

    return asyncio.run(work())


def list_of(tx: Transaction, source: str, url: str = "") -> Feed:
    """Return the list of a source.

    Raises:
        click.ClickException: there is none, or there are several and no URL chooses one.
    """
    found = [feed for feed in lists(tx) if feed.source == source and url in ("", feed.url)]
    if len(found) == 1:
        return found[0]
    if not found:
        known = ", ".join(sorted({feed.source for feed in lists(tx)})) or "none"
        raise click.ClickException(f"no official list of `{source}` is watched; those that are: {known}")
    raise click.ClickException(f"`{source}` has several lists: choose one with --url " + " or --url ".join(feed.url for feed in found))
