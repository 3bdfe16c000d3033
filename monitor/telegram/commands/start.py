"""/start: this chat wants to hear alerts, for the first time or again."""

from __future__ import annotations

from monitor.model import Subscriber
from monitor.storage.subscribers import add_subscriber
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.access import admitted, known
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.locales import said


def answer(tx: Transaction, call: Call) -> Answer | None:
    """Subscribe the chat to all topics, or make it active again with those it had."""
    if not admitted(tx, call):
        return None
    before = known(tx, call)
    locale = before.locale if before else call.locale
    add_subscriber(tx, Subscriber(chat_id=call.chat_id, locale=locale))
    words = said(locale)
    welcome = words.already if before and before.active else words.welcome_back if before else words.welcome
    return Answer(f"{welcome}\n\n{words.commands}")
