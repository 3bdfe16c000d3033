"""Writes that wait at the same time share one commit: each in a savepoint of its own, so that one that fails costs only itself.

For SQLite, whose one writer pays for each BEGIN and COMMIT. PostgreSQL gathers the commits of its writers by itself, and one that loses a
deadlock must not take others with it.
"""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from monitor.storage.failures import translated
from monitor.storage.transaction import Transaction, take_durable

_MOST = 64  # units in one commit
_SECONDS = 0.05  # after which no other unit joins: whoever was first waits for the last

Sync = Callable[[], None]
Clock = Callable[[], float]


@dataclass(slots=True, eq=False)
class Asked:
    """A unit that is asked for, and who waits for what it returns."""

    unit: Callable[[Transaction], Any]
    answer: Future[Any] = field(default_factory=Future)


@dataclass(slots=True)
class _Carried:
    """What became of one unit while its group is not yet committed."""

    asked: Asked
    value: Any = None
    error: BaseException | None = None
    lasting: bool = False


class _TransactionLost(Exception):
    """The database ended the whole transaction on its own: a full disk does that."""


def write_waiting(engine: Engine, waiting: deque[Asked], *, sync: Sync, clock: Clock = time.monotonic) -> None:
    """Carry out what waits, the longest waiting first, and answer each when all is committed. Does nothing where nothing waits.

    Where the commit itself fails, or a failure ends the transaction, each unit is carried out again by itself and gets its own error.
    """
    taken: list[Asked] = []
    try:
        carried = _together(engine, waiting, taken, clock)
    except Exception:  # noqa: BLE001 - each unit meets it again, and says so to its own caller
        carried = [_alone(engine, asked) for asked in taken]
    if any(one.lasting for one in carried):
        _make_last(carried, sync)
    for one in carried:
        if one.error is None:
            one.asked.answer.set_result(one.value)
        else:
            one.asked.answer.set_exception(one.error)


def _together(engine: Engine, waiting: deque[Asked], taken: list[Asked], clock: Clock) -> list[_Carried]:
    first = _next(waiting)
    if first is None:
        return []
    carried: list[_Carried] = []
    until = clock() + _SECONDS
    asked: Asked | None = first
    taken.append(first)
    with engine.begin() as tx:
        while asked is not None:
            carried.append(_in_savepoint(tx, asked))
            asked = _next(waiting) if len(taken) < _MOST and clock() < until else None
            if asked is not None:
                taken.append(asked)
    return carried


def _next(waiting: deque[Asked]) -> Asked | None:
    while waiting:
        asked = waiting.popleft()
        if asked.answer.set_running_or_notify_cancel():
            return asked
    return None


def _in_savepoint(tx: Transaction, asked: Asked) -> _Carried:
    plain = _plain(tx)
    plain.execute("SAVEPOINT unit")
    carried = _carried(tx, asked)
    if carried.error is not None:
        if not plain.in_transaction:
            raise _TransactionLost from carried.error
        plain.execute("ROLLBACK TO unit")
    plain.execute("RELEASE unit")
    return carried


def _carried(tx: Transaction, asked: Asked) -> _Carried:
    take_durable(tx)  # a unit that failed may have asked for it
    try:
        value = asked.unit(tx)
    except BaseException as error:  # noqa: BLE001 - it is the caller's, whatever it is
        return _Carried(asked, error=_told(error))
    return _Carried(asked, value=value, lasting=take_durable(tx))


def _alone(engine: Engine, asked: Asked) -> _Carried:
    try:
        with engine.begin() as tx:
            carried = _carried(tx, asked)
            if carried.error is not None:
                tx.rollback()
            return carried
    except Exception as error:  # noqa: BLE001 - it is the caller's, whatever it is
        return _Carried(asked, error=_told(error))


def _make_last(carried: list[_Carried], sync: Sync) -> None:
    try:
        sync()
    except OSError as error:
        for one in carried:
            if one.lasting:
                one.error = error


def _told(error: BaseException) -> BaseException:
    if not isinstance(error, DBAPIError):
        return error
    told = translated(error, writes=True)
    if told is not error:
        told.__cause__ = error
    return told


def _plain(tx: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", tx.connection.driver_connection)
