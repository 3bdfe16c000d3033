"""`monitor proposals [list]`: what readers ask for, tried on the archive first where that was not done yet."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from monitor.catalog.load import Catalog, load
from monitor.cli import PROPOSALS
from monitor.cli.asked import ask, has_database
from monitor.cli.columns import columns
from monitor.cli.explain_text import shown
from monitor.cli.jsonlines import lines_out
from monitor.review.proposals import propose
from monitor.review.proposals_text import as_row, cost
from monitor.service import now
from monitor.storage.database import Database
from monitor.storage.proposals import Proposal, ProposalState, list_proposals

HEAD = ("proposal", "state", "topic", "would exclude", "and lose", "because")


@click.command("list", help=PROPOSALS["list"])
@click.option("--all", "everything", is_flag=True, help="Those that were taken or refused as well.")
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", show_default=True, help="The config folder.")
@click.option("--json", "in_json", is_flag=True, help="A JSON line for each proposal instead of a table.")
def command(everything: bool, config: Path, in_json: bool) -> None:
    """Print a line for each proposal."""
    catalog = load(config, os.environ)
    found = look(catalog, everything=everything)
    if in_json:
        lines_out(map(as_row, found))
    elif found:
        click.echo(shown(table(found)))
    else:
        click.echo("Nothing is proposed: readers have not asked for a change of any topic.")


def look(catalog: Catalog, *, everything: bool) -> Sequence[Proposal]:
    """Return the proposals, the newest first, after what readers asked for since is proposed.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    states = tuple(ProposalState) if everything else (ProposalState.OPEN,)

    async def questions(database: Database) -> Sequence[Proposal]:
        await propose(database, catalog, now=now())
        return await database.read(list_proposals, states=states)

    return ask(catalog.database_url, questions) if has_database(catalog.database_url) else []


def table(found: Sequence[Proposal]) -> Iterator[str]:
    """Yield a line for each proposal."""
    yield from columns([HEAD, *((str(one.id), one.state, one.topic, one.change, cost(one), one.because) for one in found)])
