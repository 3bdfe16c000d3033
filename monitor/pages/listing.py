"""A web page that lists articles, read row by row with an operator's CSS selectors."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from monitor.errors import NotAFeed
from monitor.model import Entry, ParsedFeed, Selectors
from monitor.pages.document import page_text, why_unreadable
from monitor.pages.links import absolute, base_of
from monitor.text.dates import parse_date, quick_date
from monitor.text.markup import parse_html

MAX_ROWS = 1_000
_LAST_RESORTS = 5  # unreadable dates of one page for which the slow reader is asked: it costs up to tens of milliseconds each
_TIME_ATTRIBUTES = ("datetime", "content", "data-datetime", "title")


def read_listing(body: bytes, selectors: Selectors, *, url: str, content_type: str = "", language: str = "") -> ParsedFeed:
    """Return the rows of a listing as entries, in the page's order; a row without a link is dropped.

    A link that comes again only adds what was missing: that of a picture has no title.
    The GUID of an entry is its absolute URL, its title that of ``selectors.title`` or else the link's own text. Links are relative to
    the page's ``<base>`` or ``url``. At most ``MAX_ROWS`` rows are read.

    Args:
        body: the page.
        selectors: where rows and their parts are; all but ``item`` are looked up within a row.
        url: where the page came from.
        content_type: the HTTP header, verbatim.
        language: BCP 47; tells in which language a row writes its date. Empty takes the page's own.

    Raises:
        NotAFeed: ``empty`` (no bytes), ``binary``, ``selector`` (one that is no valid CSS) or ``no_rows`` (no row has a link: the
            selectors do not fit the page, or do not fit it any more).
    """
    tree = _tree(body, content_type)
    language = language or _language(tree)
    base = base_of(tree, url)
    entries: dict[str, Entry] = {}
    dates = _Dates(language)
    try:
        for row in tree.css(selectors.item)[:MAX_ROWS]:
            entry = _entry(row, selectors, base, dates)
            if entry is not None:
                entries[entry.url] = _completed(entries.get(entry.url, entry), entry)
    except SelectolaxError as error:
        raise NotAFeed("selector", str(error)) from error
    if not entries:
        raise NotAFeed("no_rows", f"no row with a link at {selectors.item!r}")
    title = tree.css_first("head title")
    return ParsedFeed(title=_text(title), url=url, language=language, entries=tuple(entries.values()))


def _completed(first: Entry, again: Entry) -> Entry:
    return replace(
        first,
        title=first.title or again.title,
        summary=first.summary or again.summary,
        published=first.published or again.published,
    )


def _tree(body: bytes, content_type: str) -> LexborHTMLParser:
    text = "" if (reason := why_unreadable(body)) else page_text(body, content_type)
    if not text:
        raise NotAFeed(reason or "binary")
    return parse_html(text)


def _language(tree: LexborHTMLParser) -> str:
    root = tree.css_first("html")
    return ((root.attributes.get("lang") if root else "") or "").strip().partition("-")[0].lower()


def _entry(row: LexborNode, selectors: Selectors, base: str, dates: _Dates) -> Entry | None:
    """Return the entry of one row, or nothing where it has no usable link."""
    found = row.css_first(selectors.link) if selectors.link else row.css_first("a[href]")
    url = absolute((found.attributes.get("href") or "") if found else "", base)
    if not found or not url:
        return None
    title = _text(row.css_first(selectors.title)) if selectors.title else ""
    return Entry(
        guid=url,
        url=url,
        title=title or _text(found) or (found.attributes.get("title") or "").strip() or _text(row),
        summary=_text(row.css_first(selectors.summary)) if selectors.summary else "",
        published=dates.of(row.css_first(selectors.time)) if selectors.time else None,
        language=dates.language,
    )


class _Dates:
    """The dates of one page, in its language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._last_resorts = _LAST_RESORTS

    def of(self, node: LexborNode | None) -> datetime | None:
        """Return the instant that an element gives: in an attribute for machines, else in its text."""
        if node is None:
            return None
        texts = [text for text in (*(node.attributes.get(name) for name in _TIME_ATTRIBUTES), _text(node)) if text]
        when = next((instant for text in texts if (instant := quick_date(text, self.language))), None)
        while when is None and texts and self._last_resorts:
            self._last_resorts -= 1
            when = parse_date(texts.pop(), self.language)
        return when


def _text(node: LexborNode | None) -> str:
    return " ".join(node.text(separator=" ").split()) if node else ""
