"""/help: what this bot does; operators of a bot by invitation get the link too."""

from __future__ import annotations

from html import escape

from monitor.storage.transaction import Transaction
from monitor.telegram.commands.access import admitted, invitation, known
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.locales import said


def answer(tx: Transaction, call: Call) -> Answer | None:
    """Explain the commands to who may use them."""
    if not admitted(tx, call):
        return None
    subscriber = known(tx, call)
    words = said(subscriber.locale if subscriber else call.locale)
    state = words.welcome if subscriber and subscriber.active else words.not_subscribed
    parts = [state, words.commands]
    if call.operator and call.access == "invite" and call.bot_name:
        parts.append(words.invitation.format(link=escape(invitation(tx, call))))
    return Answer("\n\n".join(parts))
