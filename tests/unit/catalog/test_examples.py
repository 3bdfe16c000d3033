"""What is said of an example that its topic does not bear out."""

from __future__ import annotations

import pytest

from monitor.catalog.examples import failing
from monitor.catalog.topics import Example
from monitor.model import Article, Match, Stage, TopicId

TOPIC = TopicId("bans")
OTHER = Match(topic=TopicId("other"), spans=(), field="title", stage=Stage.DENIED)


def found(stage: Stage | None = None) -> Match:
    return Match(topic=TOPIC, spans=(), field="title", stage=stage)


CASES = [
    pytest.param(True, None, [found()], "", id="found"),
    pytest.param(True, None, [found(Stage.DENIED)], "", id="found-at-any-stage"),
    pytest.param(True, None, [OTHER], "is not found by the query: widen it, or move the example to `ignores`", id="missed"),
    pytest.param(True, Stage.DECIDED, [OTHER], "is not found by the query", id="missed-at-its-stage"),
    pytest.param(False, None, [], "", id="left-alone"),
    pytest.param(False, None, [found()], "is found by the query: narrow it, or move the example to `matches`", id="found-wrongly"),
    pytest.param(True, Stage.DECIDED, [OTHER, found(Stage.DECIDED)], "", id="at-its-stage"),
    pytest.param(True, Stage.DECIDED, [found(Stage.PROPOSED)], "is found at the stage `proposed`, not at `decided`", id="at-another-stage"),
    pytest.param(True, Stage.IN_FORCE, [found()], "is found at no stage, not at `in_force`", id="at-no-stage"),
]


@pytest.mark.parametrize(("matches", "stage", "matched", "said"), CASES)
def test_what_is_said(matches: bool, stage: Stage | None, matched: list[Match], said: str) -> None:
    example = Example(
        topic=TOPIC, matches=matches, language="en", title="The court lifts it", lead="", body="", file="a", line=3, column=7, stage=stage
    )
    problems = list(failing([example], lambda _article: matched))
    assert [(one.file, one.line, one.column) for one in problems] == ([("a", 3, 7)] if said else [])
    assert all(one.message.startswith(f"the example “The court lifts it” {said}") for one in problems)


def test_the_language_is_found_out_and_a_long_text_is_cut() -> None:
    asked: list[Article] = []

    def match(article: Article) -> list[Match]:
        asked.append(article)
        return []

    long = "Верховный суд приостановил запрет " * 3
    example = Example(topic=TOPIC, matches=True, language="", title="", lead=long, body="", file="a", line=1, column=1)
    (problem,) = failing([example], match)
    assert asked[0].language == "ru"
    assert f"“{long[:59]}…”" in problem.message
