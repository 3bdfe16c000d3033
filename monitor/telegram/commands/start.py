"""/start: this chat wants to hear alerts, for the first time or again."""

from __future__ import annotations

from monitor.model import Subscriber
from monitor.storage.subscribers import add_subscriber, set_place
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.access import known, welcomed
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.locales import said


def answer(tx: Transaction, call: Call) -> Answer | None:
    """Subscribe the chat to all topics, or make it active again with those it had; alerts come to the thread it was asked in."""
    if not welcomed(tx, call):
        return None
    before = known(tx, call)
    locale = before.locale if before else call.locale
    subscriber = add_subscriber(tx, Subscriber(chat_id=call.chat_id, locale=locale))
    if not call.managed:
        set_place(tx, subscriber.id, kind=call.kind, thread_id=call.thread_id)
    words = said(locale)
    welcome = words.already if before and before.active else words.welcome_back if before else words.welcome
    return Answer(f"{welcome}\n\n{words.commands}")
