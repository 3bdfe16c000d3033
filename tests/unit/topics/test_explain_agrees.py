"""An explanation never disagrees with the matcher, nor with itself; and what it names is what is lacking."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.catalog.load import Catalog, load
from monitor.model import Article, Exclusion, Stage, StageQuery, Topic, TopicId
from monitor.topics.explain import Explainer, explain
from monitor.topics.explained.values import Explained, Explanation, Kind
from monitor.topics.explained.wanting import lacking, wanting
from monitor.topics.matcher import Matcher
from tests.unit.topics.test_matcher_is_what_the_words_say import CONCEPTS, queries, texts

CONFIG = Path(__file__).parent.parent.parent.parent / "config"
PLACED = {Kind.WORD, Kind.PHRASE, Kind.CONCEPT, Kind.NEAR, Kind.TOGETHER}

filters = st.sampled_from(["lang:en", "lang:ru", "country:RU", "(lang:ru OR lang:fa)", "NOT lang:ru"])
asked = queries | st.tuples(queries, filters).map(lambda pair: f"({pair[0]}) {pair[1]}")


def nodes(tree: Explained) -> Iterator[Explained]:
    yield tree
    for part in tree.parts:
        yield from nodes(part)


def would_hold(tree: Explained, made_true: Collection[int]) -> bool:
    """Whether a query would be true if some of its clauses (by ``id``) were."""
    if id(tree) in made_true:
        return True
    match tree.kind:
        case Kind.ALL:
            return all(would_hold(part, made_true) for part in tree.parts)
        case Kind.SOME:
            return sum(would_hold(part, made_true) for part in tree.parts) >= tree.needed
        case Kind.FIELD | Kind.PREFER:
            return would_hold(tree.parts[0], made_true)
        case _:
            return tree.holds


def assert_its_wanting_is_what_it_wants(tree: Explained) -> None:
    wanted = [id(clause) for clause in wanting(tree)]
    assert bool(wanted) is not tree.holds
    assert would_hold(tree, wanted)
    for one in wanted:
        assert not would_hold(tree, [other for other in wanted if other != one])


def assert_its_parts_agree(tree: Explained, article: Article) -> None:
    held = [part.holds for part in tree.parts]
    match tree.kind:
        case Kind.ALL:
            assert tree.holds is all(held)
        case Kind.SOME:
            assert tree.holds is (sum(held) >= tree.needed)
        case Kind.NOT:
            assert tree.holds is not held[0]
        case Kind.FIELD | Kind.PREFER:
            assert [tree.holds] == held
        case _ if tree.holds:
            assert all(held)
    assert (tree.missing > 0) is not tree.holds
    assert bool(tree.reason) is (not tree.holds or tree.kind is Kind.FILTER)
    if tree.kind in PLACED:
        assert bool(tree.spots) is tree.holds
    for spot in (*tree.spots, *tree.taken):
        written = " … ".join(" ".join(getattr(article, span.field)[span.start : span.end].split()) for span in spot.spans)
        assert spot.written == written


@settings(max_examples=100, deadline=None)
@given(asked, st.lists(asked, max_size=1), st.lists(asked, max_size=2), texts)
def test_an_explanation_agrees_with_the_matcher_and_with_itself(query, excluded, staged, fields):
    article = Article(**fields, language="en")
    topic = Topic(
        id=TopicId("t"),
        query=query,
        exclusions=tuple(Exclusion(query=one, because="so") for one in excluded),
        stages=tuple(StageQuery(stage=stage, query=one) for stage, one in zip(Stage, staged, strict=False)),
    )
    (match,) = Matcher([topic], CONCEPTS).match(article) or [None]
    found = explain(topic, article, CONCEPTS)
    assert (found.matched, found.field, found.stage) == ((True, match.field, match.stage) if match else (False, "", None))
    head = () if found.head is None else nodes(found.head)
    for tree in (found.query, *(one.query for one in found.exclusions), *(one.query for one in found.stages)):
        for node in nodes(tree):
            assert_its_parts_agree(node, article)
        assert_its_wanting_is_what_it_wants(tree)
    for node in head:
        assert_its_parts_agree(node, article)
    assert bool(found.wanting) is not found.matched


def test_of_parts_as_near_the_one_with_more_evidence_is_lacking():
    topic = Topic(id=TopicId("t"), query="(a1 b1) OR (c1 d1 e1)")
    tree = explain(topic, Article(title="a1 c1 d1", language="en")).query
    assert [part.says for part in lacking(tree)] == ["c1 d1 e1"]


# ── the shipped topics over labelled texts ──


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load(CONFIG)


@pytest.fixture(scope="module")
def explainer(catalog: Catalog) -> Explainer:
    return Explainer(catalog.topics, catalog.concepts, catalog.sources)


def labelled(shared: Path, name: str) -> Iterator[tuple[Article, set[str]]]:
    for line in (shared / f"domain/{name}.jsonl").read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        article = Article(title=row["title"], lead=row["text"], body=row.get("body", ""), language=row["lang"])
        yield article, {topic.replace("_", "-") for topic in row["topics"]}


def assert_it_says_why_not(found: Explanation) -> None:
    assert found.wanting
    for clause in found.wanting:
        assert clause.sentence
        assert clause.line > 1
    if not found.query.holds:
        assert_its_wanting_is_what_it_wants(found.query)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "every"), [("challenge_dev", 1), ("labelled_dev", 8)])
def test_every_text_that_is_not_of_a_topic_says_why(shared, catalog, explainer, name, every):
    matcher = Matcher(catalog.topics, catalog.concepts, catalog.sources)
    told = 0
    for article, topics in islice(labelled(shared, name), 0, None, every):
        matched = {match.topic: match.field for match in matcher.match(article)}
        for found in explainer.explain(article):
            if found.enabled:
                assert (found.matched, found.field) == (found.topic in matched, matched.get(found.topic, ""))
            if found.topic not in topics and not found.matched:
                assert_it_says_why_not(found)
                told += 1
            if found.field == "body":
                assert found.head is not None
                assert_its_wanting_is_what_it_wants(found.head)
    assert told > 10


@pytest.mark.shared
def test_naughty_strings_are_explained(shared):
    explainer = Explainer([Topic(id=TopicId("t"), query='title:(@c NEAR/2 "kol dap") OR (zu* NOT lang:ru) OR ==Kol')], CONCEPTS)
    for text in json.loads((shared / "harness/blns.json").read_text(encoding="utf8")):
        article = Article(title=text, lead=f"{text}\n{text}", body=text)
        (found,) = explainer.explain(article)
        for node in nodes(found.query):
            assert_its_parts_agree(node, article)
