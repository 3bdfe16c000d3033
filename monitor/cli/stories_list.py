"""`monitor stories [list]`: what happened of late, each once, the newest first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from monitor.catalog.load import load
from monitor.cli import STORIES
from monitor.cli.asked import ask, has_database
from monitor.cli.columns import columns
from monitor.cli.explain_text import shown
from monitor.cli.jsonlines import lines_out
from monitor.cli.story_json import line_row
from monitor.model import TopicId
from monitor.service import now
from monitor.storage.story_reads import StoryLine, stories_since

HEAD = ("story", "topics", "sources", "languages", "countries", "stages", "first", "latest", "alerts", "headline")
_WIDE = 80  # characters of a headline


@click.command("list", help=STORIES["list"], context_settings={"show_default": True})
@click.option("--topic", default="", show_default=False, help="Only stories with an article of this topic.")
@click.option("--days", type=click.IntRange(min=1, max=36_500), default=7, help="Stories that changed within so many days.")
@click.option("--limit", type=click.IntRange(min=1, max=5_000), default=50, help="At most so many.")
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--json", "in_json", is_flag=True, help="A JSON line for each story instead of a table.")
def command(topic: str, days: int, limit: int, config: Path, in_json: bool) -> None:
    """Print a line for each story."""
    url = load(config, os.environ).database_url
    asked: dict[str, Any] = {"limit": limit, "topic": TopicId(topic) if topic else None}
    since = now() - timedelta(days=days)
    lines, total = ask(url, lambda database: database.read(stories_since, since, **asked)) if has_database(url) else ([], 0)
    if in_json:
        lines_out(map(line_row, lines))
        return
    of = f" of {topic}" if topic else ""
    click.echo(shown(table(lines, total)) if lines else f"No story{of} changed in the last {days} days.")


def table(lines: Sequence[StoryLine], total: int) -> Iterator[str]:
    """Yield a line for each story; times are of UTC."""
    yield from columns([HEAD, *map(_row, lines)])
    if total > len(lines):
        yield f"and {total - len(lines)} more: --limit"


def _row(line: StoryLine) -> tuple[str, ...]:
    headline = " ".join(line.headline.split())
    return (
        str(line.story.id),
        ", ".join(line.topics),
        str(len(line.sources)) + (" (official)" if line.official else ""),
        str(len(line.languages)),
        str(len(line.countries)),
        ", ".join(line.stages) or "–",
        f"{line.first:%m-%d %H:%M}",
        f"{line.latest:%m-%d %H:%M}",
        alerts_of(line),
        headline if len(headline) <= _WIDE else f"{headline[: _WIDE - 1].rstrip()}…",
    )


def alerts_of(line: StoryLine) -> str:
    """Say how many alerts of a story were told, and how many were held and why."""
    held = ", ".join(f"{count} held: {why}" for why, count in line.held.items())
    told = f"{line.told} told" if line.told else ""
    return ", ".join(filter(None, (told, held))) or "none"
