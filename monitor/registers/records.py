"""Lists in XML, one element a row: UN consolidated list, EU financial sanctions, Kyrgyz national list, Canada's listed entities, OFAC."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from sys import intern
from typing import Final

from monitor.registers.pieces import Element, each_piece, local
from monitor.registers.rows import Row, Rows, Steps, folded

_DEEPEST: Final = 16  # levels below a row; real lists have 4
_NAME: Final = 100  # characters kept of an element's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Where a format keeps its rows. Names are local; a path is relative to the row, an attribute begins with @."""

    elements: tuple[str, ...]
    names: tuple[str, ...]
    key: str = ""  # empty: the name
    note: tuple[str, ...] = ()
    once: bool = False  # the first name only; the others are aliases
    without: frozenset[str] = frozenset()  # elements and @attributes that say nothing of the row: the publisher's bookkeeping


UN: Final = Records(
    elements=("INDIVIDUAL", "ENTITY"),
    key="DATAID",
    names=("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"),
    note=("COMMENTS1",),
    without=frozenset(("VERSIONNUM", "SORT_KEY", "SORT_KEY_LAST_MOD")),
)
EU: Final = Records(
    elements=("sanctionEntity",),
    key="@logicalId",
    names=("nameAlias/@wholeName",),
    note=("remark",),
    once=True,
    without=frozenset(("@logicalId", "@regulationLanguage", "regulationSummary")),
)
KG: Final = Records(  # its numbers run, and shift with every removal
    elements=("KyrgyzPhysicPerson", "KyrgyzLegalPerson"),
    names=("Surname", "Name", "Patronomic"),
    note=("BasicInclusion",),
    without=frozenset(("Number",)),
)
CA: Final = Records(  # an Atom feed: aliases are its summaries
    elements=("entry",), key="id", names=("title",), note=("content",), without=frozenset(("@type", "@rel"))
)
OFAC_SDN: Final = Records(
    elements=("sdnEntry",), key="uid", names=("firstName", "lastName"), note=("remarks",), without=frozenset(("uid",))
)


def read_records(body: bytes, form: Records) -> Steps:
    """Read the rows of an XML list. Every text and attribute is a cell, named by its path; several are joined by semicolons.

    Raises:
        NotARegister: ``empty``, ``broken``, ``too_large`` or ``no_rows``.
    """
    rows = Rows()
    yield from each_piece(body, form.elements, lambda piece: rows.add(_row(piece, form)))
    return rows.all()


def _row(element: Element, form: Records) -> Row:
    found: dict[str, list[str]] = {}
    for path, text in _leaves(element, "", form):
        found.setdefault(path, []).append(text)
    names = [text for path in form.names for text in (found.get(path, [])[:1] if form.once else found.get(path, []))]
    name = " ".join(names)
    key = found.get(form.key, [name])[0]
    note = "\n".join(text for path in form.note for text in found.get(path, []))
    cells = tuple((path, "; ".join(texts)) for path, texts in found.items() if path not in (form.key, *form.note))
    return Row(key=key, name=name or key, cells=cells, note=note)


def _leaves(element: Element, path: str, form: Records, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield path and text of all that an element holds, in the document's order."""
    if text := folded(element.text or ""):
        yield path.removesuffix("/"), text
    for attribute, value in element.attrib.items():
        name = f"@{local(str(attribute))[:_NAME]}"
        if (text := folded(str(value))) and (name not in form.without or path + name == form.key):
            yield intern(path + name), text
    for child in element.iterchildren() if depth < _DEEPEST else ():
        name = local(str(child.tag))[:_NAME]
        if name not in form.without or path + name == form.key:
            yield from _leaves(child, intern(f"{path}{name}/"), form, depth + 1)
