"""What a register holds: rows with a key, a name, cells and a note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias
from unicodedata import normalize

from monitor.errors import NotARegister

MAX_CHARACTERS: Final = 100_000_000  # of all rows of a list; OFAC's have 30 million
_UNSEEN: Final = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))
MAX_ROWS: Final = 500_000  # OFAC's list has 18,000, the largest national ones 30,000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry of an official list. All texts are plain, their white space folded."""

    key: str  # the list's own id, else what its name says
    name: str
    cells: tuple[tuple[str, str], ...] = ()  # column and text, in the list's order
    note: str = ""


Steps: TypeAlias = Generator[None, None, tuple[Row, ...]]
"""A list being read: each step takes a tenth of a second or so, the last one returns the rows."""


def whole(steps: Steps) -> tuple[Row, ...]:
    """Take all steps at once and return the rows. Raises what a step raises."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            rows: tuple[Row, ...] = done.value
            return rows


class Rows:
    """The rows of one list while it is read, within bounds of memory. A row without a key is passed over."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._characters = 0

    def add(self, row: Row) -> None:
        """Keep a row.

        Raises:
            NotARegister: ``too_large``.
        """
        if not row.key:
            return
        self._rows.append(row)
        self._characters += len(row.name) + len(row.note) + sum(len(column) + len(text) for column, text in row.cells)
        if self._characters > MAX_CHARACTERS or len(self._rows) > MAX_ROWS:
            raise NotARegister("too_large")

    def all(self) -> tuple[Row, ...]:
        """Return the rows; of those with one key all but the first, by what they say, get a number behind it: no row hides another.

        Raises:
            NotARegister: ``no_rows``.
        """
        if not self._rows:
            raise NotARegister("no_rows")
        counts = Counter(row.key for row in self._rows)
        twins: dict[str, list[Row]] = {}
        for row in self._rows:
            if counts[row.key] > 1:
                twins.setdefault(row.key, []).append(row)
        for rows in twins.values():
            rows.sort(key=_substance)
        numbers = {id(row): number for rows in twins.values() for number, row in enumerate(rows, 1)}
        return tuple(replace(row, key=f"{row.key} #{numbers[id(row)]}") if numbers.get(id(row), 1) > 1 else row for row in self._rows)


def _substance(row: Row) -> tuple[str, tuple[tuple[str, str], ...], str]:
    return row.name, row.cells, row.note


def folded(text: str) -> str:
    """Return a text with its white space folded to single blanks, without what cannot be seen (soft hyphens for one), in NFC."""
    if not text.isascii():
        text = normalize("NFC", text.translate(_UNSEEN))
    return " ".join(text.split())


def sounds(name: str) -> str:
    """Return what a name says, whatever its quotes, case, blanks and stops: its letters and digits."""
    return "".join(filter(str.isalnum, name.casefold().replace("ё", "е"))) or name
