"""All standing queries over one article: candidates by their rarest required words, then the clauses themselves.

A matcher is not changed by what is added to it or taken out: ``revised`` and its kin give another one that shares what stays, so that
threads that match with the old one finish what they began.
"""

# ruff: noqa: SLF001 - a matcher changes another of its own making before anybody has it
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy

from monitor.errors import Problem, QueryInvalid
from monitor.model import Article, Concept, Match, Source, Span, Stage, Topic, TopicId
from monitor.text.words import Reading, read
from monitor.topics.anchors import by_cost, required
from monitor.topics.clauses import Bounds, Clause
from monitor.topics.filing import Filing, filed
from monitor.topics.lexicon import Lexicon, TermWord
from monitor.topics.positions import HEAD, NAMES, TEXT, Positions
from monitor.topics.standing import Standing, compiler_of, standing
from monitor.topics.ways import ways

MOST_SPANS = 100
LEARNED_FROM = 200  # articles
STALE = 4  # times the words of a fresh matcher: with more than that, most belong to queries that are gone


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
        self._concepts, self._sources = tuple(concepts), _asked_of(sources)
        self._compiler, problems = compiler_of(self._concepts, self._sources, self._lexicon)
        self._numbers: dict[TopicId, int] = {}
        self._standing: dict[int, Standing] = {}
        self._next = 0
        self._filing = Filing()
        self._learned: Sequence[float] = ()  # by leaf: how often it was met
        self._seen: Counter[int] = Counter()
        self._articles = 0
        self._take(topics, problems)
        self._fresh = self._lexicon.size

    def revised(self, topics: Iterable[Topic], concepts: Iterable[Concept] = (), sources: Iterable[Source] = ()) -> Matcher:
        """The matcher for these topics, concepts and sources: only topics that are new or differ are compiled.

        A topic that differs is asked in the place of its former self, a new one last.

        Raises:
            QueryInvalid: as a new matcher would; this one is as it was.
        """
        wanted = {topic.id: topic for topic in topics if topic.enabled}
        concepts, sources = tuple(concepts), _asked_of(sources)
        if (concepts, sources) != (self._concepts, self._sources) or self._lexicon.size > STALE * self._fresh:
            return Matcher(wanted.values(), concepts, sources)
        gone = [topic for topic in self._numbers if topic not in wanted]
        known = {one.topic.id: one.topic for one in self._standing.values()}
        return self._changed(gone, [topic for topic in wanted.values() if known.get(topic.id) != topic])

    def with_topic(self, topic: Topic) -> Matcher:
        """The matcher with one topic more, or with another version of it. A few milliseconds, however many there are.

        Raises:
            QueryInvalid: with every problem of the topic.
        """
        return self._changed([], [topic]) if topic.enabled else self.without_topic(topic.id)

    def without_topic(self, topic: TopicId) -> Matcher:
        """The matcher without one topic. A few milliseconds, however many there are."""
        return self._changed([topic], [])

    def _changed(self, gone: Iterable[TopicId], new: Iterable[Topic]) -> Matcher:
        """A matcher without some topics and with others: it shares words and clauses with this one, and no list."""
        other = copy(self)
        other._numbers, other._standing, other._filing = self._numbers.copy(), self._standing.copy(), self._filing.copy()
        other._seen = self._seen.copy()
        for topic in gone:
            other._drop(topic)
        other._take(new, [])
        return other

    def _take(self, topics: Iterable[Topic], problems: list[Problem]) -> None:
        made = [standing(topic, self._compiler, problems) for topic in topics if topic.enabled]
        if problems:
            raise QueryInvalid(sorted(problems))
        costs = self._costs()
        for one in made:
            assert one is not None  # each could be made, since there is no problem  # noqa: S101
            number = self._numbers.get(one.topic.id)
            if number is None:
                number = self._numbers[one.topic.id] = self._next
                self._next += 1
            else:
                self._filing.take_out(number)
            self._standing[number] = one
            self._filing.put(number, one.clause, costs)

    def _drop(self, topic: TopicId) -> None:
        number = self._numbers.pop(topic, None)
        if number is not None:
            self._filing.take_out(number)
            del self._standing[number]

    def _costs(self) -> Sequence[float]:
        """What is known of how often each leaf is met; of those that are newer, the lexicon's guesses."""
        return [*self._learned, *self._lexicon.costs[len(self._learned) :]] if self._learned else self._lexicon.costs

    def _learn(self, leaves: set[int]) -> None:
        """Count how often words are met in the first articles, then file the queries anew by that. Results are the same."""
        self._seen.update(leaves)
        self._articles += 1
        if self._articles == LEARNED_FROM:
            self._learned = [self._seen[leaf] + cost / 100 for leaf, cost in enumerate(self._lexicon.costs)]
            self._filing = filed(((number, one.clause) for number, one in self._standing.items()), self._learned)
            self._seen = Counter()

    def match(self, article: Article, reading: Reading | None = None) -> list[Match]:
        """The topics whose query is true of the article, in the order they were given.

        A query is first asked about title and lead alone; where it is true only with the body's words, the match's field is
        ``body``. ``reading`` is ``read(article)`` where the caller has it already.
        """
        reading = reading or read(article)
        positions = Positions(article, reading, self._lexicon.known(reading.language))
        if self._articles < LEARNED_FROM:
            self._learn(positions.leaves)
        candidates = [self._standing[number] for number in self._filing.candidates(positions.leaves)]
        if not candidates:
            return []
        positions.locate(frozenset().union(*[one.leaves for one in candidates]))
        return [_match(one, positions) for one in candidates if one.clause.holds(positions, TEXT)]

    def required_words(self, topic: TopicId) -> list[frozenset[TermWord]]:
        """Sets of words, of each of which an article of the topic has one, the rarest set first; empty where the topic is not known.

        What has all of them may still be none of the topic's: they find candidates, the matcher decides.
        """
        number = self._numbers.get(topic)
        if number is None:
            return []
        sets = required(self._standing[number].clause, self._lexicon.costs)
        return [frozenset().union(*map(self._lexicon.words, leaves)) for leaves in sets]

    def ways(self, topic: TopicId) -> list[list[frozenset[TermWord]]]:
        """In which ways an article comes to be the topic's: of at least one, it has a word of each set; empty where the topic is not known.

        The rarest set of a way comes first; after ``LEARNED_FROM`` articles that is known, before it is guessed.
        """
        number = self._numbers.get(topic)
        if number is None:
            return []
        words, costs = self._lexicon.words, self._costs()
        found = ways(self._standing[number].clause, costs)
        return [[frozenset().union(*map(words, leaves)) for leaves in by_cost(way, costs)] for way in found]


def _asked_of(sources: Iterable[Source]) -> tuple[Source, ...]:
    """What queries may ask of sources, without the rest: a matcher may outlive the config that it was made for."""
    return tuple(Source(id=source.id, name="", type=source.type, tags=source.tags) for source in sources)


def _match(one: Standing, positions: Positions) -> Match:
    in_head = one.clause.holds(positions, HEAD)
    bounds = HEAD if in_head else TEXT
    spans = _spans(one.clause, positions, bounds)
    field = min((span.field for span in spans), key=NAMES.index, default="lead") if in_head else "body"
    return Match(topic=one.topic.id, spans=spans, field=field, stage=_stage(one, positions, bounds))


def _stage(one: Standing, positions: Positions, bounds: Bounds) -> Stage | None:
    """The first of the topic's stages that is told of where the match is."""
    positions.locate(one.stage_leaves)
    return next((stage for stage, clause in one.stages if clause.holds(positions, bounds)), None)


def _spans(clause: Clause, positions: Positions, bounds: Bounds) -> tuple[Span, ...]:
    """The stretches that prove it: preferred ones first, then as they stand in title, lead and body."""
    proof: dict[tuple[int, int], float] = {}
    for weight, first, last in clause.proof(positions, bounds):
        proof[first, last] = max(weight, proof.get((first, last), weight))
    best = sorted(proof, key=lambda stretch: (-proof[stretch], stretch))[:MOST_SPANS]
    return tuple(positions.span(first, last) for first, last in best)
