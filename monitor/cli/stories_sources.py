"""`monitor stories sources`: how often each source is the first to tell a story, and by how much."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import click

from monitor.catalog.load import load
from monitor.cli import STORIES
from monitor.cli.asked import ask, has_database
from monitor.cli.columns import columns
from monitor.cli.jsonlines import lines_out
from monitor.model import TopicId
from monitor.review.leads import as_rows, spoken
from monitor.service import now
from monitor.storage.lead_times import LeadTime, lead_times

HEAD = ("source", "first", "of stories", "ahead by", "else behind by")


@click.command("sources", help=STORIES["sources"], context_settings={"show_default": True})
@click.option("--topic", default="", show_default=False, help="Only stories with an article of this topic.")
@click.option("--days", type=click.IntRange(min=1, max=36_500), default=30, help="Stories first told within so many days.")
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--json", "in_json", is_flag=True, help="A JSON line for each source instead of a table.")
def command(topic: str, days: int, config: Path, in_json: bool) -> None:
    """Print a line for each source."""
    url = load(config, os.environ).database_url
    since = now() - timedelta(days=days)
    one = TopicId(topic) if topic else None
    leads = ask(url, lambda database: database.read(lead_times, since=since, topic=one)) if has_database(url) else ()
    if in_json:
        lines_out(as_rows(leads))
        return
    for line in table(leads, days):
        click.echo(line)


def table(leads: Sequence[LeadTime], days: int) -> Iterator[str]:
    """Yield a line for each source, those that were first most often before the others; times are medians."""
    if not leads:
        yield f"No story of the last {days} days was told by two sources or more."
        return
    yield from columns([HEAD, *map(_row, leads)])


def _row(one: LeadTime) -> tuple[str, ...]:
    def shown(duration: timedelta | None) -> str:
        return "–" if duration is None else spoken(duration)

    name = f"{one.source} (official)" if one.official else one.source
    return (name, str(one.first), str(one.stories), shown(one.lead), shown(one.lag))
