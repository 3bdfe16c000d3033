"""`monitor proposals take ID`: the exclusion is written into the topic's file, where nothing speaks against it."""

from __future__ import annotations

import os
from pathlib import Path

import click

from monitor.catalog.exclusion_edit import with_exclusion
from monitor.catalog.files import read_text
from monitor.catalog.list_edit import CannotEdit
from monitor.catalog.load import Catalog, load
from monitor.cli import PROPOSALS
from monitor.cli.config_edit import write_edited
from monitor.cli.explain_text import shown
from monitor.cli.proposals_store import NUMBER, proposal_of, settled
from monitor.cli.registers_store import CONFIG
from monitor.model import Topic
from monitor.review.proposals_trial import failing_examples
from monitor.review.proposals_wish import edited, has_exclusion
from monitor.storage.proposals import Proposal, ProposalState


@click.command("take", help=PROPOSALS["take"], context_settings={"show_default": True})
@click.argument("number", metavar="ID", type=NUMBER)
@CONFIG
def command(number: int, config: Path) -> None:
    """Write one proposal into its topic's file."""
    catalog = load(config, os.environ)
    proposal = proposal_of(catalog, number)
    if proposal.state is ProposalState.TAKEN:
        raise click.UsageError(f"proposal {number} was taken already")
    topic = next((one for one in catalog.topics if one.id == proposal.topic), None)
    if topic is None:
        raise click.UsageError(f"there is no topic `{proposal.topic}` any more: `monitor proposals refuse {number}`")
    there = has_exclusion(topic, proposal.change)
    if not there:
        _write(config, catalog, topic, proposal)
    settled(catalog, proposal, ProposalState.TAKEN, was=[ProposalState.OPEN, ProposalState.REFUSED])
    how = "has it already" if there else f"excludes {proposal.change} now; a running service takes it into force by itself"
    click.echo(shown([f"{(config / topic.file).as_posix()} {how}"]))


def _write(folder: Path, catalog: Catalog, topic: Topic, proposal: Proposal) -> None:
    """Edit the topic's file.

    Raises:
        click.ClickException: an example would fail, or the file cannot be edited; it is as it was.
    """
    path = (folder / topic.file).as_posix()
    if problems := failing_examples(edited(catalog, topic.id, proposal.change, proposal.because), topic.id):
        lines = "\n".join(f"{folder.as_posix()}/{problem}" for problem in problems)
        raise click.ClickException(f"{path} is left as it was: with this exclusion its examples fail\n{lines}")
    raw = read_text(folder / topic.file, name=topic.file)
    try:
        text = with_exclusion(raw.text, proposal.change, proposal.because)
    except CannotEdit as error:
        raise click.ClickException(f"{path} is left as it was: {error}") from error
    write_edited(folder, raw, text)
