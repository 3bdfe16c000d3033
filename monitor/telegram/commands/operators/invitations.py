"""/invite: a link that lets so many people in, for so many days; /invitations: those that are good still."""

from __future__ import annotations

import secrets
from datetime import timedelta
from html import escape

from monitor.locales import Translator
from monitor.storage.invitations import Invitation, add_invitation, open_invitations, withdraw_invitation
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Answer, Button, Call
from monitor.telegram.commands.operators.paged import moment, page_of, paged, plain, speaker

PRESS = "oi"  # oi:<page>, oi:x:<code>:<page>
USES, DAYS = 1, 7
MOST_USES, MOST_DAYS = 10_000, 366


def answer(tx: Transaction, call: Call) -> Answer:
    """``/invite``, ``/invite 20`` people, ``/invite 20 30`` days."""
    t = speaker(tx, call)
    given = call.argument.split()
    numbers = [int(word) for word in given if word.isascii() and word.isdecimal() and len(word) < 6]
    uses, days = [*numbers, *(USES, DAYS)[len(numbers) :]][:2]
    if len(numbers) != len(given) or len(given) > 2 or not (1 <= uses <= MOST_USES and 1 <= days <= MOST_DAYS):
        return Answer(t.say("Write for how many people and days: <code>/invite 20 30</code>; alone it is for one within a week."))
    code = secrets.token_urlsafe(12)
    made = Invitation(code=code, by=call.user_id, at=call.now, until=call.now + timedelta(days=days), left=uses)
    add_invitation(tx, made)
    until = moment(made.until)
    said = t.counted("This link lets {count} person in until {time}:", "This link lets {count} people in until {time}:", uses, time=until)
    note = "" if call.access == "invite" else t.say("At present it is not needed: access is {access}.", access=call.access)
    return Answer("\n".join(filter(None, [said, escape(_link(call, code)), note])))


def listed(tx: Transaction, call: Call) -> Answer:
    """Show the links, with a button for each that ends it."""
    return _listed(tx, call, page=0)


def press(tx: Transaction, call: Call) -> Answer | None:
    """Turn the page, or let nobody in by a link any more."""
    match call.argument.split(":"):
        case [_, "x", code, _]:
            withdraw_invitation(tx, code)
    return _listed(tx, call, page=page_of(call.argument))


def _listed(tx: Transaction, call: Call, *, page: int) -> Answer:
    t = speaker(tx, call)
    found = open_invitations(tx, at=call.now)
    if not found:
        return Answer(t.say("No link is good at present. /invite makes one."))
    rows = [(Button(t.say("Withdraw …{end}", end=each.code[-4:]), f"{PRESS}:x:{each.code}:{page}"),) for each in found]
    return paged(t, t.say("<b>Invitations</b>"), [_line(t, call, each) for each in found], page=page, prefix=PRESS, rows=rows)


def _line(t: Translator, call: Call, one: Invitation) -> str:
    left = t.say("{count} may come by it until {time}", count=one.left, time=moment(one.until))
    return f"• {plain(_link(call, one.code))} · {left}"


def _link(call: Call, code: str) -> str:
    return f"https://t.me/{call.bot_name}?start={code}"
