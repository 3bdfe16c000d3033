"""/proposals: what feedback asks to be changed in the files of topics. Whether it is, is decided where the files are."""

from __future__ import annotations

from monitor.locales import Translator
from monitor.storage.proposals import Proposal, ProposalState, list_proposals
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.commands.operators.paged import page_of, paged, plain, speaker

PAGE = "op"  # op:<page>


def answer(tx: Transaction, call: Call) -> Answer:
    """Show the open ones, the newest first."""
    return _listed(tx, call, page=0)


def press(tx: Transaction, call: Call) -> Answer:
    """Turn the page."""
    return _listed(tx, call, page=page_of(call.argument))


def _listed(tx: Transaction, call: Call, *, page: int) -> Answer:
    t = speaker(tx, call)
    found = list_proposals(tx, states=[ProposalState.OPEN])
    if not found:
        return Answer(t.say("Nothing is proposed."))
    heading = t.say("<b>Proposals</b>: <code>monitor proposals show N</code> has the whole, <code>take N</code> writes it.")
    return paged(t, heading, [_line(t, each) for each in found], page=page, prefix=PAGE)


def _line(t: Translator, one: Proposal) -> str:
    lost, right = one.backtest.get("lost", 0), one.backtest.get("right_lost", 0)
    cost = t.say("{lost} hits fewer in 30 days, {right} of them called right", lost=lost, right=right)
    return f"{one.id}. {plain(one.topic, 60)} · {plain(one.change)} · {plain(one.because)} · {cost}"
