"""``config/topics/*.yaml``: one topic a file, its queries with exact places, and its examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from monitor.alerts.when import read_condition
from monitor.catalog import tree
from monitor.catalog.fields import LANGUAGE_KEYS, Flag, Id, Language, Line, Strictly, Text
from monitor.catalog.tree import Items, Keys, Place, YamlFile
from monitor.errors import Problem, QueryInvalid
from monitor.model import Body, Exclusion, Stage, StageQuery, Topic, TopicId

StageWord = Literal["denied", "proposed", "announced", "decided", "in_force"]


def _english_too(title: dict[str, str]) -> dict[str, str]:
    if "en" not in title:
        raise ValueError("the title is not there in English: write `en: …`, which is shown where a language has none of its own")
    return title


def _headline(value: object) -> object:
    """Let an example be a headline alone."""
    return {"title": value} if isinstance(value, str) else value


class ExampleText(Strictly):
    """A text that the topic must find, or must leave alone. A text alone is a headline."""

    lang: Language = Field(default="", description="Its language; found out from the text where it is not given.", examples=["ru"])
    title: Text = Field(default="", description="The headline.", examples=["Sixth Moscow Format meeting opens"])
    text: Text = Field(default="", description="The lead.", examples=["Ten delegations met in Moscow on Friday."])
    body: Text = Field(default="", description="The rest of the article.", examples=["…"])


class MatchText(ExampleText):
    """A text that the topic must find, and how far what it claims has come. A text alone is a headline."""

    stage: StageWord | None = Field(default=None, description="The stage that it must be found at.", examples=["decided"])


Written = Annotated[ExampleText, BeforeValidator(_headline, json_schema_input_type=str | ExampleText)]
WrittenMatch = Annotated[MatchText, BeforeValidator(_headline, json_schema_input_type=str | MatchText)]


class ExamplesText(Strictly):
    """Texts that `monitor check` tries the query on."""

    matches: tuple[WrittenMatch, ...] = Field(
        default=(), description="Texts that the topic must find.", examples=[["Sixth Moscow Format meeting opens"]]
    )
    ignores: tuple[Written, ...] = Field(
        default=(), description="Texts that it must leave alone.", examples=[["MoSCoW, a format of priorities"]]
    )


class ExclusionText(Strictly):
    """What an article of the topic must not say, and why."""

    query: Line = Field(description="An article of which it is true is none of the topic's.", examples=["title:cricket"])
    because: Line = Field(description="Why the operator wants none of these.", examples=["squads have lists too"])


class StagesText(Strictly):
    """How far what an article claims has come: a query each, and the first in the file that is true of it is its stage."""

    denied: Line = Field(default="", description="It is denied, refused, or too early.", examples=["denies"])
    proposed: Line = Field(default="", description="It may come: a plan, a request, a draft.", examples=['"may lift"'])
    announced: Line = Field(default="", description="It is said to be coming.", examples=["announced"])
    decided: Line = Field(default="", description="It was done by those who decide.", examples=["lifted"])
    in_force: Line = Field(default="", description="It holds now.", examples=['"no longer"'])


class TopicFile(Strictly):
    """What an operator wants to hear about."""

    id: Id = Field(description="The word by which the topic is known in commands.", examples=["moscow-format"])
    title: Annotated[dict[Language, Line], AfterValidator(_english_too)] = Field(
        description="Its name by language; English must be there.", examples=[{"en": "Moscow Format"}], json_schema_extra=LANGUAGE_KEYS
    )
    query: Line = Field(description="What to look for, in the language of docs/query-language.md.", examples=['"Moscow Format"'])
    exclusions: tuple[ExclusionText, ...] = Field(
        default=(), description=ExclusionText.__doc__, examples=[[{"query": "title:cricket", "because": "squads have lists too"}]]
    )
    stages: StagesText = Field(default=StagesText(), description=StagesText.__doc__)
    body: Literal["alert", "digest", "ignore"] = Field(
        default="digest", description="What a hit in the body alone is worth; one in title or lead always alerts.", examples=["digest"]
    )
    alert_when: Text = Field(
        default="",
        description="What must stand behind a story before it alerts: sources, their countries, languages, or an official source.",
        examples=["sources >= 2 from countries >= 2 or @official"],
    )
    urgent: Flag = Field(default=False, description="`true` sends its alerts before all others that wait.", examples=[True])
    enabled: Flag = Field(default=True, description="`false` keeps it in the file and watches for nothing.", examples=[False])
    notes: Text = Field(
        default="", description="Anything for the next reader; this program does not read it.", examples=["ends in October"]
    )
    owner: Text = Field(default="", description="Who answers for it.", examples=["Aigul"])
    examples: ExamplesText = Field(default=ExamplesText(), description=ExamplesText.__doc__)

    def noun(self, file: YamlFile) -> Topic:
        """Return the topic as the matcher knows it, with the queries exactly as they stand in the file."""
        written = {path: query_text(node, file.lines) for path, node in queries_in(file)}
        text, place = written["query",]
        stages, exclusions = [], []
        for path, (query, at) in written.items():
            match path:
                case ("exclusions", int(number), _):
                    because = self.exclusions[number].because
                    exclusions.append(Exclusion(query=query, because=because, line=at.line, column=at.column))
                case ("stages", str(stage)):
                    stages.append(StageQuery(stage=Stage(stage), query=query, line=at.line, column=at.column))
        return Topic(
            id=TopicId(self.id),
            query=text,
            exclusions=tuple(exclusions),
            stages=tuple(stages),
            title=self.title,
            body=Body(self.body),
            alert_when=" ".join(self.alert_when.split()),
            urgent=self.urgent,
            enabled=self.enabled,
            file=file.name,
            line=place.line,
            column=place.column,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text with what its topic should say of it, and where an operator wrote it."""

    topic: TopicId
    matches: bool
    language: str
    title: str
    lead: str
    body: str
    file: str
    line: int
    column: int
    stage: Stage | None = None  # None where it may be found at any


def queries_in(file: YamlFile) -> Iterator[tuple[tuple[str | int, ...], tree.Text]]:
    """Yield the path and the text of each query that stands in a topic's file, exclusions and stages in their order."""
    top = file.root.nodes if isinstance(file.root, Keys) else {}
    exclusions, stages = top.get("exclusions"), top.get("stages")
    paths: list[tuple[str | int, ...]] = [("query",)]
    paths += [("exclusions", number, "query") for number in range(len(exclusions.nodes) if isinstance(exclusions, Items) else 0)]
    paths += [("stages", stage) for stage in (stages.nodes if isinstance(stages, Keys) else ())]
    for path in paths:
        node, _ = file.node_at(path)
        if isinstance(node, tree.Text) and node.value is not None:
            yield path, node


def examples_of(topic: TopicFile, file: YamlFile) -> list[Example]:
    """Return the examples of one topic, those to be found first."""
    found = []
    for key, expected, texts in (("matches", True, topic.examples.matches), ("ignores", False, topic.examples.ignores)):
        for number, one in enumerate(texts):
            _, place = file.node_at(("examples", key, number))
            found.append(
                Example(
                    topic=TopicId(topic.id),
                    matches=expected,
                    language=one.lang,
                    title=one.title,
                    lead=one.text,
                    body=one.body,
                    file=file.name,
                    line=place.line,
                    column=place.column,
                    stage=Stage(one.stage) if isinstance(one, MatchText) and one.stage else None,
                )
            )
    return found


def cut_short(file: YamlFile) -> Iterator[Problem]:
    """Yield a warning where a query of one line loses its end to a comment: a hashtag that nobody put in quotes."""
    message = "what follows `#` is a comment and no part of the query: if it is a hashtag, write `|` after the colon and the query below"
    for _, node in queries_in(file):
        rest = file.lines[node.end.line - 1][node.end.column - 1 :]
        if node.style not in {"|", ">"} and rest.lstrip().startswith("#"):
            column = node.end.column + len(rest) - len(rest.lstrip())
            yield Problem(file=file.name, line=node.end.line, column=column, message=message, severity="warning")


def condition_problems(file: YamlFile) -> Iterator[Problem]:
    """Yield what is wrong with the ``alert_when`` of a topic's file, at its place there."""
    node, _ = file.node_at(("alert_when",))
    if not isinstance(node, tree.Text) or node.value is None or not node.spelling.strip():
        return
    text, place = query_text(node, file.lines)
    try:
        read_condition(text)
    except QueryInvalid as error:
        for problem in error.problems:
            begun = place.column if problem.line == 1 or node.style in {"|", ">"} else 1
            at = replace(problem, file=file.name, line=place.line + problem.line - 1, column=begun + problem.column - 1)
            yield placed(at, text, place, node, file.lines)


def query_text(node: tree.Text, lines: Sequence[str]) -> tuple[str, Place]:
    """Return a query and the place of its first character.

    A folded block (``>``) is taken line by line like a literal one, since line breaks mean nothing in a query and keep places true.
    """
    if node.style not in {"|", ">"}:
        quote = 1 if node.style else 0
        return node.spelling, Place(node.place.line, node.place.column + quote)
    block = lines[node.place.line :]
    first = next((line for line in block if line.strip()), "")
    indent = len(first) - len(first.lstrip(" "))
    written = list(takewhile(lambda line: not line.strip() or line.startswith(" " * indent), block))
    text = "\n".join(line[indent:] for line in written).rstrip() + "\n"
    same = text.split() == node.spelling.split()  # not so where the block says its own indentation (|2)
    return text if same else node.spelling, Place(node.place.line + 1, indent + 1)


def placed(problem: Problem, query: str, begun: Place, node: tree.Text, lines: Sequence[str]) -> Problem:
    """Return a problem of a query written over several lines without a block, moved to where its character stands.

    YAML folds such lines into one, so that the matcher's columns run past the end of the first.
    """
    if node.style in {"|", ">"} or node.place.line == node.end.line or not problem.column or problem.line < begun.line:
        return problem
    query_lines = query.split("\n")
    before = sum(len(line) + 1 for line in query_lines[: problem.line - begun.line]) + problem.column - begun.column
    wanted = sum(not char.isspace() for char in query[:before])
    for number, text in enumerate(lines[begun.line - 1 : node.end.line], start=begun.line):
        first = begun.column if number == begun.line else 1
        for column, char in enumerate(text[first - 1 :], start=first):
            if Place(number, column) < node.end and not char.isspace():
                if not wanted:
                    return replace(problem, line=number, column=column)
                wanted -= 1
    return replace(problem, line=node.end.line, column=node.end.column)
