"""What went wrong, in words an operator can act on, and never with a password."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from monitor.errors import DatabaseUnreachable

_READ_ONLY = "the database can be read but not written"
_SQLITE = {
    sqlite3.SQLITE_FULL: "the disk is full: the database can be read but not written",
    sqlite3.SQLITE_IOERR: "the disk fails, or is full, under the database file",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened",
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: "the database file may not be opened",
    sqlite3.SQLITE_BUSY: "another program has been writing to the database for too long",
    sqlite3.SQLITE_NOTADB: "the file is not an SQLite database",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged: restore a backup",
}
_POSTGRES = {
    "53100": "the disk of the database is full",
    "53200": "the database is out of memory",
    "53300": "the database has too many connections",
    "25006": _READ_ONLY,
    "3D000": "there is no such database",
    "28P01": "the database refuses the user or password",
    "28000": "the database refuses the user",
}
_POSTGRES_GONE = ("08", "57P")  # connection exceptions; shutdowns and starts
_COLLISIONS = ("40001", "40P01")  # serialization failure, deadlock
_SECRET_OPTIONS = ("password", "sslpassword")


def is_collision(error: DBAPIError) -> bool:
    """Say whether the transaction only lost against another one, and will pass when it is done again."""
    return isinstance(error.orig, psycopg.Error) and error.orig.sqlstate in _COLLISIONS


def translated(error: DBAPIError, url: URL | None = None, *, writes: bool = False) -> Exception:
    """Return DatabaseUnreachable where the database is the cause, else the error itself: then our SQL is.

    ``writes`` says that the transaction may write: that it could not is the database's fault only then.
    """
    cause = _cause(error)
    if cause is None or (cause == _READ_ONLY and not writes):
        return error
    place = f"{shown(url)}: " if url is not None else ""
    return DatabaseUnreachable(without_password(f"{place}{cause} ({str(error.orig).strip()})", url))


def _cause(error: DBAPIError) -> str | None:
    original = error.orig
    if isinstance(original, sqlite3.Error):
        return _SQLITE.get(getattr(original, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(original, "sqlstate", None) or ""
    if state in _POSTGRES:
        return _POSTGRES[state]
    silent = not state and isinstance(original, psycopg.OperationalError)
    if silent or state.startswith(_POSTGRES_GONE) or error.connection_invalidated:
        return "the database does not answer"
    return None


def readable(url: str) -> URL:
    """Read a database's URL.

    Raises:
        DatabaseUnreachable: it is not one that we know. The message does not hold it: it could hold a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseUnreachable(
            "the database's URL cannot be read; write sqlite:///var/monitor.db or postgresql://user:password@host/name"
        ) from None
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise DatabaseUnreachable(f"the database is {parsed.drivername}: only sqlite and postgresql are supported")
    if not parsed.database or parsed.database == ":memory:" or parsed.database.startswith("file:"):
        raise DatabaseUnreachable("the database must be a file: write sqlite:///var/monitor.db")
    return parsed


def shown(url: URL) -> str:
    """Return the URL without its password."""
    return url.difference_update_query(_SECRET_OPTIONS).render_as_string(hide_password=True)


def without_password(text: str, url: URL | None) -> str:
    """Take the URL's passwords out of a driver's words."""
    if url is None:
        return text
    secrets = [url.password, *(url.query.get(option) for option in _SECRET_OPTIONS)]
    for secret in secrets:
        if secret:
            text = text.replace(str(secret), "***")
    return text
