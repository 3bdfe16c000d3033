"""`monitor sources …`: what is watched, what a URL is, and lists of feeds in and out."""

from __future__ import annotations

import click

from monitor.cli import COMMANDS, SOURCES, Table


@click.group("sources", cls=Table, table=SOURCES, modules="monitor.cli.sources_{}", help=COMMANDS["sources"])
def command() -> None:
    """Group what concerns sources."""
