from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.notice import change_is_due, render_notice
from monitor.alerts.render import BUDGET
from tests.line.telegram_html import parse_html, utf16

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        pytest.param([], "", id="nothing"),
        pytest.param(["", " \n\t"], "", id="nothing-in-words"),
        pytest.param(["a <b>\u202e\n  c  "], "a &lt;b&gt;\nc", id="lines-stay-lines"),
        pytest.param(["first", "second"], "first\n\nsecond", id="what-waited-is-one-message"),
        pytest.param(["x" * 3000, "y" * 3000], "y" * 3000, id="the-oldest-gives-way"),
        pytest.param(["old", "z" * 5000], "z" * (BUDGET - 1) + "…", id="the-newest-is-cut"),
    ],
)
def test_notices(texts: list[str], message: str) -> None:
    assert render_notice(texts) == message


@given(st.lists(st.text(max_size=5000), max_size=4))
def test_any_texts_are_a_message_that_telegram_takes_or_nothing(texts: list[str]) -> None:
    if html := render_notice(texts):
        assert utf16(parse_html(html).text) <= BUDGET


@pytest.mark.parametrize(
    ("current", "told", "told_at", "due"),
    [
        pytest.param({"a"}, set(), None, True, id="the-first-change"),
        pytest.param(set(), set(), None, False, id="all-well"),
        pytest.param({"a"}, {"b"}, NOW - HOUR, True, id="an-hour-later"),
        pytest.param({"a"}, {"b"}, NOW - HOUR + timedelta(seconds=1), False, id="too-soon"),
        pytest.param({"a"}, {"a"}, NOW - 9 * HOUR, False, id="heard-before"),
    ],
)
def test_a_change_is_told_at_most_hourly(current: object, told: object, told_at: datetime | None, due: bool) -> None:
    assert change_is_due(current, told, told_at=told_at, now=NOW) is due
