"""A query feed of Google News: an RSS feed whose entries are other publishers' articles."""

from __future__ import annotations

from dataclasses import replace

from monitor.feeds.parse import parse_feed
from monitor.model import Entry, ParsedFeed


def read_google_news(body: bytes, *, url: str = "", content_type: str = "", language: str = "") -> ParsedFeed:
    """Return the feed with each entry's title as its publisher wrote it.

    Google appends " - Publisher" to titles, and its summary is the title again among links to other reports: both go. The publisher's
    name is in ``Entry.publisher``. Links lead to Google, which sends readers on by script.

    Raises:
        NotAFeed: as :func:`monitor.feeds.parse.parse_feed`.
    """
    feed = parse_feed(body, url=url, content_type=content_type, language=language)
    return replace(feed, entries=tuple(map(_own_words, feed.entries)))


def _own_words(entry: Entry) -> Entry:
    title = entry.title.removesuffix(entry.publisher).rstrip() if entry.publisher else entry.title
    title = title[:-1].rstrip() if title != entry.title and title.endswith(("-", "–", "—")) else entry.title
    return replace(entry, title=title or entry.title, summary="", content="")
