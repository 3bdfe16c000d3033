"""Lists in XML, one element a row: UN consolidated list, OFAC sdn_advanced, EU financial sanctions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from monitor.errors import NotARegister
from monitor.registers.rows import Row, folded, told_apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Where a format keeps its rows. Names are local; a path is relative to the row, an attribute begins with @."""

    elements: tuple[str, ...]
    key: str
    names: tuple[str, ...]
    note: tuple[str, ...] = ()
    once: bool = False  # the first name only; the others are aliases


UN: Final = Records(
    elements=("INDIVIDUAL", "ENTITY"),
    key="DATAID",
    names=("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"),
    note=("COMMENTS1",),
)
OFAC: Final = Records(
    elements=("DistinctParty",),
    key="@FixedRef",
    names=("Profile/Identity/Alias/DocumentedName/DocumentedNamePart/NamePartValue",),
    note=("Comment",),
    once=True,
)
EU: Final = Records(elements=("sanctionEntity",), key="@logicalId", names=("nameAlias/@wholeName",), note=("remark",), once=True)


def read_records(body: bytes, form: Records) -> tuple[Row, ...]:
    """Return the rows of an XML list. Every text and attribute is a cell, named by its path; several are joined.

    Raises:
        NotARegister: ``empty``, ``broken`` or ``no_rows``.
    """
    if not body.strip():
        raise NotARegister("empty")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotARegister("broken", str(error)) from error
    return told_apart(row for one in root.iter("{*}*") if _local(one) in form.elements for row in _row(one, form))


def _row(element: etree._Element, form: Records) -> Iterator[Row]:
    found: dict[str, list[str]] = {}
    for path, text in _leaves(element, ""):
        found.setdefault(path, []).append(text)
    names = [text for path in form.names for text in (found.get(path, [])[:1] if form.once else found.get(path, []))]
    name = " ".join(names)
    key = found.get(form.key, [name])[0]
    if key:
        note = "\n".join(text for path in form.note for text in found.get(path, []))
        cells = tuple((path, "; ".join(texts)) for path, texts in found.items() if path not in (form.key, *form.note))
        yield Row(key=key, name=name or key, cells=cells, note=note)


def _leaves(element: etree._Element, path: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of all that an element holds, depth first; libxml2 bounds the depth."""
    for attribute, value in element.attrib.items():
        yield f"{path}@{etree.QName(attribute).localname}", folded(str(value))
    for child in element.iterchildren("{*}*"):
        inner = f"{path}{_local(child)}"
        if text := folded(child.text or ""):
            yield inner, text
        yield from _leaves(child, f"{inner}/")


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname
