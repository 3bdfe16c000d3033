"""Filters: what a query may ask about an article beside its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from monitor.model import Article, Source, SourceId
from monitor.text.normalize import fold
from monitor.text.words import tokenize
from monitor.topics.nodes import Filter, Range

Predicate = Callable[[Article], bool]


def fact(node: Filter | Range, sources: Mapping[SourceId, Source]) -> Predicate:
    """The predicate a filter stands for. ``type:`` and ``tag:`` look the article's source up in ``sources``."""
    if isinstance(node, Range):
        low = _period(node.low)[0] if node.low else datetime.min.replace(tzinfo=UTC)
        high = datetime.max.replace(tzinfo=UTC) if not node.high else _period(node.high)[1 if node.closed else 0]
        return lambda article: _dated(article, low, high)
    if node.field in {"date", "since", "before", "after"}:
        return _date(node.field, node.value)
    return _value(node.field, node.value, sources)


def _value(field: str, value: str, sources: Mapping[SourceId, Source]) -> Predicate:
    wanted = value.casefold()
    match field:
        case "lang":
            return lambda a: _language(a.language) == _language(wanted)
        case "country":
            return lambda a: a.country.casefold() == wanted
        case "source":
            return lambda a: a.source.casefold() == wanted
        case "feed":
            return lambda a: a.feed == int(value)
        case "story":
            return lambda a: a.story == int(value)
        case "url":
            return lambda a: wanted in a.url.casefold() or wanted in a.canonical_url.casefold()
        case "domain":
            bare = wanted.removeprefix("www.")
            return lambda a: any(_under(_host(url), bare) for url in (a.url, a.canonical_url))
        case "author":
            words = _folded(value)
            return lambda a: any(_side_by_side(words, _folded(name)) for name in a.authors)
        case "type":
            return lambda a: a.source in sources and sources[a.source].type.casefold() == wanted
        case _:
            return lambda a: a.source in sources and wanted in (t.casefold() for t in sources[a.source].tags)


def _date(field: str, value: str) -> Predicate:
    first, after = _period(value)
    always, never = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    low, high = {"date": (first, after), "since": (first, never), "before": (always, first), "after": (after, never)}[field]
    return lambda article: _dated(article, low, high)


def _dated(article: Article, low: datetime, high: datetime) -> bool:
    """Whether it was published, or first seen where that is not known, at ``low`` or later and before ``high``."""
    when = article.published or article.seen
    return when is not None and low <= when < high


def _period(written: str) -> tuple[datetime, datetime]:
    """The first instant of a year, month or day, and the first one after it."""
    numbers = [int(part) for part in written.split("-")]
    year, month, day = (*numbers, 1, 1)[:3]
    first = datetime(year, month, 1, tzinfo=UTC) + timedelta(days=day - 1)
    match len(numbers):
        case 1:
            return first, datetime(year + 1, 1, 1, tzinfo=UTC)
        case 2:
            return first, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
        case _:
            return first, first + timedelta(days=1)


def _language(code: str) -> str:
    return code.casefold().partition("-")[0]


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # "http://[" and the like
        return ""


def _under(host: str, domain: str) -> bool:
    return host == domain or host.endswith("." + domain)


def _folded(text: str) -> list[str]:
    return [fold(token) for token in tokenize(text).tokens]


def _side_by_side(words: list[str], text: list[str]) -> bool:
    size = len(words)
    return any(text[i : i + size] == words for i in range(len(text) - size + 1))
