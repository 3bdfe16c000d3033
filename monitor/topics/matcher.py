"""All standing queries over one article: candidates by their rarest required words, then the clauses themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.errors import Problem, QueryInvalid
from monitor.model import Article, Concept, Match, Source, Span, Topic, TopicId
from monitor.text.words import Reading, read
from monitor.topics.anchors import Required, mentioned, required
from monitor.topics.clauses import Bounds, Clause
from monitor.topics.compile import Compiler
from monitor.topics.concepts import compile_concepts
from monitor.topics.doubts import doubts, lacking_terms
from monitor.topics.lexicon import Lexicon, TermWord
from monitor.topics.positions import HEAD, NAMES, TEXT, Positions
from monitor.topics.syntax import parse

MOST_SPANS = 100
LEARNED_FROM = 200  # articles


@dataclass(frozen=True, slots=True)
class _Standing:
    """A compiled topic."""

    topic: TopicId
    clause: Clause
    leaves: frozenset[int]


class Matcher:
    """Every topic's query, compiled together.

    Args:
        topics: those that are not enabled are left out.
        concepts: what the queries may name with ``@``.
        sources: where ``type:`` and ``tag:`` are looked up.

    Raises:
        QueryInvalid: with every problem of every query and concept, each by file, line and column.
    """

    def __init__(self, topics: Iterable[Topic], concepts: Iterable[Concept] = (), sources: Iterable[Source] = ()) -> None:
        self._lexicon = Lexicon()
        compiler, problems = _compiler(concepts, sources, self._lexicon)
        made = list(_compiled([topic for topic in topics if topic.enabled], compiler, problems))
        if problems:
            raise QueryInvalid(sorted(problems))
        self._standing = [_Standing(topic.id, clause, mentioned(clause)) for topic, clause in made]
        self._seen: Counter[int] = Counter()
        self._articles = 0
        self._anchor(self._lexicon.costs)

    def _anchor(self, costs: Sequence[float]) -> None:
        """File each query under its rarest required words; the next rarest are asked before the query itself."""
        self._by_leaf: dict[int, list[int]] = {}
        self._also: list[tuple[Required, ...]] = []
        for number, standing in enumerate(self._standing):
            first, *also = required(standing.clause, costs)
            for leaf in first:
                self._by_leaf.setdefault(leaf, []).append(number)
            self._also.append(tuple(also[:3]))
        self._anchors = frozenset(self._by_leaf)

    def _learn(self, leaves: set[int]) -> None:
        """Count how often words are met in the first articles, then file the queries anew by that. Results are the same."""
        self._seen.update(leaves)
        self._articles += 1
        if self._articles == LEARNED_FROM:
            self._anchor([self._seen[leaf] + cost / 100 for leaf, cost in enumerate(self._lexicon.costs)])
            self._seen.clear()

    def match(self, article: Article, reading: Reading | None = None) -> list[Match]:
        """The topics whose query is true of the article, in the order they were given.

        A query is first asked about title and lead alone; where it is true only with the body's words, the match's field is
        ``body``. ``reading`` is ``read(article)`` where the caller has it already.
        """
        reading = reading or read(article)
        positions = Positions(article, reading, self._lexicon.known(reading.language))
        candidates = [self._standing[number] for number in self._candidates(positions.leaves)]
        if not candidates:
            return []
        positions.locate(frozenset().union(*[standing.leaves for standing in candidates]))
        return [_match(standing, positions) for standing in candidates if standing.clause.holds(positions, TEXT)]

    def required_words(self, topic: TopicId) -> list[frozenset[TermWord]]:
        """Sets of words, of each of which an article of the topic has one, the rarest set first; empty where the topic is not known.

        What has all of them may still be none of the topic's: they find candidates, the matcher decides.
        """
        standing = next((one for one in self._standing if one.topic == topic), None)
        if standing is None:
            return []
        sets = required(standing.clause, self._lexicon.costs)
        return [frozenset().union(*map(self._lexicon.words, leaves)) for leaves in sets]

    def _candidates(self, leaves: set[int]) -> list[int]:
        """The numbers of the queries whose required words are there."""
        if self._articles < LEARNED_FROM:
            self._learn(leaves)
        by_leaf, also = self._by_leaf, self._also
        found = []
        for number in set().union(*[by_leaf[leaf] for leaf in self._anchors & leaves]):
            for required_leaves in also[number]:
                if required_leaves.isdisjoint(leaves):
                    break
            else:
                found.append(number)
        return sorted(found)


def check(topics: Iterable[Topic], concepts: Iterable[Concept] = (), languages: Iterable[str] = ()) -> list[Problem]:
    """Every error and warning in topics and concepts, in the order of files and lines; nothing is raised.

    Args:
        topics: all of them, enabled or not.
        concepts: what they may name.
        languages: those that the sources write in; a concept in use without a term in one of them is a warning.
    """
    listed, known = list(topics), list(concepts)
    compiler, problems = _compiler(known, (), Lexicon())
    spoken = sorted(set(languages) - {""})
    lacking = {concept.id: [one for one in spoken if not _speaks(concept, one)] for concept in known}
    for topic, _clause in _compiled(listed, compiler, problems):
        node = parse(topic.query)
        found = [*doubts(topic.query, node), *lacking_terms(topic.query, node, lacking)]
        problems.extend(_placed(topic, doubt) for doubt in found)
    return sorted(problems)


def _speaks(concept: Concept, language: str) -> bool:
    """Whether the concept has a term for texts in a language: its own, or those of any."""
    return any(terms and key in {language, "", "any"} for key, terms in concept.terms.items())


def _compiler(concepts: Iterable[Concept], sources: Iterable[Source], lexicon: Lexicon) -> tuple[Compiler, list[Problem]]:
    compiled, problems = compile_concepts(concepts, lexicon)
    return Compiler(lexicon, compiled, {source.id: source for source in sources}), problems


def _compiled(topics: Iterable[Topic], compiler: Compiler, problems: list[Problem]) -> Iterator[tuple[Topic, Clause]]:
    """The clause of each topic; where there is none, why is added to ``problems``."""
    for topic in topics:
        try:
            node = parse(topic.query)
        except QueryInvalid as error:
            problems.extend(_placed(topic, problem) for problem in error.problems)
            continue
        unknown = compiler.unknown_concepts(topic.query, node)
        problems.extend(_placed(topic, problem) for problem in unknown)
        if not unknown:
            yield topic, compiler.compiled(node)


def _placed(topic: Topic, problem: Problem) -> Problem:
    """The problem as its place in the topic's file. A block of text is indented alike on every line."""
    if not topic.line:
        return replace(problem, file=topic.file)
    column = problem.column + max(0, topic.column - 1) if problem.column else 0
    return replace(problem, file=topic.file, line=topic.line + max(0, problem.line - 1), column=column)


def _match(standing: _Standing, positions: Positions) -> Match:
    in_head = standing.clause.holds(positions, HEAD)
    spans = _spans(standing.clause, positions, HEAD if in_head else TEXT)
    field = min((span.field for span in spans), key=NAMES.index, default="lead") if in_head else "body"
    return Match(topic=standing.topic, spans=spans, field=field)


def _spans(clause: Clause, positions: Positions, bounds: Bounds) -> tuple[Span, ...]:
    """The stretches that prove it: preferred ones first, then as they stand in title, lead and body."""
    proof: dict[tuple[int, int], float] = {}
    for weight, first, last in clause.proof(positions, bounds):
        proof[first, last] = max(weight, proof.get((first, last), weight))
    best = sorted(proof, key=lambda stretch: (-proof[stretch], stretch))[:MOST_SPANS]
    return tuple(positions.span(first, last) for first, last in best)
