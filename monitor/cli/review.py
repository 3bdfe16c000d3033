"""`monitor review [DATE]`: one day in figures, from the database."""

from __future__ import annotations

import asyncio
import os
from datetime import date, datetime
from pathlib import Path

import click

from monitor.catalog.load import load
from monitor.cli import COMMANDS
from monitor.cli.jsonlines import lines_out
from monitor.review.daily import as_json, as_text
from monitor.review.figures import Figures, figures_of
from monitor.service import now
from monitor.storage.database import open_database, upgrade


@click.command(
    "review", help=f"{COMMANDS['review']} DATE is YYYY-MM-DD in UTC; without it, today.", context_settings={"show_default": True}
)
@click.argument("day", metavar="[DATE]", required=False, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--json", "in_json", is_flag=True, help="One JSON object instead of text.")
def command(day: datetime | None, config: Path, in_json: bool) -> None:
    """Print the figures of one day."""
    url = load(config, os.environ).database_url
    found = asyncio.run(look(url, day.date() if day else now().date()))
    if in_json:
        lines_out([as_json(*found)])
    else:
        click.echo(as_text(*found), nl=False)


async def look(url: str, day: date) -> Figures:
    """Return what the review of a day says.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    await asyncio.to_thread(upgrade, url)
    database = open_database(url)
    try:
        return await figures_of(database, day)
    finally:
        await database.close()
