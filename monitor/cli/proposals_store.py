"""What the commands on one proposal share: the database of a config, and which proposal is meant."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

import click

from monitor.catalog.load import Catalog
from monitor.cli.asked import ask, has_database
from monitor.storage.proposals import Proposal, ProposalState, find_proposal, settle

NUMBER = click.IntRange(min=1, max=2**63 - 1)


def proposal_of(catalog: Catalog, number: int) -> Proposal:
    """Return a proposal.

    Raises:
        click.BadParameter: there is none of this number.
        DatabaseUnreachable: the database does not answer.
    """
    url = catalog.database_url
    found = ask(url, lambda database: database.read(find_proposal, number)) if has_database(url) else None
    if found is None:
        raise click.BadParameter(f"there is no proposal {number}: `monitor proposals --all` lists them", param_hint="ID")
    return found


def settled(catalog: Catalog, proposal: Proposal, state: ProposalState, *, was: Collection[ProposalState]) -> None:
    """Note what became of a proposal.

    Raises:
        click.UsageError: it is in another state than it has to be in.
        DatabaseUnreachable: the database does not answer.
    """
    unit = partial(settle, number=proposal.id, state=state, was=was)
    if not ask(catalog.database_url, lambda database: database.run(unit)):
        raise click.UsageError(f"proposal {proposal.id} was {proposal.state} already")
