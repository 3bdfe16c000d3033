"""Sitemaps (https://www.sitemaps.org/protocol.html), with Google's news extension where a site gives titles and dates."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from lxml import etree

from monitor.errors import NotAFeed
from monitor.feeds.entry import resolved, text_of, title_of
from monitor.feeds.fields import MAX_ENTRIES, Reading, guid_of, language_tag
from monitor.feeds.names import key_of
from monitor.feeds.xml import check_size, inflated, read_tree
from monitor.model import Entry, ParsedFeed

MAX_SITEMAPS: Final = 200  # of an index
_OLDEST: Final = datetime.min.replace(tzinfo=UTC)


def read_sitemap(root: etree._Element, reading: Reading) -> ParsedFeed:
    """Return the entries of a ``urlset``. A sitemap has up to 50,000 in no order: of more than MAX_ENTRIES the newest are kept.

    Raises:
        NotAFeed: ``unknown`` for an index of sitemaps, with the address of its first.
    """
    if key_of(root.tag) == "sitemapindex":
        first = next((element.text for element in root.iter() if key_of(element.tag) == "loc" and element.text), "")
        raise NotAFeed("unknown", f"an index of sitemaps: name one of them instead, such as {first.strip()[:300]}")
    entries = [entry for url in root if key_of(url.tag) == "url" and (entry := _read_url(url, reading)) is not None]
    if len(entries) > MAX_ENTRIES:
        newest = sorted(range(len(entries)), key=lambda i: entries[i].published or entries[i].updated or _OLDEST, reverse=True)
        entries = [entries[i] for i in sorted(newest[:MAX_ENTRIES])]
    languages = {entry.language for entry in entries} - {""}
    return ParsedFeed(language=languages.pop() if len(languages) == 1 else "", entries=tuple(entries))


def read_index(body: bytes, *, url: str, content_type: str = "") -> tuple[str, ...]:
    """Return the sitemaps that an index names, newest first where it gives times, at most MAX_SITEMAPS; none where it is no index.

    Raises:
        NotAFeed: as :func:`monitor.feeds.parse.parse_feed`.
    """
    root = read_tree(check_size(inflated(body)), content_type)
    if key_of(root.tag) != "sitemapindex":
        return ()
    entries = [entry for one in root if key_of(one.tag) == "sitemap" and (entry := _read_url(one, Reading(url=url))) is not None]
    newest = sorted(entries, key=lambda entry: entry.updated or _OLDEST, reverse=True)
    return tuple(dict.fromkeys(entry.url for entry in newest if entry.url))[:MAX_SITEMAPS]


def _read_url(element: etree._Element, reading: Reading) -> Entry | None:
    found: dict[str, etree._Element] = {}
    for child in element.iter():
        found.setdefault(key_of(child.tag), child)
    link = text_of(found, ("loc",))
    if not link:
        return None
    url = resolved(link, found["loc"], reading)
    title = title_of(found, ("news:title",))
    return Entry(
        guid=guid_of("", url, title, link),
        url=url,
        title=title,
        published=reading.date(text_of(found, ("news:publication_date",))),
        updated=reading.date(text_of(found, ("lastmod",))),
        language=language_tag(text_of(found, ("news:language",))),
    )
