"""The whole line on PostgreSQL: the newsroom's script ends as it does on SQLite, over a restart."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from monitor.app import opened
from monitor.catalog.load import load
from monitor.cli.demo import demo_catalog, judged
from monitor.demo.newsroom import Newsroom
from monitor.storage import overview

pytestmark = [pytest.mark.anyio, pytest.mark.postgres]
CONFIG = Path(__file__).parent.parent.parent / "config"


async def test_the_newsroom_on_postgresql(tmp_path, empty_postgres):
    passed = [0.0]
    with Newsroom(clock=lambda: passed[0]) as newsroom:
        calm = {
            outlet.id: replace(outlet, manner="" if outlet.manner in {"slow", "hang"} else outlet.manner)
            for outlet in newsroom.outlets.values()
        }
        newsroom.outlets = calm
        catalog = demo_catalog(load(CONFIG), newsroom, tmp_path)
        catalog = replace(catalog, settings=catalog.settings.model_copy(update={"database": empty_postgres}))
        for at in (0.0, 0.0, 0.0, newsroom.length, newsroom.length):  # three failures, and the broken feed's fallback is read
            passed[0] = at
            async with opened(CONFIG, catalog, console=Console(file=io.StringIO(), width=120)) as service:
                await service.once()
        async with opened(CONFIG, catalog, console=Console(file=(terminal := io.StringIO()), width=120)) as service:
            await service.deliver()
            fates = await service.database.read(overview.fates)
    verdict = judged(newsroom, fates)
    assert verdict.surprises == ()
    assert terminal.getvalue().count("● ") == len(verdict.told)
    assert len(verdict.told) + len(verdict.joined) == 13
