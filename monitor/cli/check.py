"""``monitor check``: what is wrong or doubtful in a config folder, each with its place; the examples of topics are tried as well."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from monitor.catalog.examples import failing
from monitor.catalog.load import Catalog, load
from monitor.cli import CONFIG_INVALID, OK
from monitor.errors import ConfigInvalid, Problem
from monitor.topics.matcher import Matcher


@click.command()
@click.option("--config", type=click.Path(path_type=Path), default=Path("config"), show_default=True, help="The config folder.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines for people.")
def command(config: Path, as_json: bool) -> int:
    """Say what is wrong with a config folder."""
    catalog, problems = checked(config)
    good = not any(problem.severity == "error" for problem in problems)
    topics, sources = len(catalog.topics), len(catalog.sources)
    feeds = sum(len(source.feeds) for source in catalog.sources)
    if as_json:
        report = {"ok": good, "problems": [asdict(one) for one in problems], "topics": topics, "sources": sources, "feeds": feeds}
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(placed(problem, config))
        errors = sum(problem.severity == "error" for problem in problems)
        click.echo(f"ok: topics {topics}, sources {sources}, feeds {feeds}" if good else f"invalid: {errors} to mend")
    return OK if good else CONFIG_INVALID


def checked(folder: Path) -> tuple[Catalog, Sequence[Problem]]:
    """Return the catalog, an empty one where it is invalid, with every problem, failing examples among them."""
    try:
        catalog = load(folder, os.environ)
    except ConfigInvalid as error:
        return Catalog(), error.problems
    matcher = Matcher(catalog.topics, catalog.concepts, catalog.sources)
    examples = [one for one in catalog.examples if one.topic in {topic.id for topic in catalog.topics if topic.enabled}]
    return catalog, sorted([*catalog.warnings, *failing(examples, matcher.match)])


def placed(problem: Problem, folder: Path) -> str:
    """Return a problem as one line, its file named from where the operator stands, so that terminals can open it."""
    return str(problem).replace(problem.file, (folder / problem.file).as_posix(), 1) if problem.file else str(problem)
