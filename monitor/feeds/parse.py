"""Bytes become a feed, or are none: the one door to this package."""

from __future__ import annotations

from typing import Final

from monitor.feeds.atom import read_atom
from monitor.feeds.fields import Reading
from monitor.feeds.jsonfeed import read_json
from monitor.feeds.jsontext import loaded
from monitor.feeds.names import key_of
from monitor.feeds.rss import read_rss
from monitor.feeds.sitemap import read_sitemap
from monitor.feeds.xml import check_size, has_windows_references, inflated, read_tree
from monitor.model import ParsedFeed

_JSON: Final = (b"{", b"[")
_READERS: Final = {
    "atom:feed": read_atom,
    "atom:entry": read_atom,
    "feed": read_atom,
    "entry": read_atom,
    "urlset": read_sitemap,
    "sitemapindex": read_sitemap,
}


def parse_feed(body: bytes, *, url: str = "", content_type: str = "", language: str = "") -> ParsedFeed:
    """Return the feed that these bytes are: RSS 0.9x–2.0, RDF, Atom 0.3 and 1.0, JSON Feed or a (news) sitemap, told apart by content.

    Time and memory are bounded whatever the bytes: at most 32 MiB and 400,000 tags are read, at most 5,000 entries are returned (the
    first in document order; of a sitemap the newest), and no field has 100,000 characters.

    Args:
        body: what the server sent, without content encoding.
        url: where it came from, after redirects; relative links are resolved against it.
        content_type: the HTTP header, verbatim; only its charset is used.
        language: what the feed is expected to be written in; a hint for dates where the feed does not say.

    Raises:
        NotAFeed: with reason ``html``, ``empty``, ``broken``, ``too_large`` or ``unknown``; nothing else, whatever the bytes.
    """
    body = check_size(inflated(body))
    reading = Reading(url=url, language=language, numeric=b"&#1" in body and has_windows_references(body))
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in _JSON:
        return read_json(loaded(body, content_type), reading)
    root = read_tree(body, content_type)
    key = key_of(root.tag)
    if key in _READERS:
        return _READERS[key](root, reading)
    return read_rss(root, reading)
