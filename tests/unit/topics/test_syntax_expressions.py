"""Regular expressions: asked of titles and addresses, in any case, in linear time."""

from __future__ import annotations

import pytest

from monitor.model import Article, Topic, TopicId
from monitor.topics.matcher import Matcher

ARTICLE = Article(
    title="Талибан and the \ud800 Taleban: 3+3",
    lead="Taliban",
    url="https://news.example/Afghan/2024/10",
    canonical_url="https://amp.example/kabul",
    language="en",
)

CASES = [
    ("title:re:/tal[ei]ban:/", True),
    ("title:re:/ТАЛИБАН/", True),
    (r"title:re:/3\+3$/", True),
    ("title:re:/^and/", False),
    ("title:re:/kabul/", False),
    ("text:(title:re:/3.3/)", True),
    ("title:(re:/nothing/ OR 3)", True),
    (r"url:re:/\/afghan\/\d{4}\//", True),
    ("url:re:/amp\\.example/", True),
    ("url:re:/tal[ei]ban/", False),
    ("NOT url:re:/amp/", False),
]


@pytest.mark.parametrize(("query", "expected"), CASES)
def test_an_expression(query: str, expected: bool) -> None:
    matcher = Matcher([Topic(id=TopicId("t"), query=f"taliban ({query})")])
    assert bool(matcher.match(ARTICLE)) is expected


def test_what_takes_others_forever_does_not_here() -> None:
    matcher = Matcher([Topic(id=TopicId("t"), query="taliban title:re:/(a+)+(a|aa)*$b/")])
    assert matcher.match(Article(title="taliban " + "a" * 200_000)) == []
