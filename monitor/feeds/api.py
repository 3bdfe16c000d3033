"""The answer of a JSON API, of whatever shape, read item by item with an operator's path expressions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from monitor.errors import NotAFeed
from monitor.feeds.fields import MAX_ENTRIES, Reading, absolute, capped, escaped, guid_of, headline, plain
from monitor.feeds.jsonpaths import asker
from monitor.feeds.jsontext import loaded
from monitor.model import Entry, ParsedFeed, Paths

MAX_PIECES: Final = 500  # of a text that is a list of paragraphs
_DOT_NET: Final = re.compile(r"/Date\((-?\d{1,17})(?:[+-]\d{4})?\)/")
_FRACTION: Final = re.compile(r"(-?\d{9,13})\.\d*")
_MICROSECONDS: Final = range(15, 18)  # digits of an instant, since 1970
_NANOSECONDS: Final = range(18, 21)
Ask = Callable[[object], object]


def read_api(body: bytes, paths: Paths, *, url: str, content_type: str = "", language: str = "") -> ParsedFeed:
    """Return the items of a JSON document as entries, in its order, at most MAX_ENTRIES; an item without title, link and text is none.

    Texts may hold HTML. Numbers count as texts, lists as their members' texts, one a line. Times are seconds to nanoseconds since
    1970, or anything that :func:`monitor.text.dates.parse_date` reads.

    Args:
        body: what the server sent.
        paths: where the items are, and their parts in each of them; objects instead of a list give their values.
        url: where it came from; links are relative to it.
        content_type: the HTTP header, verbatim; only its charset is used.
        language: BCP 47; tells in which language dates are written.

    Raises:
        NotAFeed: ``empty``, ``too_large``, ``html`` or ``broken`` where it is no JSON; ``selector`` where a path is no JMESPath
            expression; ``no_rows`` where ``items`` finds no list, or where no item of the list has anything in it.
    """
    parts = _Parts(paths)
    items = parts.items(loaded(body, content_type))
    if isinstance(items, dict):
        items = list(items.values())
    if not isinstance(items, list):
        raise NotAFeed("no_rows", f"no list at {paths.items!r}"[:200])
    reading = Reading(url=url, language=language)
    entries = [entry for item in items[:MAX_ENTRIES] if (entry := parts.entry(item, reading)) is not None]
    if items and not entries:
        raise NotAFeed("no_rows", f"no item of {paths.items!r} has a title, a link or a text"[:200])
    return ParsedFeed(entries=tuple(entries))


class _Parts:
    """The paths, ready to be asked."""

    def __init__(self, paths: Paths) -> None:
        self.items = _ask(paths.items)
        self.title, self.link, self.id, self.time = map(_ask, (paths.title, paths.link, paths.id, paths.time))
        self.summary, self.content = map(_ask, (paths.summary, paths.content))

    def entry(self, item: object, reading: Reading) -> Entry | None:
        url = absolute(text_of(self.link(item)), reading.url)
        title = plain(text_of(self.title(item)))
        summary, content = (capped(escaped(text_of(ask(item)))) for ask in (self.summary, self.content))
        if not (url or title or summary or content):
            return None
        return Entry(
            guid=guid_of(text_of(self.id(item)), url, title, summary or content),
            url=url,
            title=title or headline(summary or content),
            summary=summary,
            content=content,
            published=reading.date(instant_text(self.time(item))),
        )


def _ask(expression: str) -> Ask:
    if not expression:
        return _nothing
    try:
        return asker(expression)
    except ValueError as error:
        raise NotAFeed("selector", str(error)[:300]) from error


def _nothing(_: object) -> None:
    return None


def text_of(value: object) -> str:
    """Return a value as text: a number in digits, a list line by line; empty for what is neither."""
    match value:
        case str():
            return value
        case bool():
            return ""
        case int():
            return str(value) if value.bit_length() < 200 else ""
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e18 else str(value)
        case list():
            return "\n".join(text for one in value[:MAX_PIECES] if not isinstance(one, list) and (text := text_of(one)))
    return ""


def instant_text(value: object) -> str:
    """Return a time as a text that means it: what .NET writes, and micro- and nanoseconds since 1970, become milliseconds."""
    text = text_of(value).strip()
    found = _DOT_NET.fullmatch(text) or _FRACTION.fullmatch(text)
    text = found[1] if found else text
    digits = len(text.removeprefix("-"))
    if digits > 14 and text.removeprefix("-").isdecimal():
        cut = 3 if digits in _MICROSECONDS else 6 if digits in _NANOSECONDS else 0
        return text[:-cut] if cut else ""
    return text
