"""Changes of topics that feedback asks for, kept until an operator takes or refuses them, and after: none is proposed twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select, update

from monitor.model import TopicId
from monitor.storage.tables import proposals
from monitor.storage.transaction import Transaction, insert_new


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    TAKEN = "taken"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A change of a topic's file that somebody may want.

    Attributes:
        id: in the order they were made.
        at: when it was made, and its backtest.
        topic: whose file it would change.
        change: the query of an exclusion that would be added there.
        because: who asks for it, and why: the exclusion's reason.
        backtest: what it would gain and lose, as ``review.proposals_trial`` writes it.
        state: what became of it.
    """

    id: int
    at: datetime
    topic: TopicId
    change: str
    because: str
    backtest: Mapping[str, Any]
    state: ProposalState = ProposalState.OPEN


def keep_proposal(
    tx: Transaction, topic: TopicId, change: str, *, because: str, backtest: Mapping[str, Any], at: datetime
) -> Proposal | None:
    """Keep a proposal and return it; None where this change was proposed before, whatever became of it."""
    values = {"topic": topic, "change": change, "because": because, "backtest": backtest, "at": at, "state": ProposalState.OPEN.value}
    row = tx.execute(insert_new(tx, proposals, *proposals.c), values).one_or_none()
    return None if row is None else _proposal(row)


def find_proposal(tx: Transaction, number: int) -> Proposal | None:
    """Return one proposal."""
    row = tx.execute(select(proposals).where(proposals.c.id == number)).one_or_none()
    return None if row is None else _proposal(row)


def list_proposals(tx: Transaction, *, states: Collection[ProposalState] = tuple(ProposalState)) -> Sequence[Proposal]:
    """Return the proposals in these states, the newest first."""
    found = select(proposals).where(proposals.c.state.in_([state.value for state in states])).order_by(proposals.c.id.desc())
    return [_proposal(row) for row in tx.execute(found)]


def settle(tx: Transaction, number: int, state: ProposalState, *, was: Collection[ProposalState]) -> bool:
    """Note what became of a proposal that ``was`` in one of these states; return whether there is such a one."""
    there = (proposals.c.id == number) & proposals.c.state.in_([one.value for one in was])
    return tx.execute(update(proposals).where(there).values(state=state.value)).rowcount > 0


def renew_reason(tx: Transaction, number: int, because: str) -> None:
    """Note who asks for an open proposal by now."""
    still = (proposals.c.id == number) & (proposals.c.state == ProposalState.OPEN.value)
    tx.execute(update(proposals).where(still).values(because=because))


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        id=row.id,
        at=row.at,
        topic=TopicId(row.topic),
        change=row.change,
        because=row.because,
        backtest=row.backtest,
        state=ProposalState(row.state),
    )
