"""/broadcast TEXT: what an operator says to all subscribers, after he has seen it and pressed a button."""

from __future__ import annotations

from datetime import timedelta
from html import escape

from monitor.locales import Translator
from monitor.storage.broadcasts import Broadcast, SendState, broadcast_of, confirm, draft, hearers, progress_of
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Answer, Button, Call
from monitor.telegram.commands.operators.paged import plain, speaker

PRESS = "ob"  # ob:<send, drop, look>:<number>
GOOD_FOR = timedelta(hours=1)  # after which it is to be written anew: who gets it may be others by then
_SHOWN = 3000


def answer(tx: Transaction, call: Call) -> Answer:
    """Show what would be sent to how many; nothing is sent yet."""
    t = speaker(tx, call)
    if not call.argument:
        return Answer(t.say("Write what is to be said: <code>/broadcast No alerts tonight from 22 to 23.</code>"))
    number = draft(tx, escape(call.argument, quote=False), by=call.user_id, at=call.now)
    count = sum(hearers(tx).values())
    buttons = (Button(t.counted("Send to {count} chat", "Send to {count} chats", count), f"{PRESS}:send:{number}"),)
    drop = (Button(t.say("Do not send"), f"{PRESS}:drop:{number}"),)
    return Answer("\n\n".join([_who(tx, t), plain(call.argument, _SHOWN)]), (buttons, drop))


def press(tx: Transaction, call: Call) -> Answer | None:
    """Send it, drop it, or say how far it is. Only who wrote it may, and a second press sends nothing."""
    match call.argument.split(":"):
        case [_, "send" | "drop" | "look" as what, number] if number.isascii() and number.isdecimal() and len(number) < 10:
            one = broadcast_of(tx, int(number))
            return _pressed(tx, call, one, what) if one is not None and one.by == call.user_id else None
    return None


def _pressed(tx: Transaction, call: Call, one: Broadcast, what: str) -> Answer:
    t = speaker(tx, call)
    if one.confirmed is None:
        if what == "drop":
            return Answer(t.say("It is not sent."))
        if call.now - one.at > GOOD_FOR:
            return Answer(t.say("This was written too long ago. Write it again."))
        if what == "send":
            confirm(tx, one.id, at=call.now)
    return _progress(tx, t, one.id)


def _progress(tx: Transaction, t: Translator, number: int) -> Answer:
    counts = progress_of(tx, number)
    waiting = counts[SendState.QUEUED] + counts[SendState.SENDING]
    lost = counts[SendState.PARKED] + counts[SendState.UNCERTAIN]
    said = t.say("It is sent to {sent} of {all} chats.", sent=counts[SendState.SENT], all=sum(counts.values()))
    more = t.say("{count} could not be reached, or gave no answer.", count=lost) if lost else ""
    look = ((Button(t.say("How far is it?"), f"{PRESS}:look:{number}"),),) if waiting else ()
    return Answer(" ".join(filter(None, [said, more])), look)


def _who(tx: Transaction, t: Translator) -> str:
    by_kind = hearers(tx)
    groups = by_kind.get("group", 0) + by_kind.get("supergroup", 0)
    return t.say(
        "<b>To be sent</b> to {people} people, {groups} groups and {channels} channels:",
        people=by_kind.get("private", 0),
        groups=groups,
        channels=by_kind.get("channel", 0),
    )
