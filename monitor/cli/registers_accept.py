"""`monitor registers accept SOURCE`: believe a reading that is held."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from monitor.cli import REGISTERS
from monitor.cli.registers_show import reread
from monitor.cli.registers_store import CONFIG, URL, list_of, stored
from monitor.registers.diff import diff
from monitor.service import now
from monitor.storage.registers import accept, body_of, newest_snapshot, rows_of, standing_of, waive
from monitor.storage.transaction import Transaction


@click.command("accept", help=REGISTERS["accept"], context_settings={"show_default": True})
@click.argument("source")
@CONFIG
@URL
@click.option(
    "--tell", is_flag=True, help="Tell its changes as any others, once a second look has confirmed them; without it nothing is told."
)
def command(source: str, config: Path, url: str, tell: bool) -> None:
    """Believe what is held, and say what that changes."""
    click.echo(stored(config, partial(_accept, source=source, url=url, tell=tell)))


def _accept(tx: Transaction, *, source: str, url: str, tell: bool) -> str:
    feed = list_of(tx, source, url)
    standing, snapshot = standing_of(tx, feed.id), newest_snapshot(tx, feed.id)
    if not standing.fault or snapshot is None or snapshot.fault != standing.fault:
        raise click.ClickException(f"nothing of `{source}` is held")
    rows = reread(feed, snapshot, body_of(tx, snapshot.id))
    changes = diff(rows_of(tx, feed.id), rows)
    counts = ", ".join(f"{sum(change.kind is kind for change in changes)} {kind}" for kind in dict.fromkeys(c.kind for c in changes))
    what = f"{len(rows)} rows read at {snapshot.at:%Y-%m-%d %H:%M}: {counts or 'nothing differs'}"
    if tell:
        waive(tx, feed.id, snapshot.digest, at=now())
        return f"{what}. They are told once the next two looks agree."
    accept(tx, feed.id, rows, at=now())
    return f"{what}. They are the list from now on; nothing is told of it."
