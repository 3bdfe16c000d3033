"""`monitor stories …`: what happened, each once, and who told it first."""

from __future__ import annotations

import click

from monitor.cli import COMMANDS, STORIES, Table


@click.group("stories", cls=Table, table=STORIES, modules="monitor.cli.stories_{}", usual="list", help=COMMANDS["stories"])
def command() -> None:
    """Group what concerns all stories."""
