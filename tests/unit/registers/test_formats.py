"""Every format has its reader, and an operator's words choose it."""

import pytest

from monitor.errors import NotARegister
from monitor.model import RegisterSpec
from monitor.registers.formats import FORMATS, form_of, read_register
from monitor.registers.table import Cells


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_reads_or_refuses(name: str) -> None:
    with pytest.raises(NotARegister, match="empty"):
        read_register(b"", FORMATS[name])


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (RegisterSpec(form="un"), FORMATS["un"]),
        (RegisterSpec(form="fsb"), FORMATS["fsb"]),
        (RegisterSpec(form="table"), Cells()),
        (RegisterSpec(form="table", name=2, key=1, note=3, without=(4,)), Cells(name=2, key=1, note=3, without=(4,))),
        (RegisterSpec(form="table", row="li"), Cells(row="li", cell="")),
        (RegisterSpec(form="table", row="div.row", cell="span"), Cells(row="div.row", cell="span")),
    ],
)
def test_how_an_operator_describes_a_list(spec: RegisterSpec, expected: object) -> None:
    assert form_of(spec) == expected
