"""A list of whole numbers as one value of a statement, which so stays the same however many they are.

``IN`` with a parameter for each number is written and prepared anew for every length, and that costs more than looking them up.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Dialect, TableValuedAlias, Text, TypeDecorator, any_, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine


class Numbers(TypeDecorator[Sequence[int]]):
    """Whole numbers: an array in PostgreSQL, JSON in SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Tell the databases apart."""
        return dialect.type_descriptor(ARRAY(BigInteger) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        """Write them down."""
        numbers = list(value or ())
        return numbers if dialect.name == "postgresql" else json.dumps(numbers)


def each_of(dialect: str, name: str) -> TableValuedAlias:
    """Return a table of the numbers that are given as ``name`` when the statement is executed: its column is ``value``."""
    given = bindparam(name, type_=Numbers())
    if dialect == "postgresql":
        return func.unnest(given).table_valued(column("value", BigInteger), name="each").render_derived()
    return func.json_each(given).table_valued(column("value", BigInteger), name="each")


def is_among(dialect: str, one: ColumnElement[int], name: str) -> ColumnElement[bool]:
    """Return whether a column is one of the numbers that are given as ``name`` when the statement is executed."""
    if dialect == "postgresql":
        return one == any_(bindparam(name, type_=Numbers()))
    return one.in_(select(each_of(dialect, name).c.value))
