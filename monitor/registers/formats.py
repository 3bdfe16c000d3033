"""The formats by name, and what reads each."""

from __future__ import annotations

from typing import Final

from monitor.registers.columns import EU_CSV, UK, Columns, read_columns
from monitor.registers.records import EU, OFAC, UN, Records, read_records
from monitor.registers.rows import Row
from monitor.registers.table import FSB, Cells, read_table

Form = Records | Columns | Cells
FORMATS: Final[dict[str, Form]] = {"un": UN, "ofac": OFAC, "eu": EU, "eu-csv": EU_CSV, "uk": UK, "fsb": FSB, "table": Cells()}


def read_register(body: bytes, form: Form, *, content_type: str = "") -> tuple[Row, ...]:
    """Return the rows of a list.

    Raises:
        NotARegister: the bytes hold none.
    """
    if isinstance(form, Records):
        return read_records(body, form)
    if isinstance(form, Columns):
        return read_columns(body, form, content_type=content_type)
    return read_table(body, form, content_type=content_type)
