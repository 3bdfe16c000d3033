"""The topics of config/ over their own examples and over the labelled texts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from monitor.catalog.examples import failing
from monitor.catalog.load import Catalog, load
from monitor.model import Article, Stage
from monitor.topics.matcher import Matcher
from monitor.topics.standing import check

CONFIG = Path(__file__).parent.parent.parent.parent / "config"
PRIMARY = {"moscow-format", "delisting", "brics-invitation"}
TOPICS = PRIMARY | {"iskp", "recognition", "trade-mining", "womens-rights"}
LANGUAGES = {"en", "ru", "fa", "ps", "ur", "zh", "hi", "kk", "ky", "tg", "uz", "ar", "de", "fr"}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load(CONFIG)


@pytest.fixture(scope="module")
def matcher(catalog: Catalog) -> Matcher:
    return Matcher(catalog.topics, catalog.concepts, catalog.sources)


def found(matcher: Matcher, article: Article) -> set[str]:
    """The topics that title or lead report."""
    return {match.topic for match in matcher.match(article) if match.field != "body"}


def test_the_topics_are_there_and_without_doubt(catalog: Catalog) -> None:
    assert {topic.id for topic in catalog.topics} == TOPICS
    languages = {source.language for source in catalog.sources}
    assert check(catalog.topics, catalog.concepts, languages) == []


def test_their_examples_hold(catalog: Catalog, matcher: Matcher) -> None:
    assert list(map(str, failing(catalog.examples, matcher.match))) == []


def test_each_has_examples_of_both_kinds_in_many_languages(catalog: Catalog) -> None:
    counts = Counter((example.topic, example.matches) for example in catalog.examples)
    assert set(counts) == {(topic, matches) for topic in TOPICS for matches in (True, False)}
    assert min(counts.values()) >= 12
    for topic in TOPICS:
        assert {example.language or "en" for example in catalog.examples if example.topic == topic and example.matches} >= LANGUAGES


def test_those_with_stages_show_each_of_them(catalog: Catalog) -> None:
    written = {(topic.id, query.stage) for topic in catalog.topics for query in topic.stages}
    assert {topic for topic, _ in written} == {"delisting", "brics-invitation", "recognition"}
    assert written == {(example.topic, example.stage) for example in catalog.examples if example.stage}
    assert {stage for topic, stage in written if topic == "delisting"} == set(Stage)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "precision", "recall"), [("labelled_dev", 0.98, 0.98), ("challenge_dev", 0.95, 0.95)])
def test_labelled_texts(shared: Path, matcher: Matcher, name: str, precision: float, recall: float) -> None:
    right = wrong = missed = 0
    for line in (shared / f"domain/{name}.jsonl").read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        article = Article(title=row["title"], lead=row["text"], body=row.get("body", ""), language=row["lang"])
        got, wanted = found(matcher, article), {topic.replace("_", "-") for topic in row["topics"]} & TOPICS
        right, wrong, missed = right + len(got & wanted), wrong + len(got - wanted), missed + len(wanted - got)
    assert right / (right + wrong) >= precision
    assert right / (right + missed) >= recall
