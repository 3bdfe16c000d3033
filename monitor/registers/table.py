"""Lists on web pages: one element a row, its cells within; the FSB's page is such a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborNode, SelectolaxError

from monitor.errors import NotARegister
from monitor.registers.rows import Row, Rows, Steps, folded, sounds
from monitor.text.charset import decode
from monitor.text.markup import parse_html

MAX_BYTES: Final = 16_000_000
_STEP: Final = 1_000  # rows
MOST_TAGS: Final = 400_000  # the longest national lists have 15,000 rows

_FOOTNOTES: Final = "p, li, small"
_TELLING: Final = 10  # letters and digits of a footnote that says something

_NUMBER: Final = re.compile(r"\d{1,5}[.)]\s+(?=\S)")  # "12. Taliban": a running number would change with every removal


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """CSS selectors of a row and of the cells within, and what the cells are: columns count from 1."""

    row: str = "tr"
    cell: str = "td"  # empty: a row is one cell, a list's item for example
    name: int = 1
    key: int = 0  # the column with the list's own id; 0: what the name says is the key
    note: int = 0  # 0: none
    without: tuple[int, ...] = ()  # columns that say nothing of the row, a running number for example


FSB: Final = Cells(name=2, without=(1,))  # number, name, court; some rows stand in tables of their own


def read_table(body: bytes, cells: Cells, *, content_type: str = "") -> Steps:
    """Read the rows of a page, its tree in one step, and its footnotes: a remark below may be what changes of a row that stays.

    Rows with too few cells (headings) or no name are passed over, and rows that hold others (tables that lay out the page).

    Raises:
        NotARegister: ``empty``, ``too_large``, ``selector`` or ``no_rows``.
    """
    if not body.strip():
        raise NotARegister("empty")
    if len(body) > MAX_BYTES:
        raise NotARegister("too_large")
    text = decode(body, content_type).replace("\0", "")
    if text.count("<") > MOST_TAGS:  # what comes after is not read: a list is read whole or not at all
        raise NotARegister("too_large")
    tree = parse_html(text, most_tags=MOST_TAGS)
    rows, elements = Rows(), set[int]()
    try:
        for count, element in enumerate(tree.css(cells.row)):
            if count % _STEP == 0:
                yield
            if not any(inner != element for inner in element.css(cells.row)):
                texts = [folded(cell.text(separator=" ")) for cell in (element.css(cells.cell) if cells.cell else (element,))]
                if len(texts) >= max(cells.name, cells.key, cells.note):
                    rows.add(_row(texts, cells))
                    elements.add(element.mem_id)
    except (SelectolaxError, ValueError) as error:
        raise NotARegister("selector", str(error)) from error
    rows.all()  # footnotes alone are no list
    for note in tree.css(_FOOTNOTES):
        text = folded(note.text(separator=" "))
        if text.startswith("*") and len(sounds(text)) >= _TELLING and not _within(note, elements):
            rows.add(Row(key=f"* {sounds(text)}", name=text))
    return rows.all()


def _within(element: LexborNode, rows: set[int]) -> bool:
    node: LexborNode | None = element
    while node is not None and node.mem_id not in rows:
        node = node.parent
    return node is not None


def _row(texts: list[str], cells: Cells) -> Row:
    apart = (cells.name, cells.key, cells.note, *cells.without)
    kept = tuple((str(n), text) for n, text in enumerate(texts, 1) if n not in apart)
    name = _NUMBER.sub("", texts[cells.name - 1], count=1) if _NUMBER.match(texts[cells.name - 1]) else texts[cells.name - 1]
    key = texts[cells.key - 1] if cells.key else sounds(name)
    return Row(key=key, name=name or key, cells=kept, note=texts[cells.note - 1] if cells.note else "")
