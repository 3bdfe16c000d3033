"""The database of a config, asked by a command that only looks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from monitor.storage.database import Database, open_database, upgrade
from monitor.storage.failures import readable

T = TypeVar("T")


def has_database(url: str) -> bool:
    """Whether there is a database to ask: no look makes an SQLite file."""
    parsed = readable(url)
    return parsed.get_backend_name() != "sqlite" or Path(parsed.database or "").exists()


def ask(url: str, questions: Callable[[Database], Awaitable[T]]) -> T:
    """Open a database, put questions to it, close it.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """

    async def asked() -> T:
        await asyncio.to_thread(upgrade, url)
        database = open_database(url)
        try:
            return await questions(database)
        finally:
            await database.close()

    return asyncio.run(asked())
