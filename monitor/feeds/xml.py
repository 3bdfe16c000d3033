"""The reader: bytes become an lxml tree, strictly where the document is well-formed, through a repair where it is not.

No entity is expanded, no external thing is loaded, and libxml2's limits stay on (``huge_tree`` off).
"""

from __future__ import annotations

import re
import zlib
from typing import Final

from lxml import etree

from monitor.errors import NotAFeed
from monitor.feeds.names import NAMESPACES, key_of, prefix_of
from monitor.feeds.soup import MAX_TAGS, has_root, looks_like_html, well_formed
from monitor.text.charset import charset_of, codec_of, decode

MAX_BYTES: Final = 32 << 20
ROOTS: Final = frozenset(("rss", "rdf:rdf", "rdf", "atom:feed", "feed", "atom:entry", "entry", "channel", "urlset", "sitemapindex"))
_DECLARATION: Final = re.compile(rb"\s*<\?xml[^>]{0,400}?encoding\s*=\s*[\"']\s*([A-Za-z0-9._:+ -]{1,40})", re.IGNORECASE)
_C1_REFERENCE: Final = re.compile(rb"&#1[2-5][0-9];")
_LOST_END: Final = re.compile(rb"\]\] >")
_SPACE: Final = b" \t\r\n"
_BLANK: Final = b" \t\r\n\x00\xef\xbb\xbf"


def read_tree(body: bytes, content_type: str = "") -> etree._Element:
    """Return the root element of a feed.

    Raises:
        NotAFeed: ``html``, ``empty``, ``broken``, ``too_large`` or ``unknown``.
    """
    declared = _declared(body)
    if _is_utf8(content_type, declared):
        root = _strict(body.lstrip(_SPACE))
        return _repaired(decode(body, content_type, declared)) if root is None else root
    text = decode(body, content_type, declared).lstrip()
    root = _strict(text.encode("utf-8", "replace"))
    return _repaired(text) if root is None else root


def inflated(body: bytes) -> bytes:
    """Return the body of a file that is served gzipped (sitemaps are), at most MAX_BYTES of it; any other body as it is."""
    if not body.startswith(b"\x1f\x8b\x08"):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_BYTES)
    except zlib.error:
        return b""


def has_windows_references(body: bytes) -> bool:
    """Tell whether a document may refer to C1 controls by number, which then mean characters of windows-1252."""
    return _C1_REFERENCE.search(body) is not None


def _declared(body: bytes) -> str:
    found = _DECLARATION.match(body, 3 if body.startswith(b"\xef\xbb\xbf") else 0)
    return found[1].decode("ascii").strip() if found else ""


def _is_utf8(content_type: str, declared: str) -> bool:
    """Tell whether all claims say UTF-8: libxml2 then reads the bytes themselves, and refuses those that are not."""
    if declared and codec_of(declared) != "utf-8":
        return False
    return "charset" not in content_type.lower() or codec_of(charset_of(content_type)) == "utf-8"


def _strict(body: bytes) -> etree._Element | None:
    """Return the root of a well-formed feed in UTF-8, or None where the document is broken, or is not what its author meant."""
    try:
        root = etree.fromstring(body, _parser())
    except (etree.XMLSyntaxError, ValueError):
        return None
    if (
        key_of(root.tag) not in ROOTS
        or root.getroottree().docinfo.internalDTD is not None  # brings entities of its own
        or _LOST_END.search(body)  # a section whose end was lost may have swallowed items
        or any(prefix in NAMESPACES and prefix_of(uri) is None for prefix, uri in root.nsmap.items() if prefix)
    ):
        return None
    return root


def _repaired(text: str) -> etree._Element:
    if looks_like_html(text):
        raise NotAFeed("html")
    if not has_root(text):
        raise NotAFeed("unknown" if text.lstrip("\ufeff\x00 \t\r\n") else "empty")
    try:
        root = etree.fromstring(well_formed(text).encode("utf-8", "replace"), _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAFeed("broken", str(error)) from error
    if key_of(root.tag) not in ROOTS:
        raise NotAFeed("unknown", f"<{root.tag}>"[:200])
    return root


def check_size(body: bytes) -> bytes:
    """Return the body, cut where it has more tags than a feed can need.

    Raises:
        NotAFeed: ``empty`` or ``too_large``.
    """
    if not body.strip(_BLANK):
        raise NotAFeed("empty")
    if len(body) > MAX_BYTES:
        raise NotAFeed("too_large", f"{len(body)} bytes")
    if len(body) <= 3 * MAX_TAGS or body.count(b"<") <= MAX_TAGS:
        return body
    low, high = 0, len(body)
    while high - low > 1:  # the longest beginning with so many tags
        middle = (low + high) // 2
        low, high = (middle, high) if body.count(b"<", 0, middle) <= MAX_TAGS else (low, middle)
    return body[:low]


def _parser() -> etree.XMLParser:
    """Return a parser for one document: lxml's parsers keep the names of all they have read."""
    return etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
