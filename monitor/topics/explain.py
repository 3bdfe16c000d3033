"""Why an article is a topic's or is not: the query clause by clause, by the very clauses that the matcher asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.errors import QueryInvalid
from monitor.model import Article, Concept, Exclusion, Source, SourceId, StageQuery, Topic
from monitor.text.words import Reading, read
from monitor.topics import clauses
from monitor.topics.anchors import mentioned
from monitor.topics.clauses import Clause
from monitor.topics.compile import Compiler
from monitor.topics.concepts import compile_concepts
from monitor.topics.explained.seen import Seen
from monitor.topics.explained.terms import Term, other_forms, terms_of, words_in
from monitor.topics.explained.tree import Asked, explained
from monitor.topics.explained.values import Excluded, Explained, Explanation, Staged
from monitor.topics.explained.wanting import wanting
from monitor.topics.explained.wording import Wording
from monitor.topics.lexicon import Lexicon
from monitor.topics.nodes import Node
from monitor.topics.positions import HEAD, NAMES, TEXT, Positions
from monitor.topics.syntax import parse


def explain(
    topic: Topic, article: Article, concepts: Iterable[Concept] = (), sources: Iterable[Source] = (), reading: Reading | None = None
) -> Explanation:
    """Why an article is a topic's or is not; see ``Explainer`` for several topics or articles."""
    (found,) = Explainer([topic], concepts, sources).explain(article, reading)
    return found


@dataclass(frozen=True, slots=True)
class _Query:
    """One query of a topic, parsed and compiled."""

    node: Node
    clause: Clause
    wording: Wording


class Explainer:
    """Topics compiled as the matcher compiles them, and kept with their words.

    Args:
        topics: enabled or not.
        concepts: what the queries may name with ``@``.
        sources: where ``type:`` and ``tag:`` are looked up.

    Raises:
        QueryInvalid: a query or a concept is not valid; ``monitor.topics.matcher.check`` says where.
    """

    def __init__(self, topics: Iterable[Topic], concepts: Iterable[Concept] = (), sources: Iterable[Source] = ()) -> None:
        self._lexicon = Lexicon()
        compiled, problems = compile_concepts(concepts, self._lexicon)
        if problems:
            raise QueryInvalid(problems)
        self._sources: Mapping[SourceId, Source] = {source.id: source for source in sources}
        self._compiler = Compiler(self._lexicon, compiled, self._sources)
        self._topics = [(topic, self._queries(topic)) for topic in topics]
        self._terms: dict[str, tuple[Term, ...]] = {name: terms_of(concept, self._lexicon) for name, concept in compiled.items()}
        every = [mentioned(query.clause) for _, queries in self._topics for query in queries]
        terms = [mentioned(clause) for terms in self._terms.values() for term in terms for clause in (term.clause, *term.words)]
        forms = [mentioned(form) for _, queries in self._topics for query in queries for form in self._forms(query.node)]
        self._leaves = frozenset().union(*every, *terms, *forms)

    def _queries(self, topic: Topic) -> list[_Query]:
        """The topic's own query, then its exclusions', then its stages'."""
        asked: Sequence[Topic | Exclusion | StageQuery] = (topic, *topic.exclusions, *topic.stages)
        return [self._query(one, topic) for one in asked]

    def _query(self, asked: Topic | Exclusion | StageQuery, topic: Topic) -> _Query:
        node = parse(asked.query, wordless=asked is not topic)
        unknown = self._compiler.unknown_concepts(asked.query, node)
        if unknown:
            raise QueryInvalid(unknown)
        place = (asked.line, asked.column) if topic.file else (0, 0)
        return _Query(node, self._compiler.compiled(node), Wording(asked.query, *place))

    def _forms(self, node: Node) -> list[clauses.Placed]:
        """What its words would find if they were taken less exactly, and one by one."""
        words = list(words_in(node))
        return [clause for word in words for clause, _ in other_forms(word, self._lexicon)] + [self._compiler.adjacent([w]) for w in words]

    def explain(self, article: Article, reading: Reading | None = None) -> tuple[Explanation, ...]:
        """An explanation for each topic, in the order they were given. ``reading`` is ``read(article)`` where the caller has it."""
        seen = Seen(article, reading or read(article), self._lexicon, self._leaves)
        concepts: dict[tuple[str, clauses.Bounds], Explained] = {}
        asked = Asked(seen, self._compiler, self._terms, self._sources, concepts)
        return tuple(_explanation(topic, queries, asked) for topic, queries in self._topics)


def _explanation(topic: Topic, queries: Sequence[_Query], asked: Asked) -> Explanation:
    positions = asked.seen.positions
    query, *others = queries
    families = others[len(topic.exclusions) :]
    tree = explained(query.node, asked, query.wording, TEXT)
    in_head = query.clause.holds(positions, HEAD)
    bounds = HEAD if in_head else TEXT
    exclusions = tuple(
        Excluded(because=one.because, query=explained(other.node, asked, other.wording, TEXT))
        for one, other in zip(topic.exclusions, others, strict=False)
    )
    stages = tuple(
        Staged(stage=one.stage, query=explained(other.node, asked, other.wording, bounds))
        for one, other in zip(topic.stages, families, strict=True)
    )
    excluded = tuple(one.query for one in exclusions if one.query.holds)
    matched = tree.holds and not excluded
    return Explanation(
        topic=topic.id,
        enabled=topic.enabled,
        file=topic.file,
        matched=matched,
        field="" if not matched else _field(query.clause, positions) if in_head else "body",
        query=tree,
        head=None if in_head or not matched else explained(query.node, asked, query.wording, HEAD),
        exclusions=exclusions,
        stages=stages,
        stage=next((one.stage for one in stages if one.query.holds), None) if matched else None,
        wanting=excluded if tree.holds else wanting(tree),
    )


def _field(clause: Clause, positions: Positions) -> str:
    """The strongest field of title and lead that proves it, as the matcher says it."""
    fields = {positions.span(first, first).field for _, first, _ in clause.proof(positions, HEAD)}
    return min(fields, key=NAMES.index, default="lead")
