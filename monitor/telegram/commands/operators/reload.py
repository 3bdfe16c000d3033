"""/reload: the config folder is read again and applied, where it is valid."""

from __future__ import annotations

from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.commands.office import Office
from monitor.telegram.commands.operators.paged import plain, speaker

_SHOWN = 8


def answer(tx: Transaction, call: Call) -> Answer:
    """Have it applied, and say what changed or what is wrong."""
    t = speaker(tx, call)

    async def reload(office: Office) -> Answer:
        became = await office.reload()
        said = became.problems or became.changes
        if became.problems:
            heading = t.say("<b>The config is refused</b>; the last good one stays in force.")
        elif became.changes:
            heading = t.say("<b>The config is applied.</b>")
        else:
            heading = t.say("Nothing changed.")
        more = [t.say("and {count} more", count=len(said) - _SHOWN)] if len(said) > _SHOWN else []
        return Answer("\n".join([heading, *(f"• {plain(each)}" for each in said[:_SHOWN]), *more]))

    return Answer(errand=reload)
