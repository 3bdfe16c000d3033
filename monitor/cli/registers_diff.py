"""`monitor registers diff A B`: what differs between two saved copies of an official list."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from monitor.cli import FINDINGS, REGISTERS
from monitor.cli.jsonlines import lines_out
from monitor.registers.diff import Change, diff
from monitor.registers.formats import FORMATS, read_register
from monitor.registers.table import Cells

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("diff", help=REGISTERS["diff"])
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="table", show_default=True, help="How both are read.")
@click.option("--selectors", nargs=2, metavar="ROW CELL", help="CSS selectors of a row and of its cells, instead of a format.")
@click.option("--name", type=click.IntRange(1), default=1, help="With --selectors: the number of the cell that holds the name.")
@click.option("--json", "in_json", is_flag=True, help="JSON lines instead of text.")
def command(before: Path, after: Path, form: str, selectors: tuple[str, str] | None, name: int, in_json: bool) -> None:
    """Print what differs between two files."""
    chosen = Cells(row=selectors[0], cell=selectors[1], name=name) if selectors else FORMATS[form]
    changes = diff(read_register(before.read_bytes(), chosen), read_register(after.read_bytes(), chosen))
    if in_json:
        lines_out([asdict(change) for change in changes])
    else:
        for change in changes:
            click.echo(as_text(change))
    if changes:
        sys.exit(FINDINGS)


def as_text(change: Change) -> str:
    """Return a change as lines: what became of which row, then each cell before and after."""
    row = change.before or change.after
    head = f"{change.kind}: {row.name if row else ''}"
    return "\n".join([head, *(f"  {column}: {was!r} -> {now!r}" for column, was, now in change.cells)])
