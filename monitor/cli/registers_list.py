"""`monitor registers list [SOURCE]`: how each official list stands, or the readings of one that were kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click

from monitor.cli import REGISTERS
from monitor.cli.jsonlines import lines_out
from monitor.cli.registers_store import CONFIG, URL, list_of, stored
from monitor.storage.registers import lists, rows_of, snapshots_of, standing_of
from monitor.storage.transaction import Transaction


@click.command("list", help=REGISTERS["list"], context_settings={"show_default": True})
@click.argument("source", required=False)
@CONFIG
@URL
@click.option("--json", "in_json", is_flag=True, help="JSON lines instead of text.")
def command(source: str | None, config: Path, url: str, in_json: bool) -> None:
    """Print a line for each list, or for each reading of one."""
    found = stored(config, partial(_readings, source=source, url=url)) if source else stored(config, _lists)
    if in_json:
        lines_out(found)
        return
    for row in found:
        click.echo(_reading_as_text(row) if source else _list_as_text(row))


def _lists(tx: Transaction) -> list[Mapping[str, Any]]:
    return list(_each_list(tx))


def _each_list(tx: Transaction) -> Iterator[Mapping[str, Any]]:
    for feed in lists(tx):
        standing = standing_of(tx, feed.id)
        state = "held" if standing.fault else "pending" if standing.pending else "ok" if standing.confirmed else "new"
        yield {
            "source": feed.source,
            "url": feed.url,
            "state": state,
            "fault": standing.fault,
            "held_since": _iso(standing.held_since),
            "rows": len(rows_of(tx, feed.id)),
            "pending": len(standing.pending),
            "since": _iso(standing.since),
            "confirmed": _iso(standing.confirmed),
            "health": feed.health.value,
            "next_at": _iso(feed.next_at),
        }


def _readings(tx: Transaction, *, source: str, url: str) -> list[Mapping[str, Any]]:
    return [
        {
            "at": _iso(one.at),
            "again": _iso(one.again),
            "look": one.look,
            "fault": one.fault,
            "rows": one.rows,
            "size": one.size,
            "sha256": one.sha256,
            "url": one.url,
            "status": one.status,
            "headers": dict(one.headers),
        }
        for one in snapshots_of(tx, list_of(tx, source, url).id)
    ]


def _iso(at: Any) -> str:
    return at.isoformat() if at else ""


def _list_as_text(row: Mapping[str, Any]) -> str:
    how = f"{row['state']}: {row['fault']} since {row['held_since'][:16]}" if row["fault"] else row["state"]
    waiting = f", {row['pending']} to confirm since {row['since'][:16]}" if row["pending"] else ""
    return f"{row['source']:<28} {row['rows']:>6} rows, confirmed {row['confirmed'][:16] or 'never'}; {how}{waiting}  {row['url']}"


def _reading_as_text(row: Mapping[str, Any]) -> str:
    look = f"{row['look']}: {row['fault']}" if row["fault"] else row["look"]
    return f"{row['at'][:19]}  {look:<18} {row['rows']:>6} rows {row['size']:>10} bytes  sha256 {row['sha256']}"
