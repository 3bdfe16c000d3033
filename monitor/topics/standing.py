"""Topics made ready to stand: each query, exclusion and stage as a clause, and what is wrong with them by file, line and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from monitor.errors import Problem, QueryInvalid
from monitor.model import Concept, Source, Stage, Topic
from monitor.topics.anchors import mentioned
from monitor.topics.clauses import AllOf, Clause, Without
from monitor.topics.compile import Compiler
from monitor.topics.concepts import compile_concepts
from monitor.topics.doubts import doubts, lacking_terms
from monitor.topics.lexicon import Lexicon
from monitor.topics.nodes import Node
from monitor.topics.positions import TEXT
from monitor.topics.syntax import parse


@dataclass(frozen=True, slots=True)
class Standing:
    """A compiled topic.

    Attributes:
        clause: true of an article where the query is and no exclusion is.
        leaves: every leaf whose places the clause may ask for.
        stages: in the operator's order.
        stage_leaves: the leaves of those.
    """

    topic: Topic
    clause: Clause
    leaves: frozenset[int]
    stages: tuple[tuple[Stage, Clause], ...] = ()
    stage_leaves: frozenset[int] = frozenset()


class _Written(NamedTuple):
    """One query of a topic, the place where it begins in the topic's file, and whether it may be true without a word."""

    query: str
    line: int
    column: int
    wordless: bool = True


def compiler_of(concepts: Iterable[Concept], sources: Iterable[Source], lexicon: Lexicon) -> tuple[Compiler, list[Problem]]:
    """The compiler that topics share, and what is wrong with the concepts."""
    compiled, problems = compile_concepts(concepts, lexicon)
    return Compiler(lexicon, compiled, {source.id: source for source in sources}), problems


def standing(topic: Topic, compiler: Compiler, problems: list[Problem]) -> Standing | None:
    """The topic ready to stand; where a query of it cannot be, None, and why is added to ``problems``."""
    query, *others = [_clause(topic, written, compiler, problems) for written in _queries_of(topic)]
    if query is None or None in others:
        return None
    clauses = [clause for clause in others if clause is not None]
    exclusions, families = clauses[: len(topic.exclusions)], clauses[len(topic.exclusions) :]
    whole = AllOf([query, *(Without(clause, TEXT) for clause in exclusions)]) if exclusions else query
    return Standing(
        topic=topic,
        clause=whole,
        leaves=mentioned(whole),
        stages=tuple(zip([each.stage for each in topic.stages], families, strict=True)),
        stage_leaves=frozenset().union(*map(mentioned, families)),
    )


def check(topics: Iterable[Topic], concepts: Iterable[Concept] = (), languages: Iterable[str] = ()) -> list[Problem]:
    """Every error and warning in topics and concepts, in the order of files and lines; nothing is raised.

    Args:
        topics: all of them, enabled or not.
        concepts: what they may name.
        languages: those that the sources write in; a concept in use without a term in one of them is a warning.
    """
    known = list(concepts)
    compiler, problems = compiler_of(known, (), Lexicon())
    spoken = sorted(set(languages) - {""})
    lacking = {concept.id: [one for one in spoken if not _speaks(concept, one)] for concept in known}
    for topic in topics:
        if standing(topic, compiler, problems) is not None:
            problems.extend(_doubts(topic, lacking))
    return sorted(problems)


def _doubts(topic: Topic, lacking: dict[str, list[str]]) -> Iterator[Problem]:
    for written in _queries_of(topic):
        node = parse(written.query, wordless=written.wordless)
        for doubt in (*doubts(written.query, node, wordless=written.wordless), *lacking_terms(written.query, node, lacking)):
            yield _placed(topic, written, doubt)


def _speaks(concept: Concept, language: str) -> bool:
    """Whether the concept has a term for texts in a language: its own, or those of any."""
    return any(terms and key in {language, "", "any"} for key, terms in concept.terms.items())


def _queries_of(topic: Topic) -> Sequence[_Written]:
    """The query, then those of the exclusions, then those of the stages."""
    return [
        _Written(topic.query, topic.line, topic.column, wordless=False),
        *(_Written(exclusion.query, exclusion.line, exclusion.column) for exclusion in topic.exclusions),
        *(_Written(family.query, family.line, family.column) for family in topic.stages),
    ]


def _clause(topic: Topic, written: _Written, compiler: Compiler, problems: list[Problem]) -> Clause | None:
    node = _parsed(topic, written, problems)
    if node is None:
        return None
    unknown = compiler.unknown_concepts(written.query, node)
    problems.extend(_placed(topic, written, problem) for problem in unknown)
    return None if unknown else compiler.compiled(node)


def _parsed(topic: Topic, written: _Written, problems: list[Problem]) -> Node | None:
    try:
        return parse(written.query, wordless=written.wordless)
    except QueryInvalid as error:
        problems.extend(_placed(topic, written, problem) for problem in error.problems)
        return None


def _placed(topic: Topic, written: _Written, problem: Problem) -> Problem:
    """The problem as its place in the topic's file. A block of text is indented alike on every line."""
    if not written.line:
        return replace(problem, file=topic.file)
    column = problem.column + max(0, written.column - 1) if problem.column else 0
    return replace(problem, file=topic.file, line=written.line + max(0, problem.line - 1), column=column)
