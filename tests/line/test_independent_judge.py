"""The bot before an independent Bot API, ../shared/harness/fake_telegram.py: subscribers, faults of every kind, and Telegram's limits."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from monitor.model import Topic, TopicId
from monitor.storage.database import open_database, upgrade
from monitor.storage.deliveries import delivery_counts
from monitor.telegram.bot import BotSettings, run_bot
from tests.line.archive import headlines, now, queue_alerts, views_of
from tests.line.sending import anything_open

TOKEN = "123456:TEST"
CHATS = range(1, 13)
FAULTS = [
    "429", "500", "502", "503", "504", "html200", "reset_before", "close_before", "hang_before",
    "500_after", "502_after", "reset_after", "close_after", "hang_after", "partial_after", "badjson_after",
]  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def judge(shared: Path, *options: str) -> AsyncIterator[tuple[str, httpx.AsyncClient]]:
    """The API's root, and a client for its admin port."""
    port, admin = free_port(), free_port()
    script = shared / "harness/fake_telegram.py"
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(script), "--port", str(port), "--admin-port", str(admin), *options, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert TOKEN in (await process.stdout.readline()).decode()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{admin}/admin/", trust_env=False) as client:
            yield f"http://127.0.0.1:{port}", client
    finally:
        process.kill()
        await process.wait()


async def in_chat(client: httpx.AsyncClient, chat: int) -> list[str]:
    messages = (await client.get("messages", params={"chat": chat})).json()
    return [message["text"] for message in messages if message["own"]]


@pytest.mark.shared
@pytest.mark.anyio
async def test_every_fault_between_a_subscription_and_its_alerts(shared: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/monitor.db"
    upgrade(url)
    database = open_database(url)
    stop, wake = asyncio.Event(), asyncio.Event()
    topics = {TopicId("moscow-format"): Topic(id=TopicId("moscow-format"), query="x", title={"en": "Moscow Format"})}
    async with asyncio.timeout(120), judge(shared, "--enforce") as (root, client):
        settings = BotSettings(token=TOKEN, api_url=root, request_seconds=2.0)
        bot = asyncio.create_task(
            run_bot(settings, database=database, topics=lambda: topics, load_views=views_of, now=now, stop=stop, wake=wake)
        )
        for chat in CHATS:
            await client.post("update", json={"kind": "message", "chat_id": chat, "user_id": chat, "text": "/start"})
        while not all([await in_chat(client, chat) for chat in CHATS]):  # noqa: ASYNC110 - the judge tells no one
            await asyncio.sleep(0.1)
        for fault in FAULTS:
            await client.post("fault", json={"fault": fault, "method": "sendMessage", "retry_after": 2, "after": 1})
        await database.run(queue_alerts, [f"#m{number}x" for number in range(4)], list(CHATS))
        wake.set()
        while await database.read(anything_open):  # noqa: ASYNC110 - nor does the database
            await asyncio.sleep(0.2)
        told = {chat: headlines((await in_chat(client, chat))[1:]) for chat in CHATS}
        fired = sum(fault.get("fired", 0) for fault in (await client.get("faults")).json())
        violations = (await client.get("violations")).json()
        stop.set()
        await bot
    counts = await database.read(delivery_counts)
    await database.close()
    assert fired == len(FAULTS)
    assert counts["sent"] == 4 * len(CHATS)
    assert {chat: Counter(said) for chat, said in told.items()} == {chat: Counter(f"#m{n}x" for n in range(4)) for chat in CHATS}
    assert violations == []
