"""The real snapshots through the whole line into an independent Bot API that enforces Telegram's limits, with a fault of each kind."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest

from monitor.feeds.parse import parse_feed
from tests.line import snapshots
from tests.line.running import running
from tests.line.sending import anything_open
from tests.line.site import Site
from tests.line.test_independent_judge import TOKEN, in_chat, judge

pytestmark = [pytest.mark.anyio, pytest.mark.shared, pytest.mark.long]

READERS = (61, 62)
# Each once, after so many messages: by then it was seen how to ask what became of a message.
FAULTS = {"429": 4, "500_after": 6, "reset_after": 9, "reset_before": 12}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        yield running_site


def headlines(texts: list[str]) -> Counter[str]:
    """How often each topic, change and headline was told; one that is marked as a possible repeat has a star."""
    return Counter("\n".join(text.split("\n")[:3]) + "*" * ("Possible repeat" in text) for text in texts if text.startswith("About "))


async def test_real_feeds_arrive_once_each_at_a_strict_bot_api_with_faults(tmp_path, shared, site, monkeypatch):
    monkeypatch.setattr("monitor.service.now", snapshots.clock_at(snapshots.TAKEN))
    bodies = snapshots.snapshots(shared)
    entries = sum(len({entry.guid for entry in parse_feed(body, url=site.url(f"/{name}")).entries}) for name, body in bodies.items())
    snapshots.publish(site, dict.fromkeys(bodies, snapshots.NOTHING))
    async with asyncio.timeout(400), judge(shared, "--enforce") as (api_url, client):
        folder = snapshots.house(
            tmp_path / "config",
            site,
            bodies,
            alerts="{fresh_hours: 8760, flood_limit: 1000}",
            telegram=f"{{api_url: '{api_url}'}}",
            polling="{shortest: 20s, longest: 20s}",
        )
        async with running(folder, {"MONITOR_TELEGRAM_TOKEN": TOKEN}) as service:
            database = service.service.database
            for reader in READERS:
                await client.post("update", json={"kind": "message", "chat_id": reader, "user_id": reader, "text": "/start"})
            while not all([await in_chat(client, reader) for reader in READERS]):  # noqa: ASYNC110 - the judge tells no one
                await asyncio.sleep(0.1)
            for fault, after in FAULTS.items():
                await client.post("fault", json={"fault": fault, "method": "sendMessage", "after": after, "retry_after": 2})
            snapshots.publish(site, bodies)
            while sum((await database.read(snapshots.stored)).values()) < entries or await database.read(anything_open):  # noqa: ASYNC110 - nor does the database
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
