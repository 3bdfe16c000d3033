"""Sitemaps (https://www.sitemaps.org/protocol.html), with Google's news extension where a site gives titles and dates."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from monitor.errors import NotAFeed
from monitor.feeds.entry import resolved, text_of, title_of
from monitor.feeds.fields import MAX_ENTRIES, Reading, guid_of, language_tag
from monitor.feeds.names import key_of
from monitor.model import Entry, ParsedFeed

MAX_SITEMAPS: Final = 50_000  # of an index that are looked at; the protocol allows no more
MAX_PARTS: Final = 3
_OLDEST: Final = datetime.min.replace(tzinfo=UTC)
_SEVERAL: Final = 3  # entries of one instant: fewer may well have come at once
_WORD: Final = re.compile(r"[a-z]+")
_NEWS: Final = frozenset(("news", "googlenews", "gnews", "latest", "recent", "today"))
_ASIDE: Final = frozenset(
    (
        "archive", "archives", "author", "authors", "categories", "category", "image", "images", "page", "pages", "photo", "photos",
        "product", "products", "section", "sections", "static", "tag", "tags", "taxonomies", "taxonomy", "term", "terms", "topic",
        "topics", "user", "users", "video", "videos",
    )
)  # fmt: skip
_DATE: Final = re.compile(r"(?<!\d)(20\d\d)(?:\D{0,7}(1[0-2]|0?[1-9])(?:\D{0,5}(3[01]|[12]\d|0?[1-9]))?)?(?!\d)")
_NUMBER: Final = re.compile(r"(?<!\d)\d{1,9}(?!\d)")


def read_sitemap(root: etree._Element, reading: Reading) -> ParsedFeed:
    """Return the entries of a ``urlset``, or of a ``sitemapindex`` the sitemaps to ask next as ``parts``.

    A sitemap has up to 50,000 entries in no order: of more than MAX_ENTRIES the newest are kept. Where all of them were last changed
    at one instant, that is when the file was made, and says nothing of them.

    Raises:
        NotAFeed: ``unknown`` for an index that names no sitemap of its own host or of a host below it.
    """
    if key_of(root.tag) == "sitemapindex":
        parts = _newest_parts(root, reading)
        if not parts:
            raise NotAFeed("unknown", "an index that names no sitemap of its own host")
        return ParsedFeed(parts=parts)
    entries = [entry for url in root if key_of(url.tag) == "url" and (entry := _read_url(url, reading)) is not None]
    if len(entries) > MAX_ENTRIES:
        newest = sorted(range(len(entries)), key=lambda i: entries[i].published or entries[i].updated or _OLDEST, reverse=True)
        entries = [entries[i] for i in sorted(newest[:MAX_ENTRIES])]
    changed = {entry.updated for entry in entries}
    if len(entries) >= _SEVERAL and len(changed) == 1:
        entries = [replace(entry, updated=None) for entry in entries]
    languages = {entry.language for entry in entries} - {""}
    return ParsedFeed(language=languages.pop() if len(languages) == 1 else "", entries=tuple(entries))


def _newest_parts(root: etree._Element, reading: Reading) -> tuple[str, ...]:
    """Return the addresses of at most MAX_PARTS sitemaps of an index, those of its own host and of hosts below it, likely newest first.

    Lists of sections, authors, pictures and the like come after all others. Before that counts when a sitemap was last changed, then
    a name that says it holds the news, then the date in its name, then the number in its name.
    """
    named: dict[str, tuple[object, ...]] = {}
    home = _host(reading.url)
    for one in islice((one for one in root if key_of(one.tag) == "sitemap"), MAX_SITEMAPS):
        entry = _read_url(one, reading)
        if entry is not None and entry.url.startswith(("http://", "https://")) and _belongs(_host(entry.url), home):
            named.setdefault(entry.url, _rank(entry))
    named.pop(reading.url, None)
    return tuple(sorted(named, key=named.__getitem__, reverse=True)[:MAX_PARTS])


def _rank(part: Entry) -> tuple[object, ...]:
    name = part.url.partition("://")[2].partition("/")[2].lower()
    words = set(_WORD.findall(name))
    date = max((tuple(int(n or 0) for n in found.groups()) for found in _DATE.finditer(name)), default=(0, 0, 0))
    number = max((int(n) for n in _NUMBER.findall(_DATE.sub("", name))), default=0)
    return (not words & _ASIDE, part.updated or _OLDEST, bool(words & _NEWS), date, number)


def _belongs(host: str, home: str) -> bool:
    return not home or host == home or host.endswith(f".{home}")


def _host(url: str) -> str:
    """Return the host of an address in lower case, without ``www.``; empty where it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


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
