"""``config/topics/*.yaml``: one topic a file, its query with exact places, and its examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from monitor.catalog import tree
from monitor.catalog.fields import LANGUAGE_KEYS, Flag, Id, Language, Line, Strictly, Text
from monitor.catalog.tree import Place, YamlFile
from monitor.errors import Problem
from monitor.model import Body, Topic, TopicId


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


Written = Annotated[ExampleText, BeforeValidator(_headline, json_schema_input_type=str | ExampleText)]


class ExamplesText(Strictly):
    """Texts that `monitor check` tries the query on."""

    matches: tuple[Written, ...] = Field(
        default=(), description="Texts that the topic must find.", examples=[["Sixth Moscow Format meeting opens"]]
    )
    ignores: tuple[Written, ...] = Field(
        default=(), description="Texts that it must leave alone.", examples=[["MoSCoW, a format of priorities"]]
    )


class TopicFile(Strictly):
    """What an operator wants to hear about."""

    id: Id = Field(description="The word by which the topic is known in commands.", examples=["moscow-format"])
    title: Annotated[dict[Language, Line], AfterValidator(_english_too)] = Field(
        description="Its name by language; English must be there.", examples=[{"en": "Moscow Format"}], json_schema_extra=LANGUAGE_KEYS
    )
    query: Line = Field(description="What to look for, in the language of docs/query-language.md.", examples=['"Moscow Format"'])
    body: Literal["alert", "digest", "ignore"] = Field(
        default="digest", description="What a hit in the body alone is worth; one in title or lead always alerts.", examples=["digest"]
    )
    enabled: Flag = Field(default=True, description="`false` keeps it in the file and watches for nothing.", examples=[False])
    notes: Text = Field(
        default="", description="Anything for the next reader; this program does not read it.", examples=["ends in October"]
    )
    owner: Text = Field(default="", description="Who answers for it.", examples=["Aigul"])
    examples: ExamplesText = Field(default=ExamplesText(), description=ExamplesText.__doc__)

    def noun(self, file: YamlFile) -> Topic:
        """Return the topic as the matcher knows it, with the query exactly as it stands in the file."""
        node, _ = file.node_at(("query",))
        text, place = query_text(node, file.lines) if isinstance(node, tree.Text) else (self.query, Place(0, 0))
        return Topic(
            id=TopicId(self.id),
            query=text,
            title=self.title,
            body=Body(self.body),
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
                )
            )
    return found


def cut_short(file: YamlFile) -> list[Problem]:
    """Return a warning where a query of one line loses its end to a comment: a hashtag that nobody put in quotes."""
    node, _ = file.node_at(("query",))
    if not isinstance(node, tree.Text) or node.style in {"|", ">"}:
        return []
    rest = file.lines[node.end.line - 1][node.end.column - 1 :]
    if not rest.lstrip().startswith("#"):
        return []
    column = node.end.column + len(rest) - len(rest.lstrip())
    message = "what follows `#` is a comment and no part of the query: if it is a hashtag, write `|` after the colon and the query below"
    return [Problem(file=file.name, line=node.end.line, column=column, message=message, severity="warning")]


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


def placed(problem: Problem, topic: Topic, node: tree.Text, lines: Sequence[str]) -> Problem:
    """Return a problem of a query written over several lines without a block, moved to where its character stands.

    YAML folds such lines into one, so that the matcher's columns run past the end of the first.
    """
    if node.style in {"|", ">"} or node.place.line == node.end.line or not problem.column or problem.line < topic.line:
        return problem
    query_lines = topic.query.split("\n")
    before = sum(len(line) + 1 for line in query_lines[: problem.line - topic.line]) + problem.column - topic.column
    wanted = sum(not char.isspace() for char in topic.query[:before])
    line, column = topic.line, topic.column
    for text in lines[topic.line - 1 : node.end.line]:
        for number, char in enumerate(text[column - 1 :], start=column):
            if (line, number) < (node.end.line, node.end.column) and not char.isspace():
                if not wanted:
                    return replace(problem, line=line, column=number)
                wanted -= 1
        line, column = line + 1, 1
    return replace(problem, line=node.end.line, column=node.end.column)
