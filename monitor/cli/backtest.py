"""`monitor backtest`: what a topic, a query or an edit would have found in the archive, against what was found then."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from monitor.catalog.load import Catalog, load
from monitor.cli import COMMANDS, FINDINGS, OK
from monitor.cli.asked import ask, has_database
from monitor.cli.jsonlines import lines_out
from monitor.errors import ConfigInvalid, DatabaseUnreachable, QueryInvalid
from monitor.model import TopicId
from monitor.review.backtest_archive import Progress
from monitor.review.backtest_json import as_json
from monitor.review.backtest_page import as_page
from monitor.review.backtest_plan import Earlier, Plan, Then, plan_changed, plan_query, plan_topic
from monitor.review.backtest_report import Report
from monitor.review.backtest_run import Terms, run_backtest, window_of
from monitor.review.backtest_text import print_report
from monitor.service import now
from monitor.storage.database import Database
from monitor.storage.failures import readable, shown
from monitor.storage.in_force import load_in_force
from monitor.topics.place import nearest
from monitor.topics.syntax import warnings_of

SHOWN, SHOWN_ON_PAGE = 20, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be compared: one of topic, query and all that changed; with what is in force, or with the folder ``against``."""

    topic: str
    query: str
    changed: bool
    against: Path | None


@click.command("backtest", help=f"{COMMANDS['backtest']} See docs/backtest.md.", context_settings={"show_default": True})
@click.argument("topic", required=False, default="")
@click.option("--query", metavar="Q", default="", help="Try a query that belongs to no topic.")
@click.option("--changed", is_flag=True, help="Every topic of the config folder that differs from what is in force.")
@click.option("--against", type=click.Path(path_type=Path, file_okay=False, exists=True), help="Compare with this config folder instead.")
@click.option("--days", type=click.IntRange(1, 3660), default=30, help="How many UTC days back, today among them.")
@click.option(
    "--show", type=click.IntRange(0), help=f"Gained and lost hits shown a topic: {SHOWN}, on the page {SHOWN_ON_PAGE}, in JSON all."
)
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--json", "in_json", is_flag=True, help="One JSON object instead of text.")
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False, writable=True), help="Write an HTML page as well.")
def command(
    topic: str, query: str, changed: bool, against: Path | None, days: int, show: int | None, config: Path, in_json: bool, page: Path | None
) -> int:
    """Compare, print, and return 1 where an example of a topic fails."""
    asked = Asked(topic=topic, query=query, changed=changed, against=against)
    _see_that_it_can_be_done(asked, page)
    most = show if show is not None else None if in_json else SHOWN_ON_PAGE if page else SHOWN
    report = look(_loaded(config), asked, days=days, show=most, at=now())
    if page:
        _write(page, as_page(report, _limit(show, SHOWN_ON_PAGE)))
    if in_json:
        lines_out([as_json(report)])
    else:
        print_report(report, Console(highlight=False), _limit(show, SHOWN))
    return FINDINGS if report.failing else OK


def _limit(show: int | None, usual: int) -> int:
    return usual if show is None else show


def _write(page: Path, html: str) -> None:
    try:
        page.write_text(html, "utf8")
    except OSError as error:
        raise click.UsageError(f"--html: {page} cannot be written ({error.strerror})") from error


def _see_that_it_can_be_done(asked: Asked, page: Path | None) -> None:
    if sum(map(bool, (asked.topic, asked.query, asked.changed))) != 1:
        raise click.UsageError("say one of these: a TOPIC, --query Q, or --changed")
    if asked.query and asked.against:
        raise click.UsageError("--against goes with a TOPIC or with --changed: a query has nothing to be compared with")
    if page and not page.absolute().parent.is_dir():
        raise click.UsageError(f"--html: there is no folder {page.parent}")


def look(catalog: Catalog, asked: Asked, *, days: int, show: int | None, at: datetime) -> Report:
    """Carry out a backtest on the database of a catalog.

    Raises:
        ConfigInvalid: the folder to compare with is.
        DatabaseUnreachable: there is no database, or it does not answer.
    """
    if not has_database(catalog.database_url):
        raise DatabaseUnreachable(f"{shown(readable(catalog.database_url))}: there is no database yet: `monitor run` makes it")
    alerts = catalog.settings.alerts
    fresh, late = timedelta(hours=alerts.fresh_hours), timedelta(days=alerts.late_days)
    terms = Terms(window=window_of(days, at), fresh=fresh, late=late, show=show)

    async def questions(database: Database) -> Report:
        plan = await plan_of(catalog, asked, database)
        with _bar() as progress:
            return await run_backtest(database, plan, terms, catalog.sources, progress)

    began = time.monotonic()
    report = ask(catalog.database_url, questions)
    return replace(report, seconds=time.monotonic() - began)


async def plan_of(catalog: Catalog, asked: Asked, database: Database) -> Plan:
    """Decide what is compared with what.

    Raises:
        click.UsageError: there is no such topic, the query is wrong, or there is nothing to compare with.
    """
    if asked.query:
        try:
            plan = plan_query(asked.query, catalog)
        except QueryInvalid as error:
            raise click.UsageError("--query " + "\n--query ".join(map(str, error.problems))) from error
        for doubt in warnings_of(asked.query):
            click.echo(f"--query {doubt}", err=True)
        return plan
    earlier = await _earlier(catalog, asked.against, database)
    try:
        if asked.topic:
            _see_that_it_is_known(asked.topic, catalog, earlier)
            return plan_topic(TopicId(asked.topic), catalog, earlier)
        if earlier.then is Then.IN_FORCE and earlier.since is None:
            place = shown(readable(catalog.database_url))
            raise click.UsageError(f"nothing is in force yet in {place}: run `monitor run` on it once, or name a folder with --against")
        return plan_changed(catalog, earlier)
    except QueryInvalid as error:
        raise click.UsageError(f"what is in force is not understood by this version: {error}; name a folder with --against") from error


async def _earlier(catalog: Catalog, against: Path | None, database: Database) -> Earlier:
    if against is None:
        stored = await database.read(load_in_force)
        return Earlier(then=Then.IN_FORCE, topics=stored.topics, concepts=stored.concepts, sources=catalog.sources, since=stored.since)
    other = await asyncio.to_thread(_loaded, against)
    return Earlier(then=Then.FOLDER, topics=other.topics, concepts=other.concepts, sources=other.sources, folder=against.as_posix())


def _see_that_it_is_known(topic: str, catalog: Catalog, earlier: Earlier) -> None:
    known = {str(one.id) for one in (*catalog.topics, *earlier.topics)}
    if topic not in known:
        raise click.UsageError(f"there is no topic `{topic}`; {nearest(topic, known) or 'known: ' + (', '.join(sorted(known)) or 'none')}")


def _loaded(folder: Path) -> Catalog:
    try:
        return load(folder, os.environ)
    except ConfigInvalid as error:  # of two folders: each problem says in which
        problems = [replace(one, file=(folder / one.file).as_posix() if one.file else "") for one in error.problems]
        raise ConfigInvalid(problems) from error


@contextmanager
def _bar() -> Iterator[Progress]:
    """Show how far it is where somebody watches, and nothing in a pipe."""
    console = Console(stderr=True)
    columns = (TextColumn("matching"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("matching", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
