"""RSS 0.9x to 2.0, RDF (RSS 0.90 and 1.0) and CDF: a channel and its items, wherever the items stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from lxml import etree

from monitor.feeds.entry import LANG, link_of, read_entry, text_of, title_of
from monitor.feeds.fields import MAX_ENTRIES, Reading, language_tag
from monitor.feeds.links import leads_of
from monitor.feeds.names import key_of
from monitor.model import ParsedFeed

ITEMS: Final = frozenset(("item", "atom:entry", "entry"))
_PERIODS: Final = {"hourly": 1, "daily": 24, "weekly": 7 * 24, "monthly": 30 * 24, "yearly": 365 * 24}
_LONGEST: Final = timedelta(days=365)


def read_rss(root: etree._Element, reading: Reading) -> ParsedFeed:
    """Return the feed of a document whose root is ``rss``, ``rdf:RDF`` or ``channel``."""
    found: dict[str, etree._Element] = {}
    links: list[tuple[str, etree._Element]] = []
    items: list[etree._Element] = []
    for child in _parts(root):
        key = key_of(child.tag)
        if key in ITEMS:
            items.append(child)
        elif key in {"link", "atom:link"}:
            links.append((key, child))
        else:
            found.setdefault(key, child)
    if not items:
        items = [element for element in root.iter() if key_of(element.tag) in ITEMS]
    channel = found.get("channel", root)
    reading.feed_language = language_tag(text_of(found, ("language", "dc:language")) or channel.get(LANG) or root.get(LANG))
    reading.language = reading.feed_language or reading.language
    home = link_of(links, found, channel, reading)
    leads = leads_of(links, reading)
    reading.at_home(home)
    return ParsedFeed(
        title=title_of(found, ("title", "dc:title", "atom:title")),
        url=home,
        language=reading.feed_language,
        ttl=ttl_of(found),
        older=leads.older,
        hub=leads.hub,
        topic=leads.topic,
        entries=tuple(read_entry(item, reading) for item in items[:MAX_ENTRIES]),
    )


def _parts(root: etree._Element) -> Iterator[etree._Element]:
    """Return the children of root and channel in document order: RDF has items beside the channel, RSS inside it."""
    for child in root:
        yield child
        if key_of(child.tag) == "channel":
            yield from child


def ttl_of(found: dict[str, etree._Element]) -> timedelta | None:
    """Return how long a feed asks to be left alone: ``ttl`` in minutes, else the syndication module's period over its frequency."""
    minutes = text_of(found, ("ttl",))
    if minutes.isdecimal() and 0 < len(minutes) < 8 and int(minutes):
        return min(timedelta(minutes=int(minutes)), _LONGEST)
    hours = _PERIODS.get(text_of(found, ("sy:updateperiod",)).lower())
    if hours is None:
        return None
    frequency = text_of(found, ("sy:updatefrequency",))
    times = int(frequency) if frequency.isdecimal() and len(frequency) < 6 else 1
    return timedelta(hours=hours) / max(times, 1)
