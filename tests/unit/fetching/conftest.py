"""A loopback site, and fetchers that may visit it."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from monitor.fetching.client import Fetcher, FetchPolicy
from tests.unit.fetching.loopback import Site


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    server = await asyncio.start_server(site.meet, site.address, 0)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site


@pytest.fixture
async def make_fetcher() -> AsyncIterator[Callable[..., Fetcher]]:
    """A fetcher that may visit loopback without pause; its policy's other fields are the test's."""
    made: list[Fetcher] = []

    def make(*, tls=None, resolver=None, now=None, **limits) -> Fetcher:
        policy = FetchPolicy(**{"allow_networks": ("127.0.0.0/8",), "spacing_seconds": 0.0, **limits})
        more = {"now": now} if now else {}
        fetcher = Fetcher(policy, tls=tls, resolver=resolver, **more)
        made.append(fetcher)
        return fetcher

    yield make
    for fetcher in made:
        await fetcher.close()


@pytest.fixture
def fetcher(make_fetcher: Callable[..., Fetcher]) -> Fetcher:
    return make_fetcher()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for secure.example, signed by itself, in one file."""
    if not shutil.which("openssl"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("the openssl command, which makes the certificate, is missing")
    pem = tmp_path_factory.mktemp("tls") / "both.pem"
    wish = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=secure.example -addext subjectAltName=DNS:secure.example"
    subprocess.run(["openssl", *wish.split(), "-keyout", pem, "-out", pem.with_suffix(".crt")], check=True, capture_output=True, timeout=60)
    pem.write_bytes(pem.read_bytes() + pem.with_suffix(".crt").read_bytes())
    return pem
