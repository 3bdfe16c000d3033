"""`monitor topics [list]`: every topic of the config, and what it did of late where there is a database."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from monitor.catalog.load import Catalog, load
from monitor.cli import TOPICS
from monitor.cli.asked import ask, has_database
from monitor.cli.columns import columns
from monitor.cli.jsonlines import lines_out
from monitor.model import Topic
from monitor.service import now
from monitor.storage.topic_figures import TopicFigures, topic_figures

WEEK = timedelta(days=7)
HEAD = ("topic", "title", "body", "examples", "stages", "exclusions", "alerts", "heard by", "file")


@click.command("list", help=TOPICS["list"], context_settings={"show_default": True})
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--json", "in_json", is_flag=True, help="A JSON line for each topic instead of a table.")
def command(config: Path, in_json: bool) -> None:
    """Print a line for each topic."""
    catalog = load(config, os.environ)
    rows = rows_of(catalog, look(catalog.database_url), config)
    if in_json:
        lines_out(rows)
        return
    for line in columns([HEAD, *map(_as_text, rows)]):
        click.echo(line)


def look(url: str) -> TopicFigures | None:
    """Return the figures of the last seven days; None where there is no database yet.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    return ask(url, lambda database: database.read(topic_figures, since=now() - WEEK)) if has_database(url) else None


def rows_of(catalog: Catalog, figures: TopicFigures | None, folder: Path) -> list[Mapping[str, Any]]:
    """Return a row for each topic in the order of their files; what only a database knows is None where there is none."""
    matches, ignores = (Counter(one.topic for one in catalog.examples if one.matches is wanted) for wanted in (True, False))
    return [
        {
            "topic": topic.id,
            "title": topic.title["en"],
            "enabled": topic.enabled,
            "body": topic.body.value,
            "matches": matches[topic.id],
            "ignores": ignores[topic.id],
            "stages": [one.stage.value for one in topic.stages],
            "exclusions": [one.because for one in topic.exclusions],
            "file": (folder / topic.file).as_posix(),
            **_figures(topic, figures),
        }
        for topic in catalog.topics
    ]


def _figures(topic: Topic, figures: TopicFigures | None) -> Mapping[str, int | None]:
    if figures is None:
        return {"alerts": None, "held": None, "subscribers": None}
    return {
        "alerts": figures.told.get(topic.id, 0),
        "held": figures.held.get(topic.id, 0),
        "subscribers": figures.hearers(topic.id) if topic.enabled else 0,
    }


def _as_text(row: Mapping[str, Any]) -> tuple[str, ...]:
    def shown(value: int | None) -> str:
        return "–" if value is None else str(value)

    alerts = shown(row["alerts"]) + (f" (held {row['held']})" if row["held"] else "")
    name = row["topic"] if row["enabled"] else f"{row['topic']} (off)"
    examples = f"{row['matches']} + {row['ignores']}"
    counts = (str(len(row["stages"])), str(len(row["exclusions"])))
    return (name, row["title"], row["body"], examples, *counts, alerts, shown(row["subscribers"]), row["file"])
