"""What differs between two readings of a register, and whether a reading may be believed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from monitor.registers.rows import Row, sounds

_FEW: Final = 300  # rows gone, or come, up to which names are compared with each other: more are a list made anew
_TELLING: Final = 5  # letters and digits of a name that may be a part of another


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

    @property
    def rekeyed(self) -> bool:
        """Whether no row of the old key is left."""
        return self.before is not None and (self.after is None or self.after.key != self.before.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guards:
    """What a reading must keep to. No rows at all are never believed."""

    lowest: int = 1
    highest: int = 1_000_000
    shrink: float = 0.2  # the share of rows that may go, or change, at once; one row always may unless it is 0


def fault(rows: Sequence[Row], last: Sequence[Row], guards: Guards, changes: Sequence[Change] = ()) -> str:
    """Return why a reading is held for a person; empty where it is not.

    ``none`` (no rows), ``too_few``, ``too_many``; against the last confirmed rows: ``shrunk`` (far fewer), ``rekeyed`` (many went under
    these keys and others came), ``rewritten`` (many changed at once).
    """
    if not rows:
        return "none"
    if len(rows) < guards.lowest:
        return "too_few"
    if len(rows) > guards.highest:
        return "too_many"
    bearable = max(1 if guards.shrink else 0, len(last) * guards.shrink)
    if len(last) - len(rows) > bearable:
        return "shrunk"
    gone = sum(change.rekeyed for change in changes)
    if gone > bearable:
        return "rekeyed"
    return "rewritten" if sum(change.before is not None for change in changes) > bearable else ""


def diff(before: Sequence[Row], after: Sequence[Row]) -> tuple[Change, ...]:
    """Return the changes: those of rows that stayed and the added ones in the new order, then the removed ones.

    The order of rows, and of the texts that one cell joins by semicolons, says nothing. A row under another key is renamed where only one
    such row went and one came: its cells and note are the same and not empty, or one name holds the other.
    """
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    gone = {key: row for key, row in old.items() if key not in new}
    twins = _twins(list(gone.values()), [row for key, row in new.items() if key not in old])
    changes = []
    for key, row in new.items():
        if key in old:
            if old[key] != row and (cells := _cells(old[key], row)):
                kind = Kind.RENAMED if any(column == "name" for column, _, _ in cells) else Kind.CHANGED
                changes.append(Change(kind=kind, before=old[key], after=row, cells=cells))
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


def applied(rows: Sequence[Row], changes: Sequence[Change]) -> tuple[Row, ...]:
    """Return the rows as these changes leave them; added ones come last."""
    now = {row.key: row for row in rows}
    for change in changes:
        if change.before is not None and change.rekeyed:
            now.pop(change.before.key, None)
    for change in changes:
        if change.after is not None:
            now[change.after.key] = change.after
    return tuple(now.values())


def _twins(gone: Sequence[Row], came: Sequence[Row]) -> dict[str, str]:
    """Return, by new key, the old key of a row that has got another name."""
    pairs = _pairs(_groups(gone, _substance), _groups(came, _substance))
    if len(gone) > _FEW or len(came) > _FEW:
        return pairs
    left = [row for row in gone if row.key not in pairs.values()]
    names = {row.key: sounds(row.name) for row in (*left, *came) if row.key not in pairs}
    holding = {row.key: [old.key for old in left if _holds(names[row.key], names[old.key])] for row in came if row.key not in pairs}
    wanted = [key for keys in holding.values() for key in keys]
    return pairs | {new: keys[0] for new, keys in holding.items() if len(keys) == 1 == wanted.count(keys[0])}


def _pairs(olds: dict[object, list[str]], news: dict[object, list[str]]) -> dict[str, str]:
    return {keys[0]: olds[what][0] for what, keys in news.items() if len(keys) == 1 == len(olds.get(what, ()))}


def _groups(rows: Sequence[Row], of: Callable[[Row], object]) -> dict[object, list[str]]:
    found: dict[object, list[str]] = {}
    for row in rows:
        if what := of(row):
            found.setdefault(what, []).append(row.key)
    return found


def _substance(row: Row) -> object:
    return (row.cells, row.note) if row.note or any(text for _, text in row.cells) else None


def _holds(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _TELLING and (one in other or other in one)


def _cells(before: Row, after: Row) -> tuple[tuple[str, str, str], ...]:
    """Return what differs, column by column; a name that a reordered list of names puts first does not."""
    old = {"name": before.name, **dict(before.cells), "note": before.note}
    new = {"name": after.name, **dict(after.cells), "note": after.note}
    both = [(column, old.get(column, ""), new.get(column, "")) for column in {**old, **new}]
    changed = tuple(one for one in both if not _same(one[1], one[2]))
    turned = any({before.name, after.name} <= set(text.split("; ")) for _, text in after.cells)
    return () if turned and [column for column, _, _ in changed] == ["name"] else changed


def _same(was: str, now: str) -> bool:
    """Return whether two cells hold the same texts, in whatever order."""
    return was == now or (len(was) == len(now) and sorted(was.split("; ")) == sorted(now.split("; ")))
