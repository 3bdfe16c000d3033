"""What a unit of work is given: a transaction, and the few things that the two databases spell differently."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import Column, Connection, Executable, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

Transaction: TypeAlias = Connection

_DURABLE = "monitor.durable"


def insert_new(tx: Transaction, table: Table, *returning: Column[Any]) -> Executable:
    """Return an insert that leaves out rows whose unique key is taken. Values are given when it is executed."""
    return _insert_new(tx.dialect.name, table, returning)


@cache  # a statement that is made once is compiled once: three times the rows a second
def _insert_new(dialect: str, table: Table, returning: tuple[Column[Any], ...]) -> Executable:
    statement = insert_for(dialect, table).on_conflict_do_nothing()
    return statement.returning(*returning) if returning else statement


def insert(tx: Transaction, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert in this database's dialect, for ``on_conflict_do_update``."""
    return insert_for(tx.dialect.name, table)


def insert_for(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the same by the dialect's name, for statements that are made once."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


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
