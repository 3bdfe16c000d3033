"""Rows of texts as aligned lines, for a terminal and for `grep` alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

GAP = "  "


def columns(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a line for each row, its texts as wide as the widest of their column; Chinese letters count twice, marks not at all."""
    listed = [[cell.replace("\n", " ") for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*listed, strict=True)]
    for row in listed:
        yield GAP.join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
