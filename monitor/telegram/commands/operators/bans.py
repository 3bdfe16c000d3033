"""/ban, /unban, /bans: chats and people that are shut out. They are told nothing, and what they write is not answered."""

from __future__ import annotations

import re

from monitor.storage.bans import Ban, all_bans, ban, unban
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.commands.operators.paged import moment, page_of, paged, plain, reason_in, speaker

PAGE = "ox"  # ox:<page>
_CHAT = re.compile("-?[0-9]{1,18}")
_REASON = 300


def answer(tx: Transaction, call: Call) -> Answer:
    """``/ban CHAT because …``."""
    t = speaker(tx, call)
    name, because = reason_in(call.argument)
    if not _CHAT.fullmatch(name) or not because:
        return Answer(t.say("Write which chat and why: <code>/ban 123456789 because it resells the alerts</code>"))
    chat_id = int(name)
    if chat_id in call.operators or chat_id == call.user_id:
        return Answer(t.say("That is an operator. Take the number out of monitor.yaml first."))
    ban(tx, Ban(chat_id=chat_id, by=call.user_id, at=call.now, because=because[:_REASON]))
    return Answer(t.say("<code>{chat}</code> is shut out.", chat=chat_id))


def unban_chat(tx: Transaction, call: Call) -> Answer:
    """``/unban CHAT``."""
    t = speaker(tx, call)
    if not _CHAT.fullmatch(call.argument):
        return Answer(t.say("Write which chat: <code>/unban 123456789</code>"))
    if unban(tx, int(call.argument)):
        return Answer(t.say("<code>{chat}</code> may come back by /start.", chat=int(call.argument)))
    return Answer(t.say("<code>{chat}</code> was not shut out.", chat=int(call.argument)))


def listed(tx: Transaction, call: Call) -> Answer:
    """Show who is shut out."""
    return _listed(tx, call, page=0)


def press(tx: Transaction, call: Call) -> Answer:
    """Turn the page."""
    return _listed(tx, call, page=page_of(call.argument))


def _listed(tx: Transaction, call: Call, *, page: int) -> Answer:
    t = speaker(tx, call)
    found = all_bans(tx)
    if not found:
        return Answer(t.say("Nobody is shut out."))
    lines = [f"• <code>{each.chat_id}</code> · {moment(each.at)} · {plain(each.because)}" for each in found]
    return paged(t, t.say("<b>Shut out</b>"), lines, page=page, prefix=PAGE)
