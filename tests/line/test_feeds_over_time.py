"""Feeds that change between two checks, from ../shared/harness/evil_server.py: what is told, generation by generation, as its manifest allows."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console
from sqlalchemy import func, select

from monitor import app
from monitor.catalog.load import load
from monitor.storage import tables
from monitor.storage.database import Transaction
from tests.line import snapshots
from tests.line.evil import evil_server
from tests.line.site import config

pytestmark = [pytest.mark.anyio, pytest.mark.shared]

WEEK_LATER = datetime.fromtimestamp(1_795_000_000, UTC) + timedelta(days=6)  # than the server's first entries: an archive
SCENARIOS = [
    "first-run", "guid-rewrite", "link-rewrite", "cms-migration", "backdate-republish", "guid-reuse", "guid-all-same", "title-edit",
    "vanish-return", "match-flood", "dup-within", "dates-bad", "dst", "future-pin", "old-backfill", "telegram-injection", "bidi",
    "evil-links", "regex-bait", "huge-body-match",
]  # fmt: skip


@pytest.fixture
async def evil(shared: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with evil_server(shared) as client:
        yield client


def count_told(tx: Transaction) -> int:
    """Messages that went out by themselves: those of a flood come as one, which stands for all of them."""
    bare = tables.deliveries.c.bundle == ""
    return tx.execute(select(func.count(tables.deliveries.c.alert_id.distinct())).where(bare)).scalar_one()


def count_stored(tx: Transaction) -> int:
    return tx.execute(select(func.count()).select_from(tables.articles)).scalar_one()


async def checked(folder: Path) -> tuple[int, int]:
    """Check once, and return how many alerts were raised and how many articles stored, ever."""
    async with app.opened(folder, load(folder, {}), console=Console(file=io.StringIO())) as service:
        async with asyncio.timeout(240):
            await service.once()
            return await service.database.read(count_told), await service.database.read(count_stored)


def allowed(expected: Any) -> range:
    """The numbers of alerts that the manifest's ``<=n …``, ``n`` or ``any`` stands for."""
    if expected == "any":
        return range(10_000)
    at_most = re.match(r"<=(\d+)", str(expected))
    return range(int(at_most[1]) + 1) if at_most else range(int(expected), int(expected) + 1)


@pytest.mark.parametrize("name", SCENARIOS)
async def test_no_generation_tells_more_than_allowed_or_less_than_asked(tmp_path, evil, monkeypatch, name):
    monkeypatch.setattr("monitor.service.now", snapshots.clock_at(WEEK_LATER))
    manifest = {entry["path"]: entry for entry in (await evil.get("/admin/manifest")).json()}
    asked = manifest[f"/f/{name}"]
    before = 0
    for generation, expected in enumerate(asked["alerts"]):
        numbers = allowed(expected)
        folder = config(tmp_path / "config", {"evil": str(evil.base_url.join(asked["path"]))}, topics={"talks": '"Moscow Format"'})
        await evil.get("/admin/gen", params={"v": generation})
        told, stored = await checked(folder)
        assert told - before in numbers, f"generation {generation}: {asked['must']}"
        if generation == 0 and "distinct" in asked and name not in ("telegram-injection", "evil-links"):
            assert stored == asked["distinct"]
        before = told
