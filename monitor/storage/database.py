"""The database: whole functions run on its threads, each in one transaction.

SQLite has one writer thread (``BEGIN IMMEDIATE``), where writes that wait at the same time share a commit, and a few readers over a
write-ahead log; PostgreSQL has a pool of threads. A unit may be carried out twice (after a deadlock, a failed commit, a lost answer): it
acts on the database alone, and its unique keys make it repeatable.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

from monitor.errors import DatabaseUnreachable
from monitor.storage.engines import Engines, connect, sync_log
from monitor.storage.failures import is_collision, translated
from monitor.storage.groups import Asked, write_waiting
from monitor.storage.migrations.upgrade import upgrade
from monitor.storage.transaction import Transaction

__all__ = ["Database", "Transaction", "open_database", "upgrade"]

P = ParamSpec("P")
T = TypeVar("T")

_READERS = 3
_WRITERS = 4  # PostgreSQL only
_ATTEMPTS = 5  # of a unit that lost a deadlock
_PAUSE_SECONDS = 0.02


class Database:
    """An open database. Close it with ``await database.close()``."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._writers = ThreadPoolExecutor(1 if engines.file else _WRITERS, thread_name_prefix="database-writer")
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="database-reader")
        self._waiting: deque[Asked] = deque()  # SQLite only
        self._closed = False

    async def run(self, unit: Callable[Concatenate[Transaction, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``unit(tx, *args, **kwargs)`` in a write transaction and return what it returns, once that is committed.

        Once asked for, a unit is carried out whole or rolled back whole, even where the task that awaits it is cancelled.

        Raises:
            DatabaseUnreachable: the database does not answer, or its disk is full; nothing was written.
        """
        file = self._engines.file

        def whole(tx: Transaction) -> T:
            return unit(tx, *args, **kwargs)

        return await asyncio.shield(self._join(file, whole) if file else self._submit(self._writers, partial(self._write, whole)))

    async def read(self, unit: Callable[Concatenate[Transaction, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``unit(tx, *args, **kwargs)`` over one unchanging picture of the database; it cannot write.

        Raises:
            DatabaseUnreachable: the database does not answer.
        """
        return await self._submit(self._readers, partial(self._look, lambda tx: unit(tx, *args, **kwargs)))

    async def close(self) -> None:
        """Finish the units asked for, then let go of the database. May be called twice."""
        self._closed = True
        await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, self._let_go))

    def _submit(self, threads: ThreadPoolExecutor, job: Callable[[], T]) -> Awaitable[T]:
        if self._closed:
            raise DatabaseUnreachable("the database is closed")
        future: Future[T] = threads.submit(job)
        return asyncio.wrap_future(future)

    def _join(self, file: Path, unit: Callable[[Transaction], T]) -> Awaitable[T]:
        """Put a unit where the writer's thread finds it; by then others may wait there as well."""
        if self._closed:
            raise DatabaseUnreachable("the database is closed")
        asked = Asked(unit)
        self._waiting.append(asked)
        self._writers.submit(write_waiting, self._engines.writer, self._waiting, sync=partial(sync_log, file))
        answer: Future[T] = asked.answer
        return asyncio.wrap_future(answer)

    def _write(self, unit: Callable[[Transaction], T]) -> T:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self._engines.writer.begin() as tx:
                    return unit(tx)
            except DBAPIError as error:
                if is_collision(error) and attempt < _ATTEMPTS:
                    time.sleep(attempt * _PAUSE_SECONDS)  # let the one that won go first
                    continue
                raise translated(error, writes=True) from error
        raise AssertionError  # pragma: no cover - the last attempt returns or raises

    def _look(self, unit: Callable[[Transaction], T]) -> T:
        try:
            with self._engines.reader.begin() as tx:
                return unit(tx)
        except DBAPIError as error:
            raise translated(error) from error

    def _let_go(self) -> None:
        self._readers.shutdown()
        self._writers.shutdown()
        self._engines.dispose()


def open_database(url: str) -> Database:
    """Open a database whose tables are there (``upgrade`` makes them).

    Args:
        url: ``sqlite:///path/to/file`` or ``postgresql://user:password@host/name``.

    Raises:
        DatabaseUnreachable: it does not answer, cannot be opened, or has no tables. The message holds no password.
    """
    return Database(connect(url))
