"""`monitor notify …`: the places of the config that alerts go to by way of Apprise."""

from __future__ import annotations

import click

from monitor.cli import COMMANDS, NOTIFY, Table


@click.group("notify", cls=Table, table=NOTIFY, modules="monitor.cli.notify_{}", help=COMMANDS["notify"])
def command() -> None:
    """Group what concerns these places."""
