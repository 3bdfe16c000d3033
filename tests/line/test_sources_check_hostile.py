"""`monitor sources check` of every endpoint of ../shared/harness/evil_server.py: a report comes of each in time, and no trap is hit."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from monitor.app import policy_of
from monitor.catalog.load import Catalog, load
from monitor.cli.sources_check import as_text
from monitor.cli.sources_survey import survey
from monitor.fetching.client import Fetcher
from monitor.polling import Pace
from tests.line.evil import HOST, evil_server

pytestmark = [pytest.mark.anyio, pytest.mark.shared]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
AT_ONCE = 8
FETCH_SECONDS = 5
LONGEST = 90  # seconds of one check, its turn among the others included: pages of 10 MB are read beside it


@pytest.fixture
async def evil(shared: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with evil_server(shared, "--max-secs", "20") as client:
        yield client


async def test_nothing_that_a_site_sends_stops_a_check_or_leads_it_inside(evil, tmp_path):
    endpoints = (await evil.get("/admin/manifest")).json()
    policy = replace(policy_of(Catalog()), allow_networks=(f"{HOST}/32",), total_seconds=FETCH_SECONDS)
    turns = asyncio.Semaphore(AT_ONCE)
    late: list[str] = []

    async def check(endpoint):
        url = f"{str(evil.base_url).rstrip('/')}{endpoint['path']}" + ("?gen=1" if endpoint.get("scenario") else "")
        async with turns:
            fetcher = Fetcher(policy)  # each check has its own, as the command does: no endpoint's Retry-After holds another
            try:
                async with asyncio.timeout(LONGEST):
                    report = await survey(url, fetcher.fetch, now=NOW, pace=Pace())
            except TimeoutError:
                late.append(url)
                return None
            finally:
                await fetcher.close()
        json.dumps(report)
        assert as_text(report)
        return report

    reports = [report for report in await asyncio.gather(*map(check, endpoints)) if report]
    assert late == []
    assert (await evil.get("/admin/trap")).json() == []
    assert len(reports) == len(endpoints) > 200
    assert sum(bool(report["found"]) for report in reports) > 60
    (tmp_path / "sources").mkdir()
    for report in reports:
        assert all(len(item["title"]) <= 100_000 for item in report["preview"])
        if report["yaml"]:
            (tmp_path / "sources/a.yaml").write_text(report["yaml"], "utf8")
            assert load(tmp_path, {}).sources, report["url"]
