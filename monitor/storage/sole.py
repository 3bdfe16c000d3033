"""One service at a time over an SQLite file: two would check every feed twice, and each would take the other's messages for its own."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from monitor.errors import DatabaseUnreachable


@contextmanager
def sole_service(url: str) -> Iterator[None]:
    """Hold the database for this process while the block runs; the system lets go of it even after kill -9. PostgreSQL is not held.

    Raises:
        DatabaseUnreachable: another process holds it.
    """
    location = make_url(url)
    if location.get_backend_name() != "sqlite" or not location.database:
        yield
        return
    with Path(f"{location.database}.lock").open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DatabaseUnreachable(f"another monitor is working on {location.database}: stop it first") from error
        yield


def is_held(url: str) -> bool | None:
    """Whether a service works on this database; None where that cannot be told, as of PostgreSQL."""
    location = make_url(url)
    if location.get_backend_name() != "sqlite" or not location.database:
        return None
    file = Path(f"{location.database}.lock")
    if not file.exists():
        return False
    with file.open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)  # for an instant only: a service that starts just then would be refused
        except BlockingIOError:
            return True
    return False
