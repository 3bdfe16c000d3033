"""The bot before an independent Bot API, ../shared/harness/fake_telegram.py: subscribers, each fault that it knows, and Telegram's limits."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from telegram import Bot

from monitor.model import Channel, SubscriberId, Topic
from monitor.storage import tables
from monitor.storage.database import Database, Transaction, open_database, upgrade
from monitor.storage.subscribers import save_settings, subscriber_by_chat, subscribers_by_id
from monitor.telegram import pacing
from monitor.telegram.bot import BotSettings, connected, listen_once
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.outbox import Outbox
from monitor.telegram.sender import Sender
from monitor.telegram.turns import Turns
from tests.line.archive import TOPIC, Clock, queue_alerts, views_of

TOKEN = "123456:TEST"
ANSWER = 2.0  # seconds that an answer is really waited for
REQUEST = 20.0  # and what the outbox takes that for, so that nothing is asked before the clock is put forward
PEOPLE, SUPERGROUPS, ADMINISTRATOR = 1, -(10**12) - 1, 7
ONE, TWO, AGAIN = "#m1x", "#m2x", "#m3x"
CHOSEN = 5  # an hour for digests


@dataclass(frozen=True, slots=True)
class Case:
    """A fault that the first of two alerts meets.

    Attributes:
        fault: as the judge names it.
        then: the alert's state once the fault was met, and why, or for how long it is held.
        told: what the chat was told in the end: a star marks a possible repeat, a tilde a text without tags.
        left: the subscriber is told nothing more until he comes back.
        chats: where ids are a count of the bot's own, or in supergroups, where people's messages count as well.
    """

    fault: str
    then: str
    told: tuple[str, ...] = (ONE, TWO)
    left: bool = False
    chats: int = PEOPLE


def lost(fault: str, reason: str, chats: int = PEOPLE) -> Case:
    return Case(fault, f"parked: {reason}", told=(), left=True, chats=chats)


CASES = [
    # not accepted, and certainly so
    Case("429", "queued for 10 min"),
    Case("flood_long", "queued for 360 min"),
    Case("400", "sent: plain", told=(f"{ONE}~", TWO)),
    lost("403", "blocked"),
    lost("403_deactivated", "deactivated"),
    lost("403_kicked", "kicked", SUPERGROUPS),
    lost("chat_not_found", "chat_gone"),
    lost("rights", "no_rights", SUPERGROUPS),
    Case("migrate", "sent", told=(), chats=SUPERGROUPS),  # where it is now, it is told
    # not accepted, which a search of the chat tells
    *(Case(fault, "uncertain") for fault in ("500", "502", "503", "504", "html200", "reset_before", "close_before", "hang_before")),
    # where it cannot tell that
    Case("reset_before", "uncertain", told=(f"{ONE}*", TWO), chats=SUPERGROUPS),
    Case("hang_before", "uncertain", told=(f"{ONE}*", TWO), chats=SUPERGROUPS),
    # accepted, which it tells as well
    *(
        Case(fault, "uncertain", chats=chats)
        for fault in ("500_after", "502_after", "reset_after", "close_after", "hang_after", "partial_after", "badjson_after")
        for chats in (PEOPLE, SUPERGROUPS)
    ),
    Case("slow", "sent"),
]
LATE = Case("late_accept", "uncertain")
OF_THE_WHOLE_BOT = [Case("401", "queued, as all for 1 min"), Case("404", "queued, as all for 1 min"), Case("409", "sent")]
MOVED = -1009999999999


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


@dataclass(frozen=True, slots=True)
class Reader:
    chat: int
    key: SubscriberId
    case: Case


class Trial:
    """Subscribers of the bot, each of whose chats meets one fault."""

    def __init__(self, client: httpx.AsyncClient, settings: BotSettings, database: Database, bot: Bot) -> None:
        self.readers: list[Reader] = []
        self._client = client
        self._settings = settings
        self._database = database
        self._clock = Clock()
        self._turns = Turns(clock=self._clock.steady)
        self._outbox = Outbox(
            database=database,
            sender=Sender(bot),
            load_views=views_of,
            now=self._clock.now,
            turns=self._turns,
            ids=MessageIds(),
            request_seconds=REQUEST,
        )

    async def begin(self, cases: Sequence[Case], **how: Any) -> list[Reader]:
        """Let a reader of each case subscribe, order its fault, and queue two alerts for each."""
        chats = [case.chats + (number if case.chats > 0 else -number) for number, case in enumerate(cases, len(self.readers))]
        for chat in chats:
            if chat < 0:
                await self._client.post("chat", json={"id": chat, "type": "supergroup", "members": {ADMINISTRATOR: "administrator"}})
        await self.start(*chats)
        readers = []
        for chat, case in zip(chats, cases, strict=True):
            found = await self._database.read(subscriber_by_chat, Channel.TELEGRAM, chat)
            assert found is not None
            await self._database.run(save_settings, replace(found, digest_hour=CHOSEN))
            readers.append(Reader(chat, found.id, case))
            await self._client.post("fault", json={"fault": case.fault, "method": "sendMessage", "chat_id": chat, **how})
        await self.alert(readers, ONE, TWO)
        self.readers += readers
        return readers

    async def start(self, *chats: int) -> None:
        """Let these write /start, and let the bot hear it."""
        for chat in chats:
            user = chat if chat > 0 else ADMINISTRATOR
            await self._client.post("update", json={"kind": "message", "chat_id": chat, "user_id": user, "text": "/start"})
        topics = {TOPIC: Topic(id=TOPIC, query="x", title={"en": "Moscow Format"})}
        await listen_once(self._settings, database=self._database, topics=lambda: topics, now=self._clock.now, turns=self._turns)
        self._clock.ahead += 5  # a group is not written to so soon again

    async def alert(self, readers: Sequence[Reader], *titles: str) -> None:
        await self._database.run(queue_alerts, titles, [reader.chat for reader in readers])
        await self._outbox.drain()

    async def later(self, seconds: float) -> None:
        """Put the clock forward, and deliver what is due then."""
        self._clock.ahead += seconds
        await self._outbox.drain()

    async def states(self, readers: Sequence[Reader]) -> list[tuple[str, str]]:
        """What has become of each one's first alert."""
        wait = round(self._turns.wait_for_all() / 60)
        states = [await self._database.read(_state, reader.key, self._clock.now()) for reader in readers]
        return [(reader.case.fault, state + f", as all for {wait} min" * bool(wait)) for reader, state in zip(readers, states, strict=True)]

    async def told(self, chat: int) -> tuple[str, ...]:
        messages = (await self._client.get("messages", params={"chat": chat})).json()
        return tuple(headline for each in messages if each["own"] for headline in _headlines(each))

    async def active(self, readers: Sequence[Reader]) -> list[bool]:
        """Who of these is told anything; what they chose is there still."""
        found = await self._database.read(subscribers_by_id, [reader.key for reader in readers])
        assert {each.digest_hour for each in found} == {CHOSEN}
        return [each.active for each in found]

    async def accepted(self, fault: str) -> bool:
        """Whether the judge has taken a message although it met this fault."""
        return any(each["accepted"] for each in (await self._client.get("log")).json() if each["fault"] == fault)

    async def unmet(self) -> list[str]:
        return [each["fault"] for each in (await self._client.get("faults")).json() if not each.get("fired")]

    async def violations(self) -> Any:
        return (await self._client.get("violations")).json()


def _state(tx: Transaction, reader: SubscriberId, now: datetime) -> str:
    mine = select(tables.deliveries).where(tables.deliveries.c.subscriber_id == reader)
    row = tx.execute(mine.order_by(tables.deliveries.c.id)).first()
    assert row is not None
    held = round((row.leased_until - now).total_seconds() / 60) if row.leased_until and row.state == "queued" else 0
    return row.state + f": {row.reason}" * bool(row.reason) + f" for {held} min" * bool(held)


def _headlines(message: dict[str, Any]) -> list[str]:
    """The headlines of an alert, or of a digest."""
    marks = "~" * (not message["ents"]) + "*" * message["text"].count("Possible repeat")
    return [each + marks for each in re.findall(r"#m\dx", message["text"])]


@pytest.mark.shared
@pytest.mark.anyio
async def test_every_fault_between_a_subscription_and_its_alerts(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/monitor.db"
    upgrade(url)
    database = open_database(url)
    async with asyncio.timeout(120), judge(shared, "--enforce") as (root, client):
        settings = BotSettings(token=TOKEN, api_url=root, request_seconds=ANSWER)
        async with connected(settings) as bot:
            trial = Trial(client, settings, database, bot)
            readers = await trial.begin(CASES, retry_after=600, delay=ANSWER / 5, to=MOVED)
            at_once = await trial.states(readers)
            assert await trial.violations() == []
            await client.post("limits", json={"enforce": False})
            monkeypatch.setattr(pacing, "OVERALL_GAP", 0.0)  # from here on most are questions
            await trial.later(4 * REQUEST)  # so that none comes due while all are held
            for case in OF_THE_WHOLE_BOT:
                some = await trial.begin([case])
                at_once += await trial.states(some)
                await trial.later(60)
            some = await trial.begin([LATE], delay=2 * ANSWER)
            at_once += await trial.states(some)
            await trial.later(REQUEST)
            while not await trial.accepted(LATE.fault):  # noqa: ASYNC110 - the judge tells no one
                await asyncio.sleep(0.05)
            await trial.later(3 * REQUEST)
            await trial.later(21600)

            assert at_once == [(reader.case.fault, reader.case.then) for reader in trial.readers]
            assert await trial.unmet() == []
            told = {(reader.case.fault, reader.chat): await trial.told(reader.chat) for reader in trial.readers}
            assert told == {(reader.case.fault, reader.chat): reader.case.told for reader in trial.readers}
            assert await trial.told(MOVED) == (ONE, TWO)

            assert await trial.active(trial.readers) == [not reader.case.left for reader in trial.readers]
            back = [reader for reader in trial.readers if reader.case.left]
            await trial.start(*(reader.chat for reader in back))
            assert all(await trial.active(back))
            await trial.alert(back, AGAIN)
            assert [await trial.told(reader.chat) for reader in back] == [(AGAIN,)] * len(back)
    await database.close()
