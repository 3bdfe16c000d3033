"""The verdict on an article for people: whether it is a topic's, with the reason in the first line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import click

from monitor.alerts.excerpt import sentence_around
from monitor.cli.explain_tree import NO, YES, leaves, places_of
from monitor.model import Article, Body, Topic
from monitor.topics.explained.values import Excluded, Explained, Explanation, Kind
from monitor.topics.explained.wanting import wanting

_COLOURS = {YES: "green", NO: "red"}
_MARK = re.compile(rf"^( *)([{YES}{NO}]) ", re.MULTILINE)
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LACKS = 4  # reasons of one topic that are told
_SENTENCE = 200  # characters of a sentence that is shown
_WIDE = 100  # characters of a clause in the tree
_BODY_ALONE = {
    Body.ALERT: "which alerts",
    Body.DIGEST: "which is kept without an alert",
    Body.IGNORE: "which is not kept",
}


def shown(lines: Iterable[str]) -> str:
    """Return lines for a terminal: nothing of an article can move its cursor; marks have colours, which a pipe does not get."""
    text = _UNPRINTABLE.sub("", "\n".join(lines))
    return _MARK.sub(lambda found: f"{found[1]}{click.style(found[2], fg=_COLOURS[found[2]], bold=True)} ", text)


def verdict(found: Explanation, topic: Topic, article: Article) -> Iterator[str]:
    """Yield whether an article is a topic's, and why: the reason in the first line. What was hit stands in its sentence, in [brackets]."""
    off = "" if found.enabled else " (the topic is switched off: the line does not ask it)"
    if found.matched:
        stage = f", stage {found.stage}" if found.stage else ""
        if found.head is None:
            yield f"{YES} {found.topic}: matches in the {found.field}{stage}{off}"
            yield from _sentence(found.query, article, found.field)
            return
        yield f"{YES} {found.topic}: matches in the body alone, {_BODY_ALONE[topic.body]} (body: {topic.body}){stage}{off}"
        yield from _sentence(found.query, article, "body")
        yield from _lacks(wanting(found.head), found, "title and lead: ")
    elif found.query.holds:
        first, *others = found.excluded
        yield f"{NO} Not {found.topic}: excluded: {_exclusion(first)}{off}"
        yield f"    {_place(first.query, found)}"
        yield from (f"    and: {_exclusion(one)}" for one in others)
    else:
        lines = ["nothing that it asks for is in the text"] if found.unrelated else list(_lacks(found.wanting, found, ""))
        yield f"{NO} Not {found.topic}: {lines[0].strip()}{off}"
        yield from lines[1:]
        yield from (f"    and it would be excluded: {_exclusion(one)}" for one in found.excluded)


def _exclusion(one: Excluded) -> str:
    return f"{one.because.rstrip('.')}; {_found_by(one.query)}"


def _lacks(lacks: Sequence[Explained], found: Explanation, before: str) -> Iterator[str]:
    branch = f", the nearest of its {len(found.query.parts)} branches" if found.query.kind is Kind.SOME and not found.query.own else ""
    for number, clause in enumerate(lacks[:_LACKS]):
        yield f"    {'and ' if number else before}{clause.sentence}"
        yield f"    {_place(clause, found)}{branch}"
        branch = ""
    if len(lacks) > _LACKS:
        yield f"    and {len(lacks) - _LACKS} more"


def _place(clause: Explained, found: Explanation) -> str:
    place = f"{found.file}:{clause.line}:{clause.column}" if found.file else f"line {clause.line}, column {clause.column}"
    return f"{place}  {_cut(clause.says)}"


def _sentence(clause: Explained, article: Article, field: str) -> Iterator[str]:
    """Yield the sentence of a field with what makes a clause true."""
    spans = [span for leaf in leaves(clause) for spot in leaf.spots for span in spot.spans if span.field == field]
    text = {"title": article.title, "lead": article.lead, "body": article.body}[field]
    if spans:
        passage = sentence_around(text, [(span.start, span.end) for span in spans], _SENTENCE)
        yield f"    {''.join(f'[{piece}]' if hit else piece for piece, hit in passage.pieces())}"


def _found_by(clause: Explained) -> str:
    places = places_of(clause)
    return f"found {places}" if places else clause.reason or f"{_cut(clause.says)} is true"


def _cut(says: str) -> str:
    return says if len(says) <= _WIDE else f"{says[: _WIDE - 1].rstrip()}…"
