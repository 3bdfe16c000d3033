"""`monitor run`: the service on a config folder, until it is told to stop; with --once, each feed once and then the end."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import click
from rich.console import Console

from monitor.app import opened, serve, set_up_logs
from monitor.catalog.load import Catalog, load
from monitor.cli import COMMANDS
from monitor.review.daily import print_today


@click.command("run", help=COMMANDS["run"], context_settings={"show_default": True})
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--once", is_flag=True, help="Check each feed once, due or not, deliver, and end.")
def command(config: Path, once: bool) -> int:
    """Load the config, set up the logs, and run."""
    catalog = load(config, os.environ)
    set_up_logs(catalog)
    return asyncio.run(run(config, catalog, once=once, console=Console()))


async def run(folder: Path, catalog: Catalog, *, once: bool, console: Console) -> int:
    """Run once or until a signal. Returns the exit code."""
    async with opened(folder, catalog, console=console) as service:
        if once:
            await service.once()
            await service.deliver_all()
            await print_today(service.database, console)
        else:
            await serve(service)
    return 0
