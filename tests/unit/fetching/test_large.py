"""Official lists have bounds of their own; whatever else is fetched keeps to the small ones."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from monitor.fetching.client import Fetcher
from monitor.fetching.policy import FetchPolicy
from monitor.model import Failure, Fetched, FetchFailed
from tests.unit.fetching.loopback import Site, answer

pytestmark = pytest.mark.anyio
POLICY = FetchPolicy(allow_networks=("127.0.0.0/8",), max_bytes=1_000, large_max_bytes=50_000, spacing_seconds=0)


@pytest.mark.parametrize(
    ("size", "large", "came"), [(900, False, True), (2_000, False, False), (49_000, True, True), (51_000, True, False)]
)
async def test_how_much_is_taken(site: Site, size: int, large: bool, came: bool) -> None:
    where = site.on("/list.xml", answer(body=b"x" * size))
    outcome = await Fetcher(POLICY).fetch(where, large=large)
    assert isinstance(outcome, Fetched) if came else isinstance(outcome, FetchFailed) and outcome.failure is Failure.TOO_LARGE


@pytest.mark.parametrize(("large", "came"), [(False, False), (True, True)])
async def test_how_long_it_may_take(site: Site, large: bool, came: bool) -> None:
    async def slowly(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n")
        await asyncio.sleep(0.5)
        writer.write(b"list")

    policy = replace(POLICY, total_seconds=0.2, large_total_seconds=10)
    outcome = await Fetcher(policy).fetch(site.on("/list.xml", slowly), large=large)
    assert isinstance(outcome, Fetched) is came
