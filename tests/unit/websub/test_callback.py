from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.websub.callback import LEASE, LONGEST_LEASE, lease_of


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        pytest.param("86400", timedelta(days=1), id="within"),
        pytest.param("", LEASE, id="not said: what was asked"),
        pytest.param("600", timedelta(minutes=10), id="the shortest"),
        pytest.param("599", None, id="not worth it"),
        pytest.param("99999999999999999999", LONGEST_LEASE, id="for ever"),
        pytest.param("-5", None, id="negative"),
        pytest.param("1e9", None, id="no number"),
        pytest.param("٣٦٠٠", None, id="other digits"),
    ],
)
def test_a_lease_is_kept_within_bounds(seconds, expected):
    assert lease_of(seconds) == expected
