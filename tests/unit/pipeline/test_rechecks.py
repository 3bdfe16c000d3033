from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Article, ArticleId, Failure, Fetched, FetchFailed, Outcome, Recheck
from monitor.pipeline.rechecks import CONFIRM, SURE, WAIT, Sign, Turn, after_visit, is_missing, was_there

TOLD = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
ONE = ArticleId(1)


def walk(*visits: tuple[timedelta, Sign]) -> list[tuple[Turn, timedelta | None]]:
    """What each visit brings, and when the next is due after the alert."""
    recheck, withdrawn, steps = Recheck(article=ONE, told=TOLD), False, []
    for after, sign in visits:
        recheck, due, turn = after_visit(recheck, sign, withdrawn=withdrawn, now=TOLD + after)
        withdrawn = {Turn.WITHDRAWN: True, Turn.RESTORED: False}.get(turn, withdrawn)
        steps.append((turn, due and due - TOLD))
    return steps


STAYS, GONE, BACK = Turn.STAYS, Turn.WITHDRAWN, Turn.RESTORED
THERE, MISSING, NOTHING = Sign.THERE, Sign.MISSING, Sign.NOTHING
WALKS = [
    pytest.param([(HOUR, THERE), (6 * HOUR, THERE), (DAY, THERE)], [(STAYS, 6 * HOUR), (STAYS, DAY), (STAYS, None)], id="it stays"),
    pytest.param(
        [(HOUR, NOTHING), (6 * HOUR, NOTHING), (DAY, NOTHING)], [(STAYS, 6 * HOUR), (STAYS, DAY), (STAYS, None)], id="no word of it"
    ),
    pytest.param([(HOUR, MISSING), (80 * MINUTE, MISSING)], [(STAYS, 80 * MINUTE), (GONE, 6 * HOUR)], id="gone"),
    pytest.param([(HOUR, MISSING), (80 * MINUTE, THERE)], [(STAYS, 80 * MINUTE), (STAYS, 6 * HOUR)], id="gone for a moment"),
    pytest.param([(HOUR, MISSING), (HOUR + 5 * MINUTE, MISSING)], [(STAYS, 80 * MINUTE), (STAYS, 85 * MINUTE)], id="asked again too soon"),
    pytest.param(
        [(HOUR, MISSING), (80 * MINUTE, NOTHING), (6 * HOUR, MISSING)],
        [(STAYS, 80 * MINUTE), (STAYS, 6 * HOUR), (GONE, DAY)],
        id="an error between",
    ),
    pytest.param([(10 * HOUR, THERE)], [(STAYS, 10 * HOUR + SURE)], id="seen late"),
    pytest.param(
        [(HOUR, MISSING), (80 * MINUTE, MISSING), (6 * HOUR, MISSING), (DAY, THERE)],
        [(STAYS, 80 * MINUTE), (GONE, 6 * HOUR), (STAYS, DAY), (BACK, None)],
        id="back on the last visit",
    ),
    pytest.param(
        [(DAY, MISSING), (DAY + CONFIRM, MISSING), (DAY + 6 * HOUR, NOTHING)],
        [(STAYS, DAY + CONFIRM), (GONE, 6 * HOUR + DAY - 6 * HOUR + SURE + CONFIRM), (STAYS, DAY + 6 * HOUR + SURE)],
        id="missed the first visits",
    ),
]


@pytest.mark.parametrize(("visits", "expected"), WALKS)
def test_what_visits_bring(visits: list[tuple[timedelta, Sign]], expected: list[tuple[Turn, timedelta | None]]) -> None:
    assert walk(*visits) == expected


def test_a_withdrawn_article_is_asked_for_daily_and_then_no_more() -> None:
    recheck, due = Recheck(article=ONE, told=TOLD, step=3), TOLD + DAY
    days = 0
    while due is not None:
        recheck, due, turn = after_visit(recheck, Sign.MISSING, withdrawn=True, now=due)
        assert turn is Turn.STAYS
        days += 1
    assert days == WAIT.days


@given(st.lists(st.sampled_from(list(Sign)), max_size=40))
def test_visits_end_and_no_page_is_gone_before_it_was_missing_twice(signs: list[Sign]) -> None:
    recheck, due, withdrawn = Recheck(article=ONE, told=TOLD), TOLD + HOUR, False
    since = None
    for sign in [*signs, *[Sign.THERE] * 4]:
        since = None if sign is Sign.THERE else since or (due if sign is Sign.MISSING else None)
        now = due
        recheck, due, turn = after_visit(recheck, sign, withdrawn=withdrawn, now=now)
        assert turn is not Turn.WITHDRAWN or (since is not None and now - since >= SURE and sign is Sign.MISSING)
        assert turn is not Turn.RESTORED or sign is Sign.THERE
        withdrawn = {Turn.WITHDRAWN: True, Turn.RESTORED: False}.get(turn, withdrawn)
        if due is None:
            break
        assert due - now >= SURE
    assert due is None


OUTCOMES = [
    pytest.param(FetchFailed(failure=Failure.HTTP, status=404), True, id="404"),
    pytest.param(FetchFailed(failure=Failure.GONE, status=410), True, id="410"),
    pytest.param(FetchFailed(failure=Failure.HTTP, status=404, challenge=True), False, id="a wall with 404"),
    pytest.param(FetchFailed(failure=Failure.HTTP, status=404, refused=True), False, id="robots.txt"),
    pytest.param(FetchFailed(failure=Failure.HTTP, status=403), False, id="403"),
    pytest.param(FetchFailed(failure=Failure.TIMEOUT), False, id="no answer"),
    pytest.param(Fetched(url="https://a.example/", status=200, body=b"x"), False, id="a page"),
]


@pytest.mark.parametrize(("outcome", "expected"), OUTCOMES)
def test_a_page_is_missing(outcome: Outcome, expected: bool) -> None:
    assert is_missing(outcome) is expected


def test_a_page_was_there_where_it_was_read_or_never_asked_for() -> None:
    short = Article(canonical_url="https://a.example/1", lead="Short.")
    assert not was_there(short)
    assert was_there(replace(short, page_hash=1))
    assert was_there(replace(short, page_title_hash=1))
    assert was_there(replace(short, body="long " * 200))
