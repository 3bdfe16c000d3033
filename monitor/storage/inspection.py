"""What state a database is in, found out without changing it: version, form, size, whether it can be written to and is whole."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from monitor.errors import DatabaseUnreachable
from monitor.storage import migrations
from monitor.storage.engines import engines_of
from monitor.storage.failures import readable, shown, translated
from monitor.storage.tables import checks
from monitor.storage.transaction import Transaction

T = TypeVar("T")

_BUSY = 2.0  # seconds to wait for another program's transaction
_STEPS = 10_000  # of SQLite's machine between two looks at the clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The state of a database that answers. ``not_writable`` and ``damage`` are the database's words, empty where all is well."""

    version: str  # SQLite 3.45.1, PostgreSQL 16.4
    form: str  # of its tables; empty where it has none
    newest_form: str  # that this program knows
    size: int  # bytes
    not_writable: str = ""
    damage: str = ""
    whole: bool = True  # False where the time did not suffice to look at all of it


def sqlite_version() -> tuple[str, bool]:
    """Return the version of the SQLite that Python has, and whether full-text search (FTS5) is in it."""
    with sqlite3.connect(":memory:") as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
        except sqlite3.OperationalError:
            return sqlite3.sqlite_version, False
    connection.close()
    return sqlite3.sqlite_version, True


def examine(url: str, *, seconds: float) -> Condition | None:
    """Look at a database; None where an SQLite file is not there yet. Reading all of it ends after so many seconds.

    Raises:
        DatabaseUnreachable: it does not answer, or cannot be opened.
    """
    parsed = readable(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        return None
    engines = engines_of(parsed)
    try:
        with engines.reader.connect() as connection:
            sqlite = engines.file is not None
            if not sqlite:
                connection.execute(text(f"SET statement_timeout = {int(seconds * 1000)}"))
            form, size, version = _form(connection), _size(connection, engines.file), _version(connection)
            damage, whole = _damage(connection, seconds) if sqlite else ("", True)
        not_writable = _not_writable(engines.writer, sqlite=sqlite) if form else ""
    except DBAPIError as error:
        raise translated(error, parsed, writes=True) from error
    finally:
        engines.dispose()
    return Condition(
        version=version, form=form, newest_form=_newest_form(), size=size, not_writable=not_writable, damage=damage, whole=whole
    )


def look(url: str, unit: Callable[[Transaction], T]) -> T:
    """Run ``unit(tx)`` over a database as it is; nothing is made or changed.

    Raises:
        DatabaseUnreachable: it is not there, does not answer, or has no tables of this form.
    """
    parsed = readable(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        raise DatabaseUnreachable(f"{shown(parsed)} is not there yet")
    engines = engines_of(parsed)
    try:
        with engines.reader.begin() as tx:
            if _form(tx) != _newest_form():
                raise DatabaseUnreachable(f"{shown(parsed)} has not this version's form")
            return unit(tx)
    except DBAPIError as error:
        raise translated(error, parsed, writes=True) from error
    finally:
        engines.dispose()


def last_check(tx: Transaction) -> datetime | None:
    """Return when any feed was checked last."""
    at: datetime | None = tx.execute(select(func.max(checks.c.at))).scalar()
    return at


def _form(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _newest_form() -> str:
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head() or ""


def _size(connection: Connection, file: Path | None) -> int:
    if file is None:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    parts = (file.with_name(file.name + end) for end in ("", "-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())


def _version(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    return f"PostgreSQL {connection.execute(text('SHOW server_version')).scalar_one()}"


def _damage(connection: Connection, seconds: float) -> tuple[str, bool]:
    """Return what SQLite finds wrong with its file, and whether it came to the end of it."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the caller has seen to it
    until = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        found = str(driver.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return "", False
        return str(error), True
    except sqlite3.DatabaseError as error:
        return str(error), True
    finally:
        driver.set_progress_handler(None, _STEPS)
    return ("" if found == "ok" else found), True


def _not_writable(writer: Engine, *, sqlite: bool) -> str:
    """Return why a row cannot be written; it is taken back."""
    raw = writer.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(_BUSY * 1000)}" if sqlite else f"SET lock_timeout = {int(_BUSY * 1000)}")
        if sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("INSERT INTO facts (key, value) VALUES ('doctor', '') ON CONFLICT DO NOTHING")
    except Exception as error:  # noqa: BLE001 - whatever the driver says is the answer
        return str(error).strip()
    else:
        return ""
    finally:
        raw.rollback()
        raw.close()
