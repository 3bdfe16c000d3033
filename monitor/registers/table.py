"""Lists on web pages: one element a row, its cells within; the FSB's page is such a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from monitor.errors import NotARegister
from monitor.registers.rows import Row, folded, told_apart
from monitor.text.charset import decode

MAX_BYTES: Final = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """CSS selectors of a row and of the cells within, and what the cells are: columns count from 1."""

    row: str = "tr"
    cell: str = "td"
    name: int = 1  # also the key: a running number would change with every removal
    note: int = 0  # 0: none
    without: tuple[int, ...] = ()  # columns that say nothing of the row, a running number for example


FSB: Final = Cells(name=2, without=(1,))


def read_table(body: bytes, cells: Cells, *, content_type: str = "") -> tuple[Row, ...]:
    """Return the rows of a page; rows with too few cells (headings) or no name are passed over.

    Raises:
        NotARegister: ``empty``, ``too_large``, ``selector`` or ``no_rows``.
    """
    if not body.strip():
        raise NotARegister("empty")
    if len(body) > MAX_BYTES:
        raise NotARegister("too_large")
    tree = LexborHTMLParser(decode(body, content_type))
    rows = []
    try:
        for element in tree.css(cells.row):
            texts = [folded(cell.text(separator=" ")) for cell in element.css(cells.cell)]
            if len(texts) >= max(cells.name, cells.note) and texts[cells.name - 1]:
                rows.append(_row(texts, cells))
    except (SelectolaxError, ValueError) as error:
        raise NotARegister("selector", str(error)) from error
    return told_apart(rows)


def _row(texts: list[str], cells: Cells) -> Row:
    apart = (cells.name, cells.note, *cells.without)
    kept = tuple((str(n), text) for n, text in enumerate(texts, 1) if n not in apart)
    name = texts[cells.name - 1]
    return Row(key=name, name=name, cells=kept, note=texts[cells.note - 1] if cells.note else "")
