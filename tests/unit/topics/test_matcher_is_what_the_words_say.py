"""The matcher against a plain reading of the language: random queries over random articles of a few words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Article, Concept, Topic, TopicId
from monitor.topics.matcher import Matcher
from monitor.topics.nodes import (
    And,
    ConceptName,
    Count,
    InField,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Scope,
    Together,
    Word,
)
from monitor.topics.syntax import parse

WORDS = ("zug", "zugbo", "bim", "kol", "dap")
CONCEPTS = (
    Concept(id="c", terms={"": ("=bim", "=kol =dap")}, not_only=("s",)),
    Concept(id="s", terms={"": ("=zug =bim",)}),
)

Place = tuple[str, int]  # field and number of a word


# ── queries and articles ──

term = st.sampled_from([f"={word}" for word in WORDS] + ["zu*", "bi?", "@c"])
phrase = st.lists(st.sampled_from([f"={word}" for word in WORDS]), min_size=2, max_size=3).map(lambda words: f'"{" ".join(words)}"')
atom = term | phrase | st.tuples(phrase, st.integers(0, 3)).map(lambda pair: f"{pair[0]}~{pair[1]}")
listed = st.lists(atom, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})")
operator = st.sampled_from(["NEAR/0", "NEAR/1", "NEAR/3", "ONEAR/2", "NEAR/1f", "SENTENCE", "PARAGRAPH", "w/1", "adj2", "near2"])
near = st.tuples(atom | listed, operator, atom | listed).map(" ".join) | st.tuples(atom, operator, atom, operator, atom).map(" ".join)
together = st.tuples(st.lists(term, min_size=2, max_size=3), st.integers(0, 3)).map(lambda pair: f"({' '.join(pair[0])})~{pair[1]}")
placed = atom | listed | near | together
count = st.tuples(st.integers(1, 3), atom | listed).map(lambda pair: f"ATLEAST/{pair[0]}({pair[1]})")


def joined(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(part, min_size=2, max_size=3)
    return (
        several.map(lambda parts: "(" + " ".join(f"({p})" for p in parts) + ")")
        | several.map(lambda parts: "(" + " OR ".join(f"({p})" for p in parts) + ")")
        | several.map(lambda parts: "(" + " OR ".join(f"({p})" for p in parts) + ")@2")
        | st.tuples(part, part).map(lambda pair: f"(({pair[0]}) NOT ({pair[1]}))")
        | st.tuples(st.sampled_from(["title", "lead", "body", "text"]), part).map(lambda pair: f"{pair[0]}:({pair[1]})")
    )


queries = st.recursive(placed | count, joined, max_leaves=5)
sentence = st.lists(st.sampled_from(WORDS), max_size=6).map(lambda words: " ".join(words).capitalize() + ".")
field = st.lists(sentence, max_size=3).flatmap(lambda parts: st.sampled_from([" ", "\n", " • "]).map(lambda gap: gap.join(parts)))
texts = st.fixed_dictionaries({"title": field, "lead": field, "body": field})


# ── what the words say ──

FIELDS = ("title", "lead", "body")


class Plain:
    """One article, read without any cleverness. A hit is a frozen set of places."""

    def __init__(self, fields: dict[str, str], stage: tuple[str, ...]) -> None:
        self.stage = stage
        self.words: dict[Place, str] = {}
        self.items: dict[Place, int] = {}
        self.sentences: dict[Place, tuple[int, int]] = {}
        for name, text in fields.items():
            number = itertools.count()
            for item, stretch in enumerate(re.split(r"[\n•]", text)):
                for sentence, words in enumerate(stretch.split(".")):
                    for word in words.split():
                        place = (name, next(number))
                        self.words[place] = word.casefold()
                        self.items[place] = item
                        self.sentences[place] = (item, sentence)

    def true(self, node: Node, fields: tuple[str, ...], under: tuple[str, ...]) -> bool:
        match node:
            case And(parts=parts):
                return all(self.true(part, fields, under) for part in parts)
            case Or(parts=parts, least=least):
                return sum(self.true(part, fields, under) for part in parts) >= least
            case Not(part=part):
                return not self.true(part, under, under)
            case InField(field=name, part=part):
                names = ("title", "lead", "body") if name == "text" else (name,)
                return self.true(part, tuple(f for f in fields if f in names), tuple(f for f in under if f in names))
            case Count(part=part, least=least):
                return self._counted(self.hits(part, fields)) >= least
            case _:
                return any(True for _ in self.hits(node, fields))

    def hits(self, node: Node, fields: tuple[str, ...]) -> set[frozenset[Place]]:
        match node:
            case Word(text=text, prefix=prefix):
                pattern = re.compile(text.replace("?", ".") + (".*" if prefix else ""))
                return {frozenset([p]) for p, word in self.words.items() if p[0] in fields and pattern.fullmatch(word)}
            case Phrase(words=words, within=None):
                return set(self._adjacent([self.hits(word, fields) for word in words]))
            case Phrase(words=words, within=within):
                return set(self._window([self.hits(word, fields) for word in words], within or 0))
            case Together(parts=parts, words=within):
                return set(self._window([self.hits(part, fields) for part in parts], within))
            case ConceptName():
                single, pair = Word("bim", 0), parse('"=kol =dap"')
                sibling = {p for hit in self.hits(parse('"=zug =bim"'), ("title", "lead", "body")) for p in hit}
                return {hit for hit in self.hits(single, fields) | self.hits(pair, fields) if not hit & sibling}
            case Or(parts=parts):
                return {hit for part in parts for hit in self.hits(part, fields)}
            case Near():
                return set(self._near(node, fields))
            case _:
                raise AssertionError(node)

    def _counted(self, hits: set[frozenset[Place]]) -> int:
        """By where they end, the shortest first, each apart from those before."""
        chosen: list[frozenset[Place]] = []
        axis = {place: number for number, place in enumerate(sorted(self.words, key=lambda place: (FIELDS.index(place[0]), place[1])))}
        for hit in sorted(hits, key=lambda hit: (max(map(axis.get, hit)), -min(map(axis.get, hit)), sorted(map(axis.get, hit)))):
            if _all_apart((*chosen, hit)):
                chosen.append(hit)
        return len(chosen)

    def _adjacent(self, lists: list[set[frozenset[Place]]]) -> Iterator[frozenset[Place]]:
        for chosen in itertools.product(*lists):
            places = [min(hit) for hit in chosen]
            name, first = places[0]
            if places == [(name, first + n) for n in range(len(places))] and len({self.items[p] for p in places}) == 1:
                yield frozenset(places)

    def _window(self, lists: list[set[frozenset[Place]]], within: int) -> Iterator[frozenset[Place]]:
        for chosen in itertools.product(*lists):
            places = frozenset().union(*chosen)
            if _all_apart(chosen) and self._one_sentence(places):
                numbers = [number for _, number in places]
                if max(numbers) - min(numbers) + 1 - len(places) <= within:
                    yield places

    def _near(self, node: Near, fields: tuple[str, ...]) -> Iterator[frozenset[Place]]:
        for left, right in itertools.product(self.hits(node.left, fields), self.hits(node.right, fields)):
            both = left | right
            if left & right or len({name for name, _ in both}) > 1:
                continue
            first, second = max(left)[1], min(right)[1]
            if node.ordered and second <= first:
                continue
            between = max(second - first, min(left)[1] - max(right)[1]) - 1
            if node.words is not None and between > node.words:
                continue
            same = self._one_sentence(both) if node.scope is Scope.SENTENCE else len({self.items[p] for p in both}) == 1
            if same:
                yield both

    def _one_sentence(self, places: frozenset[Place]) -> bool:
        return len({(name, self.sentences[name, number]) for name, number in places}) == 1


def _all_apart(hits: tuple[frozenset[Place], ...]) -> bool:
    return sum(map(len, hits)) == len(frozenset().union(*hits))


@settings(max_examples=600, deadline=None)
@given(queries, texts)
def test_the_matcher_finds_what_a_plain_reading_finds(query: str, fields: dict[str, str]) -> None:
    node = parse(query)
    plain = Plain(fields, ())
    every = ("title", "lead", "body")
    expected = plain.true(node, every, every)
    matches = Matcher([Topic(id=TopicId("t"), query=query)], CONCEPTS).match(Article(**fields, language="en"))
    assert bool(matches) is expected
    if matches:
        in_head = plain.true(node, ("title", "lead"), every)
        assert (matches[0].field != "body") is in_head
