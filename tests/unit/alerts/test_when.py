from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.when import All, Any, AtLeast, Backing, Official, met, read_condition
from monitor.errors import QueryInvalid

TWO = AtLeast("sources", 2)
BOTH = All((TWO, AtLeast("countries", 2)))


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        pytest.param("sources >= 2", TWO, id="a-number-of-sources"),
        pytest.param("@official", Official(), id="an-official-source"),
        pytest.param("LANGUAGES>=3", AtLeast("languages", 3), id="capitals-and-no-spaces"),
        pytest.param("sources >= 2 and countries >= 2", BOTH, id="and"),
        pytest.param("sources >= 2 from countries >= 2", BOTH, id="from-is-and"),
        pytest.param("sources >= 2 from countries >= 2 or @official", Any((BOTH, Official())), id="and-binds-closer-than-or"),
        pytest.param("@official or sources >= 2\n  and countries >= 2", Any((Official(), BOTH)), id="over-two-lines"),
        pytest.param("sources >= 2 and (countries >= 2 or @official)", All((TWO, Any((BOTH.parts[1], Official())))), id="brackets"),
        pytest.param("((sources >= 2))", TWO, id="brackets-that-are-not-needed"),
    ],
)
def test_conditions(text: str, condition: object) -> None:
    assert read_condition(text) == condition


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        pytest.param("sources > 2", 1, 9, "after `sources` stands `>=`", id="another-sign"),
        pytest.param("sources >= two", 1, 12, "a whole number", id="a-number-in-words"),
        pytest.param("sources >= 0", 1, 12, "from 1 on", id="none-at-all"),
        pytest.param("sources >=", 1, 11, "a whole number", id="no-number"),
        pytest.param("sources >= 99999999", 1, 12, "a whole number", id="more-than-there-are"),
        pytest.param("readers >= 2", 1, 1, "`readers` is none", id="another-word"),
        pytest.param("sources >= 2 and", 1, 17, "one is missing here", id="nothing-after-and"),
        pytest.param("", 1, 1, "one is missing here", id="nothing"),
        pytest.param("sources >= 2 @official", 1, 14, "`@official` follows", id="two-conditions-side-by-side"),
        pytest.param("sources >= 2 or\n  @offical", 2, 3, "`@offical` is none", id="on-the-second-line"),
        pytest.param("(sources >= 2", 1, 1, "not closed", id="a-bracket-that-is-not-closed"),
        pytest.param("sources >= 2)", 1, 13, "closes none", id="a-bracket-that-closes-none"),
        pytest.param("(" * 51 + "@official" + ")" * 51, 1, 51, "50 deep", id="too-deep"),
        pytest.param("sources ≥ 2", 1, 9, "stands `>=`", id="the-sign-of-mathematics"),
    ],
)
def test_what_is_no_condition_is_told_with_its_place(text: str, line: int, column: int, says: str) -> None:
    with pytest.raises(QueryInvalid) as refused:
        read_condition(text)
    (problem,) = refused.value.problems
    assert (problem.line, problem.column) == (line, column)
    assert says in problem.message


@pytest.mark.parametrize(
    ("text", "backing", "holds"),
    [
        pytest.param("", Backing(), True, id="no-condition"),
        pytest.param("sources >= 2", Backing(sources=1), False, id="one-source"),
        pytest.param("sources >= 2", Backing(sources=2), True, id="two-sources"),
        pytest.param("sources >= 2 from countries >= 2", Backing(sources=3, countries=1), False, id="from-one-country"),
        pytest.param("sources >= 2 from countries >= 2", Backing(sources=2, countries=2), True, id="from-two-countries"),
        pytest.param("languages >= 2 or @official", Backing(sources=1, languages=1, official=True), True, id="an-official-source"),
        pytest.param("languages >= 2 or @official", Backing(sources=5, languages=1), False, id="neither"),
    ],
)
def test_whether_it_holds(text: str, backing: Backing, holds: bool) -> None:
    assert met(text, backing) is holds


@given(st.text(alphabet=st.sampled_from("sources>= 2()@official orandfrom\n\x00é9"), max_size=60) | st.text(max_size=40))
def test_any_text_is_a_condition_or_not(text: str) -> None:
    try:
        read_condition(text).met(Backing())
    except QueryInvalid as refused:
        (problem,) = refused.problems
        lines = text.split("\n")
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
