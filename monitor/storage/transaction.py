"""What a unit of work is given: a transaction, and the few things that the two databases spell differently."""

from __future__ import annotations

from typing import TypeAlias

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

Transaction: TypeAlias = Connection

_DURABLE = "monitor.durable"


def insert_new(tx: Transaction, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that leaves out rows whose unique key is taken."""
    return insert(tx, table).on_conflict_do_nothing()


def insert(tx: Transaction, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert in this database's dialect, for ``on_conflict_do_update``."""
    return sqlite.insert(table) if tx.dialect.name == "sqlite" else postgresql.insert(table)


def one_at_a_time(tx: Transaction, what: str) -> None:
    """Let no two transactions pass here at once until this one ends. SQLite has one writer anyway."""
    if tx.dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))


def durable(tx: Transaction) -> None:
    """Ask that this transaction outlives a power cut, not only a killed process, before anything else happens."""
    tx.info[_DURABLE] = True


def take_durable(tx: Transaction) -> bool:
    """Say whether that was asked for, and forget it."""
    return bool(tx.info.pop(_DURABLE, False))
