"""The three topics of config/ over their own examples and over the labelled texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.catalog.load import Catalog, load
from monitor.model import Article
from monitor.topics.matcher import Matcher
from monitor.topics.standing import check

CONFIG = Path(__file__).parent.parent.parent.parent / "config"
PRIMARY = {"moscow-format", "delisting", "brics-invitation"}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load(CONFIG)


@pytest.fixture(scope="module")
def matcher(catalog: Catalog) -> Matcher:
    return Matcher(catalog.topics, catalog.concepts, catalog.sources)


def found(matcher: Matcher, article: Article) -> set[str]:
    """The topics that title or lead report."""
    return {match.topic for match in matcher.match(article) if match.field != "body"}


def test_the_primary_topics_are_there_and_without_doubt(catalog: Catalog) -> None:
    assert {topic.id for topic in catalog.topics} >= PRIMARY
    languages = {source.language for source in catalog.sources}
    assert check(catalog.topics, catalog.concepts, languages) == []


def test_their_examples_hold(catalog: Catalog, matcher: Matcher) -> None:
    wrong = [
        (example.topic, example.title)
        for example in catalog.examples
        if (example.topic in found(matcher, Article(title=example.title, lead=example.lead, body=example.body, language=example.language)))
        is not example.matches
    ]
    assert not wrong


@pytest.mark.shared
@pytest.mark.parametrize(("name", "precision", "recall"), [("labelled_dev", 0.98, 0.98), ("challenge_dev", 0.95, 0.90)])
def test_labelled_texts(shared: Path, matcher: Matcher, name: str, precision: float, recall: float) -> None:
    right = wrong = missed = 0
    for line in (shared / f"domain/{name}.jsonl").read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        article = Article(title=row["title"], lead=row["text"], body=row.get("body", ""), language=row["lang"])
        got, wanted = found(matcher, article), {topic.replace("_", "-") for topic in row["topics"]} & PRIMARY
        right, wrong, missed = right + len(got & wanted), wrong + len(got - wanted), missed + len(wanted - got)
    assert right / (right + wrong) >= precision
    assert right / (right + missed) >= recall
