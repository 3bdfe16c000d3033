"""Bytes of official lists become rows, or one error."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import NotARegister
from monitor.registers.records import EU, OFAC, UN, Records, read_records
from monitor.registers.rows import Row
from monitor.registers.table import FSB, MAX_BYTES, Cells, read_table

UN_LIST = b"""<CONSOLIDATED_LIST><!-- c --><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>Amir</FIRST_NAME>
<SECOND_NAME> Khan </SECOND_NAME><COMMENTS1>Review</COMMENTS1><ALIAS><NAME>a</NAME></ALIAS><ALIAS><NAME>b</NAME></ALIAS></INDIVIDUAL>
</INDIVIDUALS><ENTITIES><ENTITY/><ENTITY><DATAID>2</DATAID></ENTITY></ENTITIES></CONSOLIDATED_LIST>"""
OFAC_LIST = b"""<Sanctions xmlns="urn:x"><DistinctParty FixedRef="7"><Comment>note</Comment><Profile><Identity><Alias><DocumentedName>
<DocumentedNamePart><NamePartValue>TALIBAN</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity></Profile>
</DistinctParty></Sanctions>"""
EU_LIST = b"""<export xmlns="urn:y"><sanctionEntity logicalId="3"><remark>r</remark><nameAlias wholeName="One"/><nameAlias wholeName="Two"/>
</sanctionEntity></export>"""
PAGE = (
    "<table><tr><th>No</th></tr><tr><td>1<td>Движение Талибан<td>Суд<tr><td>2<td>Same<td>x<tr><td>3<td>Same<td>y<tr><td>4<td> <td>z</table>"
)


@pytest.mark.parametrize(
    ("body", "form", "expected"),
    [
        (
            UN_LIST,
            UN,
            [
                Row(
                    key="1",
                    name="Amir Khan",
                    cells=(("FIRST_NAME", "Amir"), ("SECOND_NAME", "Khan"), ("ALIAS/NAME", "a; b")),
                    note="Review",
                ),
                Row(key="2", name="2"),
            ],
        ),
        (OFAC_LIST, OFAC, [Row(key="7", name="TALIBAN", cells=((OFAC.names[0], "TALIBAN"),), note="note")]),
        (EU_LIST, EU, [Row(key="3", name="One", cells=(("nameAlias/@wholeName", "One; Two"),), note="r")]),
    ],
    ids=["un", "ofac", "eu"],
)
def test_xml_lists(body: bytes, form: Records, expected: list[Row]) -> None:
    assert list(read_records(body, form)) == expected


def test_a_table_is_keyed_by_name_and_no_row_hides_another() -> None:
    rows = read_table(PAGE.encode("windows-1251"), FSB, content_type="text/html; charset=windows-1251")
    assert [(r.key, r.cells) for r in rows] == [
        ("Движение Талибан", (("3", "Суд"),)),
        ("Same", (("3", "x"),)),
        ("Same #2", (("3", "y"),)),
    ]
    assert read_table(PAGE.encode(), Cells(name=2, note=3))[0].note == "Суд"


@pytest.mark.parametrize(
    ("body", "cells", "reason"),
    [
        (b" ", FSB, "empty"),
        (b"x" * (MAX_BYTES + 1), FSB, "too_large"),
        (b"<p>drawn by a script", FSB, "no_rows"),
        (b"<p>x", Cells(row="]["), "selector"),
    ],
)
def test_pages_without_a_register(body: bytes, cells: Cells, reason: str) -> None:
    with pytest.raises(NotARegister) as caught:
        read_table(body, cells)
    assert caught.value.reason == reason


@pytest.mark.parametrize(("body", "reason"), [(b"", "empty"), (b"<a", "broken"), (b"<a/>", "no_rows")])
def test_xml_without_a_register(body: bytes, reason: str) -> None:
    with pytest.raises(NotARegister) as caught:
        read_records(body, UN)
    assert caught.value.reason == reason


@given(st.binary(max_size=2000) | st.builds(lambda a, b: UN_LIST[:a] + b + UN_LIST[a:], st.integers(0, 300), st.binary(max_size=9)))
def test_any_bytes_are_a_register_or_not(body: bytes) -> None:
    with suppress(NotARegister):
        read_records(body, UN)
    with suppress(NotARegister):
        read_table(body, FSB)
