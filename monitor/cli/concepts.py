"""`monitor concepts …`: the lists of terms that topics share."""

from __future__ import annotations

import click

from monitor.cli import COMMANDS, CONCEPTS, Table


@click.group("concepts", cls=Table, table=CONCEPTS, modules="monitor.cli.concepts_{}", usual="list", help=COMMANDS["concepts"])
def command() -> None:
    """Group what concerns concepts."""
