"""`monitor sources list`: every feed of the config, how it is and since when, when it is asked again, and what to do about it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from monitor.catalog.load import Catalog, load
from monitor.cli import SOURCES
from monitor.cli.jsonlines import lines_out
from monitor.health import Turn, advice
from monitor.model import FeedSpec, Health, Source
from monitor.storage.database import open_database, upgrade
from monitor.storage.health import standings
from monitor.storage.overview import Answer, last_answers

NEW = "new"  # never asked


@click.command("list", help=SOURCES["list"], context_settings={"show_default": True})
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option(
    "--health", type=click.Choice([*map(str, Health), NEW]), multiple=True, help="Only feeds in this state; may be given several times."
)
@click.option("--json", "in_json", is_flag=True, help="A JSON line for each feed instead of text.")
def command(config: Path, health: tuple[str, ...], in_json: bool) -> None:
    """Print a line for each feed, and one with what to do where it is not well."""
    catalog = load(config, os.environ)
    rows = [row for row in rows_of(catalog, *asyncio.run(look(catalog.database_url))) if not health or row["health"] in health]
    if in_json:
        lines_out(rows)
        return
    for row in rows:
        for line in _as_text(row):
            click.echo(line)


async def look(url: str) -> tuple[Sequence[Turn], Sequence[Answer]]:
    """Return how the feeds stand that are remembered, and what each answered last.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    await asyncio.to_thread(upgrade, url)
    database = open_database(url)
    try:
        return await database.read(standings), await database.read(last_answers)
    finally:
        await database.close()


def rows_of(catalog: Catalog, stored: Sequence[Turn], answers: Sequence[Answer]) -> list[Mapping[str, Any]]:
    """Return a row for each feed of the config in its order, fallbacks after theirs; times are ISO 8601, empty where there is none."""
    remembered = {(turn.feed.source, turn.feed.url): turn for turn in stored}
    told = {(answer.source, answer.url): answer for answer in answers}
    return [
        _row(source, spec, above, remembered.get((source.id, spec.url)), told.get((source.id, spec.url)))
        for source in catalog.sources
        for spec, above in _feeds_of(source)
    ]


def _feeds_of(source: Source) -> Iterator[tuple[FeedSpec, str]]:
    """Yield each feed, and of a fallback the URL of the feed whose place it takes."""
    for spec in source.feeds if source.enabled else ():
        yield spec, ""
        for fallback in spec.fallbacks:
            yield fallback, spec.url


def _row(source: Source, spec: FeedSpec, above: str, turn: Turn | None, answer: Answer | None) -> Mapping[str, Any]:
    feed, check = turn.feed if turn else None, answer.check if answer else None
    health = feed.health if feed and feed.health_since else None
    return {
        "source": source.id,
        "url": spec.url,
        "kind": spec.kind.value,
        "tier": source.tier.value,
        "fallback_of": above,
        "standby": feed.standby if feed else bool(above),
        "health": health.value if health else NEW,
        "since": _iso(feed.health_since if feed else None),
        "news_at": _iso(feed.news_at if feed else None),
        "next_at": _iso(feed.next_at if feed and not feed.standby else None),
        "address": feed.address if feed else "",
        "serving": list(turn.serving) if turn else [],
        "advice": advice(health) if health not in {None, Health.OK} else "",
        "outcome": check.outcome if check else "",
        "status": check.status if check else 0,
        "at": _iso(check.at if check else None),
        "detail": check.detail if check else "",
        "failures": feed.failures if feed else 0,
    }


def _as_text(row: Mapping[str, Any]) -> Iterator[str]:
    since = f"since {_short(row['since'])}" if row["since"] else ""
    following = "in standby" if row["standby"] else f"next {_short(row['next_at'])}" if row["next_at"] else ""
    when = f"{row['health']:<10} {since:<22} news {_short(row['news_at']) or 'never':<16}  {following:<21}"
    yield f"{row['source']:<28} {row['kind']:<11} {row['tier']}  {when}  {row['url']}"
    notes = [
        f"stands in for {row['fallback_of']}" if row["fallback_of"] and not row["standby"] else "",
        f"has moved: {row['address']} is asked" if row["address"] else "",
        f"{row['outcome']} {row['status'] or ''} {row['detail']}".strip() if row["advice"] else "",
        row["advice"],
        f"Meanwhile {', '.join(row['serving'])}" if row["serving"] else "",
    ]
    yield from (f"    {note}" for note in notes if note)


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _short(at: str) -> str:
    return at[:16].replace("T", " ")
