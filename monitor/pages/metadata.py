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
from monitor.pages.links import absolute, base_of, is_front
from monitor.pages.title import best_title
from monitor.text.dates import parse_date

# Names of <meta>, by their letters and digits alone: sites write article:published_time with any separators.
_PUBLISHED_NAMES: Final = """
    articlepublishedtime articlepublished ogpublishedtime ogarticlepublishedtime datepublished publicationdate publishdate publishedtime
    pubdate parselypubdate sailthrudate cxenseparserecspublishtime cxenseparsepublishtime dcdateissued dctermsissued dcissued
    dctermscreated dcdatecreated dcdate dctermsdate date articledateoriginal articlecreated displaydate originalpublicationdate
    citationpublicationdate citationdate prismpublicationdate datecreated lastpublicationdate
"""
_UPDATED_NAMES: Final = """
    articlemodifiedtime articlemodified ogupdatedtime ogmodifiedtime datemodified modifiedtime lastmod lastmodified dctermsmodified
    dcdatemodified dcmodified revised articleupdated
"""
_AUTHOR_NAMES: Final = (
    "author articleauthor parselyauthor dccreator dctermscreator sailthruauthor byl citationauthor cxenseparseauthor twittermiscwrittenby"
)
_PUBLISHED: Final = tuple(_PUBLISHED_NAMES.split())
_UPDATED: Final = tuple(_UPDATED_NAMES.split())
_AUTHORS: Final = tuple(_AUTHOR_NAMES.split())
_TITLES: Final = ("twittertitle", "dctitle", "dctermstitle", "parselytitle", "sailthrutitle", "citationtitle")
_SITES: Final = ("ogsitename", "applicationname", "twittersite")
_LANGUAGES: Final = ("oglocale", "contentlanguage", "language", "inlanguage", "dclanguage", "dctermslanguage")
_TIERS: Final = ("articlecontenttier", "contenttier")
_AUTHOR_ELEMENTS: Final = '[rel~="author"], [itemprop~="author"] [itemprop~="name"], [itemprop~="author"], .byline .author'
_NAMED_AUTHOR: Final = '[class*="author" i], [class*="byline" i]'
_AUTHOR_NAME: Final = re.compile(r"(?:^|[\s_-])author-?_?name(?:$|\s)", re.IGNORECASE)
_WRITTEN_BY: Final = re.compile(
    r"written\s+by|verfasst\s+von|[ée]crit\s+par|escrito\s+por|scritto\s+da|автор|автором|yazan|نویسنده|作者", re.IGNORECASE
)
_NAME_KEYS: Final = ("property", "name", "itemprop", "http-equiv")
_NOT_ALPHANUMERIC: Final = re.compile(r"[^a-z0-9]+")
_DIGIT: Final = re.compile(r"\d")
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")
_AND: Final = re.compile(r"\s*(?:,|;|\||\band\b|\bund\b|\bet\b|、)\s*")
_BY: Final = re.compile(
    r"^(?:(?:by|von|par|por|di|text|autor(?:in)?|автор(?:ы)?|муаллиф|muallif|نویسنده|نویسندہ|تحریر|بقلم|लेखक|作者|记者|文)[:：/\s]+)+",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"^([a-z]{2,3})(?:[-_]([A-Za-z0-9-]+))?$", re.IGNORECASE)
_EARLIEST: Final = datetime(1991, 8, 6, tzinfo=UTC)  # the first page of the web
_MAX_TIMES: Final = 50
_MAX_HEADINGS: Final = 5
_MAX_AUTHORS: Final = 10
_LONGEST_NAME: Final = 80  # characters
_SHORTEST_NAME: Final = 3  # of a site's, in its host


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The facts of a page; what it does not say is empty."""

    title: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str = ""
    canonical_url: str = ""
    linked_text: str = ""  # the article's text, where JSON-LD gives it
    is_article: bool = False  # it says that it is one, or when it was published
    free: bool | None = None  # whether it may be read without paying; None where that is not said
    walled: tuple[str, ...] = ()  # CSS selectors of what may not
    tier: str = ""  # locked, metered, free: the publisher's own word


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
        authors=_authors(tree, meta, linked, url),
        language=language,
        canonical_url=_canonical(tree, meta, linked, url),
        linked_text=linked.text,
        is_article=linked.found or published is not None or next(_values(meta, ("ogtype",)), "").lower() == "article",
        free=linked.free,
        walled=linked.walled,
        tier=next(_values(meta, _TIERS), "").lower(),
    )


def _meta(tree: LexborHTMLParser) -> Mapping[str, list[str]]:
    """Return the contents of all ``<meta>`` by the letters and digits of their property, name or itemprop."""
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        content = (attributes["content"] or "").strip()
        if content:
            for key in _NAME_KEYS:
                if name := attributes.get(key):
                    found.setdefault(_NOT_ALPHANUMERIC.sub("", name.lower()), []).append(content)
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
    headings = [_words(node) for node in tree.css("h1")[:_MAX_HEADINGS]]
    document = tree.css_first("head title") or tree.css_first("title")
    whole = _words(document) if document else ""
    shown = f"{whole} {' '.join(headings)}"
    titles = sorted(linked.titles, key=lambda text: text not in shown)  # a headline may be a description; the page's own title is shown
    return best_title(
        [*_values(meta, ("ogtitle",)), *titles, *_values(meta, _TITLES)],
        headings=headings,
        document=whole,
        sites=_sites(meta, linked),
    )


def _sites(meta: Mapping[str, list[str]], linked: LinkedArticle) -> list[str]:
    return [*_values(meta, _SITES), linked.publisher]


def _words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _authors(tree: LexborHTMLParser, meta: Mapping[str, list[str]], linked: LinkedArticle, url: str) -> tuple[str, ...]:
    """Return the names of persons where the page gives any, in the first place that does; else that of the site, where it says so."""
    sites = {name.casefold() for name in (*_sites(meta, linked), *(name for name in linked.organisations if _is_named_in(name, url)))}
    first: tuple[str, ...] = ()
    for stated in (
        lambda: linked.authors,
        lambda: (*_values(meta, _AUTHORS), *_written_by(meta)),
        lambda: map(_words, tree.css(_AUTHOR_ELEMENTS)[:_MAX_AUTHORS]),
        lambda: _bylines(tree),
    ):
        names = tuple(dict.fromkeys(name for text in stated() for name in _names(text)))
        if any(name.casefold() not in sites for name in names):
            return names
        first = first or names
    return first


def _is_named_in(name: str, url: str) -> bool:
    """Tell whether an organisation is the site itself, by the letters of its name and of the host."""
    host = _NOT_ALPHANUMERIC.sub("", url.partition("://")[2].partition("/")[0].lower().removeprefix("www."))
    return any(len(word) >= _SHORTEST_NAME and word in host for word in (_NOT_ALPHANUMERIC.sub("", part) for part in name.lower().split()))


def _written_by(meta: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield what stands on a card for sharing under "Written by" (twitter:label1, twitter:data1)."""
    for number in ("1", "2"):
        if any(map(_WRITTEN_BY.search, meta.get(f"twitterlabel{number}", ()))):
            yield from meta.get(f"twitterdata{number}", ())


def _bylines(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the first short text in an element named after authors that begins with "by", or whose class says that it is a name."""
    for node in tree.css(_NAMED_AUTHOR)[:_MAX_TIMES]:
        text = _words(node)
        named = _AUTHOR_NAME.search(node.attributes.get("class") or "")
        if 0 < len(text) <= _LONGEST_NAME and (named or _BY.match(text)) and not _DIGIT.search(text):
            yield text
            return


def _names(text: str) -> Iterator[str]:
    """Yield the names in a line such as "By Ada Sample and Ben Sample"."""
    return (name for raw in _AND.split(text) if (name := _BY.sub("", raw).strip()) and _is_name(name))


def _is_name(text: str) -> bool:
    """Tell a name from an address, a number, or a whole sentence."""
    return len(text) <= _LONGEST_NAME and "@" not in text and "://" not in text and bool(_LETTERS.search(text))


def _language(tree: LexborHTMLParser, meta: Mapping[str, list[str]], linked: LinkedArticle) -> str:
    """Return the BCP 47 tag that the page gives itself: lower-case language, then the rest as written ("pt-BR")."""
    article = tree.css_first("article[lang], main[lang], [itemprop~=articleBody][lang]")  # on a page in another language
    root = tree.css_first("html")
    stated = (
        *((node.attributes.get("lang") or node.attributes.get("xml:lang") or "") for node in (article, root) if node),
        *_values(meta, _LANGUAGES),
        linked.language,
    )
    tags = (_TAG.match(text.strip()) for text in stated)
    return next((f"{tag[1].lower()}-{tag[2].replace('_', '-')}" if tag[2] else tag[1].lower() for tag in tags if tag), "")


def _canonical(tree: LexborHTMLParser, meta: Mapping[str, list[str]], linked: LinkedArticle, url: str) -> str:
    base = base_of(tree, url)
    link = tree.css_first('link[rel~="canonical"][href]')
    stated = ((link.attributes["href"] or "") if link else "", *_values(meta, ("ogurl",)), linked.url)
    claimed = filter(None, (absolute(text, base) for text in stated))
    own = absolute(url, url)
    return next((one for one in claimed if not is_front(one, own)), own)
