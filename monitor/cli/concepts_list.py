"""`monitor concepts [list]`: every concept of the config, who names it, and the languages it lacks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from monitor.catalog.concepts import ANY
from monitor.catalog.load import Catalog, load
from monitor.catalog.queries import languages_of
from monitor.cli import CONCEPTS
from monitor.cli.columns import columns
from monitor.cli.jsonlines import lines_out
from monitor.topics.named import concepts_of

HEAD = ("concept", "terms", "topics", "no terms in", "file")


@click.command("list", help=CONCEPTS["list"], context_settings={"show_default": True})
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--json", "in_json", is_flag=True, help="A JSON line for each concept instead of a table.")
def command(config: Path, in_json: bool) -> None:
    """Print a line for each concept."""
    rows = rows_of(load(config, os.environ), config)
    if in_json:
        lines_out(rows)
        return
    for line in columns([HEAD, *map(_as_text, rows)]):
        click.echo(line)


def rows_of(catalog: Catalog, folder: Path) -> list[Mapping[str, Any]]:
    """Return a row for each concept in the order of their files.

    ``topics`` are those that name it, ``concepts`` those whose ``not_only`` does; ``lacking`` are languages that sources write in.
    """
    named = {topic.id: concepts_of(topic) for topic in catalog.topics}
    spoken = sorted(languages_of(catalog.sources))
    return [
        {
            "concept": concept.id,
            "terms": {language or ANY: list(terms) for language, terms in concept.terms.items()},
            "topics": [topic for topic, names in named.items() if concept.id in names],
            "concepts": [other.id for other in catalog.concepts if concept.id in other.not_only],
            "lacking": [] if concept.terms.get("") else [language for language in spoken if not concept.terms.get(language)],
            "file": (folder / concept.file).as_posix(),
        }
        for concept in catalog.concepts
    ]


def _as_text(row: Mapping[str, Any]) -> tuple[str, ...]:
    terms = " ".join(f"{language} {len(words)}" for language, words in row["terms"].items())
    named = [*row["topics"], *(f"@{name} (not_only)" for name in row["concepts"])]
    return (row["concept"], terms, ", ".join(named) or "none", " ".join(row["lacking"]) or "–", row["file"])
