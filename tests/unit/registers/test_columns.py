"""CSV lists become rows, or one error."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import NotARegister
from monitor.registers.columns import EU_CSV, UK, read_columns
from monitor.registers.rows import Row, whole

UK_LIST = b"""Report Date: 01-Jan-2026\r
Unique ID,Name 6,Name 1,Regime Name,Other Information\r
AFG0001,KHAN,AMIR,Afghanistan,Minister\r
AFG0001,KHAN,AMEER,Afghanistan,Minister\r
,lost,,,\r
AFG0002,,,Afghanistan,\r
"""


def test_lines_of_one_id_are_one_row() -> None:
    assert whole(read_columns(UK_LIST, UK)) == (
        Row(
            key="AFG0001",
            name="AMIR KHAN",
            cells=(("Name 6", "KHAN"), ("Name 1", "AMIR; AMEER"), ("Regime Name", "Afghanistan")),
            note="Minister",
        ),
        Row(key="AFG0002", name="AFG0002", cells=(("Regime Name", "Afghanistan"),)),
    )


def test_the_row_has_the_name_of_its_main_line() -> None:
    text = "Unique ID,Name 1,Name 6,Name type\n" + "".join(
        f"X1,{first},{last},{kind}\n"
        for first, last, kind in (("Alias", "A", "Alias"), ("Main", "One", "Primary Name"), ("Var", "V", "Primary Name Variation"))
    )
    assert whole(read_columns(text.encode(), UK))[0].name == "Main One"


def test_the_eu_parts_by_semicolons_behind_a_byte_order_mark() -> None:
    (row,) = whole(
        read_columns(b"\xef\xbb\xbffileGenerationDate;Entity_LogicalId;NameAlias_WholeName;Entity_Remark\n2026;1;One;r\n", EU_CSV)
    )
    assert row == Row(key="1", name="One", cells=(("NameAlias_WholeName", "One"),), note="r")


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"\n", "empty"), (b"<html>", "no_rows"), (b"Unique ID\n" + b"x" * 200_000, "broken")],
)
def test_no_register(body: bytes, reason: str) -> None:
    with pytest.raises(NotARegister) as caught:
        whole(read_columns(body, UK))
    assert caught.value.reason == reason


@given(st.binary(max_size=2000) | st.builds(lambda a, b: UK_LIST[:a] + b + UK_LIST[a:], st.integers(0, 200), st.binary(max_size=9)))
def test_any_bytes_are_a_register_or_not(body: bytes) -> None:
    with suppress(NotARegister):
        whole(read_columns(body, UK))
