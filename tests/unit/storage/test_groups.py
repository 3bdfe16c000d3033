from __future__ import annotations

from collections import deque
from functools import partial

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from monitor.errors import DatabaseUnreachable
from monitor.storage.database import upgrade
from monitor.storage.engines import engines_of
from monitor.storage.facts import get_fact, set_fact
from monitor.storage.failures import readable
from monitor.storage.groups import Asked, write_waiting
from monitor.storage.transaction import durable


@pytest.fixture
def engine(tmp_path):
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    upgrade(url)
    engines = engines_of(readable(url))
    yield engines.writer
    engines.dispose()


@pytest.fixture
def commits(engine):
    seen = []
    event.listen(engine, "commit", seen.append)
    return seen


def setting(key, value="1"):
    return Asked(lambda tx: set_fact(tx, key, value) or key)


def failing(key):
    def unit(tx):
        set_fact(tx, key, "1")
        raise KeyError(key)

    return Asked(unit)


def write(engine, *asked, sync=lambda: None):
    write_waiting(engine, deque(asked), sync=sync, clock=lambda: 0.0)


def stored(engine):
    with engine.begin() as tx:
        return set(tx.execute(text("SELECT key FROM facts")).scalars())


def test_what_waits_shares_one_commit_and_each_gets_its_own_answer(engine, commits):
    waiting = [setting(f"k{n}") for n in range(10)]
    write(engine, *waiting)
    assert len(commits) == 1
    assert [asked.answer.result(0) for asked in waiting] == [f"k{n}" for n in range(10)]
    assert stored(engine) == {f"k{n}" for n in range(10)}


def test_nobody_is_answered_before_all_is_committed(engine):
    first = setting("a")
    told = []
    second = Asked(lambda _: told.append(first.answer.done()))
    event.listen(engine, "commit", lambda _: told.append(first.answer.done()))
    write(engine, first, second)
    assert told == [False, False]


def test_one_that_fails_costs_only_itself(engine, commits):
    before, bad, after = setting("before"), failing("bad"), setting("after")
    write(engine, before, bad, after)
    assert isinstance(bad.answer.exception(0), KeyError)
    assert before.answer.result(0), after.answer.result(0)
    assert len(commits) == 1
    assert stored(engine) == {"before", "after"}


def test_nothing_waits(engine, commits):
    write(engine)
    assert not commits


def test_what_was_given_up_before_its_turn_is_left_out(engine):
    given_up, kept = setting("given up"), setting("kept")
    given_up.answer.cancel()
    write(engine, given_up, kept)
    assert stored(engine) == {"kept"}


def test_a_group_has_a_largest_size(engine, commits):
    waiting = deque(setting(f"k{n}") for n in range(100))
    write_waiting(engine, waiting, sync=lambda: None, clock=lambda: 0.0)
    assert len(waiting) == 36
    assert len(commits) == 1


def test_whoever_was_first_waits_a_while_only(engine, commits):
    waiting = deque(setting(f"k{n}") for n in range(100))
    times = iter([0.0, 0.02, 0.04, 0.06])
    write_waiting(engine, waiting, sync=lambda: None, clock=lambda: next(times))
    assert len(waiting) == 97
    assert len(commits) == 1


def test_a_commit_that_fails_is_the_fault_of_one(engine):
    def orphan(tx):
        tx.execute(text("PRAGMA defer_foreign_keys = ON"))
        tx.execute(text("INSERT INTO subscriptions VALUES (7, 'topic', 0, '', '')"))

    fine, bad, also = setting("fine"), Asked(orphan), setting("also")
    write(engine, fine, bad, also)
    assert isinstance(bad.answer.exception(0), IntegrityError)
    assert stored(engine) == {"fine", "also"}


def test_a_full_disk_ends_the_transaction_and_each_is_tried_alone(engine):
    def fill(tx):
        tx.execute(text("PRAGMA max_page_count = 1"))
        set_fact(tx, "large", "x" * 1_000_000)

    def some(tx):
        tx.execute(text("PRAGMA max_page_count = 1073741823"))
        set_fact(tx, "small", "1")

    full, after = Asked(fill), Asked(some)
    waiting = deque([setting("before"), full, after])
    while waiting:
        write_waiting(engine, waiting, sync=lambda: None)
    assert isinstance(full.answer.exception(0), DatabaseUnreachable)
    assert stored(engine) == {"before", "small"}


def test_a_group_is_forced_to_the_disk_once_where_one_asks_for_it(engine):
    synced = []

    def lasting(key, tx):
        durable(tx)
        set_fact(tx, key, "1")

    write(engine, setting("a"), sync=partial(synced.append, "a"))
    write(engine, Asked(partial(lasting, "b")), setting("c"), Asked(partial(lasting, "d")), sync=partial(synced.append, "b"))
    assert synced == ["b"]


def test_who_asked_for_the_disk_hears_that_it_failed(engine):
    def sync():
        raise OSError("no disk")

    lasting, other = Asked(durable), setting("a")
    write(engine, lasting, other, sync=sync)
    assert isinstance(lasting.answer.exception(0), OSError)
    assert other.answer.result(0) == "a"


def test_a_mistake_of_our_own_is_not_called_an_outage(engine):
    wrong = Asked(lambda tx: tx.execute(text("SELECT nonsense")))
    read = Asked(lambda tx: get_fact(tx, "a"))
    write(engine, wrong, read)
    assert "nonsense" in str(wrong.answer.exception(0))
    assert not isinstance(wrong.answer.exception(0), DatabaseUnreachable)
    assert read.answer.result(0) is None
