"""Small things that outlive a restart, by name: the newest message id the bot knows, for example."""

from __future__ import annotations

from sqlalchemy import delete, select

from monitor.storage.tables import facts
from monitor.storage.transaction import Transaction, insert


def get_fact(tx: Transaction, key: str) -> str | None:
    """Return what was last set under this name."""
    value: str | None = tx.execute(select(facts.c.value).where(facts.c.key == key)).scalar()
    return value


def set_fact(tx: Transaction, key: str, value: str) -> None:
    """Remember a value under this name, in place of the last one."""
    tx.execute(insert(tx, facts).values(key=key, value=value).on_conflict_do_update(index_elements=["key"], set_={"value": value}))


def forget_facts(tx: Transaction, prefix: str, *, below: str) -> int:
    """Forget the facts whose names begin so and whose values come before another in the order of texts; return how many."""
    old = facts.c.key.startswith(prefix, autoescape=True) & (facts.c.value < below)
    return tx.execute(delete(facts).where(old)).rowcount
