"""Lists in CSV, one or several lines a row: UK sanctions list, EU financial sanctions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from monitor.errors import NotARegister
from monitor.registers.rows import Row, Rows, Steps, folded
from monitor.text.charset import decode

_STEP: Final = 2_000  # lines

Texts = dict[str, dict[str, None]]  # different texts by column, in the list's order


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the columns of a format are called. Lines before the one that names the key column are a preface."""

    key: str
    names: tuple[str, ...]
    note: str
    delimiter: str = ","
    main: tuple[str, str] = ("", "")  # column and text, in lower case, of the line that has the row's name; else the first has it
    without: frozenset[str] = frozenset()  # columns that say nothing of the row: the publisher's bookkeeping


# The file that since 28 January 2026 is the one list of the United Kingdom: "Report Date: …", then 58 columns, a line each name or address.
UK: Final = Columns(
    key="Unique ID",
    names=("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6"),
    note="Other Information",
    main=("Name type", "primary name"),
)
EU_CSV: Final = Columns(
    key="Entity_LogicalId",
    names=("NameAlias_WholeName",),
    note="Entity_Remark",
    delimiter=";",
    without=frozenset(("fileGenerationDate", "NameAlias_LogicalId", "NameAlias_EntityLogicalId")),
)


def read_columns(body: bytes, form: Columns, *, content_type: str = "") -> Steps:
    """Read the rows of a CSV list; lines of one key are one row, their different texts joined.

    Raises:
        NotARegister: ``empty``, ``broken``, ``too_large`` or ``no_rows``.
    """
    if not body.strip():
        raise NotARegister("empty")
    text = decode(body, content_type).replace("\0", "").removeprefix("\ufeff")
    rows = Rows()
    try:
        yield from _rows(csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter), form, rows)
    except csv.Error as error:
        raise NotARegister("broken", str(error)) from error
    return rows.all()


def _rows(lines: Iterator[list[str]], form: Columns, rows: Rows) -> Iterator[None]:
    header: list[str] = next((some for line in lines if form.key in (some := [folded(cell) for cell in line])), [])
    names: dict[str, str] = {}
    mains: dict[str, str] = {}
    found: dict[str, Texts] = {}
    column_of_main, main = form.main
    for count, line in enumerate(lines):
        if count % _STEP == 0:
            yield
        cells = {column: text for column, cell in zip(header, line, strict=False) if (text := folded(cell))}
        key = cells.pop(form.key, "")
        if key:
            if name := " ".join(cells[column] for column in form.names if column in cells):
                (mains if cells.get(column_of_main, "").lower() == main else names).setdefault(key, name)
            texts = found.setdefault(key, {})
            for column, text in cells.items():
                if column not in form.without:
                    texts.setdefault(column, {})[text] = None
    for key, texts in found.items():
        note = "; ".join(texts.pop(form.note, ()))
        kept = tuple((column, "; ".join(some)) for column, some in texts.items())
        rows.add(Row(key=key, name=mains.get(key) or names.get(key, key), cells=kept, note=note))
