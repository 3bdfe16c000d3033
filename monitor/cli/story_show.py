"""`monitor story ID`: one story whole: who told it when, why each article is in it, who heard of it, what people corrected."""

from __future__ import annotations

import os
from pathlib import Path

import click

from monitor.catalog.load import load
from monitor.cli import STORY
from monitor.cli.asked import ask, has_database
from monitor.cli.explain_text import shown
from monitor.cli.jsonlines import lines_out
from monitor.cli.story_json import report_row
from monitor.cli.story_store import CONFIG, NUMBER
from monitor.cli.story_text import report_lines
from monitor.model import StoryId
from monitor.storage.story_reads import StoryReport, story_report


@click.command("show", help=STORY["show"], context_settings={"show_default": True})
@click.argument("story", metavar="ID", type=NUMBER)
@CONFIG
@click.option("--json", "in_json", is_flag=True, help="One JSON object instead of text.")
def command(story: int, config: Path, in_json: bool) -> None:
    """Print one story."""
    report = look(config, StoryId(story))
    if in_json:
        lines_out([report_row(report, story)])
    else:
        click.echo(shown(report_lines(report, StoryId(story))))


def look(config: Path, story: StoryId) -> StoryReport:
    """Return a story whole.

    Raises:
        click.BadParameter: there is no such story.
        DatabaseUnreachable: the database does not answer.
    """
    url = load(config, os.environ).database_url
    found = ask(url, lambda database: database.read(story_report, story)) if has_database(url) else None
    if found is None:
        raise click.BadParameter(f"there is no story {story}: `monitor stories` lists them", param_hint="ID")
    return found
