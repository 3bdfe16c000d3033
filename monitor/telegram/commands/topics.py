"""/topics: one message whose buttons switch topics on and off; it edits itself."""

from __future__ import annotations

from hashlib import blake2b

from monitor.alerts.passage import Passage, clean, shorten
from monitor.model import Subscriber, Topic, TopicId
from monitor.storage.digests import reschedule
from monitor.storage.subscribers import set_topic
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.access import admitted, known
from monitor.telegram.commands.call import Answer, Button, Call
from monitor.telegram.locales import said

TOGGLE, PAGE = "t", "p"  # t:<1 on, 0 off>:<topic's key>:<page>, p:<page>
PER_PAGE = 20
_TITLE_UNITS = 60


def answer(tx: Transaction, call: Call) -> Answer | None:
    """Show the chat its topics."""
    if not admitted(tx, call):
        return None
    return _shown(tx, call, page=0)


def press(tx: Transaction, call: Call) -> Answer | None:
    """Switch a topic or turn a page, and show the topics as they are then.

    The button says what the topic is to become, not that it is to change: a press that comes twice does no harm. One that no
    button of ours could have sent changes nothing.
    """
    if not admitted(tx, call):
        return None
    subscriber = known(tx, call)
    match call.argument.split(":"):
        case ["t", "0" | "1" as on, key, page] if page.isdecimal():
            topic = next((each for each in call.topics if key_of(each) == key), None)
            if topic is not None and subscriber is not None:
                set_topic(tx, subscriber.id, topic, on=on == "1")
                reschedule(tx, subscriber.id, now=call.now)
            return _shown(tx, call, page=int(page[:4]))
        case ["p", page] if page.isdecimal():
            return _shown(tx, call, page=int(page[:4]))
    return None


def key_of(topic: TopicId) -> str:
    """A topic's id, however long, as it stands in a button."""
    return blake2b(topic.encode(), digest_size=8).hexdigest()


def title_of(topic: Topic, locale: str) -> str:
    """A topic's title on one line, or its id where it has none."""
    return clean(topic.title.get(locale) or topic.title.get("en", "")).text or clean(topic.id).text


def _shown(tx: Transaction, call: Call, *, page: int) -> Answer:
    subscriber = known(tx, call)
    words = said(subscriber.locale if subscriber else call.locale)
    if subscriber is None or not subscriber.active:
        return Answer(words.not_subscribed)
    topics = [topic for topic in call.topics.values() if topic.enabled]
    if not topics:
        return Answer(words.no_topics)
    pages = -(-len(topics) // PER_PAGE)
    page = min(page, pages - 1)
    rows = [(_toggle(topic, subscriber, page),) for topic in topics[page * PER_PAGE : (page + 1) * PER_PAGE]]
    if pages == 1:
        return Answer(words.topics, tuple(rows))
    turns = [Button(sign, f"{PAGE}:{to}") for sign, to in (("‹", page - 1), ("›", page + 1)) if 0 <= to < pages]
    return Answer(f"{words.topics}\n{words.page.format(number=page + 1, count=pages)}", (*rows, tuple(turns)))


def _toggle(topic: Topic, subscriber: Subscriber, page: int) -> Button:
    on = topic.id not in subscriber.muted_topics
    title = Passage(title_of(topic, subscriber.locale))
    return Button(f"{'✅' if on else '▫️'} {shorten(title, _TITLE_UNITS).text}", f"{TOGGLE}:{int(not on)}:{key_of(topic.id)}:{page}")
