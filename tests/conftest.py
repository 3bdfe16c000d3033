"""What every test has: no socket outside loopback, and the shared corpora where they are."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# No test fails because a machine is slow; CI sees the same examples each time, a developer others.
settings.register_profile("suite", deadline=None, max_examples=50, derandomize=bool(os.environ.get("CI")))
settings.load_profile("suite")

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
