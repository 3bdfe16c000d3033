"""What an article's facts are, where a filter asks about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from monitor.model import Article, Source, SourceId
from monitor.topics.nodes import Filter, Range, Regex


def fact_told(node: Filter | Range | Regex, article: Article, sources: Mapping[SourceId, Source]) -> str:
    """The article's own value of a filter's field, as a sentence."""
    field = node.field
    if field in {"date", "since", "before", "after"}:
        return _dated(article)
    source = sources.get(article.source)
    address = " and ".join(dict.fromkeys(filter(None, (article.url, article.canonical_url))))
    value = {
        "title": f"“{article.title}”" if article.title else "",
        "lang": article.language,
        "country": article.country,
        "source": article.source,
        "feed": str(article.feed or ""),
        "story": str(article.story or ""),
        "url": address,
        "domain": address,
        "author": ", ".join(article.authors),
        "type": source.type if source else "",
        "tag": ", ".join(source.tags) if source else "",
    }[field]
    if value:
        return f"its {_NAMES.get(field, field)} is {value}"
    if field in {"type", "tag"} and not source:
        return f"its source is not known, and so its {field} is not"
    return f"its {_NAMES.get(field, field)} is not known"


_NAMES = {"lang": "language", "domain": "URL", "url": "URL"}


def _dated(article: Article) -> str:
    if article.published:
        return f"it was published {_day(article.published)}"
    return f"it is undated, and was first seen {_day(article.seen)}" if article.seen else "it is undated"


def _day(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"
