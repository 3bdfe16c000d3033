"""/broadcast TEXT: what an operator says to all subscribers, after he has seen it and pressed a button."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from html import escape

from monitor.alerts.notice import REPEATED_UNITS
from monitor.alerts.passage import units
from monitor.alerts.render import BUDGET
from monitor.locales import Translator
from monitor.storage.broadcasts import Broadcast, SendState, broadcast_of, confirm, draft, hearers, progress_of
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Answer, Button, Call
from monitor.telegram.commands.operators.paged import plain, speaker

PRESS = "ob"  # ob:<send, drop, look>:<number>
GOOD_FOR = timedelta(hours=1)  # after which it is to be written anew: who gets it may be others by then
MOST = BUDGET - REPEATED_UNITS  # units of its text
_SHOWN = 3000


def answer(tx: Transaction, call: Call) -> Answer:
    """Show what would be sent to how many; nothing is sent yet."""
    t = speaker(tx, call)
    if not call.argument:
        return Answer(t.say("Write what is to be said: <code>/broadcast No alerts tonight from 22 to 23.</code>"))
    if units(call.argument) > MOST:
        return Answer(t.say("This is too long: {most} characters are the most.", most=MOST))
    by_kind = hearers(tx)
    count = sum(by_kind.values())
    if not count:
        return Answer(t.say("Nobody would get it: there is no subscriber."))
    number = draft(tx, escape(call.argument, quote=False), by=call.user_id, at=call.now)
    buttons = (Button(t.counted("Send to {count} chat", "Send to {count} chats", count), f"{PRESS}:send:{number}"),)
    drop = (Button(t.say("Do not send"), f"{PRESS}:drop:{number}"),)
    return Answer("\n\n".join([_who(by_kind, t), plain(call.argument, _SHOWN)]), (buttons, drop))


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
            return Answer(t.say("Not sent."))
        if call.now - one.at > GOOD_FOR:
            return Answer(t.say("This was written too long ago. Write it again."))
        if what == "send":
            confirm(tx, one.id, at=call.now)
    return _progress(tx, t, one.id)


def _progress(tx: Transaction, t: Translator, number: int) -> Answer:
    counts = progress_of(tx, number)
    waiting = counts[SendState.QUEUED] + counts[SendState.SENDING] + counts[SendState.UNCERTAIN]
    lost = counts[SendState.PARKED]
    said = t.say("Sent to {sent} of {all} chats.", sent=counts[SendState.SENT], all=sum(counts.values()))
    more = t.say("{count} could not be reached.", count=lost) if lost else ""
    look = ((Button(t.say("How far is it?"), f"{PRESS}:look:{number}"),),) if waiting else ()
    return Answer(" ".join(filter(None, [said, more])), look)


def _who(by_kind: Mapping[str, int], t: Translator) -> str:
    people, channels = by_kind.get("private", 0), by_kind.get("channel", 0)
    groups = sum(by_kind.values()) - people - channels
    counted = (
        (people, t.counted("{count} person", "{count} people", people)),
        (groups, t.counted("{count} group", "{count} groups", groups)),
        (channels, t.counted("{count} channel", "{count} channels", channels)),
    )
    chats = ", ".join(words for count, words in counted if count)
    return t.say("<b>This goes</b> to {chats}:", chats=chats)
