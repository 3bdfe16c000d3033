"""/start: this chat wants to hear alerts, for the first time or again; a link may name the topic that it wants."""

from __future__ import annotations

from html import escape

from monitor.locales import translator
from monitor.model import Subscriber, TopicId
from monitor.storage.subscribers import add_subscriber, set_place, set_topic
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.access import known, welcomed
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.commands.topics import title_of
from monitor.telegram.locales import said

TOPIC = "topic_"
"""How what a link carries begins where it names a topic: ``https://t.me/<bot>?start=topic_<id>``, or ``?startgroup=``."""


def answer(tx: Transaction, call: Call) -> Answer | None:
    """Subscribe the chat, or make it active again with what it had; alerts come to the thread it was asked in.

    Who is new hears of all topics, or of the one alone that a link names. Who is not gets that one as well.
    """
    if not welcomed(tx, call):
        return None
    before = known(tx, call)
    locale = before.locale if before else call.locale
    since = before.since if before and before.active else call.now
    subscriber = add_subscriber(tx, Subscriber(chat_id=call.chat_id, locale=locale, since=since))
    if not call.managed:
        set_place(tx, subscriber.id, kind=call.kind, thread_id=call.thread_id)
    words = said(locale)
    welcome = words.already if before and before.active else words.welcome_back if before else words.welcome
    topic = call.topics.get(TopicId(call.argument.removeprefix(TOPIC))) if call.argument.startswith(TOPIC) else None
    if topic is not None:
        for each in call.topics.values() if before is None else [topic]:
            set_topic(tx, subscriber.id, each.id, on=each.id == topic.id)
        title = escape(title_of(topic, locale), quote=False)
        welcome = translator(locale).say("You will get an alert for every story on <b>{topic}</b>.", topic=title)
    return Answer(f"{welcome}\n\n{words.commands}")
