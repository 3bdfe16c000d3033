"""`monitor registers show SOURCE`: the rows of an official list, as confirmed or as they were read at some time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from monitor.cli import REGISTERS
from monitor.cli.jsonlines import lines_out
from monitor.cli.registers_store import CONFIG, URL, list_of, stored
from monitor.errors import NotARegister
from monitor.model import Feed, RegisterSpec
from monitor.registers.formats import form_of, read_register
from monitor.registers.rows import Row
from monitor.storage.registers import Snapshot, body_of, newest_snapshot, rows_of
from monitor.storage.transaction import Transaction

TIMES = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.command("show", help=REGISTERS["show"], context_settings={"show_default": True})
@click.argument("source")
@CONFIG
@URL
@click.option("--at", "at", type=TIMES, help="The last reading kept before this time (UTC), instead of the confirmed rows.")
@click.option("--raw", is_flag=True, help="With --at: the bytes as they came, for a file.")
@click.option("--json", "in_json", is_flag=True, help="JSON lines instead of text.")
def command(source: str, config: Path, url: str, at: datetime | None, raw: bool, in_json: bool) -> None:
    """Print rows, or the bytes of a reading."""
    if at is None:
        rows: Sequence[Row] = stored(config, partial(_confirmed, source=source, url=url))
    else:
        feed, snapshot, body = stored(config, partial(_reading, source=source, url=url, at=at.replace(tzinfo=UTC)))
        if raw:
            sys.stdout.buffer.write(body)
            return
        rows = reread(feed, snapshot, body)
    if in_json:
        lines_out([asdict(row) for row in rows])
        return
    for row in rows:
        click.echo("  ".join(filter(None, (row.name, *(text for _, text in row.cells if text not in row.name), row.note))))


def reread(feed: Feed, snapshot: Snapshot, body: bytes) -> tuple[Row, ...]:
    """Return the rows of a reading that was kept, read as its list is read now.

    Raises:
        click.ClickException: it has none.
    """
    spec = feed.register or RegisterSpec(form="table")
    try:
        return read_register(body, form_of(spec), content_type=snapshot.content_type)
    except NotARegister as error:
        raise click.ClickException(f"the reading of {snapshot.at:%Y-%m-%d %H:%M} has no rows: {error}") from error


def _confirmed(tx: Transaction, *, source: str, url: str) -> tuple[Row, ...]:
    return rows_of(tx, list_of(tx, source, url).id)


def _reading(tx: Transaction, *, source: str, url: str, at: datetime) -> tuple[Feed, Snapshot, bytes]:
    feed = list_of(tx, source, url)
    snapshot = newest_snapshot(tx, feed.id, at=at)
    if snapshot is None:
        raise click.ClickException(f"no reading of `{source}` before {at:%Y-%m-%d %H:%M} was kept")
    return feed, snapshot, body_of(tx, snapshot.id)
