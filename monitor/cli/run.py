"""`monitor run`: the service on a config folder, until it is told to stop; with --once, each feed once and then the end."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import click
from rich.console import Console

from monitor.app import opened, serve, set_up_logs, stop_on_signals
from monitor.catalog.load import Catalog, load
from monitor.cli import COMMANDS, CONFIG_INVALID, INTERRUPTED
from monitor.cli.check import placed
from monitor.errors import ConfigInvalid, Problem, TelegramUnreachable
from monitor.review.daily import as_text, failing_now
from monitor.review.health import turns_of
from monitor.service import now
from monitor.storage.health import standings, told_on
from monitor.storage.overview import last_answers
from monitor.storage.review import day_figures


@click.command("run", help=COMMANDS["run"], context_settings={"show_default": True})
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--once", is_flag=True, help="Check each feed once, due or not, deliver, and end.")
def command(config: Path, once: bool) -> int:
    """Load the config, set up the logs, and run."""
    try:
        catalog = load(config, os.environ)
        set_up_logs(catalog)
    except ConfigInvalid as error:
        _tell(error.problems, config)
        return CONFIG_INVALID
    _tell(catalog.warnings, config)
    try:
        return asyncio.run(run(config, catalog, once=once, console=Console()))
    except asyncio.CancelledError:  # told to stop in a single run
        return INTERRUPTED


def _tell(problems: Iterable[Problem], folder: Path) -> None:
    for problem in problems:
        click.echo(placed(problem, folder), err=True)


async def run(folder: Path, catalog: Catalog, *, once: bool, console: Console) -> int:
    """Run once or until a signal. Returns the exit code.

    Raises:
        TelegramUnreachable: Telegram refuses the token; in a single run also where it does not answer, once all else is done.
    """
    async with opened(folder, catalog, console=console) as service:
        if once:
            _cancel_on_sigterm()
            unreached = await _reached(service.listen_once)  # who said /start before hears what is found now
            await service.once()
            unreached = await _reached(service.deliver) or unreached
            day = now().date()
            failing = failing_now(await service.database.read(last_answers), day)
            turns = turns_of(await service.database.read(told_on, day), await service.database.read(standings))
            console.print(as_text(await service.database.read(day_figures, day), failing, turns), highlight=False, markup=False)
            if unreached:
                raise unreached
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


def _cancel_on_sigterm() -> None:
    """End a single run in order on SIGTERM, as Ctrl-C does: what was not done is leased again."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


async def _reached(act: Callable[[], Awaitable[None]]) -> TelegramUnreachable | None:
    """Do what needs Telegram; where it is out of reach, say so and let the rest go on."""
    try:
        await act()
    except TelegramUnreachable as error:
        return error
    return None
