"""The answer of a JSON API, of whatever shape, read item by item with an operator's path expressions."""

from __future__ import annotations

from collections.abc import Callable

from monitor.errors import NotAFeed
from monitor.feeds.fields import MAX_ENTRIES, Reading, absolute, capped, escaped, guid_of, headline, plain
from monitor.feeds.jsonpaths import asker
from monitor.feeds.jsontext import instant_text, loaded, text_of
from monitor.feeds.shapes import find_paths
from monitor.model import Entry, ParsedFeed, Paths

Ask = Callable[[object], object]


def read_api(body: bytes, paths: Paths | None, *, url: str, content_type: str = "", language: str = "") -> ParsedFeed:
    """Return the items of a JSON document as entries, in its order, at most MAX_ENTRIES; an item without title, link and text is none.

    Texts may hold HTML. Numbers count as texts, lists as their members' texts, one a line. Times are seconds to nanoseconds since
    1970, or anything that :func:`monitor.text.dates.parse_date` reads.

    Args:
        body: what the server sent.
        paths: where the items are, and their parts in each of them; objects instead of a list give their values. Without them they are
            looked for, at each reading anew.
        url: where it came from; links are relative to it.
        content_type: the HTTP header, verbatim; only its charset is used.
        language: BCP 47; tells in which language dates are written.

    Raises:
        NotAFeed: ``empty``, ``too_large``, ``html`` or ``broken`` where it is no JSON; ``selector`` where a path is no JMESPath
            expression; ``no_rows`` where ``items`` finds no list, where no item of the list has anything in it, or where no objects
            with headlines repeat.
    """
    document = loaded(body, content_type)
    paths = paths or find_paths(document)
    if paths is None:
        raise NotAFeed("no_rows", "no objects with headlines repeat")
    parts = _Parts(paths)
    items = parts.items(document)
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
