"""`monitor proposals refuse ID`: the topic stays as it is, and this is not proposed again."""

from __future__ import annotations

import os
from pathlib import Path

import click

from monitor.catalog.load import load
from monitor.cli import PROPOSALS
from monitor.cli.proposals_store import NUMBER, proposal_of, settled
from monitor.cli.registers_store import CONFIG
from monitor.storage.proposals import ProposalState


@click.command("refuse", help=PROPOSALS["refuse"], context_settings={"show_default": True})
@click.argument("number", metavar="ID", type=NUMBER)
@CONFIG
def command(number: int, config: Path) -> None:
    """Refuse one proposal."""
    catalog = load(config, os.environ)
    proposal = proposal_of(catalog, number)
    settled(catalog, proposal, ProposalState.REFUSED, was=[ProposalState.OPEN])
    click.echo(f"proposal {number} is refused: {proposal.topic} stays as it is, and this is not proposed again")
