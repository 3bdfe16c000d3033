"""`monitor sources list`: every feed that is watched, what it answered last, and when it is asked again."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from monitor.catalog.load import Catalog, load
from monitor.cli import SOURCES
from monitor.cli.jsonlines import lines_out
from monitor.model import Feed
from monitor.storage.database import open_database, upgrade
from monitor.storage.feeds import feeds_by_id
from monitor.storage.overview import Answer, all_feed_ids, last_answers


@click.command("list", help=SOURCES["list"], context_settings={"show_default": True})
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--json", "in_json", is_flag=True, help="A JSON line for each feed instead of text.")
def command(config: Path, in_json: bool) -> None:
    """Print a line for each feed."""
    catalog = load(config, os.environ)
    rows = rows_of(catalog, *asyncio.run(look(catalog.database_url)))
    if in_json:
        lines_out(rows)
        return
    for row in rows:
        told = f"{row['outcome']} {row['at'][:16]}, next {row['next_at'][:16]}" if row["at"] else "never asked"
        click.echo(f"{row['source']:<28} {row['kind']:<8} {told:<48} {row['url']}")


async def look(url: str) -> tuple[Sequence[Feed], Sequence[Answer]]:
    """Return the feeds that are remembered, and what each answered last.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    await asyncio.to_thread(upgrade, url)
    database = open_database(url)
    try:
        stored = await database.read(feeds_by_id, await database.read(all_feed_ids))
        return stored, await database.read(last_answers)
    finally:
        await database.close()


def rows_of(catalog: Catalog, stored: Sequence[Feed], answers: Sequence[Answer]) -> list[Mapping[str, Any]]:
    """Return a row for each feed of the config in its order; times are ISO 8601, empty where it was never asked."""
    remembered = {(feed.source, feed.url): feed for feed in stored}
    told = {(answer.source, answer.url): answer.check for answer in answers}
    rows: list[Mapping[str, Any]] = []
    for source in catalog.sources:
        for spec in source.feeds if source.enabled else ():
            feed, check = remembered.get((source.id, spec.url)), told.get((source.id, spec.url))
            rows.append(
                {
                    "source": source.id,
                    "url": spec.url,
                    "kind": spec.kind.value,
                    "outcome": check.outcome if check else "",
                    "status": check.status if check else 0,
                    "at": check.at.isoformat() if check else "",
                    "detail": check.detail if check else "",
                    "failures": feed.failures if feed else 0,
                    "next_at": feed.next_at.isoformat() if feed else "",
                }
            )
    return rows
