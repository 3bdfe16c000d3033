"""`monitor proposals …`: changes of topics that readers ask for, for an operator to take or refuse."""

from __future__ import annotations

import click

from monitor.cli import COMMANDS, PROPOSALS, Table


@click.group("proposals", cls=Table, table=PROPOSALS, modules="monitor.cli.proposals_{}", usual="list", help=COMMANDS["proposals"])
def command() -> None:
    """Group what concerns proposals."""
