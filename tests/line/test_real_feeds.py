"""The real snapshots through the whole line: read, matched, told once, and nothing new the second time."""

from __future__ import annotations

import asyncio
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import func, select

from monitor import app
from monitor.catalog.load import load
from monitor.feeds.parse import parse_feed
from monitor.model import Subscriber
from monitor.storage import overview, subscribers, tables
from monitor.storage.database import Transaction
from tests.line import snapshots
from tests.line.bot_api import TOKEN
from tests.line.site import Site

pytestmark = [pytest.mark.anyio, pytest.mark.shared, pytest.mark.long]

ENVIRON = {"MONITOR_TELEGRAM_TOKEN": TOKEN}
READER = 51
SAME_GUID = {
    "7ef13a42fa7e177a": "one post stands in it twice, under one guid and link",
    "cc314ce5dfbb3adc": "its entries have neither guid nor link: those of one title and text are taken for one",
}


@pytest.fixture(scope="module")
def bodies(shared: Path) -> Mapping[str, bytes]:
    return snapshots.snapshots(shared)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        yield running_site


def alerts_by_source(tx: Transaction) -> Counter[str]:
    told = select(tables.articles.c.source).join(tables.alerts, tables.alerts.c.article_id == tables.articles.c.id)
    return Counter(source.removeprefix("feed-") for source in tx.execute(told.where(tables.alerts.c.held == "")).scalars())


def bundled(tx: Transaction) -> int:
    return tx.execute(select(func.count()).where(tables.deliveries.c.bundle != "")).scalar_one()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What one run over every feed left; counts are by snapshot."""

    shown: str  # at the terminal
    stored: dict[str, int]
    outcomes: set[str]
    told: Counter[str]
    bundled: int  # deliveries that wait for the end of the hour


async def once(folder: Path) -> Ran:
    """Check every feed once, deliver, and end."""
    terminal = io.StringIO()
    async with app.opened(folder, load(folder, ENVIRON), console=Console(file=terminal, width=100)) as service:
        await service.database.run(subscribers.add_subscriber, Subscriber(chat_id=READER))
        async with asyncio.timeout(400):
            await service.once()
            await service.deliver()
        return Ran(
            shown=terminal.getvalue(),
            stored=await service.database.read(snapshots.stored),
            outcomes={each.check.outcome for each in await service.database.read(overview.last_answers)},
            told=await service.database.read(alerts_by_source),
            bundled=await service.database.read(bundled),
        )


async def test_every_entry_is_stored_and_each_story_told_once(tmp_path, site, bot_api, bodies, monkeypatch):
    monkeypatch.setattr("monitor.service.now", snapshots.clock_at(snapshots.TAKEN))
    folder = snapshots.house(
        tmp_path / "config", site, bodies, alerts="{fresh_hours: 8760, flood_limit: 1000}", telegram=f"{{api_url: '{bot_api.url}'}}"
    )
    snapshots.publish(site, bodies)
    chat = bot_api.chat(READER)

    first = await once(folder)
    assert first.outcomes == {"ok"}
    parsed = {name: parse_feed(body, url=site.url(f"/{name}")).entries for name, body in bodies.items()}
    assert first.stored == {name: len({entry.guid for entry in entries}) for name, entries in parsed.items() if entries}
    assert {name for name, entries in parsed.items() if len(entries) != first.stored.get(name, 0)} == set(SAME_GUID)
    assert len(chat.texts) == first.shown.count("●") > 10
    assert len(set(chat.texts)) == len(chat.texts)
    assert {text.split("\n")[0] for text in chat.texts} == {"About robots", "About walks"}

    before = list(chat.texts)
    second = await once(folder)
    assert second.shown == ""
    assert chat.texts == before
    assert second.stored == first.stored
    assert second.outcomes == {"not_modified"}


async def test_of_a_first_check_full_of_hits_one_is_a_message_and_the_rest_waits(tmp_path, site, bot_api, bodies, monkeypatch):
    monkeypatch.setattr("monitor.service.now", snapshots.clock_at(snapshots.TAKEN))
    wordy = [name for name, body in sorted(bodies.items()) if body.lower().count(b" walk") > 20][:8]
    folder = snapshots.house(
        tmp_path / "config", site, wordy, alerts="{fresh_hours: 8760, flood_limit: 1}", telegram=f"{{api_url: '{bot_api.url}'}}"
    )
    snapshots.publish(site, bodies)
    bot_api.chat(READER)
    ran = await once(folder)
    messages = ran.shown.count("●")
    assert messages == len(bot_api.chat(READER).texts)
    assert 1 <= messages <= 2  # one a topic
    assert ran.bundled == 2 * (ran.told.total() - messages) > 0  # at the terminal and in the chat
