"""What feedback asks for is proposed to operators, with what it would have cost."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import structlog

from monitor.catalog.load import Catalog
from monitor.review.proposals_trial import trial
from monitor.review.proposals_wish import Wish, edited, wishes
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
        QueryInvalid: a query of the catalog is wrong; ``load`` gives none such.
        DatabaseUnreachable: the database does not answer.
    """
    wanted = wishes(await database.read(objections, since=now - HEARD), catalog)
    if not wanted:
        return []
    known = {(one.topic, fold(one.change)): one for one in await database.read(list_proposals)}
    made: list[Proposal] = []
    for wish in wanted:
        before = next((known[key] for way in wish.ways if (key := (wish.topic.id, fold(way))) in known), None)
        if before is None:
            way, found = await _best_way(database, catalog, wish, now=now)
            proposal = await database.run(keep_proposal, wish.topic.id, way, because=wish.because, backtest=found, at=now)
            made += [proposal] if proposal else []
        elif before.state is ProposalState.OPEN and before.because != wish.because:
            await database.run(renew_reason, before.id, wish.because)
    return made


async def _best_way(database: Database, catalog: Catalog, wish: Wish, *, now: datetime) -> tuple[str, dict[str, Any]]:
    """The first way to grant a wish, or a narrower one that spares as many wrong alerts and costs fewer right ones; with its trial."""
    first, *narrower = wish.ways
    best = first, await _tried(database, catalog, wish, first, now=now)
    for way in narrower if best[1]["right_lost"] else ():
        found = await _tried(database, catalog, wish, way, now=now)
        if found["wrong_lost"] >= best[1]["wrong_lost"] and found["right_lost"] < best[1]["right_lost"]:
            best = way, found
    return best


async def _tried(database: Database, catalog: Catalog, wish: Wish, way: str, *, now: datetime) -> dict[str, Any]:
    return await trial(database, catalog, edited(catalog, wish.topic.id, way, wish.because), wish.topic.id, now=now)


async def propose_aside(database: Database, catalog: Catalog, *, now: datetime) -> list[Proposal]:
    """Propose in a thread of its own, so that the loop goes on meanwhile, and log what is new."""
    made = await asyncio.to_thread(lambda: asyncio.run(propose(database, catalog, now=now)))
    for one in made:
        lost, right_lost = one.backtest["lost"], one.backtest["right_lost"]
        log.info("proposal.made", proposal=one.id, topic=one.topic, change=one.change, lost=lost, right_lost=right_lost)
    return made
