"""What the matcher says of topics and concepts, moved to the exact places in their files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from monitor.catalog.topics import placed, queries_in
from monitor.catalog.tree import Items, Node, Place, Text, YamlFile
from monitor.errors import Problem
from monitor.model import Concept, Exclusion, Source, StageQuery, Topic
from monitor.topics.standing import check

_QUOTED = re.compile(r'"([^"]+)"')


def query_problems(
    topics: Sequence[Topic],
    concepts: Sequence[Concept],
    broken: Iterable[YamlFile],
    sources: Sequence[Source],
    files: Mapping[str, YamlFile],
) -> Iterator[Problem]:
    """Yield the errors and warnings of all queries and concepts.

    Args:
        topics: those whose file is well-formed.
        concepts: those whose file is well-formed.
        broken: files of concepts that could not be read; a query may name them all the same, so that one mistake is told once.
        sources: for the languages that concepts should have terms in.
        files: by name, those of the topics and concepts.
    """
    by_file = {topic.file: topic for topic in topics}
    stand_ins = [Concept(id=name, terms={"": ("x",)}) for name in map(_id_of, broken)]
    told: set[tuple[str, str]] = set()
    for problem in check(topics, [*concepts, *stand_ins], languages_of(sources)):
        words = (problem.file, problem.message.partition(" — at ")[0])
        if problem.severity == "warning" and words in told:
            continue  # a concept that a query names ten times is doubtful once
        told.add(words)
        file = files[problem.file]
        if problem.file in by_file:
            yield _in_topic(problem, by_file[problem.file], file)
        else:
            yield _in_concept(problem, file)


def languages_of(sources: Iterable[Source]) -> set[str]:
    """Return the languages that the enabled sources write in."""
    return {feed.language or source.language for source in sources if source.enabled for feed in source.feeds} - {""}


def _id_of(file: YamlFile) -> str:
    node, _ = file.node_at(("id",))
    return node.spelling if isinstance(node, Text) else PurePosixPath(file.name).stem


def _in_topic(problem: Problem, topic: Topic, file: YamlFile) -> Problem:
    """Move a problem to its place in the query that it is of: the last that begins before it."""
    queries: list[Topic | Exclusion | StageQuery] = [topic, *topic.exclusions, *topic.stages]
    nodes = [node for _, node in queries_in(file)]
    at = (problem.line, problem.column)
    before = [(query, node) for query, node in zip(queries, nodes, strict=True) if (query.line, query.column) <= at]
    query, node = max(before, key=lambda one: (one[0].line, one[0].column), default=(topic, nodes[0]))
    return placed(problem, query.query, Place(query.line, query.column), node, file.lines)


def _in_concept(problem: Problem, file: YamlFile) -> Problem:
    """Move a problem that names a word of the concept to where that word stands."""
    words = set(_QUOTED.findall(problem.message))
    for path in (("not_only",), ("terms",)):
        node, _ = file.node_at(path)
        for text in _texts(node) if file.root is not node else ():
            if words & {text.spelling, *text.spelling.split()}:
                return replace(problem, line=text.place.line, column=text.place.column)
    _, place = file.node_at(("terms",))
    return replace(problem, line=place.line, column=place.column)


def _texts(node: Node | None) -> Iterator[Text]:
    if isinstance(node, Text):
        yield node
    elif node is not None:
        for one in node.nodes if isinstance(node, Items) else node.nodes.values():
            yield from _texts(one)
