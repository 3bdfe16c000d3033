"""`monitor run`: the service on a config folder, until it is told to stop; with --once, each feed once and then the end."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import click
from rich.console import Console

from monitor.app import now, opened, serve, set_up_logs, stop_on_signals
from monitor.catalog.load import Catalog, load
from monitor.cli import COMMANDS
from monitor.review.daily import as_text, failing_now
from monitor.storage.overview import last_answers
from monitor.storage.review import day_figures


@click.command("run", help=COMMANDS["run"], context_settings={"show_default": True})
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--once", is_flag=True, help="Check each feed once, due or not, deliver, and end.")
def command(config: Path, once: bool) -> int:
    """Load the config, set up the logs, and run."""
    catalog = load(config, os.environ)
    for problem in catalog.warnings:
        click.echo(str(problem), err=True)
    set_up_logs(catalog)
    return asyncio.run(run(config, catalog, once=once, console=Console()))


async def run(folder: Path, catalog: Catalog, *, once: bool, console: Console) -> int:
    """Run once or until a signal. Returns the exit code."""
    async with opened(folder, catalog, console=console) as service:
        if once:
            await service.once()
            await service.deliver()
            day = now().date()
            failing = failing_now(await service.database.read(last_answers), day)
            console.print(as_text(await service.database.read(day_figures, day), failing), highlight=False, markup=False)
        else:
            stop = asyncio.Event()
            stop_on_signals(stop)
            feeds = sum(len(source.feeds) for source in catalog.sources if source.enabled)
            hint = "" if catalog.secrets.telegram_token else "; set MONITOR_TELEGRAM_TOKEN to have them in Telegram too"
            service.say(
                f"Watching {feeds} feeds of {len(catalog.sources)} sources for {len(service.desk.topics)} topics of {folder}/. "
                f"Alerts appear here{hint}. Ctrl-C ends it."
            )
            await serve(service, stop)
    return 0
