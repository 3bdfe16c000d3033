"""What Telegram told the bot, kept before Telegram is told that it arrived: a killed bot loses no operator's command."""

from __future__ import annotations

from sqlalchemy import select, update

from monitor.storage.tables import pending, telegram_updates
from monitor.storage.transaction import Transaction, durable, insert_new


def save_update(tx: Transaction, update_id: int, payload: str) -> bool:
    """Keep an update as it came. False where it was seen before."""
    durable(tx)
    keep = insert_new(tx, telegram_updates, telegram_updates.c.seq)
    return tx.execute(keep, {"update_id": update_id, "payload": payload}).scalar() is not None


def pending_updates(tx: Transaction) -> list[tuple[int, str]]:
    """Return (update id, payload) of those not finished, in the order they came."""
    found = tx.execute(select(telegram_updates.c.update_id, telegram_updates.c.payload).where(pending).order_by(telegram_updates.c.seq))
    return [(row.update_id, row.payload) for row in found]


def finish_update(tx: Transaction, update_id: int) -> None:
    """Note that an update was acted on; its payload is dropped, its id stays so that it is not acted on again."""
    tx.execute(update(telegram_updates).where(telegram_updates.c.update_id == update_id).values(finished=True, payload=""))
