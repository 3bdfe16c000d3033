"""What feedback asks for is proposed to operators, with what it would have cost."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from monitor.catalog.load import Catalog
from monitor.errors import QueryInvalid
from monitor.review.proposals_trial import trial
from monitor.review.proposals_wish import edited, wishes
from monitor.storage.database import Database
from monitor.storage.feedback import objections
from monitor.storage.proposals import Proposal, ProposalState, keep_proposal, list_proposals, renew_reason
from monitor.text.normalize import fold

log = structlog.get_logger()

HEARD = timedelta(days=90)  # what was said before was of other news, and of a topic that may have been edited since


async def propose(database: Database, catalog: Catalog, *, now: datetime) -> list[Proposal]:
    """Propose every change that feedback asks for and that was not proposed before; return what is new. To be called as often as one likes.

    Of an open proposal it is noted who asks for it by now. A change is tried on the archive of the last thirty days: that takes seconds of
    a processor, for which a loop that others wait for uses ``propose_aside``.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    wanted = wishes(await database.read(objections, since=now - HEARD), catalog)
    if not wanted:
        return []
    known = {(one.topic, fold(one.change)): one for one in await database.read(list_proposals)}
    made: list[Proposal] = []
    for wish in wanted:
        topic, change = wish.topic.id, wish.change
        before = known.get((topic, fold(change)))
        if before is not None:
            if before.state is ProposalState.OPEN and before.because != wish.because:
                await database.run(renew_reason, before.id, wish.because)
            continue
        try:
            found = await trial(database, catalog, edited(catalog, topic, change, wish.because), topic, now=now)
        except QueryInvalid:  # read alone it is sound: with the rest of the topic it is too much
            continue
        proposal = await database.run(keep_proposal, topic, change, because=wish.because, backtest=found, at=now)
        made += [proposal] if proposal else []
    return made


async def propose_aside(database: Database, catalog: Catalog, *, now: datetime) -> list[Proposal]:
    """Propose in a thread of its own, so that the loop goes on meanwhile, and log what is new."""
    made = await asyncio.to_thread(lambda: asyncio.run(propose(database, catalog, now=now)))
    for one in made:
        lost, right_lost = one.backtest["lost"], one.backtest["right_lost"]
        log.info("proposal.made", proposal=one.id, topic=one.topic, change=one.change, lost=lost, right_lost=right_lost)
    return made
