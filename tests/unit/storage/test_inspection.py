"""SQLite files that are missing, empty, held, damaged or large."""

from __future__ import annotations

import sqlite3

import pytest

from monitor.errors import DatabaseUnreachable
from monitor.storage.database import upgrade
from monitor.storage.inspection import examine, last_check, look, sqlite_version


@pytest.fixture
def file(tmp_path):
    upgrade(f"sqlite:///{tmp_path}/monitor.db")
    return tmp_path / "monitor.db"


def test_our_sqlite_searches():
    assert sqlite_version() == (sqlite3.sqlite_version, True)


def test_one_that_is_not_there_is_not_made(tmp_path):
    url = f"sqlite:///{tmp_path}/none.db"
    assert examine(url, seconds=4) is None
    with pytest.raises(DatabaseUnreachable, match="is not there yet"):
        look(url, last_check)
    assert list(tmp_path.iterdir()) == []


def test_one_without_tables(tmp_path):
    (tmp_path / "empty.db").touch()
    found = examine(f"sqlite:///{tmp_path}/empty.db", seconds=4)
    assert (found.form, found.not_writable, found.damage) == ("", "", "")
    with pytest.raises(DatabaseUnreachable, match="has not this version's form"):
        look(f"sqlite:///{tmp_path}/empty.db", last_check)


def test_one_that_another_program_holds(file):
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")
    assert examine(f"sqlite:///{file}", seconds=4).not_writable == "database is locked"
    other.close()


def test_one_that_is_no_database(file):
    file.write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(DatabaseUnreachable, match="not an SQLite database"):
        examine(f"sqlite:///{file}", seconds=4)


def large(file):
    with sqlite3.connect(file) as connection:
        connection.executemany("INSERT INTO facts VALUES (?, ?)", [(f"key-{number:06}", "value" * 20) for number in range(20_000)])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def test_one_that_is_damaged(file):
    large(file)
    body = bytearray(file.read_bytes())
    body[len(body) - 40 * 4096 :] = b"\x5a" * (40 * 4096)
    file.write_bytes(body)
    found = examine(f"sqlite:///{file}", seconds=10)
    assert found.damage
    assert found.whole


def test_one_that_is_too_large_to_be_read_in_time(file):
    large(file)
    found = examine(f"sqlite:///{file}", seconds=0)
    assert (found.damage, found.whole) == ("", False)
