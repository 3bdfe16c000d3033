"""`monitor topics [list]`: every topic of the config, and what it did of late where there is a database."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import click

from monitor.catalog.load import Catalog, load
from monitor.cli import TOPICS
from monitor.cli.asked import ask, has_database
from monitor.cli.columns import columns
from monitor.cli.jsonlines import lines_out
from monitor.model import Topic, TopicId
from monitor.review.precision import LOOKED_BACK, Precision, as_row, precision, precisions, spoken
from monitor.service import now
from monitor.storage.database import Database
from monitor.storage.feedback import verdicts
from monitor.storage.topic_figures import TopicFigures, topic_figures

Figures: TypeAlias = tuple[TopicFigures, Mapping[TopicId, Precision]]

WEEK = timedelta(days=7)
HEAD = ("topic", "title", "body", "examples", "stages", "exclusions", "alerts", "right", "heard by", "file")


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


def look(url: str) -> Figures | None:
    """Return the figures of the last seven days, and what people judged in the last thirty; None where there is no database yet.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """

    async def questions(database: Database) -> Figures:
        figures = await database.read(topic_figures, since=now() - WEEK)
        said = precisions(await database.read(verdicts, since=now() - LOOKED_BACK))
        return figures, {TopicId(one.name): one for one in said.topics}

    return ask(url, questions) if has_database(url) else None


def rows_of(catalog: Catalog, figures: Figures | None, folder: Path) -> list[Mapping[str, Any]]:
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


def _figures(topic: Topic, found: Figures | None) -> Mapping[str, Any]:
    if found is None:
        return {"alerts": None, "held": None, "precision": None, "subscribers": None}
    figures, judged = found
    return {
        "alerts": figures.told.get(topic.id, 0),
        "held": figures.held.get(topic.id, 0),
        "precision": as_row(judged[topic.id]) if topic.id in judged else None,
        "subscribers": figures.hearers(topic.id) if topic.enabled else 0,
    }


def _as_text(row: Mapping[str, Any]) -> tuple[str, ...]:
    def shown(value: int | None) -> str:
        return "–" if value is None else str(value)

    alerts = shown(row["alerts"]) + (f" (held {row['held']})" if row["held"] else "")
    name = row["topic"] if row["enabled"] else f"{row['topic']} (off)"
    examples = f"{row['matches']} + {row['ignores']}"
    counts = (str(len(row["stages"])), str(len(row["exclusions"])))
    said = row["precision"]
    right = spoken(precision(name, said["right"], said["judged"])) if said else "–"
    return (name, row["title"], row["body"], examples, *counts, alerts, right, shown(row["subscribers"]), row["file"])
