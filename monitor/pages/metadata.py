"""What a page says of its article beside the text: title, times, authors, language, canonical URL.

JSON-LD is asked first, then ``<meta>`` (Open Graph, Dublin Core, Parsely, microdata …), then ``<time>``: the order in which they are right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.pages.jsonld import LinkedArticle, linked_article
from monitor.pages.links import absolute, base_of
from monitor.pages.title import best_title
from monitor.text.dates import parse_date

_PUBLISHED_NAMES: Final = """
    article:published_time article:published og:published_time og:article:published_time datepublished publication_date publish-date
    publishdate published_time publishedtime pubdate pub_date parsely-pub-date sailthru.date cxenseparse:recs:publishtime
    cxenseparse:publishtime article.published dc.date.issued dcterms.issued dc.issued dcterms.created dc.date.created dc.date
    dcterms.date date article_date_original article:created article.created displaydate originalpublicationdate
    citation_publication_date citation_date prism.publicationdate datecreated last-publication-date
"""
_UPDATED_NAMES: Final = """
    article:modified_time article:modified og:updated_time og:modified_time datemodified modified_time lastmod last-modified
    dcterms.modified dc.date.modified dc.modified revised article.updated article:updated
"""
_AUTHOR_NAMES: Final = """
    author article:author parsely-author dc.creator dcterms.creator sailthru.author byl citation_author cxenseparse:author
"""
_PUBLISHED: Final = tuple(_PUBLISHED_NAMES.split())
_UPDATED: Final = tuple(_UPDATED_NAMES.split())
_AUTHORS: Final = tuple(_AUTHOR_NAMES.split())
_TITLES: Final = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "citation_title")
_AUTHOR_ELEMENTS: Final = '[rel~="author"], [itemprop~="author"] [itemprop~="name"], [itemprop~="author"], .byline .author'
_NAME_KEYS: Final = ("property", "name", "itemprop")
_AND: Final = re.compile(r"\s*(?:,|;|\||\band\b|\bund\b|\bet\b|、)\s*")
_BY: Final = re.compile(r"^(?:by|von|par|por|автор)[:\s]+", re.IGNORECASE)
_TAG: Final = re.compile(r"^([a-z]{2,3})(?:[-_]([A-Za-z0-9-]+))?$", re.IGNORECASE)
_EARLIEST: Final = datetime(1991, 8, 6, tzinfo=UTC)  # the first page of the web
_MAX_TIMES: Final = 50
_MAX_AUTHORS: Final = 10
_LONGEST_NAME: Final = 80  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The facts of a page; what it does not say is empty. ``linked_text`` is the article's text where JSON-LD gives it."""

    title: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str = ""
    canonical_url: str = ""
    linked_text: str = ""


def read_metadata(tree: LexborHTMLParser, url: str) -> Metadata:
    """Return what a page says of its article. Times are instants in UTC; canonical URL falls back to ``url``."""
    linked = linked_article(tree)
    meta = _meta(tree)
    language = _language(tree, meta, linked)
    published = _instant((*linked.published, *_values(meta, _PUBLISHED)), language) or _time_element(tree, language)
    return Metadata(
        title=_title(tree, meta, linked),
        published=published,
        updated=_instant((*linked.updated, *_values(meta, _UPDATED)), language),
        authors=linked.authors or _authors(tree, meta),
        language=language,
        canonical_url=_canonical(tree, meta, linked, url),
        linked_text=linked.text,
    )


def _meta(tree: LexborHTMLParser) -> Mapping[str, list[str]]:
    """Return the contents of all ``<meta>`` by lower-case property, name or itemprop."""
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        content = (attributes["content"] or "").strip()
        if content:
            for key in _NAME_KEYS:
                if name := attributes.get(key):
                    found.setdefault(name.strip().lower(), []).append(content)
    return found


def _values(meta: Mapping[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    return (value for name in names for value in meta.get(name, ()))


def _instant(texts: Iterable[str], language: str) -> datetime | None:
    """Return the first time with a clock, else the first that is a day only; a time before the web is a mistake."""
    day: datetime | None = None
    for text in texts:
        found = parse_date(text, language)
        if found is None or found < _EARLIEST:
            continue
        if ":" in text or found.time() != datetime.min.time():
            return found
        day = day or found
    return day


def _time_element(tree: LexborHTMLParser, language: str) -> datetime | None:
    """Return the time of the element that is marked as the publication's, else of the first ``<time>`` in the article."""
    marked = tree.css('[itemprop~="datePublished"], time[pubdate], [property~="schema:datePublished"]')[:_MAX_TIMES]
    times = marked or (tree.css("article time, main time") or tree.css("time"))[:_MAX_TIMES]
    stated = (text for node in times for text in _stated(node))
    return _instant(stated, language)


def _stated(node: LexborNode) -> Iterator[str]:
    attributes = node.attributes
    yield from filter(None, (attributes.get(key) for key in ("datetime", "content", "title")))
    yield " ".join(node.text(separator=" ").split())


def _title(tree: LexborHTMLParser, meta: Mapping[str, list[str]], linked: LinkedArticle) -> str:
    headings = [_words(node) for node in tree.css("h1")[:5]]
    document = tree.css_first("head title") or tree.css_first("title")
    sites = [*_values(meta, ("og:site_name", "application-name", "twitter:site")), linked.publisher]
    return best_title(
        [*_values(meta, _TITLES[:1]), linked.headline, *_values(meta, _TITLES[1:])],
        headings=headings,
        document=_words(document) if document else "",
        sites=sites,
    )


def _words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _authors(tree: LexborHTMLParser, meta: Mapping[str, list[str]]) -> tuple[str, ...]:
    stated = list(_values(meta, _AUTHORS)) or [
        _words(node)
        for node in tree.css('[rel~="author"], [itemprop~="author"] [itemprop~="name"], [itemprop~="author"], .byline .author')[:10]
    ]
    names: dict[str, None] = {}
    for text in stated:
        if "://" not in text:
            for name in _AND.split(_BY.sub("", text)):
                if 1 < len(name) <= _LONGEST_NAME:
                    names[name] = None
    return tuple(names)


def _language(tree: LexborHTMLParser, meta: Mapping[str, list[str]], linked: LinkedArticle) -> str:
    """Return the BCP 47 tag that the page gives itself: lower-case language, then the rest as written ("pt-BR")."""
    root = tree.css_first("html")
    attributes = root.attributes if root else {}
    stated = (
        attributes.get("lang") or attributes.get("xml:lang") or "",
        *_values(meta, ("og:locale", "content-language", "language", "inlanguage", "dc.language", "dcterms.language")),
        linked.language,
    )
    tags = (_TAG.match(text.strip()) for text in stated)
    return next((f"{tag[1].lower()}-{tag[2].replace('_', '-')}" if tag[2] else tag[1].lower() for tag in tags if tag), "")


def _canonical(tree: LexborHTMLParser, meta: Mapping[str, list[str]], linked: LinkedArticle, url: str) -> str:
    base = base_of(tree, url)
    link = tree.css_first('link[rel~="canonical"][href]')
    stated = ((link.attributes["href"] or "") if link else "", *_values(meta, ("og:url",)), linked.url)
    return next(filter(None, (absolute(text, base) for text in stated)), "") or absolute(url, url)
