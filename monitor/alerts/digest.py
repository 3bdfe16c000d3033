"""One message for many alerts, late ones or many at once: which of those that wait it tells, and how it reads.

After a long outage the newest alerts come as they would have, and what is older comes before them, in one list. What was raised as a
bundle, a flood of one hour, comes as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape

from monitor.alerts.passage import Passage, clean, isolated_text, shorten, units
from monitor.alerts.phrases import and_more
from monitor.alerts.phrases import possible_repeat as may_repeat
from monitor.alerts.render import BUDGET, headline, isolated, linkable, linked, topic_title
from monitor.alerts.shown import AlertView, ArticleView, source_name
from monitor.locales import Translator, translator
from monitor.model import Delivery

NEWEST = 10
"""So many of those that wait come as messages of their own."""
OVERDUE = timedelta(hours=1)
"""What waits longer is late."""

LISTED = 80
"""Lines of a digest at most: Telegram drops what is beyond the hundredth entity of a message."""
TOPICS = 15  # headings at most
LIST_UNITS = BUDGET - 700  # without tags, the first link stands in plain sight; the other words are short
LINKS_CHARS = 8000  # of all links together
SOURCE_UNITS = 30
TITLE_UNITS = (24, 160)  # a headline's least and greatest share


def overdue(waiting: Sequence[Delivery], now: datetime) -> tuple[Delivery, ...]:
    """Which of the deliveries that wait for one subscriber, oldest first, one digest tells.

    All but the newest, as far as they are late; none where that is not at least two, or where the first has to go as it was. One with a
    reason (a possible repeat, a text that was refused) goes alone.
    """
    if not waiting or waiting[0].reason:
        return ()
    late = tuple(each for each in waiting[:-NEWEST] if now - each.due > OVERDUE and not each.reason)
    return late if len(late) > 1 else ()


def bundled(waiting: Sequence[Delivery], first: Delivery) -> tuple[Delivery, ...]:
    """Which of the deliveries that wait for one subscriber come in one digest with this one, itself among them.

    None where it is alone, or has to go as it was; one with a reason (a possible repeat, a text that was refused) goes alone.
    """
    if not first.bundle or first.reason:
        return ()
    found = tuple(each for each in waiting if each.bundle == first.bundle and not each.reason)
    return found if len(found) > 1 else ()


def render_digest(views: Sequence[AlertView], *, count: int, delay: timedelta | None = None, possible_repeat: bool = False) -> str:
    """The message in Telegram's HTML: topics in the order of their first alert, under each its stories in the order of theirs.

    Args:
        views: at least one alert, oldest first; those that find no room are counted.
        count: how many alerts it stands for.
        delay: how late the oldest is; None where they are not late, but many at once.
        possible_repeat: whether it may have been sent before.
    """
    said = translator(views[0].locale)
    lines = [f"<b>{escape(digest_heading(views, count=count, delay=delay), quote=False)}</b>"]
    room, links, listed = LIST_UNITS, LINKS_CHARS, 0
    share = max(TITLE_UNITS[0], min(TITLE_UNITS[1], LIST_UNITS // max(1, len(views)) - SOURCE_UNITS - len("• ·  \n") - len("…")))
    for topic in list(dict.fromkeys(view.topic for view in views))[:TOPICS]:
        of_topic = by_story([view for view in views if view.topic == topic])
        heading = shorten(topic_title(of_topic[0]), 2 * SOURCE_UNITS)
        room -= units(heading.text) + len("\n\n") + 2
        body: list[str] = []
        for view in of_topic:
            html, size, link = _line(view.articles[0] if view.articles else ArticleView(title=""), said, share, links)
            if size > room or listed == LISTED:
                break
            room, links, listed = room - size, links - link, listed + 1
            body.append(html)
        if body:
            lines += ["", f"<b>{isolated(heading)}</b>", *body]
    if count > listed:
        lines += ["", escape(and_more(count - listed, said), quote=False)]
    if possible_repeat:
        lines += ["", f"<i>{escape(may_repeat(said), quote=False)}</i>"]
    return "\n".join(lines)


def digest_heading(views: Sequence[AlertView], *, count: int, delay: timedelta | None = None) -> str:
    """What a digest says first: why so many come at once."""
    said = translator(views[0].locale)
    alerts = said.counted("{count} alert", "{count} alerts", count)
    if delay is not None:
        return said.say("Delayed by {delay}: {alerts}", delay=late_by(delay, said), alerts=alerts)
    if len({view.topic for view in views}) > 1:
        return said.say("Many at once: {alerts} within an hour", alerts=alerts)
    topic = isolated_text(shorten(topic_title(views[0]), 2 * SOURCE_UNITS).text)
    return said.say("Many at once: {alerts} on {topic} within an hour", alerts=alerts, topic=topic)


def by_story(views: Sequence[AlertView]) -> list[AlertView]:
    """The same, those of one story together, stories in the order of their first alert."""
    order: dict[int, int] = {}
    keyed = [(order.setdefault(view.story.id if view.story else -place, len(order)), view) for place, view in enumerate(views, 1)]
    return [view for _, view in sorted(keyed, key=lambda each: each[0])]


def late_by(delay: timedelta, said: Translator) -> str:
    """A delay in whole hours, from two days on in whole days."""
    hours = round(delay / timedelta(hours=1))
    if hours < 48:
        return said.say("{count} h", count=hours)
    return said.counted("{count} day", "{count} days", round(hours / 24))


def _line(article: ArticleView, said: Translator, share: int, links: int) -> tuple[str, int, int]:
    """One alert in one line, its length in UTF-16 units, and the characters of its link."""
    title = shorten(Passage(headline(article, said).text), share)
    source = shorten(clean(source_name(article, SOURCE_UNITS)), SOURCE_UNITS).text
    tail = f" · {isolated_text(source)}" if source else ""
    link = article.url if linkable(article.url) and len(article.url) <= links else ""
    html = f"• {linked(isolated(title), link)}{escape(tail, quote=False)}"
    return html, units(title.text) + units(tail) + len("• ") + 2 + 1, len(link)
