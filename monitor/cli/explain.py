"""`monitor explain URL|FILE|ID`: why an article matched or did not, clause by clause; why it was a copy; who was told."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from monitor.catalog.load import Catalog, load
from monitor.cli import COMMANDS
from monitor.cli.explain_asked import Subject, subjects_of
from monitor.cli.explain_fate import alert_lines, copy_lines, stamp
from monitor.cli.explain_json import as_json
from monitor.cli.explain_text import shown, verdict
from monitor.cli.explain_tree import tree
from monitor.cli.jsonlines import lines_out
from monitor.model import Topic, TopicId
from monitor.text.boilerplate import boilerplate_spans
from monitor.topics.explain import Explainer
from monitor.topics.explained.values import Explanation
from monitor.topics.place import nearest

_LONGEST = 240  # characters of a field that are shown


@click.command("explain", help=COMMANDS["explain"], context_settings={"show_default": True})
@click.argument("asked", metavar="URL|FILE|ID")
@click.option(
    "--topic",
    default="",
    show_default=False,
    help="This topic alone, its query whole; without it all, and the nearest opened where it failed.",
)
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--json", "in_json", is_flag=True, help="A JSON object for each article instead of text.")
def command(asked: str, topic: str, config: Path, in_json: bool) -> None:
    """Explain an article."""
    catalog = load(config, os.environ)
    topics = chosen(topic, catalog)
    explainer = Explainer(topics.values(), catalog.concepts, catalog.sources)
    subjects = subjects_of(asked, catalog)
    if in_json:
        lines_out(as_json(subject, explainer.explain(subject.article), topics) for subject in subjects)
        return
    for number, subject in enumerate(subjects):
        if number:
            click.echo()
        click.echo(shown(report(subject, explainer.explain(subject.article), topics, whole=bool(topic))))


def chosen(topic: str, catalog: Catalog) -> Mapping[TopicId, Topic]:
    """Return the topics to explain, those switched off too.

    Raises:
        click.BadParameter: there is no topic of this name.
    """
    topics = {one.id: one for one in catalog.topics}
    if not topic:
        return topics
    if TopicId(topic) not in topics:
        guess = nearest(topic, topics) or f"there are {', '.join(sorted(topics)) or 'none'}"
        raise click.BadParameter(f"there is no topic {topic!r}: {guess}", param_hint="--topic")
    return {TopicId(topic): topics[TopicId(topic)]}


def report(subject: Subject, found: Sequence[Explanation], topics: Mapping[TopicId, Topic], *, whole: bool) -> Iterator[str]:
    """Yield the report on one article: verdicts, the article, the trees that tell most, what became of it."""
    for one in sorted(found, key=_nearness):
        yield from verdict(one, topics[one.topic], subject.article)
    yield ""
    yield from article_lines(subject)
    for one in opened(found, whole=whole):
        yield from ("", f"{one.topic}:", *tree(one, whole=whole))
    if subject.fate is not None:
        yield ""
        yield from copy_lines(subject.fate)
        yield from alert_lines(subject.fate, found, topics)


def opened(found: Sequence[Explanation], *, whole: bool) -> Sequence[Explanation]:
    """Return those whose query is shown: the one that was asked for, else those that match, else the one that came nearest."""
    if whole:
        return found
    return [one for one in found if one.matched] or [one for one in sorted(found, key=_nearness) if not one.unrelated][:1]


def _nearness(found: Explanation) -> tuple[bool, bool, float, int]:
    return not found.matched, found.unrelated, found.query.missing, -found.query.evidence


def article_lines(subject: Subject) -> Iterator[str]:
    """Yield what was explained: where it was found, and what the matcher saw of it."""
    article = subject.article
    yield subject.where
    if article.source or article.published or article.seen:
        seen = f", first seen {stamp(article.seen)}" if article.seen else ""
        yield f"  source    {article.source or 'not known'}, {stamp(article.published)}{seen}"
    if article.url and article.url not in subject.where:
        yield f"  url       {article.url}"
    yield f"  language  {subject.language}"
    for name, text in (("title", article.title), ("lead", article.lead)):
        yield f"  {name:<9} {_shown(text) or 'none'}"
    yield f"  body      {f'{len(article.body):,} characters' if article.body else 'none'}"
    for name, text in (("title", article.title), ("lead", article.lead), ("body", article.body)):
        for start, end in boilerplate_spans(text):
            yield f"  left out  of the {name}, as a disclaimer: “{_shown(text[start:end])}”"


def _shown(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1].rstrip()}…"
