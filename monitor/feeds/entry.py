"""One element of a feed becomes an entry. RSS, RDF and Atom share this reader, because feeds mix their elements freely.

The order of names in each tuple below is the order of preference.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from typing import Final

from lxml import etree

from monitor.feeds.fields import (
    Reading,
    absolute,
    capped,
    escaped,
    guid_of,
    headline,
    language_tag,
    literal,
    people,
    person,
    plain,
    windows_quotes,
)
from monitor.feeds.names import key_of
from monitor.model import Entry

LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_REPEATED: Final = frozenset(
    (
        "link",
        "atom:link",
        "author",
        "atom:author",
        "dc:creator",
        "itunes:author",
        "enclosure",
        "media:group",
        "media:content",
        "creator",
        "a",
    )
)
_TITLE: Final = ("title", "atom:title", "dc:title", "media:title", "itunes:title", "dcterms:title")
_SUMMARY: Final = (
    "description", "summary", "atom:summary", "dc:description", "itunes:summary", "abstract", "media:description", "dcterms:abstract",
    "itunes:subtitle", "dcterms:description", "atom:subtitle",
)  # fmt: skip
_CONTENT: Final = (
    "content:encoded", "atom:content", "rbc_news:full-text", "yandex:full-text", "turbo:content", "content", "fullitem", "fulltext",
    "full-text", "xhtml:body", "xhtml:div", "body",
)  # fmt: skip
_PUBLISHED: Final = (
    "pubdate", "atom:published", "published", "atom:issued", "issued", "dc:date", "dcterms:issued", "dcterms:created", "atom:created",
    "created", "date", "rbc_news:newsdate_timestamp",
)  # fmt: skip
_UPDATED: Final = ("atom:updated", "updated", "atom:modified", "modified", "dcterms:modified", "lastmod", "lastbuilddate")
_GUID: Final = ("guid", "atom:id", "id", "dc:identifier")
_DECLARATIONS: Final = re.compile(r"\sxmlns(?::[\w.-]+)?=(?:\"[^\"]*\"|'[^']*')")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/\s]*+={0,2}\s*+\Z")
_NO_PAGE: Final = 9
_TEXT_TYPES: Final = frozenset(("text", "text/plain", "plain"))


def read_entry(item: etree._Element, reading: Reading) -> Entry:
    """Return the entry that an ``item`` or ``entry`` element describes. Of an element that may stand once the last one counts."""
    found: dict[str, etree._Element] = {}
    repeated: list[tuple[str, etree._Element]] = []
    for child in item:
        key = key_of(child.tag)
        if key in _REPEATED:
            repeated.append((key, child))
        else:
            found[key] = child
    about = item.attrib
    title = title_of(found, _TITLE)
    summary = body_of(found, _SUMMARY, reading)
    if repeated and not (title and summary):
        title, summary = _from_media(repeated, title, summary, reading)
    content = body_of(found, _CONTENT, reading)
    given = _id_of(found, reading) or about.get(_ABOUT, "")
    url = link_of(repeated, found, item, reading) or _permalink(found, repeated, given, reading)
    return Entry(
        guid=guid_of(given, url, title, summary or content),
        url=url,
        title=title or headline(summary or content),
        summary=summary,
        content=content,
        published=reading.date(text_of(found, _PUBLISHED)),
        updated=reading.date(text_of(found, _UPDATED) or about.get("LASTMOD")),
        authors=authors_of(repeated) or reading.authors,
        language=language_tag(about.get(LANG) or text_of(found, ("dc:language", "language"))) or reading.feed_language,
        publisher=title_of(found, ("source",)) if "source" in found else "",
    )


def _id_of(found: dict[str, etree._Element], reading: Reading) -> str:
    """Return an entry's own id as it is written; Atom's, which is an IRI, made absolute where it is relative."""
    given = text_of(found, _GUID)
    if ":" in given or "atom:id" not in found:
        return given
    identifier = found["atom:id"]
    return resolved(given, identifier, reading) if given.startswith("/") or identifier.base else given


def text_of(found: dict[str, etree._Element], keys: Iterable[str]) -> str:
    """Return the bare text of the first of these that has some."""
    for key in keys:
        element = found.get(key)
        if element is not None:
            text = (inner_markup(element) if len(element) else element.text or "").strip()
            if text:
                return text
    return ""


def title_of(found: dict[str, etree._Element], keys: Iterable[str]) -> str:
    """Return the first of these as a title without markup."""
    for key in keys:
        element = found.get(key)
        if element is not None:
            title = title_in(element, key)
            if title:
                return title
    return ""


def title_in(element: etree._Element, key: str) -> str:
    """Return the plain text of one title; Atom says in ``type`` what it is, and its default is plain text."""
    if len(element):
        return plain(inner_markup(element))
    text = element.text or ""
    if key.startswith("atom:"):
        kind = element.get("type", "text")
        text = _decoded(element, text, kind)
        return literal(text) if kind in _TEXT_TYPES else plain(text)
    return plain(text)


def body_of(found: dict[str, etree._Element], keys: Iterable[str], reading: Reading) -> str:
    """Return the first of these as HTML."""
    for key in keys:
        element = found.get(key)
        if element is not None:
            body = body_in(element, key, reading)
            if body:
                return body
    return ""


def body_in(element: etree._Element, key: str, reading: Reading) -> str:
    """Return one text construct as HTML, within the limit."""
    if len(element):
        text = inner_markup(element)
    else:
        text = element.text or ""
        if key.startswith("atom:"):
            kind = element.get("type", "text")
            text = _decoded(element, text, kind)
            text = escaped(text) if kind in _TEXT_TYPES else text
    return capped(windows_quotes(text) if reading.numeric else text)


def inner_markup(element: etree._Element) -> str:
    """Return what is inside an element as markup, without declarations of namespaces."""
    start = (element.text or "").replace("&", "&amp;").replace("<", "&lt;")
    return _DECLARATIONS.sub("", start + "".join(etree.tostring(child, encoding="unicode") for child in element))


def link_of(repeated: list[tuple[str, etree._Element]], found: dict[str, etree._Element], item: etree._Element, reading: Reading) -> str:
    """Return the page of an entry or a feed: ``link`` as RSS writes it, else the alternate link. FeedBurner's original goes first."""
    original = found.get("feedburner:origlink")
    if original is not None and original.text:
        return resolved(original.text, original, reading)
    best, best_rank = None, _NO_PAGE
    for key, element in repeated:
        if key in {"link", "atom:link"}:
            rank = _rank(element)
            if rank < best_rank or rank == best_rank == 0:
                best, best_rank = element, rank
    if best is not None:
        return resolved(best.get("href") or best.text or "", best, reading)
    href = item.get("HREF") or item.get("href")  # CDF
    return resolved(href, item, reading) if href else ""


def _rank(element: etree._Element) -> int:
    """Rank a link, 0 best: the text of RSS, an alternate HTML page, another alternate. Other relations are no page of this entry."""
    href = element.get("href")
    if href is None and not (element.text or "").strip():
        return _NO_PAGE
    rel = element.get("rel")
    if rel is None and href is None:
        return 0
    if rel is not None and rel.lower().rpartition("/")[2] != "alternate":
        return _NO_PAGE
    return 1 if "html" in element.get("type", "html") else 2


def resolved(link: str, element: etree._Element, reading: Reading) -> str:
    """Return a link made absolute by ``xml:base`` (RFC 3986, 5.1.1), else by the feed's own address."""
    if link.startswith(("https://", "http://")):
        return absolute(link, "")
    base = element.base
    return absolute(link, absolute(base, reading.url) if base else reading.url)


def _permalink(found: dict[str, etree._Element], repeated: list[tuple[str, etree._Element]], given: str, reading: Reading) -> str:
    """Return the page where no link gives it: the id, where it is an address, else the file that is enclosed.

    In RSS 2.0 the guid is the page unless ``isPermaLink`` says no.
    """
    identifier = found.get("guid", found.get("atom:id", found.get("id")))
    if identifier is not None and given:
        stated = (identifier.get("isPermaLink") or "").strip().lower()
        if stated != "false" and (stated == "true" or given.lower().startswith(("http://", "https://"))):
            return resolved(given, identifier, reading)
    for key, element in repeated:
        address = element.get("url")
        if key == "enclosure" and address:
            return resolved(address, element, reading)
    return ""


def authors_of(repeated: list[tuple[str, etree._Element]]) -> tuple[str, ...]:
    """Return the people who wrote it, each once: ``dc:creator`` and ``author``, else the podcast's author."""
    names = [_person(element) for key, element in repeated if key in {"author", "atom:author", "dc:creator", "creator"}]
    return people(names) or people(_person(element) for key, element in repeated if key == "itunes:author")


def _person(element: etree._Element) -> str:
    if len(element):
        parts = {key_of(child.tag).rpartition(":")[2]: child.text or "" for child in element}
        return person(parts.get("name", "").strip() or parts.get("email", "").strip())
    return person(element.text or "")


def _from_media(repeated: list[tuple[str, etree._Element]], title: str, summary: str, reading: Reading) -> tuple[str, str]:
    """Fill what is missing from Media RSS: a video's title and description are inside ``media:group`` or ``media:content``."""
    for key, group in repeated:
        if key in {"media:group", "media:content"} and len(group):
            inside = {key_of(child.tag): child for child in group}
            title = title or title_of(inside, ("media:title",))
            summary = summary or body_of(inside, ("media:description",), reading)
    return title, summary


def _decoded(element: etree._Element, text: str, kind: str) -> str:
    """Return text that Atom may carry in Base64: of types neither text nor XML (RFC 4287, 4.1.3.3), and where 0.3's ``mode`` says so."""
    foreign = "/" in kind and not kind.startswith("text/") and not kind.endswith("xml")
    if not (foreign or element.get("mode") == "base64") or not _BASE64.match(text):
        return text
    try:
        return base64.b64decode(text).decode("utf-8")
    except ValueError:  # binascii.Error and UnicodeDecodeError are ValueErrors
        return text
