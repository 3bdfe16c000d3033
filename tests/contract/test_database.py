from __future__ import annotations

import asyncio
import threading

import pytest
from sqlalchemy import create_engine, text

from monitor.errors import DatabaseUnreachable
from monitor.storage import database as module
from monitor.storage.database import open_database
from monitor.storage.facts import get_fact, set_fact
from monitor.storage.failures import readable
from monitor.storage.transaction import durable

pytestmark = pytest.mark.anyio


async def test_a_unit_returns_what_its_function_returns(database):
    await database.run(set_fact, "a", value="1")
    assert await database.run(get_fact, key="a") == "1"


async def test_a_unit_that_fails_leaves_nothing(database):
    def unit(tx):
        set_fact(tx, "a", "1")
        raise KeyError("a")

    with pytest.raises(KeyError):
        await database.run(unit)
    assert await database.read(get_fact, "a") is None


async def test_a_unit_whose_task_is_cancelled_is_finished_whole(database, database_url):
    started, go_on = threading.Event(), threading.Event()

    def unit(tx):
        set_fact(tx, "first", "1")
        started.set()
        go_on.wait(10)
        set_fact(tx, "second", "2")

    running = asyncio.create_task(database.run(unit))
    waiting = [asyncio.create_task(database.run(set_fact, f"waiting-{n}", "3")) for n in range(9)]
    await asyncio.to_thread(started.wait, 10)
    for task in [running, *waiting]:
        task.cancel()
    await asyncio.gather(running, *waiting, return_exceptions=True)
    assert running.cancelled()
    go_on.set()
    await database.close()
    again = open_database(database_url)
    expected = {"first": "1", "second": "2"} | {f"waiting-{n}": "3" for n in range(9)}
    assert {key: await again.read(get_fact, key) for key in expected} == expected
    await again.close()


async def test_of_many_at_once_each_gets_its_own_answer_and_one_that_fails_costs_only_itself(database):
    started, go_on = threading.Event(), threading.Event()

    def first(tx):
        started.set()
        go_on.wait(10)
        set_fact(tx, "first", "1")
        return "first"

    def unit(tx, n):
        set_fact(tx, f"k{n}", "1")
        if n % 3 == 0:
            raise KeyError(n)
        return n

    asked = [asyncio.create_task(database.run(first))]
    await asyncio.to_thread(started.wait, 10)
    asked += [asyncio.create_task(database.run(unit, n)) for n in range(1, 10)]
    await asyncio.sleep(0)
    go_on.set()
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [answer if isinstance(answer, (str, int)) else type(answer) for answer in answers] == [
        "first", 1, 2, KeyError, 4, 5, KeyError, 7, 8, KeyError,
    ]  # fmt: skip
    kept = {n: await database.read(get_fact, f"k{n}") for n in range(1, 10)}
    assert {n for n, value in kept.items() if value} == {1, 2, 4, 5, 7, 8}


async def test_closing_finishes_what_was_asked_for(database, database_url):
    asked = [asyncio.create_task(database.run(set_fact, f"k{n}", "v")) for n in range(20)]
    await asyncio.sleep(0)
    await asyncio.gather(database.close(), database.close())
    assert await asyncio.gather(*asked) == [None] * 20
    again = open_database(database_url)
    assert await again.read(get_fact, "k19") == "v"
    await again.close()


async def test_a_closed_database_says_so(database):
    await database.close()
    with pytest.raises(DatabaseUnreachable, match="closed"):
        await database.run(get_fact, "a")
    with pytest.raises(DatabaseUnreachable, match="closed"):
        await database.read(get_fact, "a")


async def test_reading_sees_one_unchanging_picture_and_does_not_wait_for_writers(database):
    looked, written = threading.Event(), threading.Event()

    def look_twice(tx):
        before = get_fact(tx, "a")
        looked.set()
        written.wait(10)
        return before, get_fact(tx, "a")

    await database.run(set_fact, "a", "1")
    reading = asyncio.create_task(database.read(look_twice))
    await asyncio.to_thread(looked.wait, 10)
    await database.run(set_fact, "a", "2")
    written.set()
    assert await reading == ("1", "1")
    assert await database.read(get_fact, "a") == "2"


async def test_a_reader_cannot_write(database):
    with pytest.raises(Exception, match=r"(?i)read.?only"):
        await database.read(set_fact, "a", "1")
    assert await database.read(get_fact, "a") is None


async def test_a_mistake_in_our_sql_is_not_called_an_outage(database):
    def unit(tx):
        tx.execute(text("SELECT nonsense"))

    for way in (database.run, database.read):
        with pytest.raises(Exception, match="nonsense") as caught:
            await way(unit)
        assert not isinstance(caught.value, DatabaseUnreachable)


async def test_values_are_in_no_error(database):
    def unit(tx):
        tx.execute(text("INSERT INTO facts VALUES (:key, :key, :key)"), {"key": "a secret"})

    with pytest.raises(Exception, match="facts") as caught:
        await database.run(unit)
    assert "a secret" not in str(caught.value)


async def test_what_must_outlive_a_power_cut_is_forced_to_the_disk(database, database_url, monkeypatch):
    synced = []
    monkeypatch.setattr(module, "sync_log", synced.append)

    def fails(tx):
        durable(tx)
        raise KeyError

    await database.run(set_fact, "a", "1")
    with pytest.raises(KeyError):
        await database.run(fails)
    await database.run(set_fact, "a", "2")
    assert synced == []
    await database.run(durable)
    await database.run(set_fact, "a", "3")
    assert len(synced) == (1 if database_url.startswith("sqlite") else 0)  # PostgreSQL forces every commit


async def test_the_log_can_be_forced_to_the_disk(database):
    def unit(tx):
        durable(tx)
        set_fact(tx, "a", "1")

    await database.run(unit)
    assert await database.read(get_fact, "a") == "1"


# ── one database only ──────────────────────────────────────────────────────────────────────────────


ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ON_POSTGRES = pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)


@ON_SQLITE
async def test_a_full_disk_is_named_and_reading_goes_on(database):
    await database.run(set_fact, "a", "1")

    def fill(tx):
        tx.execute(text("PRAGMA max_page_count = 1"))
        set_fact(tx, "b", "x" * 1_000_000)

    with pytest.raises(DatabaseUnreachable, match="disk is full"):
        await database.run(fill)
    assert await database.read(get_fact, "a") == "1"
    assert await database.read(get_fact, "b") is None


@ON_POSTGRES
async def test_a_unit_that_lost_a_deadlock_is_done_again(database):
    for key in "ab":
        await database.run(set_fact, key, "")
    both = threading.Barrier(2)
    tries = []

    def unit(tx, first, second):
        tries.append(first)
        set_fact(tx, first, first)
        if len(tries) <= 2:
            both.wait(10)
        set_fact(tx, second, first)

    await asyncio.gather(database.run(unit, "a", "b"), database.run(unit, "b", "a"))
    assert len(tries) >= 3
    assert await database.read(get_fact, "a") == await database.read(get_fact, "b")


@ON_POSTGRES
async def test_a_deadlock_is_not_tried_for_ever(database):
    tries = []

    def unit(tx):
        tries.append(1)
        tx.execute(text("DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40P01'; END $$"))

    with pytest.raises(Exception, match="lost"):
        await database.run(unit)
    assert len(tries) == 5


@ON_POSTGRES
async def test_a_lost_connection_is_an_outage_and_the_next_unit_connects_again(database, database_url):
    admin = create_engine(readable(database_url))

    def unit(tx):
        own = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with admin.begin() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
        set_fact(tx, "a", "1")

    for way in (database.run, database.read):
        with pytest.raises(DatabaseUnreachable, match="does not answer"):
            await way(unit)
    admin.dispose()
    await database.run(set_fact, "a", "2")
    assert await database.read(get_fact, "a") == "2"
