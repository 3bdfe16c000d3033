"""Small things that outlive a restart, by name: the newest message id the bot knows, for example."""

from __future__ import annotations

from functools import cache

from sqlalchemy import BigInteger, Executable, bindparam, cast, delete, select

from monitor.storage.tables import facts
from monitor.storage.transaction import Transaction, insert_for

_VALUE = select(facts.c.value).where(facts.c.key == bindparam("key"))


def get_fact(tx: Transaction, key: str) -> str | None:
    """Return what was last set under this name."""
    value: str | None = tx.execute(_VALUE, {"key": key}).scalar()
    return value


def set_fact(tx: Transaction, key: str, value: str) -> None:
    """Remember a value under this name, in place of the last one."""
    tx.execute(_in_place(tx.dialect.name), {"key": key, "value": value})


def raise_fact(tx: Transaction, key: str, number: int) -> None:
    """Remember a number under this name, where it is above the last one."""
    tx.execute(_in_place(tx.dialect.name, only_above=True), {"key": key, "value": str(number)})


def forget_facts(tx: Transaction, prefix: str, *, below: str) -> int:
    """Forget the facts whose names begin so and whose values come before another in the order of texts; return how many."""
    old = facts.c.key.startswith(prefix, autoescape=True) & (facts.c.value < below)
    return tx.execute(delete(facts).where(old)).rowcount


@cache  # with each message one is set: building the statement anew costs more than running it
def _in_place(dialect: str, *, only_above: bool = False) -> Executable:
    new = insert_for(dialect, facts)
    above = cast(new.excluded.value, BigInteger) > cast(facts.c.value, BigInteger) if only_above else None
    return new.on_conflict_do_update(index_elements=["key"], set_={"value": new.excluded.value}, where=above)
