"""`monitor story …`: one story whole, and what people say of it."""

from __future__ import annotations

import click

from monitor.cli import COMMANDS, STORY, Table


@click.group("story", cls=Table, table=STORY, modules="monitor.cli.story_{}", usual="show", help=COMMANDS["story"])
def command() -> None:
    """Group what concerns one story."""
