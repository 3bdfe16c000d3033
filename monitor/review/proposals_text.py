"""A proposal in words and as plain values: what would be written, who asks for it, and what it would have cost. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.storage.proposals import Proposal, ProposalState

_WIDE = 100  # characters of a headline


def cost(proposal: Proposal) -> str:
    """Say what it would have taken: hits, and of the alerts that people judged the wrong ones and the right ones."""
    tried = proposal.backtest
    said = [f"{tried['lost']:,} of {tried['then']:,} hits in {tried['days']} days"]
    if tried["wrong"]:
        said.append(f"{tried['wrong_lost']} of {tried['wrong']} wrong alerts")
    said.append(f"{tried['right_lost']} of {tried['right']} right alerts" if tried["right"] else "no alert was called right yet")
    return ", ".join(said) + ("; an example fails" if tried["examples"] else "")


def as_lines(proposal: Proposal) -> Iterator[str]:
    """Yield a proposal whole, times of UTC."""
    tried = proposal.backtest
    yield f"proposal {proposal.id}, {proposal.state}: {proposal.topic} without {proposal.change}"
    yield f"  {proposal.because}"
    yield ""
    yield f"  tried {proposal.at:%Y-%m-%d %H:%M} on {tried['articles']:,} articles of {tried['days']} days"
    yield f"  hits     then {tried['then']:,}, now {tried['now']:,}: {tried['gained']:,} gained, {tried['lost']:,} lost"
    yield f"  alerts   then {tried['alerts_then']:,}, now {tried['alerts_now']:,}"
    yield f"  judged   {_judged(tried)}"
    yield from _hits("right alerts it would have lost", tried["right_lost"], tried["right_hits"])
    yield from _hits("lost", tried["lost"], tried["lost_hits"])
    yield from (f"  example  {problem}" for problem in tried["examples"])
    if proposal.state is ProposalState.OPEN:
        yield ""
        yield f"  monitor proposals take {proposal.id}    or    monitor proposals refuse {proposal.id}"


def as_row(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as plain values; ``backtest`` is as ``proposals_trial.trial`` says."""
    return {
        "proposal": proposal.id,
        "state": proposal.state.value,
        "at": proposal.at.isoformat(),
        "topic": proposal.topic,
        "exclusion": proposal.change,
        "because": proposal.because,
        "backtest": dict(proposal.backtest),
    }


def _judged(tried: Mapping[str, Any]) -> str:
    if not tried["right"] + tried["wrong"]:
        return "no alert of the topic was called right or wrong yet"
    return (
        f"of {tried['wrong']} alerts called wrong it would have spared {tried['wrong_lost']}, "
        f"of {tried['right']} called right it would have lost {tried['right_lost']}"
    )


def _hits(heading: str, count: int, hits: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if count:
        yield f"  {heading}:"
    for one in hits:
        headline = " ".join(one["headline"].split())
        headline = headline if len(headline) <= _WIDE else f"{headline[: _WIDE - 1].rstrip()}…"
        yield f"    {' · '.join(filter(None, (one['seen'][:10], one['source'], one['language'])))}: {headline}"
    if count > len(hits):
        yield f"    and {count - len(hits):,} more"
