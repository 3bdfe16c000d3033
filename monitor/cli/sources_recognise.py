"""What a body is, of all that can be watched: told by content, whatever its URL and its server say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from monitor.errors import NotAFeed, NotARegister
from monitor.feeds.api import read_api
from monitor.feeds.google_news import read_google_news
from monitor.feeds.jsontext import loaded
from monitor.feeds.parse import parse_feed
from monitor.feeds.shapes import find_paths
from monitor.feeds.xml import inflated
from monitor.model import FeedKind, FeedSpec, Fetched, ParsedFeed, RegisterSpec
from monitor.pages.channel import read_channel
from monitor.pages.discover import Offer, look_over
from monitor.pages.listing import read_listing
from monitor.registers.columns import Columns
from monitor.registers.formats import FORMATS, Advanced, form_of, read_register
from monitor.registers.records import Records
from monitor.registers.rows import Row
from monitor.text.challenge import challenge

CHANNEL = re.compile(r"https?://(?:t|telegram)\.me/(?:s/)?(\w+)(?:/\d+)?/?")
GOOGLE_NEWS = "news.google.com"
LONG_TABLE = 20  # rows from which a table is more than a list of links beside it
_HEAD = 200_000  # bytes in which an XML list has its first row
_FEWEST, _MOST = 0.8, 1.5  # of the rows that are there now: bounds of those to come
_PREVIEWED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that can be watched; of a register its first rows."""

    spec: FeedSpec
    parsed: ParsedFeed
    fetched: Fetched
    rows: tuple[Row, ...] = ()
    row_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one answer is: ``what`` in a word, what can be watched at once, and what it names to be asked next."""

    what: str
    found: Found | None = None
    names: tuple[str, ...] = ()
    title: str = ""


def recognise(fetched: Fetched) -> Look:
    """Say what a body is.

    ``what`` is one of ``feed``, ``google_news``, ``sitemap``, ``sitemap_index``, ``channel``, ``preview_off``, ``no_channel``, ``api``,
    ``register``, ``page_with_feeds``, ``listing``, ``challenge`` and ``nothing``.
    """
    if CHANNEL.fullmatch(fetched.url.partition("?")[0]):
        return _channel(fetched)
    with suppress(NotAFeed):
        return _feed(fetched)
    with suppress(NotAFeed):
        return _api(fetched)
    return _register(fetched) or _page(fetched)


def _feed(fetched: Fetched) -> Look:
    """Return the feed that a body is.

    Raises:
        NotAFeed: it is none, or says nothing: JSON of other shapes may look like a feed from afar.
    """
    parsed = parse_feed(fetched.body, url=fetched.url, content_type=fetched.content_type)
    if parsed.entries and not any(entry.title or entry.url for entry in parsed.entries):
        raise NotAFeed("unknown")
    kind = FeedKind.SITEMAP if b"<urlset" in inflated(fetched.body)[:4096] or parsed.parts else FeedKind.FEED
    if kind is FeedKind.FEED and urlsplit(fetched.url).hostname == GOOGLE_NEWS:
        kind = FeedKind.GOOGLE_NEWS
        parsed = read_google_news(fetched.body, url=fetched.url, content_type=fetched.content_type)
    found = Found(spec=FeedSpec(url=fetched.url, kind=kind), parsed=parsed, fetched=fetched)
    return Look(what="sitemap_index" if parsed.parts else kind.value, found=found, names=parsed.parts, title=parsed.title)


def _channel(fetched: Fetched) -> Look:
    try:
        posts = read_channel(fetched.body, url=fetched.url)
    except NotAFeed as error:
        return Look(what=error.reason if error.reason in {"preview_off", "no_channel"} else "nothing")
    spec = FeedSpec(url=fetched.url, kind=FeedKind.CHANNEL, pages=False)
    return Look(what="channel", found=Found(spec=spec, parsed=posts, fetched=fetched), title=posts.title)


def _api(fetched: Fetched) -> Look:
    """Return what JSON holds that is no JSON Feed.

    Raises:
        NotAFeed: it is no JSON.
    """
    paths = find_paths(loaded(fetched.body, fetched.content_type))
    if paths is None:
        return Look(what="nothing")
    entries = read_api(fetched.body, paths, url=fetched.url, content_type=fetched.content_type)
    return Look(what="api", found=Found(spec=FeedSpec(url=fetched.url, kind=FeedKind.API, paths=paths), parsed=entries, fetched=fetched))


def _register(fetched: Fetched) -> Look | None:
    """Return the official list that a file is, by the names of its elements or columns; None where it is none."""
    head = fetched.body[:_HEAD]
    markup = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    for name, form in FORMATS.items():
        match form:
            case Records():
                told = markup and _names(head, form.elements)
            case Columns():
                told = not markup and form.key.encode() in head
            case Advanced():
                told = markup and _names(head, ("ReferenceValueSets", "DistinctParty"))
            case _:
                told = False  # a page is a list by its table alone
        if told and (look := _list(fetched, RegisterSpec(form=name))):
            return look
    return None


def _names(head: bytes, elements: Iterable[str]) -> bool:
    return any(re.search(rb"<(?:[\w.-]+:)?%s[\s>/]" % element.encode(), head) for element in elements)


def _list(fetched: Fetched, spec: RegisterSpec) -> Look | None:
    try:
        rows = read_register(fetched.body, form_of(spec), content_type=fetched.content_type)
    except NotARegister:
        return None
    bounded = replace(spec, lowest=max(1, int(_FEWEST * len(rows))), highest=int(_MOST * len(rows)) + 1)
    spoken = FeedSpec(url=fetched.url, kind=FeedKind.REGISTER, register=bounded, pages=False)
    found = Found(spec=spoken, parsed=ParsedFeed(), fetched=fetched, rows=rows[:_PREVIEWED], row_count=len(rows))
    return Look(what="register", found=found)


def _page(fetched: Fetched) -> Look:
    if challenge(fetched.body, dict(fetched.headers)):
        return Look(what="challenge")
    offer = look_over(fetched.body, url=fetched.url, content_type=fetched.content_type)
    listing = _listing(fetched, offer)
    table = offer.table
    if table and not offer.feeds and table.rows >= (LONG_TABLE if listing else 1):
        spec = RegisterSpec(form="table", row="tr", cell="td", name=table.name, without=table.without)
        look = _list(fetched, spec)
        if look:
            return Look(what=look.what, found=look.found, title=offer.title)
    what = "page_with_feeds" if offer.feeds else "listing" if listing else "nothing"
    return Look(what=what, found=listing, names=offer.feeds, title=offer.title)


def _listing(fetched: Fetched, offer: Offer) -> Found | None:
    if offer.selectors is None:
        return None
    spec = FeedSpec(url=fetched.url, kind=FeedKind.LISTING, selectors=offer.selectors)
    with suppress(NotAFeed):
        rows = read_listing(fetched.body, offer.selectors, url=fetched.url, content_type=fetched.content_type, language=offer.language)
        return Found(spec=spec, parsed=rows, fetched=fetched)
    return None
