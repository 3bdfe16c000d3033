"""`monitor topics …`: what is watched for, and whether its examples hold."""

from __future__ import annotations

import click

from monitor.cli import COMMANDS, TOPICS, Table


@click.group("topics", cls=Table, table=TOPICS, modules="monitor.cli.topics_{}", usual="list", help=COMMANDS["topics"])
def command() -> None:
    """Group what concerns topics."""
