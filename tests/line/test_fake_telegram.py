"""Real snapshots through the whole line into an independent Bot API that enforces Telegram's limits, with a fault of each kind.

They are those that may tell anything of the topics and are no archives: all of them go through the line in test_real_feeds.py.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select, update

from monitor.feeds.parse import parse_feed
from monitor.storage import tables
from monitor.storage.transaction import Transaction
from monitor.telegram.bot import BotSettings
from tests.line import snapshots
from tests.line.running import running
from tests.line.sending import anything_open
from tests.line.site import Site
from tests.line.test_independent_judge import TOKEN, judge

pytestmark = [pytest.mark.anyio, pytest.mark.shared, pytest.mark.long]

READERS = (61, 62)
MOST = 30  # entries of a snapshot
# Each once, after so many messages: by then it was seen how to ask what became of a message.
FAULTS = {"429": 4, "500_after": 6, "reset_after": 9, "reset_before": 12}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        yield running_site


def headlines(texts: list[str]) -> Counter[str]:
    """How often each topic, change and headline was told; one that is marked as a possible repeat has a star."""
    return Counter("\n".join(text.split("\n")[:3]) + "*" * ("Possible repeat" in text) for text in texts if text.startswith("About "))


def worded(shared: Path) -> Mapping[str, bytes]:
    """The snapshots in which a word of a topic stands."""
    words = [word.lower() for query in snapshots.TOPICS.values() for word in query.split(" OR ")]
    found = snapshots.snapshots(shared)
    return {name: body for name, body in found.items() if any(word in body.decode("utf8", "replace").lower() for word in words)}


async def in_chat(client: httpx.AsyncClient, chat: int) -> list[str]:
    messages = (await client.get("messages", params={"chat": chat})).json()
    return [message["text"] for message in messages if message["own"]]


def checked(tx: Transaction) -> int:
    """How many feeds were asked and have answered."""
    return tx.execute(select(func.count(tables.checks.c.feed_id.distinct()))).scalar_one()


def ask_again(tx: Transaction, at: datetime) -> None:
    """Let every feed be due."""
    tx.execute(update(tables.feeds).values(next_at=at))


async def test_real_feeds_arrive_once_each_at_a_strict_bot_api_with_faults(tmp_path, shared, site, monkeypatch):
    clock = snapshots.clock_at(snapshots.TAKEN)
    monkeypatch.setattr("monitor.service.now", clock)
    monkeypatch.setattr("monitor.service.BotSettings", partial(BotSettings, request_seconds=2.0))  # three requests are waited out
    found = worded(shared)
    guids = {name: {entry.guid for entry in parse_feed(body, url=site.url(f"/{name}")).entries} for name, body in found.items()}
    bodies = {name: body for name, body in found.items() if len(guids[name]) <= MOST}
    entries = sum(len(guids[name]) for name in bodies)
    snapshots.publish(site, dict.fromkeys(bodies, snapshots.NOTHING))
    async with asyncio.timeout(400), judge(shared, "--enforce") as (api_url, client):
        folder = snapshots.house(
            tmp_path / "config",
            site,
            bodies,
            alerts="{late_days: 3650, flood_limit: 1000}",
            telegram=f"{{api_url: '{api_url}'}}",
            polling="{shortest: 1h, longest: 1h}",
        )
        async with running(folder, {"MONITOR_TELEGRAM_TOKEN": TOKEN}) as service:
            database = service.service.database
            for reader in READERS:
                await client.post("update", json={"kind": "message", "chat_id": reader, "user_id": reader, "text": "/start"})
            while not all([await in_chat(client, reader) for reader in READERS]):  # noqa: ASYNC110 - the judge tells no one
                await asyncio.sleep(0.1)
            for fault, after in FAULTS.items():
                await client.post("fault", json={"fault": fault, "method": "sendMessage", "after": after, "retry_after": 2})
            while await database.read(checked) < len(bodies):  # noqa: ASYNC110 - nor does the database
                await asyncio.sleep(0.1)
            snapshots.publish(site, bodies)
            await database.run(ask_again, clock())
            while await database.read(anything_open) or sum((await database.read(snapshots.stored)).values()) < entries:  # noqa: ASYNC110
                await asyncio.sleep(0.5)
            told = {reader: headlines(await in_chat(client, reader)) for reader in READERS}
            fired = {fault["fault"]: fault.get("fired", 0) for fault in (await client.get("faults")).json()}
            violations = (await client.get("violations")).json()
            stories = service.shown.count("●")
    assert fired == dict.fromkeys(FAULTS, 1)
    assert stories >= 8  # who comes first decides what is a copy of what
    for said in told.values():
        assert set(said.values()) == {1}
        assert len(said) == stories
        assert not any(headline.endswith("*") for headline in said)
    assert violations == []
