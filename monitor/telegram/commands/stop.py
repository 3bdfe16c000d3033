"""/stop: this chat wants to hear nothing more."""

from __future__ import annotations

from monitor.storage.subscribers import deactivate
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.access import known
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.locales import said


def answer(tx: Transaction, call: Call) -> Answer | None:
    """Deactivate the chat. Its topics are kept for when it comes back; a chat that is not known hears nothing."""
    subscriber = known(tx, call)
    if subscriber is None:
        return None
    if subscriber.active:
        deactivate(tx, subscriber.id, reason="stopped", at=call.now)
    return Answer(said(subscriber.locale).stopped)
