"""Headers about time and state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetching.headers import evidence, instant, max_age, retry_after, sendable, validator

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta()),
        ("99999999999999999999", DAY),
        ("Tue, 24 Nov 2026 13:00:00 GMT", timedelta(hours=1)),
        ("Tuesday, 24-Nov-26 13:00:00 GMT", timedelta(hours=1)),
        ("Tue Nov 24 13:00:00 2026", timedelta(hours=1)),
        ("Tue, 24 Nov 2026 11:00:00 GMT", timedelta()),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DAY),
        ("", None), ("-5", None), ("soon", None), ("nan", None), ("1e9", None), ("٣", None), ("²", None),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date_and_a_day_at_most(value: str, wait: timedelta | None) -> None:
    assert retry_after(value, NOW) == wait


@pytest.mark.parametrize(
    ("headers", "age"),
    [
        ({}, None),
        ({"cache-control": "public, max-age=600"}, timedelta(minutes=10)),
        ({"cache-control": 'MAX-AGE="60"'}, timedelta(minutes=1)),
        ({"cache-control": "max-age=315360000"}, 365 * DAY),
        ({"cache-control": "max-age=999999999999999"}, 365 * DAY),
        ({"cache-control": "s-maxage=5"}, None),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "no-store", "expires": "Tue, 24 Nov 2026 13:00:00 GMT"}, None),
        ({"expires": "Tue, 24 Nov 2026 13:00:00 GMT"}, timedelta(hours=1)),
        ({"expires": "Tue, 24 Nov 2026 13:00:00 GMT", "date": "Tue, 24 Nov 2026 12:30:00 GMT"}, timedelta(minutes=30)),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, timedelta()),
        ({"expires": "0"}, None),
        ({"cache-control": "max-age=60", "expires": "Tue, 24 Nov 2026 13:00:00 GMT"}, timedelta(minutes=1)),
    ],
)
def test_how_long_an_answer_stays_fresh(headers: dict[str, str], age: timedelta | None) -> None:
    assert max_age(headers, NOW) == age


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ('W/"a,b"', True),
        ("Tue, 24 Nov 2026 12:00:00 GMT", True),
        ('"\xe9"', True),
        ('"' + "a" * 2_000 + '"', False),
        ('"a\r\nX: y"', False),
        ('"\x7f"', False),
    ],
)
def test_validators_are_kept_verbatim_or_not_at_all(value: str, kept: bool) -> None:
    assert validator(value) == (value if kept else "")


def test_a_value_from_elsewhere_is_sent_only_where_a_header_can_hold_it() -> None:
    assert sendable('"abc"')
    for value in ('"ж"', ' "a"', "a\n", "a\tb"):
        assert not sendable(value)


@given(st.text())
def test_any_header_is_read_without_an_error(value: str) -> None:
    assert (retry_after(value, NOW) or timedelta()) <= DAY
    assert (max_age({"cache-control": value, "expires": value, "date": value}, NOW) or timedelta()) <= 365 * DAY
    when = instant(value)
    assert when is None or when.tzinfo is UTC


def test_of_very_many_headers_the_first_are_evidence() -> None:
    assert evidence([("Set-Cookie", "a=1"), ("ETag", '"a"')] * 2) == (("etag", '"a"'), ("etag", '"a"'))
    assert len(evidence([("X", "y")] * 1_000)) == 100
    assert evidence([("A", "x" * 10_000), ("B", "x" * 10_000), ("C", "x")]) == (("a", "x" * 10_000),)
