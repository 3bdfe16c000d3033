"""Bytes of official lists become rows, or one error."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import NotARegister
from monitor.registers import rows as bounds
from monitor.registers.ofac import read_ofac
from monitor.registers.pieces import MAX_PIECE
from monitor.registers.records import CA, EU, KG, OFAC_SDN, UN, Records, read_records
from monitor.registers.rows import Row, Rows, folded, sounds, whole
from monitor.registers.table import FSB, MAX_BYTES, Cells, read_table

UN_LIST = b"""<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2026-01-01"><!-- c --><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>
<VERSIONNUM>3</VERSIONNUM><FIRST_NAME>Amir</FIRST_NAME><SECOND_NAME> Khan </SECOND_NAME><UN_LIST_TYPE>Taliban</UN_LIST_TYPE>
<COMMENTS1>Review</COMMENTS1><INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>a</ALIAS_NAME></INDIVIDUAL_ALIAS><INDIVIDUAL_ALIAS>
<QUALITY/><ALIAS_NAME>b</ALIAS_NAME></INDIVIDUAL_ALIAS><SORT_KEY/><SORT_KEY_LAST_MOD/></INDIVIDUAL>
</INDIVIDUALS><ENTITIES><ENTITY/><ENTITY><DATAID>2</DATAID></ENTITY></ENTITIES></CONSOLIDATED_LIST>"""
EU_LIST = b"""<export xmlns="urn:y"><sanctionEntity logicalId="3" euReferenceNumber="EU.1"><remark>r</remark>
<nameAlias wholeName="One" logicalId="8"><regulationSummary numberTitle="n"/></nameAlias><nameAlias wholeName="Two" logicalId="9"/>
</sanctionEntity></export>"""
KG_LIST = """<SanctionList><physicPersons><KyrgyzPhysicPerson><Number>1</Number><Surname>Иванов</Surname><Name>Иван</Name><Patronomic>И.</Patronomic>
<BasicInclusion>Суд</BasicInclusion></KyrgyzPhysicPerson></physicPersons><legalPersons><KyrgyzLegalPerson><Number>7</Number>
<Name>Движение Талибан</Name></KyrgyzLegalPerson></legalPersons></SanctionList>""".encode()
CA_LIST = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Listed</title><entry><id>22</id><title>Taliban</title><link href="u" rel="x"/>
<summary>IEA</summary><content type="html">Text</content></entry></feed>"""
SDN_LIST = b"""<sdnList xmlns="urn:x"><sdnEntry><uid>7</uid><firstName>A</firstName><lastName>B</lastName><remarks>n</remarks>
<akaList><aka><uid>8</uid><lastName>C</lastName></aka></akaList></sdnEntry></sdnList>"""
PAGE = """<table><tr><td><table><tr><th>No</th></tr><tr><td>1<td>«Движение Талибан»<td>Суд<tr><td>2<td>Same<td>x</table>
<table><tr><td>3<td>Same<td>y<tr><td>4<td> <td>z</table></table>"""
ITEMS = "<ol><li>1. AL-QAIDA*;</li><li>2) Талибан</li><li>17.11 group</li></ol>"


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
                    cells=(
                        ("FIRST_NAME", "Amir"),
                        ("SECOND_NAME", "Khan"),
                        ("UN_LIST_TYPE", "Taliban"),
                        ("INDIVIDUAL_ALIAS/QUALITY", "Good"),
                        ("INDIVIDUAL_ALIAS/ALIAS_NAME", "a; b"),
                    ),
                    note="Review",
                ),
                Row(key="2", name="2"),
            ],
        ),
        (
            EU_LIST,
            EU,
            [Row(key="3", name="One", cells=(("@euReferenceNumber", "EU.1"), ("nameAlias/@wholeName", "One; Two")), note="r")],
        ),
        (
            KG_LIST,
            KG,
            [
                Row(
                    key="Иванов Иван И.",
                    name="Иванов Иван И.",
                    cells=(("Surname", "Иванов"), ("Name", "Иван"), ("Patronomic", "И.")),
                    note="Суд",
                ),
                Row(key="Движение Талибан", name="Движение Талибан", cells=(("Name", "Движение Талибан"),)),
            ],
        ),
        (CA_LIST, CA, [Row(key="22", name="Taliban", cells=(("title", "Taliban"), ("link/@href", "u"), ("summary", "IEA")), note="Text")]),
        (
            SDN_LIST,
            OFAC_SDN,
            [Row(key="7", name="A B", cells=(("firstName", "A"), ("lastName", "B"), ("akaList/aka/lastName", "C")), note="n")],
        ),
    ],
    ids=["un", "eu", "kg", "ca", "ofac-sdn"],
)
def test_xml_lists(body: bytes, form: Records, expected: list[Row]) -> None:
    assert list(whole(read_records(body, form))) == expected


def test_of_elements_within_each_other_the_outer_one_is_the_row() -> None:
    assert [
        r.key for r in whole(read_records(b"<r><row>a<row>b</row></row><row>c</row></r>", Records(elements=("row",), names=("",))))
    ] == [
        "a",
        "c",
    ]


def test_what_lies_too_deep_is_left_out() -> None:
    body = b"<r><row><n>a</n>" + b"<x>" * 40 + b"deep" + b"</x>" * 40 + b"</row></r>"
    assert whole(read_records(body, Records(elements=("row",), names=("n",))))[0].cells == (("n", "a"),)


def test_a_table_is_keyed_by_what_names_say_and_no_row_hides_another() -> None:
    rows = whole(read_table(PAGE.encode("windows-1251"), FSB, content_type="text/html; charset=windows-1251"))
    assert [(r.key, r.name, r.cells) for r in rows] == [
        ("движениеталибан", "«Движение Талибан»", (("3", "Суд"),)),
        ("same", "Same", (("3", "x"),)),
        ("same #2", "Same", (("3", "y"),)),
    ]
    assert whole(read_table(PAGE.encode(), Cells(name=2, note=3)))[0].note == "Суд"
    assert [(r.key, r.name, r.cells) for r in whole(read_table(PAGE.encode(), Cells(name=3, key=1, without=(2,))))][:1] == [
        ("1", "Суд", ())
    ]


def test_a_footnote_is_a_row_of_its_own() -> None:
    page = (
        "<p>* alone</p><table><tr><td>1<td>Талибан*<td><p>* Верховный Суд, 2003</p></table><p>* Запрет приостановлен</p><small>**</small>"
    )
    assert [(row.key, row.name) for row in whole(read_table(page.encode(), FSB))] == [
        ("талибан", "Талибан*"),
        ("* запретприостановлен", "* Запрет приостановлен"),
    ]


def test_a_hostile_page_takes_neither_time_nor_memory() -> None:
    body = b"<table><tr><td>1<td>A" + b"<p><b id=1>" * 40_000 + b"<div>" * 10_000
    assert [row.name for row in whole(read_table(body, FSB))] == ["A"]


def test_a_list_of_items_has_rows_of_one_cell_without_running_numbers() -> None:
    rows = whole(read_table(ITEMS.encode(), Cells(row="li", cell="")))
    assert [(r.key, r.name) for r in rows] == [("alqaida", "AL-QAIDA*;"), ("талибан", "Талибан"), ("1711group", "17.11 group")]


@pytest.mark.parametrize(
    ("one", "other"), [("«Талибан»", '"ТАЛИБАН"'), ("Исламское  движение (ё)", "исламское движение(е)"), ("***", "***")]
)
def test_names_that_say_the_same(one: str, other: str) -> None:
    assert sounds(one) == sounds(other)


@pytest.mark.parametrize(
    ("body", "cells", "reason"),
    [
        (b" ", FSB, "empty"),
        (b"x" * (MAX_BYTES + 1), FSB, "too_large"),
        (b"<tr><td>x" * 210_000, FSB, "too_large"),
        (b"<p>drawn by a script", FSB, "no_rows"),
        (b"<p>* no list above this note", FSB, "no_rows"),
        (b"<p>x", Cells(row="]["), "selector"),
    ],
)
def test_pages_without_a_register(body: bytes, cells: Cells, reason: str) -> None:
    with pytest.raises(NotARegister) as caught:
        whole(read_table(body, cells))
    assert caught.value.reason == reason


def test_what_cannot_be_seen_is_no_difference() -> None:
    assert folded("\ufeffДви\u00adжение\u200b\u00a0 «Талибан и\u0306»\n") == "Движение «Талибан й»"
    assert folded(" plain  text ") == "plain text"


def test_the_order_of_rows_of_one_name_says_nothing() -> None:
    rows = [f"<tr><td>{court}<td>Same" for court in "xyz"]
    one, other = (whole(read_table(f"<table>{''.join(some)}</table>".encode(), Cells(name=2))) for some in (rows, rows[::-1]))
    assert sorted((row.key, row.cells) for row in one) == sorted((row.key, row.cells) for row in other)
    assert [row.key for row in one] == ["same", "same #2", "same #3"]


def test_rows_keep_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_ROWS", 1)
    rows = Rows()
    rows.add(Row(key="1", name="a"))
    with pytest.raises(NotARegister, match="too_large"):
        rows.add(Row(key="2", name="b"))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"<a", "broken"),
        (b"<a>" + b" " * 10, "broken"),
        (b"<!-- -->" + b" " * 600_000 + b"<a/>", "broken"),
        (b"<a/>", "no_rows"),
        (b"<a>" + b"<b><c/></b>" * 100_000 + b"</a>", "no_rows"),
        (UN_LIST[:400], "broken"),
        (b"<a><ENTITY>" + b"<c/>" * (MAX_PIECE // 3) + b"</ENTITY></a>", "too_large"),
    ],
    ids=["empty", "no-root", "cut", "late", "else", "much-else", "half-a-list", "one-endless-row"],
)
def test_xml_without_a_register(body: bytes, reason: str) -> None:
    with pytest.raises(NotARegister) as caught:
        whole(read_records(body, UN))
    assert caught.value.reason == reason


@given(st.binary(max_size=2000) | st.builds(lambda a, b: UN_LIST[:a] + b + UN_LIST[a:], st.integers(0, 300), st.binary(max_size=9)))
def test_any_bytes_are_a_register_or_not(body: bytes) -> None:
    with suppress(NotARegister):
        whole(read_records(body, UN))
    with suppress(NotARegister):
        whole(read_table(body, FSB))
    with suppress(NotARegister):
        whole(read_ofac(body))
