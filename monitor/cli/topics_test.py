"""`monitor topics test [TOPIC…]`: the examples of topics, tried one by one as `monitor check` tries them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from monitor.catalog.examples import failing
from monitor.catalog.load import Catalog, load
from monitor.catalog.topics import Example
from monitor.cli import FINDINGS, OK, TOPICS
from monitor.cli.check import placed
from monitor.cli.jsonlines import lines_out
from monitor.errors import Problem
from monitor.model import Topic
from monitor.topics.matcher import Matcher
from monitor.topics.place import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """An example, and what is wrong with what its topic says of it: None where nothing is."""

    example: Example
    problem: Problem | None


@click.command("test", help=TOPICS["test"], context_settings={"show_default": True})
@click.argument("topics", metavar="[TOPIC]…", nargs=-1)
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--json", "in_json", is_flag=True, help="A JSON line for each example instead of text.")
@click.option("-v", "--verbose", is_flag=True, help="Name the examples that hold as well.")
def command(topics: tuple[str, ...], config: Path, in_json: bool, verbose: bool) -> int:
    """Try the examples, print what fails, and return 1 where anything does."""
    catalog = load(config, os.environ)
    chosen = chosen_topics(catalog, topics)
    tried = tried_examples(catalog, chosen)
    if in_json:
        lines_out(_as_json(one, config) for one in tried)
    else:
        for topic in chosen:
            for line in _as_text(topic, [one for one in tried if one.example.topic == topic.id], config, verbose=verbose):
                click.echo(line)
    return FINDINGS if any(one.problem for one in tried) else OK


def chosen_topics(catalog: Catalog, names: Sequence[str]) -> list[Topic]:
    """Return the topics that are named, in the order of their files; without a name, all that are enabled.

    Raises:
        click.UsageError: a name is no topic's.
    """
    known = {topic.id: topic for topic in catalog.topics}
    for name in names:
        if name not in known:
            raise click.UsageError(f"there is no topic `{name}`: {nearest(name, known) or 'those that there are: ' + ', '.join(known)}")
    return [topic for topic in catalog.topics if (topic.id in names if names else topic.enabled)]


def tried_examples(catalog: Catalog, topics: Sequence[Topic]) -> list[Tried]:
    """Try each example of some topics, enabled or not."""
    matcher = Matcher([replace(topic, enabled=True) for topic in topics], catalog.concepts, catalog.sources)
    wanted = {topic.id for topic in topics}
    examples = [one for one in catalog.examples if one.topic in wanted]
    return [Tried(example=one, problem=next(failing([one], matcher.match), None)) for one in examples]


def _as_text(topic: Topic, tried: Sequence[Tried], folder: Path, *, verbose: bool) -> Iterator[str]:
    for one in tried:
        if one.problem:
            yield placed(one.problem, folder)
        elif verbose:
            at = f"{(folder / one.example.file).as_posix()}:{one.example.line}:{one.example.column}"
            yield f"{at}: ok: “{_text(one.example)}” {_expected(one.example)}"
    failed = sum(one.problem is not None for one in tried)
    said = f"{failed} of {len(tried)} examples fail" if failed else f"examples {len(tried)}, all hold" if tried else "no examples"
    yield f"{topic.id}: {said}"


def _as_json(one: Tried, folder: Path) -> Mapping[str, Any]:
    example = one.example
    return {
        "topic": example.topic,
        "file": (folder / example.file).as_posix(),
        "line": example.line,
        "column": example.column,
        "text": _text(example),
        "expected": "matches" if example.matches else "ignores",
        "stage": example.stage.value if example.stage else None,
        "ok": one.problem is None,
        "message": one.problem.message if one.problem else "",
    }


def _text(example: Example) -> str:
    return example.title or example.lead or example.body


def _expected(example: Example) -> str:
    if not example.matches:
        return "is left alone"
    return f"is found at the stage {example.stage.value}" if example.stage else "is found"
