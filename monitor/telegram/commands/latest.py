"""/latest: the last alerts, told or held back, ten a page; a number opens the story."""

from __future__ import annotations

from datetime import datetime
from html import escape

from monitor.alerts.passage import Passage, isolated_text, shorten
from monitor.alerts.shown import local
from monitor.locales import Translator, translator
from monitor.model import DeliveryState, Subscriber
from monitor.storage.articles import articles_by_id
from monitor.storage.latest import Late, latest_alerts
from monitor.storage.transaction import Transaction
from monitor.telegram.commands import story
from monitor.telegram.commands.access import admitted, known
from monitor.telegram.commands.call import Answer, Button, Call
from monitor.telegram.commands.lines import facts_html, headline_html, view_of
from monitor.telegram.commands.topics import title_of
from monitor.telegram.locales import said as words_of

PRESS = "la"  # la:p:<page>, la:s:<story>:<page>
PER_PAGE = 10
PAGES = 50
_TOPIC_UNITS = 60


def answer(tx: Transaction, call: Call) -> Answer | None:
    """Show the newest."""
    if not admitted(tx, call):
        return None
    subscriber = known(tx, call)
    if subscriber is None or not subscriber.active:
        return Answer(words_of(subscriber.locale if subscriber else call.locale).not_subscribed)
    return _page(tx, call, subscriber, 0)


def press(tx: Transaction, call: Call) -> Answer | None:
    """Turn a page, or open a story and come back."""
    subscriber = known(tx, call)
    if subscriber is None or not subscriber.active or not admitted(tx, call):
        return None
    match call.argument.split(":"):
        case [_, "p", page] if page.isascii() and page.isdecimal():
            return _page(tx, call, subscriber, int(page[:4]))
        case [_, "s", number, page] if number.isascii() and number.isdecimal() and page.isascii() and page.isdecimal():
            say = translator(subscriber.locale).say
            return Answer(story.told(tx, call, subscriber, number), ((Button(say("‹ back"), f"{PRESS}:p:{page[:4]}"),),))
    return None


def _page(tx: Transaction, call: Call, subscriber: Subscriber, page: int) -> Answer:
    said = translator(subscriber.locale)
    topics = [topic for topic in call.topics if topic not in subscriber.muted_topics]
    page = min(page, PAGES - 1)
    found, total = latest_alerts(tx, subscriber.id, topics, skip=page * PER_PAGE, limit=PER_PAGE, most=PAGES * PER_PAGE)
    if not found:
        return Answer(said.say("No alerts on your topics yet. They will come by themselves."))
    pages = -(-total // PER_PAGE)
    articles = {each.id: each for each in articles_by_id(tx, [late.alert.article for late in found])}
    lines = [said.say("<b>Latest alerts</b> · page {page} of {pages}", page=page + 1, pages=pages)]
    opened = []
    for number, late in enumerate(found, page * PER_PAGE + 1):
        topic = call.topics[late.alert.topic]
        title = isolated_text(shorten(Passage(title_of(topic, subscriber.locale)), _TOPIC_UNITS).text)
        view = view_of(articles[late.alert.article], call.office.running().names)
        fate = fate_of(late, said, subscriber.timezone, call.now)
        lines += ["", f"{number}. {headline_html(view, said)}", f"{facts_html(view, said, subscriber.timezone)}"]
        lines.append(f"<i>{escape(f'{title}: {fate}', quote=False)}</i>")
        opened.append(Button(str(number), f"{PRESS}:s:{late.alert.story}:{page}"))
    turns = [Button(sign, f"{PRESS}:p:{to}") for sign, to in (("‹", page - 1), ("›", page + 1)) if 0 <= to < pages]
    rows = (tuple(opened[:5]), tuple(opened[5:]), tuple(turns))
    return Answer("\n".join(lines), tuple(row for row in rows if row))


def fate_of(late: Late, said: Translator, zone: str, now: datetime) -> str:
    """What became of an alert for one reader, in a few words."""
    if late.alert.held:
        return said.say("held: too few sources tell it yet")
    if late.state in {DeliveryState.SENT, DeliveryState.COLLAPSED, DeliveryState.SENDING, DeliveryState.UNCERTAIN}:
        return said.say("you were told")
    if late.state is DeliveryState.QUEUED and late.due is not None and late.due > now:
        return said.say("comes at {time}", time=f"{local(late.due, zone):%H:%M}")
    return said.say("on its way") if late.state is DeliveryState.QUEUED else said.say("you were not told")
