"""`monitor demo`: the whole product on the bundled newsroom; ends by itself."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from monitor.app import Service, clock_jobs, opened, set_up_logs, stop_on_signals
from monitor.catalog.load import Catalog, load
from monitor.catalog.settings import AlertSettings, FetchSettings, LogSettings, PollingSettings, Settings
from monitor.cli import COMMANDS
from monitor.clockwork import Clockwork
from monitor.demo.newsroom import Newsroom, Outlet
from monitor.model import FeedKind, FeedSpec, Selectors, Source, SourceId
from monitor.storage import overview

MANNERS = {"redirect": "moved: 301", "slow": "answers after four seconds", "torn": "its feed ends in mid-item"}
AFTER = 9.0  # seconds that the last article is given to become an alert


@click.command("demo", help=COMMANDS["demo"], context_settings={"show_default": True})
@click.option(
    "--config", type=click.Path(path_type=Path, file_okay=False), default="config", show_default=True, help="Whose topics to watch for."
)
@click.option("--pace", type=click.FloatRange(min=0.1), default=1.0, help="How much faster time goes by.")
def command(config: Path, pace: float) -> int:
    """Run the newsroom and the service side by side until the last article has had its time."""
    return asyncio.run(show(config, pace=pace, console=Console()))


async def show(config: Path, *, pace: float, console: Console) -> int:
    """Play the newsroom's script to the service, alerts to the console, and sum up. Returns the exit code."""
    with tempfile.TemporaryDirectory(prefix="monitor-demo-") as folder, Newsroom(pace=pace) as newsroom:
        catalog = demo_catalog(load(config), newsroom, Path(folder))
        set_up_logs(catalog, console=False)
        console.print(
            f"[bold]The newsroom is open.[/bold] {len(newsroom.outlets)} invented outlets on 127.0.0.1:{newsroom.port} publish "
            f"{len(newsroom.pieces)} invented articles over {newsroom.length:.0f} seconds;\nmonitor watches them for "
            f"{len([t for t in catalog.topics if t.enabled])} topics of {config}/. Ctrl-C ends it.\n"
        )
        stop = asyncio.Event()
        stop_on_signals(stop)
        async with opened(config, catalog, console=console) as service:
            clock = Clockwork(clock_jobs(service))
            clock.start()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), newsroom.length + AFTER)
            clock.stop()
            await service.runner.close()
            await service.deliver_to_terminal()
            await sum_up(service, newsroom)
            clock.close()
    return 0


def demo_catalog(catalog: Catalog, newsroom: Newsroom, folder: Path) -> Catalog:
    """Return the operator's topics with the newsroom's outlets as their sources, everything kept in ``folder``."""
    settings = Settings(
        database=f"sqlite:///{folder / 'monitor.db'}",
        fetch=FetchSettings(allow_networks=("127.0.0.0/8",), seconds_between=0),
        polling=PollingSettings(shortest=timedelta(seconds=1), longest=timedelta(seconds=3)),
        alerts=AlertSettings(fresh_hours=24),
        logs=LogSettings(folder=str(folder / "log")),
        locale=catalog.settings.locale,
    )
    sources = tuple(_source(newsroom, outlet) for outlet in newsroom.outlets.values())
    return replace(catalog, settings=settings, sources=sources, secrets=type(catalog.secrets)())


def _source(newsroom: Newsroom, outlet: Outlet) -> Source:
    listing = outlet.feed == "listing"
    return Source(
        id=SourceId(outlet.id),
        name=outlet.name,
        country=outlet.country,
        language=outlet.language,
        type=outlet.type,
        feeds=(
            FeedSpec(
                url=newsroom.feed_url(outlet),
                kind=FeedKind.LISTING if listing else FeedKind.FEED,
                selectors=Selectors(item="li.news", link="a", time="time") if listing else None,
            ),
        ),
    )


# ── the summary ────────────────────────────────────────────────────────────────────────────────────


async def sum_up(service: Service, newsroom: Newsroom) -> None:
    """Print what was fetched, what was told, what was not and why, against what the newsroom's script expects."""
    answers = await service.database.read(overview.last_answers)
    fates = {_key(fate.article.source, fate.article.title): fate for fate in await service.database.read(overview.fates)}
    console = service.console
    console.rule("[bold]What happened")
    console.print(_of_sources(answers, newsroom))
    told, copies, left = [], Table.grid(padding=(0, 2)), Table.grid(padding=(0, 2))
    surprises: list[str] = []
    copied = {p.id for p in newsroom.pieces if p.copy_of} | {p.copy_of for p in newsroom.pieces}  # whoever was read first is the original
    for piece in newsroom.pieces:
        fate = fates.get(_key(piece.outlet, piece.title))
        outlet = newsroom.outlets[piece.outlet].name
        if fate is None:
            surprises.append(f"{outlet}: not read: {piece.title}")
        elif fate.article.copy_of is not None:
            copies.add_row("  copy", escape(outlet), escape(piece.title))
            surprises += [] if piece.id in copied else [f"{outlet}: taken for a copy: {piece.title}"]
        elif fate.alerted:
            told.append(piece)
            surprises += (
                [] if piece.expect in fate.alerted or piece.id in copied else [f"{outlet}: told, and should not have been: {piece.title}"]
            )
        else:
            left.add_row("  left", escape(outlet), escape(piece.title), f"[dim]{escape(piece.none)}[/dim]")
            surprises += [f"{outlet}: missed {piece.expect}: {piece.title}"] if piece.expect else []
    console.print(f"\n[bold]{len(told)} alerts[/bold], each once. {copies.row_count} articles tell the same text again and raised none:")
    console.print(copies)
    console.print(f"\n{left.row_count} articles only look alike, or are about something else:")
    console.print(left)
    for surprise in surprises:
        console.print(f"[red]Not as the script has it:[/red] {escape(surprise)}")
    if not surprises:
        console.print("\nAll as the newsroom's script has it. Next: `make run` watches real sources.")


def _key(source: str, title: str) -> tuple[str, str]:
    return source, "".join(title.split())


def _of_sources(answers: Sequence[overview.Answer], newsroom: Newsroom) -> Table:
    table = Table.grid(padding=(0, 2))
    for answer in answers:
        good = answer.check.outcome in {"ok", "not_modified"}
        manner = newsroom.outlets[answer.source].manner
        table.add_row(
            f"  [{'green' if good else 'red'}]{answer.check.outcome}[/]",
            escape(newsroom.outlets[answer.source].name),
            f"[dim]{escape(answer.check.detail or MANNERS.get(manner, ''))}[/dim]",
        )
    return table
