"""What a register holds: rows with a key, a name, cells and a note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from monitor.errors import NotARegister


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry of an official list. All texts are plain, their white space folded."""

    key: str  # the list's own id, else the name
    name: str
    cells: tuple[tuple[str, str], ...] = ()  # column and text, in the list's order
    note: str = ""


def folded(text: str) -> str:
    """Return a text with its white space folded to single blanks."""
    return " ".join(text.split())


def told_apart(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows with a number behind a key that was there before, so that no row hides another.

    Raises:
        NotARegister: ``no_rows``.
    """
    seen: Counter[str] = Counter()
    apart = []
    for row in rows:
        seen[row.key] += 1
        apart.append(row if seen[row.key] == 1 else replace(row, key=f"{row.key} #{seen[row.key]}"))
    if not apart:
        raise NotARegister("no_rows")
    return tuple(apart)
