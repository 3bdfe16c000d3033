"""Chats and people that an operator shut out, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from monitor.model import Channel
from monitor.storage.subscribers import deactivate, subscriber_by_chat
from monitor.storage.tables import bans
from monitor.storage.transaction import Transaction, insert

REASON = "banned"  # why its subscriber is not active


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """Who is shut out (a chat, or a person wherever he writes), by which operator, since when and why."""

    chat_id: int
    by: int
    at: datetime
    because: str


def ban(tx: Transaction, one: Ban) -> None:
    """Shut a chat out: it is told nothing more, and what it says is not heard. A second ban gives the first another reason."""
    row = {name: getattr(one, name) for name in ("chat_id", "by", "at", "because")}
    tx.execute(insert(tx, bans).values(row).on_conflict_do_update(index_elements=["chat_id"], set_={"because": one.because}))
    subscriber = subscriber_by_chat(tx, Channel.TELEGRAM, one.chat_id)
    if subscriber is not None and subscriber.active:
        deactivate(tx, subscriber.id, reason=REASON, at=one.at)


def unban(tx: Transaction, chat_id: int) -> bool:
    """Let a chat write again, and subscribe; return whether it was shut out."""
    return tx.execute(delete(bans).where(bans.c.chat_id == chat_id)).rowcount == 1


def banned(tx: Transaction, ids: Collection[int]) -> bool:
    """Return whether any of these chats and people is shut out."""
    return tx.execute(select(bans.c.chat_id).where(bans.c.chat_id.in_(ids)).limit(1)).first() is not None


def all_bans(tx: Transaction) -> list[Ban]:
    """Return who is shut out, the newest first."""
    found = select(bans).order_by(bans.c.at.desc(), bans.c.chat_id)
    return [Ban(chat_id=row.chat_id, by=row.by, at=row.at, because=row.because) for row in tx.execute(found)]
