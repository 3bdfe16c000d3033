"""The formats by name, and what reads each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from monitor.model import RegisterSpec
from monitor.registers.columns import EU_CSV, UK, Columns, read_columns
from monitor.registers.ofac import read_ofac
from monitor.registers.records import CA, EU, KG, OFAC_SDN, UN, Records, read_records
from monitor.registers.rows import Row, Steps, whole
from monitor.registers.table import FSB, Cells, read_table


@dataclass(frozen=True, slots=True)
class Advanced:
    """OFAC's format whose parts point at each other."""


Form = Records | Columns | Cells | Advanced
FORMATS: Final[dict[str, Form]] = {
    "un": UN,
    "ofac": Advanced(),
    "ofac-sdn": OFAC_SDN,
    "eu": EU,
    "eu-csv": EU_CSV,
    "uk": UK,
    "kg": KG,
    "ca": CA,
    "fsb": FSB,
    "table": Cells(),
}


def form_of(spec: RegisterSpec) -> Form:
    """Return how a list is read that an operator describes. What is said of columns is for the format ``table``."""
    form = FORMATS[spec.form]
    if spec.form != "table" or not isinstance(form, Cells):
        return form
    where = {"row": spec.row, "cell": spec.cell} if spec.row else {}
    return replace(form, **where, name=spec.name, key=spec.key, note=spec.note, without=spec.without)


def read_register(body: bytes, form: Form, *, content_type: str = "") -> tuple[Row, ...]:
    """Return the rows of a list.

    Raises:
        NotARegister: the bytes hold none.
    """
    return whole(in_steps(body, form, content_type=content_type))


def in_steps(body: bytes, form: Form, *, content_type: str = "") -> Steps:
    """Read the rows of a list step by step: one of a hundred megabytes takes many.

    Raises:
        NotARegister: the bytes hold none.
    """
    match form:
        case Records():
            return read_records(body, form)
        case Columns():
            return read_columns(body, form, content_type=content_type)
        case Cells():
            return read_table(body, form, content_type=content_type)
        case _:
            return read_ofac(body)
