from __future__ import annotations

from string import ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Article, Concept, Exclusion, Topic, TopicId
from monitor.text.words import read
from monitor.topics.matcher import LEARNED_FROM, Matcher
from monitor.topics.positions import Positions
from monitor.topics.ways import MOST_WAYS, ways

T = TopicId("t")
DAM = Concept(id="dam", terms={"en": ("dam", "weir", "high wall")}, not_only=("beaver",))
BEAVER = Concept(id="beaver", terms={"en": ("beaver dam",)})


def matcher_of(query, exclusions=()):
    topic = Topic(id=T, query=query, exclusions=tuple(Exclusion(query=one, because="no") for one in exclusions))
    return Matcher([topic], [DAM, BEAVER])


def asked(query, exclusions=()):
    """The ways as sets of sets of words."""
    return {frozenset(frozenset(word.text for word in words) for words in way) for way in matcher_of(query, exclusions).ways(T)}


def way(*sets):
    return frozenset(frozenset(one.split()) for one in sets)


WAYS = [
    pytest.param("river", {way("river")}, id="a-word"),
    pytest.param("river dam", {way("river", "dam")}, id="all"),
    pytest.param("river OR dam", {way("river dam")}, id="one-of-some-words"),
    pytest.param("(ant bee) OR (cat (dog OR emu))", {way("ant", "bee"), way("cat", "dog emu")}, id="two-ways"),
    pytest.param("river OR (ant bee)", {way("river"), way("ant", "bee")}, id="a-word-or-two"),
    pytest.param("kiwi ((ant bee) OR (cat dog))", {way("kiwi", "ant", "bee"), way("kiwi", "cat", "dog")}, id="all-of-an-either"),
    pytest.param('"ant bee" NEAR/3 (cat OR "dog emu")', {way("ant", "bee", "cat"), way("ant", "bee", "dog", "emu")}, id="near"),
    pytest.param("(ant bee cat)~5", {way("ant", "bee", "cat")}, id="together"),
    pytest.param("title:(ant OR (bee cat))", {way("ant"), way("bee", "cat")}, id="a-field"),
    pytest.param('title:"ant bee"', {way("ant", "bee")}, id="a-phrase-in-a-field"),
    pytest.param("(ant OR bee)^2 cat^3", {way("ant bee", "cat")}, id="preferred"),
    pytest.param("(ant bee)^2", {way("ant", "bee")}, id="a-preferred-truth"),
    pytest.param("(ant OR bee){2}", {way("ant bee")}, id="repeated"),
    pytest.param("(ant OR bee OR cat)@2", {way("ant bee")}, id="two-of-three"),
    pytest.param("ant NOT (bee OR cat)", {way("ant")}, id="not"),
    pytest.param("ant lang:ru", {way("ant")}, id="a-filter"),
]


@pytest.mark.parametrize(("query", "expected"), WAYS)
def test_each_way_has_the_words_it_needs(query, expected):
    assert asked(query) == expected


def test_an_exclusion_needs_no_word():
    assert asked("ant bee", ["cat"]) == {way("ant", "bee")}


def test_a_concept_is_one_set():
    (found,) = asked("@dam river")
    assert {"river"} in found
    assert [{"dam", "weir"} < words for words in found if words != {"river"}] == [True]


@pytest.mark.parametrize(
    "query",
    [
        " OR ".join(f"({letter}x {letter}y)" for letter in ascii_lowercase),
        " AND ".join(f"(({letter}x {letter}y) OR ({letter}z {letter}w))" for letter in ascii_lowercase[:9]),
    ],
    ids=["either", "all"],
)
def test_there_are_never_many_ways(query):
    assert 1 <= len(asked(query)) <= MOST_WAYS


def test_an_unknown_topic_has_none():
    assert matcher_of("river").ways(TopicId("other")) == []


def test_the_rarest_set_comes_first_once_articles_were_seen():
    matcher = matcher_of("river weir")
    for _ in range(LEARNED_FROM):
        matcher.match(Article(title="A weir again", language="en"))
    assert [{word.text for word in words} for words in matcher.ways(T)[0]] == [{"river"}, {"weir"}]
    matcher = matcher_of("river weir")
    for _ in range(LEARNED_FROM):
        matcher.match(Article(title="A river again", language="en"))
    assert [{word.text for word in words} for words in matcher.ways(T)[0]] == [{"weir"}, {"river"}]


WORDS = ["river", "dam", "weir", "wall", "beaver", "lake"]
atoms = st.sampled_from([*WORDS, "@dam", '"dam wall"', "title:river", "(dam OR weir){2}", "(river OR dam OR lake)@2", "lake^2"])
queries = st.recursive(
    atoms,
    lambda part: st.one_of(
        st.tuples(part, part).map(lambda two: f"({two[0]} AND {two[1]})"),
        st.tuples(part, part).map(lambda two: f"({two[0]} OR {two[1]})"),
        st.tuples(part, part).map(lambda two: f"({two[0]} NOT {two[1]})"),
        st.tuples(st.sampled_from([*WORDS, "@dam"]), st.sampled_from([*WORDS, '"dam wall"'])).map(
            lambda two: f"({two[0]} NEAR/2 {two[1]})"
        ),
        st.lists(st.sampled_from(WORDS), min_size=2, max_size=3, unique=True).map(lambda some: f"({' '.join(some)})~2"),
    ),
    max_leaves=8,
)
texts = st.lists(st.sampled_from([*WORDS, "and", "stones"]), max_size=9).map(" ".join)


@settings(max_examples=200)
@given(queries, texts, texts)
def test_what_is_true_came_true_in_one_of_the_ways(query, title, lead):
    matcher = matcher_of(query)
    article = Article(title=title, lead=lead, language="en")
    if matcher.match(article):
        leaves = Positions(article, read(article), matcher._lexicon.known("en")).leaves
        found = ways(next(iter(matcher._standing.values())).clause, matcher._lexicon.costs)
        assert any(all(some & leaves for some in one) for one in found)
