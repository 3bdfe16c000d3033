"""Whatever is given as a query: it has a tree, or it is refused with places; nothing else is ever raised."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Problem, QueryInvalid
from monitor.model import Article, Topic, TopicId
from monitor.topics.doubts import doubts
from monitor.topics.matcher import Matcher
from monitor.topics.place import MOST_TOLD
from monitor.topics.syntax import parse


def answered(query: str) -> str:
    """What is said of a query: nothing where it is accepted. All of it can be shown, and all of it has a place."""
    problems, severity = warned(query), "warning"
    if problems is None:
        with pytest.raises(QueryInvalid) as caught:
            parse(query)
        problems, severity = list(caught.value.problems), "error"
        assert problems
    assert len(problems) <= MOST_TOLD
    for problem in problems:
        problem.message.encode()
        assert problem.severity == severity
        assert "\x1b" not in problem.message
        assert len(problem.message) < 500
    return problems[0].message.partition(" — at “")[0] if problems else ""


def warned(query: str) -> list[Problem] | None:
    """The warnings on a query; None where it is refused."""
    try:
        return doubts(query, parse(query))
    except QueryInvalid:
        return None


LONG = 99_000

BAD = [
    pytest.param("", "the query is empty", id="empty"),
    pytest.param(" \t\n\u00a0\u200b", "the query is empty", id="blank"),
    pytest.param(" " * LONG, "the query is empty", id="long-blank"),
    pytest.param("# \n" * 30_000, "the query is empty", id="remarks"),
    pytest.param("<<<a " * 19_000, "this remark is never closed", id="remarks-unclosed"),
    pytest.param("NOT taliban", "true without any word", id="only-not"),
    pytest.param("-a -b -c NOT (d OR e)", "true without any word", id="only-nots"),
    pytest.param("lang:ru country:RU since:2024", "true without any word", id="only-filters"),
    pytest.param("a" * 100_001, "longer than 100 kB", id="too-long"),
    pytest.param("ф" * 50_001, "longer than 100 kB", id="too-long-in-bytes"),
    pytest.param("a" * LONG, "longer than 300 characters", id="one-word"),
    pytest.param("*" * LONG, "longer than 300 characters", id="stars"),
    pytest.param("a?" * 49_000, "longer than 300 characters", id="question-marks"),
    pytest.param("\0" * LONG, "longer than 300 characters", id="nul"),
    pytest.param("a@" * 49_000, "longer than 300 characters", id="at-signs"),
    pytest.param("@1" * 49_000, "longer than 300 characters", id="at-numbers"),
    pytest.param("/N1" * 33_000, "longer than 300 characters", id="slashes"),
    pytest.param("a&" * 49_000, "longer than 300 characters", id="ampersands"),
    pytest.param("a " * 49_000, "more than 5000 terms", id="words"),
    pytest.param(" OR ".join(["taliban"] * 5_001), "more than 5000 terms", id="5001-terms"),
    pytest.param("a " + "[2024 TO 2025] " * 6_000, "more than 5000 terms", id="ranges"),
    pytest.param('"' + "ab " * 30_000 + '"', "more than 5000 terms", id="phrase"),
    pytest.param('" ' * 49_000, "no word in these quotes", id="quotes"),
    pytest.param("“" * 49_999, "", id="quotes-of-one-side"),
    pytest.param("(" * 1_000 + "a" + ")" * 1_000, "nested deeper than 60", id="nested"),
    pytest.param("(" * 49_000 + "a" + ")" * 49_000, "nested deeper than 60", id="nested-49000"),
    pytest.param("a (" * 1_000 + "b" + ")" * 1_000, "nested deeper than 60", id="nested-lists"),
    pytest.param("title:" * 16_000 + "a", "nested deeper than 60", id="fields"),
    pytest.param("ATLEAST/2 " * 9_000 + "a", "nested deeper than 60", id="counts"),
    pytest.param("-" * LONG, "too many NOTs", id="dashes"),
    pytest.param("NOT " * 24_000 + "a", "too many NOTs", id="nots"),
    pytest.param("a" + "^2" * 49_000, "suffixes in a row", id="suffixes"),
    pytest.param("a NEAR " * 14_000 + "a", "operands in a row", id="nears"),
    pytest.param("~ " * 49_000, '"~" stands behind', id="strays"),
    pytest.param("[a " * 33_000, "a square bracket begins a range", id="square-brackets"),
    pytest.param("AND " * 24_000, "a word was expected before AND", id="ands"),
    pytest.param("titel:a " * 5_000, 'unknown field "titel"', id="unknown-fields"),
    pytest.param("a" * LONG + ":b", 'unknown field "aaa', id="long-field"),
    pytest.param("re:/" * 24_000, "stands behind title: or url:", id="expressions"),
    pytest.param("a date:" + "." * LONG, "is no date", id="dots"),
    pytest.param("a date:[" + " " * LONG + "]", "a range is written", id="long-range"),
    pytest.param("a date:2024-10-04T" + "0" * LONG, "is no date here: write 2024-10-04", id="long-time"),
    pytest.param("a NEAR/" + "9" * LONG + " b", "at most 1000 words between", id="long-number"),
    pytest.param("a^" + "9" * LONG, "", id="long-weight"),
    pytest.param("”taliban“ AND »moscow«", "", id="right-to-left-quotes"),
    pytest.param("\u202e“taliban” DNA\u202c", "", id="overridden-direction"),
    pytest.param("Tаlibаn AND Моsсоw", "mixes Latin and Cyrillic", id="mixed-scripts"),
    pytest.param(" OR ".join(["Tаlibаn"] * 5_000), "mixes Latin and Cyrillic", id="mixed-scripts-5000"),
    pytest.param("\ud800", "nothing to search", id="half-a-character"),
    pytest.param("a\ud800b AND \udfffc", "", id="halves-in-words"),
    pytest.param("\ud800:a", "", id="half-a-field"),
    pytest.param(" OR ".join(f"taliban{n}" for n in range(5_000)), "", id="5000-terms"),
    pytest.param("taliban AND (" + " OR ".join(f'"a b{n}"' for n in range(2_499)) + ")", "", id="phrases"),
    pytest.param("(" * 55 + "a" + ")" * 55, "", id="nested-55"),
]


@pytest.mark.parametrize(("query", "message"), BAD)
def test_what_nobody_means_is_answered(query: str, message: str) -> None:
    assert message in answered(query)


@given(st.binary(max_size=400))
def test_any_bytes_are_answered(raw: bytes) -> None:
    answered(raw.decode("utf-8", "surrogateescape"))
    answered(raw.decode("utf-16-le", "surrogatepass") if len(raw) % 2 == 0 else raw.decode("latin-1"))


@given(
    st.lists(
        st.sampled_from(
            ["a", "OR", "NOT", '"', "“", "(", ")", "[", "{", "<<<", ">>>", "#", "re:/", "/", "title:", "url:", "..", "@2", "–", "\\"]
        )
    )
)
def test_any_signs_are_answered(pieces: list[str]) -> None:
    answered("".join(pieces))
    answered(" ".join(pieces))


@pytest.mark.shared
def test_naughty_strings_are_answered(shared: Path) -> None:
    """What is accepted of them can be compiled and asked, too."""
    strings = json.loads((shared / "harness/blns.json").read_text("utf8"))
    assert len(strings) > 500
    forms = ("{}", 'taliban "{}"', "taliban title:{}", "taliban url:{}")
    queries = [form.replace("{}", naughty) for naughty in strings for form in forms]
    accepted = [query for query in queries if not answered(query) and "@" not in query]
    assert len(accepted) > 800
    matcher = Matcher([Topic(id=TopicId(str(number)), query=query) for number, query in enumerate(accepted)])
    for naughty in strings:
        matcher.match(Article(title=naughty, lead="taliban", url=naughty))
