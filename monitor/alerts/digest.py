"""One message for many alerts, late ones or many at once: which of those that wait it tells, and how it reads.

After a long outage the newest alerts come as they would have, and what is older comes before them, in one list. What was raised as a
bundle, a flood of one hour, comes as a whole; so does a digest of its reader's day, and what was held in his quiet hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from babel.numbers import format_decimal

from monitor.alerts import schedule
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

PAGE, PAGES = 30, 3
"""So many alerts a digest tells in each of so many messages; what is beyond them the last one counts."""
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


def render_digest(
    views: Sequence[AlertView],
    *,
    count: int,
    unsure: Sequence[AlertView] = (),
    delay: timedelta | None = None,
    bundle: str = "",
    page: int = 1,
    possible_repeat: bool = False,
) -> str:
    """The message in Telegram's HTML: topics in the order of their first alert, under each its stories in the order of theirs.

    Args:
        views: the alerts, oldest first; those that find no room are counted. Of one topic and story the last has a line.
        count: how many alerts it stands for, with those that later messages tell.
        unsure: alerts that too few sources tell, under a heading of their own at the end. There is at least one of both kinds together.
        delay: how late the oldest is; None where they are not late, but many at once.
        bundle: why they come together, as in alerts/schedule.py.
        page: which message of several this is.
        possible_repeat: whether it may have been sent before.
    """
    every = [*views, *unsure]
    said = translator(every[0].locale)
    page_of = _Page(share=max(TITLE_UNITS[0], min(TITLE_UNITS[1], LIST_UNITS // len(every) - SOURCE_UNITS - len("• ·  \n") - len("…"))))
    lines = [f"<b>{escape(digest_heading(every, count=count, delay=delay, bundle=bundle, page=page), quote=False)}</b>"]
    for topic in list(dict.fromkeys(view.topic for view in views))[:TOPICS]:
        of_topic = [view for view in views if view.topic == topic]
        lines += page_of.section(shorten(topic_title(of_topic[0]), 2 * SOURCE_UNITS), of_topic, said)
    if unsure:
        lines += page_of.section(Passage(said.say("One source only")), unsure, said)
    if more := count - page_of.told:
        lines += ["", escape(and_more(more, said), quote=False)]
    if possible_repeat:
        lines += ["", f"<i>{escape(may_repeat(said), quote=False)}</i>"]
    return "\n".join(lines)


def digest_heading(views: Sequence[AlertView], *, count: int, delay: timedelta | None = None, bundle: str = "", page: int = 1) -> str:
    """What a digest says first: why so many come at once."""
    said = translator(views[0].locale)
    heading = _heading(views, said, count=count, delay=delay, kind=bundle.partition(":")[0] + ":")
    return heading if page == 1 else said.say("{heading} (continued)", heading=heading)


def _heading(views: Sequence[AlertView], said: Translator, *, count: int, delay: timedelta | None, kind: str) -> str:
    alerts = said.counted("{count} alert", "{count} alerts", count)
    if delay is not None:
        return said.say("Delayed by {delay}: {alerts}", delay=late_by(delay, said), alerts=alerts)
    match kind:
        case schedule.HOURLY:
            return said.say("Your hour: {alerts}", alerts=alerts)
        case schedule.DAILY:
            return said.say("Your day: {alerts}", alerts=alerts)
        case schedule.WEEKLY:
            return said.say("Your week: {alerts}", alerts=alerts)
        case schedule.QUIET:
            return said.say("In your quiet hours: {alerts}", alerts=alerts)
        case schedule.RESUMED:
            return said.say("Held until now: {alerts}", alerts=alerts)
    if len({view.topic for view in views}) > 1:
        return said.say("Many at once: {alerts} within an hour", alerts=alerts)
    topic = isolated_text(shorten(topic_title(views[0]), 2 * SOURCE_UNITS).text)
    return said.say("Many at once: {alerts} on {topic} within an hour", alerts=alerts, topic=topic)


def nothing_new(locale: str, *, days: int, articles: int) -> str:
    """What a daily digest says that has been empty for days, in Telegram's HTML."""
    said = translator(locale)
    grouped = format_decimal(articles, locale=said.locale)
    read = said.counted("{grouped} article was read.", "{grouped} articles were read.", articles, grouped=grouped)
    silence = said.counted("Nothing on your topics for {count} day.", "Nothing on your topics for {count} days.", days)
    return escape(f"{silence} {read}", quote=False)


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


@dataclass(slots=True, kw_only=True)
class _Page:
    """The room that is left in a message."""

    share: int  # of each headline, in UTF-16 units
    room: int = LIST_UNITS
    links: int = LINKS_CHARS
    lines: int = 0
    told: int = 0  # alerts that it has a line for

    def section(self, heading: Passage, views: Sequence[AlertView], said: Translator) -> list[str]:
        """A heading with a line for each story that there is room for; nothing where that is none."""
        self.room -= units(heading.text) + len("\n\n") + 2
        body: list[str] = []
        for of_story in _of_each_story(views):
            article = of_story[-1].articles[0] if of_story[-1].articles else ArticleView(title="")
            html, size, link = _line(article, said, self.share, self.links)
            if size > self.room or self.lines == LISTED:
                break
            self.room, self.links, self.lines, self.told = self.room - size, self.links - link, self.lines + 1, self.told + len(of_story)
            body.append(html)
        return ["", f"<b>{isolated(heading)}</b>", *body] if body else []


def _of_each_story(views: Sequence[AlertView]) -> list[list[AlertView]]:
    """The alerts of one story and topic together; those of a story that is not known stand alone."""
    found: dict[tuple[str, int], list[AlertView]] = {}
    for place, view in enumerate(views, 1):
        found.setdefault((view.topic, view.story.id if view.story else -place), []).append(view)
    return list(found.values())


def _line(article: ArticleView, said: Translator, share: int, links: int) -> tuple[str, int, int]:
    """One alert in one line, its length in UTF-16 units, and the characters of its link."""
    title = shorten(Passage(headline(article, said).text), share)
    source = shorten(clean(source_name(article, SOURCE_UNITS)), SOURCE_UNITS).text
    tail = f" · {isolated_text(source)}" if source else ""
    link = article.url if linkable(article.url) and len(article.url) <= links else ""
    html = f"• {linked(isolated(title), link)}{escape(tail, quote=False)}"
    return html, units(title.text) + units(tail) + len("• ") + 2 + 1, len(link)
