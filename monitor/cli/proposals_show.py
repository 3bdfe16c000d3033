"""`monitor proposals show ID`: one proposal whole, with what it would have cost."""

from __future__ import annotations

import os
from pathlib import Path

import click

from monitor.catalog.load import load
from monitor.cli import PROPOSALS
from monitor.cli.explain_text import shown
from monitor.cli.jsonlines import lines_out
from monitor.cli.proposals_store import NUMBER, proposal_of
from monitor.cli.registers_store import CONFIG
from monitor.review.proposals_text import as_lines, as_row


@click.command("show", help=PROPOSALS["show"], context_settings={"show_default": True})
@click.argument("number", metavar="ID", type=NUMBER)
@CONFIG
@click.option("--json", "in_json", is_flag=True, help="One JSON object instead of text.")
def command(number: int, config: Path, in_json: bool) -> None:
    """Print one proposal."""
    proposal = proposal_of(load(config, os.environ), number)
    if in_json:
        lines_out([as_row(proposal)])
    else:
        click.echo(shown(as_lines(proposal)))
