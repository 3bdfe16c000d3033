"""What differs between two readings of a register, and whether a reading may be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.registers.rows import Row


class Kind(StrEnum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row that is not as it was. ``cells``: column, text before, text after; the note is the column ``note``."""

    kind: Kind
    before: Row | None = None
    after: Row | None = None
    cells: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guards:
    """What a reading must keep to. No rows at all are never believed."""

    lowest: int = 1
    highest: int = 1_000_000
    shrink: float = 0.2  # the share of rows that may go at once


def fault(rows: Sequence[Row], last: Sequence[Row], guards: Guards) -> str:
    """Return why a reading is held for an operator: ``none``, ``too_few``, ``too_many``, ``shrunk``; empty where it is not."""
    if not rows:
        return "none"
    if len(rows) < guards.lowest:
        return "too_few"
    if len(rows) > guards.highest:
        return "too_many"
    return "shrunk" if len(rows) < len(last) * (1 - guards.shrink) else ""


def diff(before: Sequence[Row], after: Sequence[Row]) -> tuple[Change, ...]:
    """Return the changes: those of rows that stayed and the added ones in the new order, then the removed ones.

    A row under another key whose cells and note are the same, and not empty, is renamed where only one such row went and one came.
    """
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    gone = {key: row for key, row in old.items() if key not in new}
    twins = _twins(list(gone.values()), [row for key, row in new.items() if key not in old])
    changes = []
    for key, row in new.items():
        if key in old:
            if old[key] != row:
                kind = Kind.CHANGED if old[key].name == row.name else Kind.RENAMED
                changes.append(Change(kind=kind, before=old[key], after=row, cells=_cells(old[key], row)))
        elif key in twins:
            was = gone.pop(twins[key])
            changes.append(Change(kind=Kind.RENAMED, before=was, after=row, cells=_cells(was, row)))
        else:
            changes.append(Change(kind=Kind.ADDED, after=row))
    return (*changes, *(Change(kind=Kind.REMOVED, before=row) for row in gone.values()))


def confirmed(first: Sequence[Change], second: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes of a second look that a first one saw too, both against the last confirmed rows."""
    seen = set(first)
    return tuple(change for change in second if change in seen)


def _twins(gone: Sequence[Row], came: Sequence[Row]) -> dict[str, str]:
    """Return, by new key, the old key of a row whose cells and note it alone has."""
    olds, news = _by_substance(gone), _by_substance(came)
    return {keys[0]: olds[what][0] for what, keys in news.items() if len(keys) == 1 == len(olds.get(what, ()))}


def _by_substance(rows: Sequence[Row]) -> dict[object, list[str]]:
    found: dict[object, list[str]] = {}
    for row in rows:
        if row.note or any(text for _, text in row.cells):
            found.setdefault((row.cells, row.note), []).append(row.key)
    return found


def _cells(before: Row, after: Row) -> tuple[tuple[str, str, str], ...]:
    """Return what differs, column by column."""
    old = {"name": before.name, **dict(before.cells), "note": before.note}
    new = {"name": after.name, **dict(after.cells), "note": after.note}
    return tuple(
        (column, old.get(column, ""), new.get(column, "")) for column in {**old, **new} if old.get(column, "") != new.get(column, "")
    )
