"""`monitor demo`: the whole product on the bundled newsroom; ends by itself."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from monitor.app import clock_jobs, opened, set_up_logs, stop_on_signals
from monitor.catalog.load import Catalog, load
from monitor.catalog.settings import AlertSettings, FetchSettings, LogSettings, PollingSettings, Settings
from monitor.cli import COMMANDS
from monitor.clockwork import Clockwork
from monitor.demo.newsroom import Newsroom, Outlet, Piece
from monitor.model import FeedKind, FeedSpec, RegisterSpec, Selectors, Source, SourceId, StoryId
from monitor.review.health import WELL
from monitor.service import Service, now
from monitor.storage import overview
from monitor.storage.review import day_figures

MANNERS = {
    "redirect": "has moved its feed: 301",
    "slow": "answers after four seconds",
    "torn": "its feed ends in mid-item",
    "broken": "answers 500; its front page is read",
    "hang": "does not answer at all",
}
AHEAD = timedelta(hours=1)  # that a story has grown is told at once: a minute is long here
AFTER = 9.0  # seconds that the last article is given to become an alert
MORE = 20  # seconds that a slow machine is given beyond that


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
            service.ahead = AHEAD
            newsroom.begin()  # a slow machine has taken seconds to read the topics
            clock = Clockwork(clock_jobs(service))
            clock.start()
            await _wait(stop, newsroom.length + AFTER)
            for _ in range(MORE):
                if stop.is_set() or not judged(newsroom, await service.database.read(overview.fates)).surprises:
                    break
                await _wait(stop, 1.0)
            clock.stop()
            await service.runner.close()
            await service.deliver_to_terminal()
            await sum_up(service, newsroom)
            clock.close()
    return 0


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


def demo_catalog(catalog: Catalog, newsroom: Newsroom, folder: Path) -> Catalog:
    """Return the operator's topics with the newsroom's outlets as their sources, everything kept in ``folder``."""
    settings = Settings(
        database=f"sqlite:///{folder / 'monitor.db'}",
        fetch=FetchSettings(allow_networks=("127.0.0.0/8",), seconds_between=0),
        polling=PollingSettings(shortest=timedelta(seconds=1), longest=timedelta(seconds=2)),
        alerts=AlertSettings(fresh_hours=24),
        logs=LogSettings(folder=str(folder / "log")),
        locale=catalog.settings.locale,
    )
    sources = tuple(_source(newsroom, outlet) for outlet in newsroom.outlets.values())
    return replace(catalog, settings=settings, sources=sources, secrets=type(catalog.secrets)())


def _source(newsroom: Newsroom, outlet: Outlet) -> Source:
    listing = Selectors(item="li.news", link="a", time="time")
    kind = {"listing": FeedKind.LISTING, "register": FeedKind.REGISTER}.get(outlet.feed, FeedKind.FEED)
    spare = FeedSpec(url=newsroom.spare_url(outlet), kind=FeedKind.LISTING, selectors=listing)
    return Source(
        id=SourceId(outlet.id),
        name=outlet.name,
        country=outlet.country,
        language=outlet.language,
        type=outlet.type,
        feeds=(
            FeedSpec(
                url=newsroom.feed_url(outlet),
                kind=kind,
                selectors=listing if kind is FeedKind.LISTING else None,
                register=RegisterSpec(form="table", name=2, without=(1,), lowest=3) if kind is FeedKind.REGISTER else None,
                pages=kind is not FeedKind.REGISTER,
                fallbacks=(spare,) if outlet.spare else (),
            ),
        ),
    )


# ── the summary ────────────────────────────────────────────────────────────────────────────────────


async def sum_up(service: Service, newsroom: Newsroom) -> None:
    """Print what was fetched, what was told, what was not and why, against what the newsroom's script expects."""
    answers = await service.database.read(overview.last_answers)
    figures = await service.database.read(day_figures, now().date())
    fates = await service.database.read(overview.fates)
    console = service.console
    console.rule("[bold]What happened")
    checks = sum(figures.checks.values())
    unchanged = figures.checks.get("not_modified", 0)
    console.print(
        f"Fetched: {checks} checks of {len(answers)} feeds; {unchanged} times nothing had changed. Not every outlet is well-mannered:"
    )
    console.print(_manners(answers, newsroom))
    verdict = judged(newsroom, fates)
    console.print(f"\nMatched: [bold]{len(verdict.told)} alerts[/bold], each once.")
    console.print(f"\nGrown: {len(verdict.joined)} articles joined a story that was told; in Telegram its messages edit themselves:")
    console.print(_rows(verdict.joined))
    console.print(f"\nSuppressed: {len(verdict.copies)} articles tell a text again that had its alert:")
    console.print(_rows(verdict.copies))
    console.print(f"\nLeft alone: {len(verdict.left)} articles that only look alike, or are about something else:")
    console.print(_rows(verdict.left))
    for surprise in verdict.surprises:
        console.print(f"[red]Not as the script has it:[/red] {escape(surprise)}")
    if not verdict.surprises:
        console.print("\n[green]All as the newsroom's script has it.[/green] Next: `make run` watches real sources.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of each article of the script, as (outlet, headline, remark), and what should not have."""

    told: tuple[str, ...]
    joined: tuple[tuple[str, str, str], ...]
    copies: tuple[tuple[str, str, str], ...]
    left: tuple[tuple[str, str, str], ...]
    surprises: tuple[str, ...]


def judged(newsroom: Newsroom, fates: Sequence[overview.Fate]) -> Verdict:
    """Compare what became of each article with what the script expects."""
    by_title = {_key(fate.article.source, fate.article.title): fate for fate in fates}
    sources = {fate.article.id: fate.article.source for fate in fates}
    repeated = {p.id for p in newsroom.pieces if p.copy_of} | {p.copy_of for p in newsroom.pieces}  # whoever was read first is the original
    told, joined, copies, left, surprises = [], [], [], [], []
    firsts: dict[StoryId, Piece] = {}  # by story, the piece that opened it
    for piece in newsroom.pieces:
        fate = by_title.get(_key(piece.outlet, piece.title))
        first = piece if fate is None or fate.article.story is None else firsts.setdefault(fate.article.story, piece)
        outlet = newsroom.outlets[piece.outlet].name
        if fate is None:
            surprises.append(f"{outlet}: not read: {piece.title}")
        elif fate.article.copy_of is not None:
            copies.append((outlet, piece.title, f"as {newsroom.outlets[sources[fate.article.copy_of]].name}"))
            surprises += [] if piece.id in repeated else [f"{outlet}: taken for a copy: {piece.title}"]
        elif _happening(piece, newsroom) != _happening(first, newsroom):
            surprises.append(f"{outlet}: taken for one happening with “{first.title}”: {piece.title}")
        elif fate.alerted:
            told.append(piece.id)
            surprises += [] if piece.expect in fate.alerted or piece.id in repeated else [f"{outlet}: told without reason: {piece.title}"]
        elif piece.expect in fate.told:
            joined.append((outlet, piece.title, f"with {newsroom.outlets[first.outlet].name}"))
        else:
            left.append((outlet, piece.title, piece.none))
            surprises += [] if piece.none else [f"{outlet}: missed: {piece.title}"]
    return Verdict(told=tuple(told), joined=tuple(joined), copies=tuple(copies), left=tuple(left), surprises=tuple(surprises))


def _happening(piece: Piece, newsroom: Newsroom) -> str:
    """The topic of the script that tells of it; of a copy, that of what it repeats."""
    return piece.expect or next((each.expect for each in newsroom.pieces if each.id == piece.copy_of), "")


def _key(source: str, title: str) -> tuple[str, str]:
    return source, "".join(title.split())


def _rows(rows: Iterable[tuple[str, str, str]]) -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(width=20, no_wrap=True)
    table.add_column(ratio=3, no_wrap=True, overflow="ellipsis")
    table.add_column(ratio=2, no_wrap=True, overflow="ellipsis", style="dim")
    for outlet, title, remark in rows:
        table.add_row(f"  {escape(outlet)}", escape(title), escape(remark))
    return table


def _manners(answers: Sequence[overview.Answer], newsroom: Newsroom) -> Table:
    found = []
    for answer in {one.source: one for one in reversed(answers)}.values():  # of a feed and its fallback, the feed
        outlet = newsroom.outlets[answer.source]
        if outlet.manner or answer.check.outcome not in WELL:
            found.append((outlet.name, MANNERS.get(outlet.manner, answer.check.detail), f"outcome: {answer.check.outcome}"))
    return _rows(found)
