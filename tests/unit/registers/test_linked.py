"""A page that links to the file of a list leads to it; a list, or another site's file, does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.registers.formats import FORMATS
from monitor.registers.linked import linked_file

URL = "https://fiu.gov.kg/sked/9?language=ru"
PAGE = (
    b"\xef\xbb\xbf<!-- x --><!DOCTYPE html><html><a href='http://[bad'>x</a><a>y</a><a href='mailto:list.xml'>z</a>"
    b"<a href='https://elsewhere.example/l.xml'>e</a><a href='/uploads/List_2026.XML?v=1'>f</a><a href='other.csv'>g</a></html>"
)


@pytest.mark.parametrize(
    ("body", "form", "expected"),
    [
        (PAGE, "kg", "https://fiu.gov.kg/uploads/List_2026.XML?v=1"),
        (PAGE, "ofac", "https://fiu.gov.kg/uploads/List_2026.XML?v=1"),
        (PAGE, "uk", "https://fiu.gov.kg/sked/other.csv"),
        (PAGE, "fsb", ""),
        (b"<html><p>nothing</p></html>", "kg", ""),
        (b"<?xml version='1.0'?><SanctionList><a href='x.xml'/></SanctionList>", "kg", ""),
        (b"<html>" + b" " * 5_000_000, "kg", ""),
    ],
)
def test_where_the_file_is(body: bytes, form: str, expected: str) -> None:
    assert linked_file(body, FORMATS[form], url=URL) == expected


@given(st.binary(max_size=400) | st.builds(lambda href: b"<html><a href='" + href + b"'>", st.binary(max_size=80)))
def test_any_bytes_lead_nowhere_else(body: bytes) -> None:
    target = linked_file(body, FORMATS["kg"], url=URL)
    assert target == "" or target.startswith(("https://fiu.gov.kg", "http://fiu.gov.kg", "https://www.fiu.gov.kg"))
