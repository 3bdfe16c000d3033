"""Lists in CSV, one or several lines a row: UK sanctions list, EU financial sanctions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from monitor.errors import NotARegister
from monitor.registers.rows import Row, folded, told_apart
from monitor.text.charset import decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the columns of a format are called. Lines before the one that names the key column are a preface."""

    key: str
    names: tuple[str, ...]
    note: str
    delimiter: str = ","


UK: Final = Columns(key="Unique ID", names=("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6"), note="Other Information")
EU_CSV: Final = Columns(key="Entity_LogicalId", names=("NameAlias_WholeName",), note="Entity_Remark", delimiter=";")


def read_columns(body: bytes, form: Columns, *, content_type: str = "") -> tuple[Row, ...]:
    """Return the rows of a CSV list; lines of one key are one row, their different texts joined.

    Raises:
        NotARegister: ``empty``, ``broken`` or ``no_rows``.
    """
    if not body.strip():
        raise NotARegister("empty")
    text = decode(body, content_type).replace("\0", "").removeprefix("\ufeff")
    try:
        return told_apart(_rows(csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter), form))
    except csv.Error as error:
        raise NotARegister("broken", str(error)) from error


def _rows(lines: Iterator[list[str]], form: Columns) -> Iterator[Row]:
    header: list[str] = next((names for line in lines if form.key in (names := [folded(cell) for cell in line])), [])
    found: dict[str, tuple[str, dict[str, dict[str, None]]]] = {}
    for line in lines:
        cells = {column: text for column, cell in zip(header, line, strict=False) if (text := folded(cell))}
        key = cells.pop(form.key, "")
        if key:
            name = " ".join(cells[column] for column in form.names if column in cells)
            _, columns = found.setdefault(key, (name or key, {}))
            for column, text in cells.items():
                columns.setdefault(column, {})[text] = None
    for key, (name, columns) in found.items():
        note = "; ".join(columns.pop(form.note, ()))
        yield Row(key=key, name=name, cells=tuple((column, "; ".join(texts)) for column, texts in columns.items()), note=note)
