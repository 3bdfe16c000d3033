"""`monitor db upgrade`: bring the database to this version's form. `run` does it by itself; this is for those who do it first."""

from __future__ import annotations

import os
from pathlib import Path

import click

from monitor.catalog.load import load
from monitor.cli import COMMANDS


@click.group("db", help=COMMANDS["db"])
def command() -> None:
    """Group what concerns the database."""


@command.command("upgrade", help=COMMANDS["db"], context_settings={"show_default": True})
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
def upgrade_command(config: Path) -> None:
    """Run the migrations that are missing."""
    from monitor.storage.database import upgrade

    upgrade(load(config, os.environ).database_url)
    click.echo("The database has this version's form.")
