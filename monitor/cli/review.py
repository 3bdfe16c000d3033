"""`monitor review [DATE]`: one day in figures, from the database."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import click

from monitor.catalog.load import load
from monitor.cli import COMMANDS
from monitor.cli.jsonlines import lines_out
from monitor.review.daily import as_json, as_text, failing_now
from monitor.review.health import Turns, turns_of
from monitor.review.precision import LOOKED_BACK, Precisions, precisions
from monitor.service import now
from monitor.storage.database import open_database, upgrade
from monitor.storage.feedback import verdicts
from monitor.storage.health import standings, told_on
from monitor.storage.lead_times import LeadTime, lead_times
from monitor.storage.overview import Answer, last_answers
from monitor.storage.review import DayFigures, day_figures


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


async def look(url: str, day: date) -> tuple[DayFigures, list[Answer], Turns, tuple[LeadTime, ...], Precisions]:
    """Return a day's figures, feeds that failed when last asked, what became of feeds, who was first, and what people said of alerts.

    What they said is that of the 30 days that end with this one.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    await asyncio.to_thread(upgrade, url)
    database = open_database(url)
    try:
        figures = await database.read(day_figures, day)
        turns = turns_of(await database.read(told_on, day), await database.read(standings))
        start = datetime.combine(day, time.min, tzinfo=UTC)
        end = start + timedelta(days=1)
        leads = await database.read(lead_times, since=start, until=end)
        judged = precisions(await database.read(verdicts, since=end - LOOKED_BACK, until=end))
        return figures, failing_now(await database.read(last_answers), day), turns, leads, judged
    finally:
        await database.close()
