"""One JSON line of an `inspect` command as a row of texts."""

from __future__ import annotations

from typing import Any

import orjson


class BadRow(ValueError):
    """A line that cannot be used; the message says why."""


def row_of(line: str) -> dict[str, Any]:
    """The line's object.

    Raises:
        BadRow: where it is no JSON, or no object.
    """
    try:
        row = orjson.loads(line)
    except ValueError as error:
        raise BadRow(f"not a JSON line: {error}") from error
    if not isinstance(row, dict):
        raise BadRow('a line holds one object: {"id": …}')
    return row


def text_of(row: dict[str, Any], name: str, *, needed: bool = False) -> str:
    """The text under ``name``; empty where it is missing or null.

    Raises:
        BadRow: where it is something else than text, or missing though ``needed``.
    """
    value = row.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise BadRow(f'a line needs "{name}" as text')
    return value
