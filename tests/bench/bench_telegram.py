"""Delivery at Telegram's limits, beside python-telegram-bot's AIORateLimiter in the same run, against our own Bot API double elsewhere.

``python tests/bench/bench_telegram.py [SECONDS [WAITING]]``: 30 seconds, 10,000 chats waiting. The double answers nobody with 429: it counts
what Telegram would have frowned on. CPU is this process's alone. "urgent" is an alert of an urgent topic that is queued while all others wait:
how many messages went before it, how long it took, and the CPU meanwhile. "idle" is from the commit of an alert to its message in the chat.
The peer needs ``aiolimiter``.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from sqlalchemy import func, select

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from monitor import logs
from monitor.storage import tables
from monitor.storage.database import Database, Transaction, open_database, upgrade
from monitor.telegram import records
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.outbox import Outbox
from monitor.telegram.request import make_bot
from monitor.telegram.sender import Sender
from monitor.telegram.turns import Turns
from tests.line.archive import now, queue_alerts, views_of
from tests.line.bot_api import TOKEN

IDLE, URGENT = 20, 90_001

DOUBLE = """
import asyncio, json, sys
from tests.line.bot_api import BotApi
async def main(chats):
    async with BotApi() as api:
        for chat in chats:
            api.chat(chat)
        async def tell(reader, writer):
            path = (await reader.readuntil(b"\\r\\n\\r\\n")).decode().split(" ", 2)[1]
            sent = [int(given["chat_id"]) for name, given in api.requests if name == "sendMessage"]
            if path == "/clear":
                api.requests.clear(); api.violations.clear()
            body = json.dumps({"sent": sent, "violations": len(api.violations)}).encode()
            writer.write(b"HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body)
            await writer.drain(); writer.close()
        admin = await asyncio.start_server(tell, "127.0.0.1", 0)
        print(api.url, f"http://127.0.0.1:{admin.sockets[0].getsockname()[1]}", flush=True)
        await asyncio.sleep(7_200)
asyncio.run(main([*range(1, int(sys.argv[1]) + 1), int(sys.argv[2])]))
"""


@dataclass(frozen=True, slots=True)
class Double:
    url: str
    admin: str

    async def heard(self, path: str = "/") -> Any:
        async with httpx.AsyncClient(trust_env=False) as client:
            return json.loads((await client.get(self.admin + path)).content)


async def ours(double: Double, folder: Path, seconds: float, waiting: int) -> None:
    url = f"sqlite:///{folder}/monitor.db"
    upgrade(url)
    database = open_database(url)
    await database.run(queue_for_all, waiting)
    await database.run(records.remember_probing, works=True)
    bot = make_bot(TOKEN, api_url=double.url)
    await bot.initialize()
    stop, wake = asyncio.Event(), asyncio.Event()
    outbox = Outbox(database=database, sender=Sender(bot), load_views=views_of, now=now, turns=Turns(), ids=MessageIds(), wake=wake)
    running = asyncio.create_task(outbox.run(stop))
    await asyncio.sleep(1)
    await double.heard("/clear")
    cpu, began = time.process_time(), time.perf_counter()
    await asyncio.sleep(seconds)
    took, used = time.perf_counter() - began, time.process_time() - cpu
    heard = await double.heard("/clear")
    report("monitor", heard, took, used)
    await urgent(double, database, wake)
    await database.run(forget_waiting)
    while running_sends(outbox):  # noqa: ASYNC110 - it tells no one
        await asyncio.sleep(0.1)
    await idle(double, database, wake)
    stop.set()
    await running
    await bot.shutdown()
    await database.close()


def report(name: str, heard: Any, took: float, used: float) -> None:
    rate, violations = len(heard["sent"]) / took, heard["violations"]
    print(f"{name}: {rate:.1f} messages/s for {took:.0f} s, {violations} times too fast, {100 * used / took:.1f} % of a core", flush=True)


async def urgent(double: Double, database: Database, wake: asyncio.Event) -> None:
    before = len((await double.heard())["sent"])
    await database.run(queue_urgent)
    began, cpu = time.perf_counter(), time.process_time()
    wake.set()
    while URGENT not in (sent := (await double.heard())["sent"]):  # noqa: ASYNC110 - nor does the double
        await asyncio.sleep(0.02)
    took, used = time.perf_counter() - began, time.process_time() - cpu
    print(f"  urgent: after {sent.index(URGENT) - before} others, {took:.2f} s, {used:.2f} s of CPU", flush=True)


def queue_urgent(tx: Transaction) -> None:
    queue_alerts(tx, ["an urgent one"], [URGENT])
    newest = select(func.max(tables.deliveries.c.id)).scalar_subquery()
    tx.execute(tables.deliveries.update().where(tables.deliveries.c.id == newest).values(priority=1))


async def idle(double: Double, database: Database, wake: asyncio.Event) -> None:
    took = []
    for number in range(IDLE):
        before = len((await double.heard())["sent"])
        await database.run(queue_alerts, [f"idle {number}"], [number + 1])
        began = time.perf_counter()
        wake.set()
        while len((await double.heard())["sent"]) == before:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        took.append(time.perf_counter() - began)
        await asyncio.sleep(0.1)
    print(f"  idle: p95 {quantiles(took, n=20)[-1]:.2f} s", flush=True)


def queue_for_all(tx: Transaction, waiting: int) -> None:
    """One alert for each chat, by two statements."""
    queue_alerts(tx, ["a title of seven or eight words of news"], [1])
    reader, delivery = (
        {key: value for key, value in tx.execute(table.select()).mappings().one().items() if key != "id"}
        for table in (tables.subscribers, tables.deliveries)
    )
    tx.execute(tables.subscribers.insert(), [reader | {"chat_id": chat} for chat in range(2, waiting + 1)])
    tx.execute(tables.deliveries.insert(), [delivery | {"subscriber_id": number} for number in range(2, waiting + 1)])


def forget_waiting(tx: Transaction) -> None:
    tx.execute(tables.deliveries.delete().where(tables.queued))


def running_sends(outbox: Outbox) -> bool:
    return any(not task.done() for task in outbox._tasks)


async def peer(double: Double, seconds: float, waiting: int) -> None:
    try:
        from telegram.ext import AIORateLimiter, ExtBot

        limiter: Any = AIORateLimiter()
    except (ImportError, RuntimeError):
        print("AIORateLimiter: skipped, aiolimiter is not installed")
        return
    bot = ExtBot(TOKEN, base_url=f"{double.url}/bot", rate_limiter=limiter)
    await bot.initialize()
    await double.heard("/clear")
    cpu, began = time.process_time(), time.perf_counter()
    sends = [asyncio.create_task(bot.send_message(chat, "a title of seven or eight words of news")) for chat in range(1, waiting + 1)]
    await asyncio.sleep(seconds)
    took, used = time.perf_counter() - began, time.process_time() - cpu
    report("AIORateLimiter", await double.heard(), took, used)
    for send in sends:
        send.cancel()
    await asyncio.gather(*sends, return_exceptions=True)
    await bot.shutdown()


async def main(seconds: float, waiting: int) -> None:
    command = [sys.executable, "-c", DOUBLE, str(waiting), str(URGENT)]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent.parent)
    assert process.stdout is not None
    double = Double(*(await process.stdout.readline()).decode().split())
    try:
        with tempfile.TemporaryDirectory() as folder:
            logs.set_up(folder=Path(folder), level="warning", keep_days=1, secrets=(), console=False)
            await ours(double, Path(folder), seconds, waiting)
        await asyncio.sleep(2)
        await peer(double, seconds, waiting)
    finally:
        process.kill()
        await process.wait()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 30, int(sys.argv[2]) if len(sys.argv) > 2 else 10_000))
