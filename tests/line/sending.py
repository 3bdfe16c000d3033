"""A process that sends what is queued and ends: to be killed at any instant and started again.

``python sending.py DATABASE_FILE API_URL/botTOKEN TOTAL CHATS [HOURS [grow]]`` queues TOTAL messages, ``#m0x`` and so on, where nothing is
queued yet, and sends them as if that had been HOURS ago. With ``grow``, each story grows once it was told: ``#m0x grown``.
The form of the second argument is that of ../shared/harness/kill_harness.py.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from monitor.model import DeliveryState
from monitor.storage.alerts import alerts_by_id
from monitor.storage.articles import articles_by_id
from monitor.storage.database import Transaction, open_database, upgrade
from monitor.storage.deliveries import delivery_counts
from monitor.telegram import records
from monitor.telegram.bot import BotSettings, deliver_once
from tests.line.archive import all_deliveries, grow, now, queue_alerts, views_of

GROWN = " grown"
OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNCERTAIN)


def queue_all(tx: Transaction, total: int, chats: int) -> None:
    """As in a bot that has been at work: it has heard of message 100, and has seen how Telegram answers probes."""
    if not any(delivery_counts(tx).values()):
        records.remember_id(tx, 1, 100)
        records.remember_probing(tx, works=True)
        for number in range(total):
            queue_alerts(tx, [f"#m{number}x"], [number % chats + 1])


def anything_open(tx: Transaction) -> bool:
    counted = delivery_counts(tx)
    return any(counted[state] for state in OPEN)


def grow_told(tx: Transaction, at: datetime) -> bool:
    """Let the stories of what was sent grow; return whether anything is left to be told or to be shown anew."""
    told = [each.alert for each in all_deliveries(tx) if each.state is DeliveryState.SENT]
    titles = [each.title for each in articles_by_id(tx, [alert.article for alert in alerts_by_id(tx, told)])]
    for title in titles:
        if not title.endswith(GROWN):
            grow(tx, title, title + GROWN, at=at)
    return anything_open(tx) or any(each.edit_due for each in all_deliveries(tx))


async def main(file: str, base: str, total: int, chats: int, hours: int, *, growing: bool) -> None:
    api_url, _, token = base.rpartition("/bot")
    upgrade(f"sqlite:///{file}")
    database = open_database(f"sqlite:///{file}")
    await database.run(queue_all, total, chats)
    settings = BotSettings(token=token, api_url=api_url, request_seconds=2.0)

    def clock() -> datetime:
        return now() + timedelta(hours=hours)

    while await (database.run(grow_told, clock()) if growing else database.read(anything_open)):
        await deliver_once(settings, database=database, load_views=views_of, now=clock)
        await asyncio.sleep(0.1)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], *map(int, [*sys.argv[3:6], 0][:3]), growing=sys.argv[6:] == ["grow"]))
