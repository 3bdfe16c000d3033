"""Element names: whatever namespace, prefix or case a feed writes, each becomes one short key such as ``title`` or ``dc:date``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# Prefix → the address that its specification gives, without scheme and trailing "/" or "#". The plain names of RSS have no prefix.
NAMESPACES: Final = {
    "atom": "www.w3.org/2005/atom",
    "content": "purl.org/rss/1.0/modules/content",
    "dc": "purl.org/dc/elements/1.1",
    "dcterms": "purl.org/dc/terms",
    "feedburner": "rssnamespace.org/feedburner/ext/1.0",
    "itunes": "www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "search.yahoo.com/mrss",
    "news": "www.google.com/schemas/sitemap-news/0.9",
    "rbc_news": "www.rbc.ru",
    "rdf": "www.w3.org/1999/02/22-rdf-syntax-ns",
    "sy": "purl.org/rss/1.0/modules/syndication",
    "turbo": "turbo.yandex.ru",
    "xhtml": "www.w3.org/1999/xhtml",
    "yandex": "news.yandex.ru",
}
_KEYS: Final = {address: f"{prefix}:" for prefix, address in NAMESPACES.items()} | {
    "purl.org/atom/ns": "atom:",
    "purl.org/rss/modules/content": "content:",
    "purl.org/rss/modules/syndication": "sy:",
    "purl.org/net/rss1.1": "",
    "purl.org/rss/1.0": "",
    "purl.org/dc/elements/1.0": "dc:",
    "backend.userland.com/rss": "",
    "backend.userland.com/rss2": "",
    "my.netscape.com/rdf/simple/0.9": "",
    "channel.netscape.com/rdf/simple/0.9": "",
    "my.netscape.com/publish/formats/rss-0.9.dtd": "",
    "my.netscape.com/publish/formats/rss-0.91.dtd": "",
    "blogs.law.harvard.edu/tech/rss": "",
    "cyber.law.harvard.edu/rss/rss.html": "",
    "www.sitemaps.org/schemas/sitemap/0.9": "",
    "www.google.com/schemas/sitemap/0.84": "",
    "www.google.com/schemas/sitemap/0.9": "",
    "www.rssboard.org/media-rss": "media:",
    "www.itunes.com/dtds/podcast-1.0": "itunes:",
    "www.google.com/schemas/sitemap-news/0.9/sitemap-news.xsd": "news:",
    "rssnamespace.org/feedburner/ext": "feedburner:",
}
_SCHEME: Final = re.compile(r"https?://", re.IGNORECASE)


@lru_cache(maxsize=4096)
def key_of(tag: str) -> str:
    """Return the key of an lxml tag: lower case, prefix of NAMESPACES, no prefix for the elements of RSS and sitemaps.

    A tag of a namespace that is not known has the key ``""``.
    """
    if tag[0] != "{":
        return tag.lower()
    uri, _, local = tag[1:].partition("}")
    prefix = prefix_of(uri)
    return "" if prefix is None else prefix + local.lower()


def prefix_of(uri: str) -> str | None:
    """Return the prefix with its colon, or None where the namespace is not one we read."""
    address = _SCHEME.sub("", uri.strip()).rstrip("/#").lower()
    return _KEYS.get(address)
