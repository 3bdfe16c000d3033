"""Atom 1.0 (RFC 4287) and 0.3: a feed with its entries, or a lone entry."""

from __future__ import annotations

from typing import Final

from lxml import etree

from monitor.feeds.entry import LANG, authors_of, link_of, read_entry, title_of
from monitor.feeds.fields import MAX_ENTRIES, Reading, language_tag
from monitor.feeds.links import leads_of
from monitor.feeds.names import key_of
from monitor.feeds.rss import ITEMS, ttl_of
from monitor.model import ParsedFeed

_REPEATED: Final = frozenset(("link", "atom:link", "author", "atom:author"))


def read_atom(root: etree._Element, reading: Reading) -> ParsedFeed:
    """Return the feed of a document whose root is ``feed`` or ``entry``."""
    reading.feed_language = language_tag(root.get(LANG))
    reading.language = reading.feed_language or reading.language
    if key_of(root.tag) in ITEMS:
        return ParsedFeed(language=reading.feed_language, entries=(read_entry(root, reading),))
    found: dict[str, etree._Element] = {}
    repeated: list[tuple[str, etree._Element]] = []
    items: list[etree._Element] = []
    for child in root:
        key = key_of(child.tag)
        if key in ITEMS:
            items.append(child)
        elif key in _REPEATED:
            repeated.append((key, child))
        else:
            found.setdefault(key, child)
    if not items:
        items = [element for element in root.iter() if key_of(element.tag) in ITEMS]
    reading.authors = authors_of(repeated)
    home = link_of(repeated, found, root, reading)
    leads = leads_of(repeated, reading)
    reading.at_home(home)
    return ParsedFeed(
        title=title_of(found, ("atom:title", "title")),
        url=home,
        language=reading.feed_language,
        ttl=ttl_of(found),
        older=leads.older,
        hub=leads.hub,
        topic=leads.topic,
        entries=tuple(read_entry(item, reading) for item in items[:MAX_ENTRIES]),
    )
