"""`monitor registers …`: the official lists that are watched."""

from __future__ import annotations

import click

from monitor.cli import COMMANDS, REGISTERS, Table


@click.group("registers", cls=Table, table=REGISTERS, modules="monitor.cli.registers_{}", help=COMMANDS["registers"])
def command() -> None:
    """Group what concerns official lists."""
