"""What was hit in an article, as its reader is told."""

from __future__ import annotations

import pytest

from monitor.alerts.passage import units
from monitor.model import Article, FeedId, Match, SourceId, Span, TopicId
from monitor.telegram.terms import MOST, TERM_UNITS, terms_of

TOPIC = TopicId("taliban")


def article(**texts: str) -> Article:
    return Article(feed=FeedId(1), source=SourceId("post"), guid="g", **texts)


def proof(*spans: tuple[str, int, int]) -> Match:
    return Match(topic=TOPIC, spans=tuple(Span(*each) for each in spans), field="title")


@pytest.mark.parametrize(
    ("texts", "spans", "terms"),
    [
        pytest.param({"title": "Kabul talks"}, [("title", 0, 5)], [("Kabul", "title")], id="as-it-is-written"),
        pytest.param(
            {"title": "Talks", "lead": "In Kabul", "body": "KABUL, talks"},
            [("body", 0, 5), ("lead", 3, 8), ("body", 7, 12), ("title", 0, 5)],
            [("Talks", "title"), ("Kabul", "lead")],
            id="each-once-where-it-stands-first",
        ),
        pytest.param({"title": "b a"}, [("title", 2, 3), ("title", 0, 1)], [("b", "title"), ("a", "title")], id="in-the-order-of-the-text"),
        pytest.param({"body": "\u202ename\u0007"}, [("body", 0, 6)], [("name", "body")], id="without-what-is-not-seen"),
        pytest.param(
            {"title": "\u202e Kabul"}, [("title", 0, 1), ("title", 2, 7)], [("Kabul", "title")], id="nothing-to-be-seen-is-no-term"
        ),
    ],
)
def test_terms(texts: dict[str, str], spans: list[tuple[str, int, int]], terms: list[tuple[str, str]]) -> None:
    assert terms_of(article(**texts), proof(*spans)) == terms


def test_without_a_proof_there_are_none() -> None:
    assert terms_of(article(title="Kabul"), None) == []


def test_many_and_long_ones_have_an_end() -> None:
    words = [f"w{number}" + "x" * 200 for number in range(MOST + 3)]
    text = " ".join(words)
    spans = [("body", text.index(word), text.index(word) + len(word)) for word in words]
    found = terms_of(article(body=text), proof(*spans))
    assert len(found) == MOST
    assert {units(term) for term, _ in found} == {TERM_UNITS}
