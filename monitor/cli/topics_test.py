"""`monitor topics test [TOPIC…]`: the examples of topics, tried one by one as `monitor check` tries them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from monitor.catalog.examples import article_of, failing
from monitor.catalog.load import Catalog, load
from monitor.catalog.topics import Example
from monitor.cli import FINDINGS, OK, TOPICS
from monitor.cli.check import placed
from monitor.cli.jsonlines import lines_out
from monitor.errors import Problem
from monitor.model import Topic
from monitor.topics.explain import explain
from monitor.topics.explained.values import Explained, Explanation, Kind
from monitor.topics.explained.wanting import wanting
from monitor.topics.matcher import Matcher
from monitor.topics.place import nearest

MOST_FOUND = 8  # words that are named as found


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """An example, what is wrong with what its topic says of it (None where nothing is), and what in the text makes it so."""

    example: Example
    problem: Problem | None = None
    reason: str = ""


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
    by_id = {topic.id: topic for topic in topics}
    tried = []
    for example in catalog.examples:
        if example.topic in by_id:
            problem = next(failing([example], matcher.match), None)
            reason = (
                _reason(example, explain(by_id[example.topic], article_of(example), catalog.concepts, catalog.sources)) if problem else ""
            )
            tried.append(Tried(example=example, problem=problem, reason=reason))
    return tried


def _reason(example: Example, why: Explanation) -> str:
    """The first thing that makes an example fail, in a line."""
    if not why.matched:
        return f"excluded: {why.excluded[0].because}" if why.excluded else why.wanting[0].sentence
    if not example.matches:
        return f"found in the {why.field}: {', '.join([*dict.fromkeys(_found(why.query))][:MOST_FOUND])}"
    expected = next((one.query for one in why.stages if one.stage is example.stage), None)
    if expected is None:
        return f"the topic has no stage `{example.stage}`"
    return f"`{why.stage}` stands before it, and is true as well" if expected.holds else wanting(expected)[0].sentence


def _found(query: Explained) -> Iterator[str]:
    """What a clause that is true found, by its innermost parts."""
    parts = [part for part in query.parts if part.holds and part.kind is not Kind.NOT]
    for part in parts:
        yield from _found(part)
    yield from () if parts else (f"“{spot.written}”" for spot in query.spots)


def _as_text(topic: Topic, tried: Sequence[Tried], folder: Path, *, verbose: bool) -> Iterator[str]:
    for one in tried:
        if one.problem:
            yield placed(one.problem, folder)
            yield f"    {one.reason}"
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
        "reason": one.reason,
    }


def _text(example: Example) -> str:
    return example.title or example.lead or example.body


def _expected(example: Example) -> str:
    if not example.matches:
        return "is left alone"
    return f"is found at the stage {example.stage.value}" if example.stage else "is found"
