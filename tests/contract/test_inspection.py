"""What state a database is in, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import pytest

from monitor.errors import DatabaseUnreachable
from monitor.model import Check
from monitor.storage.facts import get_fact
from monitor.storage.feeds import record_check
from monitor.storage.inspection import examine, last_check, look
from monitor.storage.sole import is_held, sole_service

pytestmark = pytest.mark.anyio


def test_a_database_that_is_well(database_url):
    found = examine(database_url, seconds=4)
    assert found is not None
    assert found.version.split()[0] in {"SQLite", "PostgreSQL"}
    assert (found.form, found.not_writable, found.damage, found.whole) == (found.newest_form, "", "", True)
    assert found.size > 10_000
    assert look(database_url, lambda tx: get_fact(tx, "doctor")) is None  # what it wrote was taken back


async def test_when_a_feed_was_checked_last(database_url, newsroom, now):
    assert look(database_url, last_check) is None
    feed = await newsroom.feed()
    await newsroom.database.run(record_check, Check(feed=feed.id, at=now, outcome="ok"))
    assert look(database_url, last_check) == now


def test_whether_a_service_works_on_it(database_url):
    sqlite = database_url.startswith("sqlite")
    assert is_held(database_url) is (False if sqlite else None)
    with sole_service(database_url):
        assert is_held(database_url) is (True if sqlite else None)
    assert is_held(database_url) is (False if sqlite else None)


def test_one_that_does_not_answer(database_url, tmp_path):
    url = f"sqlite:///{tmp_path}" if database_url.startswith("sqlite") else "postgresql://user:hidden@127.0.0.1:1/none"
    with pytest.raises(DatabaseUnreachable) as raised:
        examine(url, seconds=4)
    assert "hidden" not in str(raised.value)
    with pytest.raises(DatabaseUnreachable):
        look(url, last_check)
