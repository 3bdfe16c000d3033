"""How each database is opened: pragmas, pools, time-outs."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, inspect
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError

from monitor.errors import DatabaseUnreachable
from monitor.storage.failures import readable, shown, translated

_BUSY_SECONDS = 30  # how long a writer waits for another program's transaction
_CONNECT_SECONDS = 10
_SILENCE_SECONDS = 30  # after which a server that does not answer is gone
_CONNECTIONS = 8
_LOG_BYTES = 64 << 20  # what the write-ahead log is cut to once it was longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """One database, once for writing and once for reading. ``file`` is SQLite's."""

    writer: Engine
    reader: Engine
    file: Path | None

    def dispose(self) -> None:
        """Close every connection."""
        self.reader.dispose()
        self.writer.dispose()


def connect(url: str) -> Engines:
    """Open a database and see that its tables are there.

    Raises:
        DatabaseUnreachable: it does not answer, cannot be opened, or has no tables.
    """
    parsed = readable(url)
    engines = engines_of(parsed)
    try:
        with engines.reader.connect() as connection:
            ready = inspect(connection).has_table("alembic_version")
        if ready and engines.file is not None:
            _sync(engines.file.parent)  # the log's name outlives a power cut, too
    except DBAPIError as error:
        engines.dispose()
        raise translated(error, parsed, writes=True) from error
    if not ready:
        engines.dispose()
        raise DatabaseUnreachable(f"{shown(parsed)}: the database has no tables yet: run `monitor db upgrade`")
    return engines


def engines_of(url: URL) -> Engines:
    """Prepare the engines; nothing is connected yet."""
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        return Engines(writer=_sqlite(url, writes=True), reader=_sqlite(url, writes=False), file=file)
    writer = create_engine(
        url,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "application_name": "monitor",
            "options": "-c timezone=UTC",
            "connect_timeout": _CONNECT_SECONDS,
            "keepalives_idle": _SILENCE_SECONDS,
            "tcp_user_timeout": _SILENCE_SECONDS * 1000,
        },
    )
    reader = writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Engines(writer=writer, reader=reader, file=None)


def sync_log(file: Path) -> None:
    """Force the write-ahead log to the disk: what is committed so far outlives a power cut.

    ``synchronous=FULL`` would do it for every transaction, but cannot be set within one; the mark of a message on its way needs it,
    the thousands of articles do not (tests/bench/bench_storage.py has the price).
    """
    _sync(file.with_name(file.name + "-wal"))


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


class Reading(SQLiteDialect_pysqlite):
    """SQLite with transactions that only read."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin; a listener for the same would slow each statement of the engine by a seventh."""
        dbapi_connection.execute("BEGIN")


class Writing(SQLiteDialect_pysqlite):
    """SQLite with transactions that write: one that is begun is sure to be the only one."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin."""
        dbapi_connection.execute("BEGIN IMMEDIATE")


registry.register("sqlite.reading", __name__, "Reading")
registry.register("sqlite.writing", __name__, "Writing")


def _sqlite(url: URL, *, writes: bool) -> Engine:
    engine = create_engine(
        url.set(drivername="sqlite+writing" if writes else "sqlite+reading"),
        pool_size=_CONNECTIONS,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # the dialects below say BEGIN: the driver's is deferred, and fails at once when it must upgrade
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
        connection.execute(f"PRAGMA cache_size = {-65536 if writes else -16384}")  # negative: in KiB
        if not writes:
            connection.execute("PRAGMA query_only = ON")

    return engine
