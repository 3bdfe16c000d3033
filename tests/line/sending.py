"""A process that sends what is queued and ends: to be killed at any instant and started again, as ../shared/harness/kill_harness.py does.

``python sending.py DATABASE_FILE API_URL/botTOKEN TOTAL CHATS`` queues TOTAL messages, ``#m0x`` and so on, as far as they are not queued
yet, and sends them.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from monitor.model import DeliveryState
from monitor.storage.database import Transaction, open_database, upgrade
from monitor.storage.deliveries import delivery_counts
from monitor.telegram import records
from monitor.telegram.bot import BotSettings, deliver_once
from tests.line.archive import now, queue_alerts, views_of

GROWN = " grown"
AT_ONCE = 50
OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNCERTAIN)


def at_work(tx: Transaction) -> None:
    """As in a bot that has been at work: it has heard of message 100, and has seen how Telegram answers probes."""
    records.remember_id(tx, 1, 100)
    records.remember_probing(tx, works=True)


def queue_more(tx: Transaction, total: int, chats: int) -> bool:
    """Queue some of what is not queued yet, and return False where that was all."""
    queued = sum(delivery_counts(tx).values())
    if not queued:
        at_work(tx)
    for number in range(queued, min(queued + AT_ONCE, total)):
        queue_alerts(tx, [f"#m{number}x"], [number % chats + 1])
    return queued < total


def anything_open(tx: Transaction) -> bool:
    counted = delivery_counts(tx)
    return any(counted[state] for state in OPEN)


async def main(file: str, base: str, total: int, chats: int) -> None:
    api_url, _, token = base.rpartition("/bot")
    upgrade(f"sqlite:///{file}")
    database = open_database(f"sqlite:///{file}")
    while await database.run(queue_more, total, chats):
        pass
    settings = BotSettings(token=token, api_url=api_url, request_seconds=2.0)
    while await database.read(anything_open):
        await deliver_once(settings, database=database, load_views=views_of, now=now)
        await asyncio.sleep(0.1)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:5])))
