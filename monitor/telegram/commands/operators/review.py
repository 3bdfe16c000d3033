"""/review: the figures of a UTC day, today's without a date."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from html import escape

from monitor.alerts.passage import ELLIPSIS, units
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.commands.office import Office
from monitor.telegram.commands.operators.paged import speaker

_PAGE_UNITS = 3900


def answer(tx: Transaction, call: Call) -> Answer:
    """Have the day looked up."""
    day: date | None = None if call.argument else call.now.date()
    with suppress(ValueError):
        day = day or date.fromisoformat(call.argument)
    if day is None:
        return Answer(speaker(tx, call).say("Write a date as 2026-11-30: <code>/review 2026-11-30</code>"))
    wanted = day

    async def look(office: Office) -> Answer:
        return Answer(f"<pre>{escape(_cut(await office.review(wanted)), quote=False)}</pre>")

    return Answer(errand=look)


def _cut(text: str) -> str:
    """Leave out the lines that one message does not hold."""
    kept: list[str] = []
    room = _PAGE_UNITS
    for line in text.rstrip().split("\n"):
        room -= units(line) + 1
        if room < 0:
            return "\n".join([*kept, ELLIPSIS])
        kept.append(line)
    return "\n".join(kept)
