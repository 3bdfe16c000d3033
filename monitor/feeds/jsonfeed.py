"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from monitor.errors import NotAFeed
from monitor.feeds.fields import MAX_ENTRIES, Reading, absolute, capped, guid_of, headline, language_tag, people, plain
from monitor.feeds.links import leads_in
from monitor.model import Entry, ParsedFeed


def read_json(feed: object, reading: Reading) -> ParsedFeed:
    """Return the feed that a JSON value is.

    Raises:
        NotAFeed: ``unknown`` where it is none.
    """
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(feed, dict) or not isinstance(items, list) or not ("jsonfeed" in _text(feed, "version") or "title" in feed):
        raise NotAFeed("unknown", "JSON, but no JSON Feed")
    reading.feed_language = language_tag(_text(feed, "language"))
    reading.language = reading.feed_language or reading.language
    reading.authors = _authors(feed)
    home = absolute(_text(feed, "home_page_url"), reading.url)
    hubs = feed.get("hubs")
    hub = next((_text(one, "url") for one in hubs if isinstance(one, dict)), "") if isinstance(hubs, list) else ""
    given = {"next": _text(feed, "next_url"), "hub": hub, "self": _text(feed, "feed_url")}
    leads = leads_in({rel: absolute(link, reading.url) for rel, link in given.items()}, reading.url)
    reading.at_home(home)
    return ParsedFeed(
        title=plain(_text(feed, "title")),
        url=home,
        language=reading.feed_language,
        older=leads.older,
        hub=leads.hub,
        topic=leads.topic,
        entries=tuple(_read_item(item, reading) for item in items[:MAX_ENTRIES] if isinstance(item, dict)),
    )


def _read_item(item: Mapping[str, Any], reading: Reading) -> Entry:
    url = absolute(_text(item, "url") or _text(item, "external_url"), reading.url)
    title = plain(_text(item, "title"))
    text = capped(html.escape(_text(item, "content_text"), quote=False))
    content = capped(_text(item, "content_html")) or text
    summary = capped(html.escape(_text(item, "summary"), quote=False))
    identifier = item.get("id")
    given = str(identifier) if isinstance(identifier, str | int | float) and not isinstance(identifier, bool) else ""
    if not url and given.lower().startswith(("http://", "https://")):
        url = absolute(given, "")
    return Entry(
        guid=guid_of(given, url, title, summary or content),
        url=url,
        title=title or headline(summary or text or content),
        summary=summary,
        content=content,
        published=reading.date(_text(item, "date_published")),
        updated=reading.date(_text(item, "date_modified")),
        authors=_authors(item) or reading.authors,
        language=language_tag(_text(item, "language")) or reading.feed_language,
    )


def _authors(owner: Mapping[str, Any]) -> tuple[str, ...]:
    """Return names: ``authors`` is of version 1.1, ``author`` of 1.0."""
    authors = owner.get("authors")
    listed = authors if isinstance(authors, list) else [owner.get("author")]
    return people(plain(_text(author, "name")) for author in listed[:50] if isinstance(author, dict))


def _text(owner: Mapping[str, Any], name: str) -> str:
    value = owner.get(name)
    return value if isinstance(value, str) else ""
