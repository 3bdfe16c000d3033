"""`monitor inspect topics`: texts against the topics of a config folder, as the live line would match them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.catalog.load import load
from monitor.cli.rows import BadRow, row_of, text_of
from monitor.errors import ConfigInvalid, QueryInvalid
from monitor.model import Article, Body, Match, SourceId
from monitor.topics.matcher import Matcher


def run(lines: Iterable[str], config: Path) -> Iterator[dict[str, Any]]:
    """Yield a row for each line, in order: ``{"id", "topics", "stages", "spans"}``, or ``{"id", "error"}`` for one that cannot be used.

    A topic found in the body alone is left out where its file does not say ``body: alert``.

    Args:
        lines: ``{"id", "lang", "title", "text", "body"?, "source"?, "published"?}`` each; ``text`` is the lead.
        config: the operators' folder.

    Raises:
        ConfigInvalid: with every problem of the folder, those of its queries among them.
    """
    catalog = load(config)
    try:
        matcher = Matcher(catalog.topics, catalog.concepts, catalog.sources)
    except QueryInvalid as error:
        raise ConfigInvalid(error.problems) from error
    quiet = {topic.id for topic in catalog.topics if topic.body is not Body.ALERT}
    countries = {source.id: source.country for source in catalog.sources}
    return _rows(lines, matcher, quiet, countries)


def _rows(lines: Iterable[str], matcher: Matcher, quiet: set[Any], countries: dict[SourceId, str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        asked: dict[str, Any] = {}
        try:
            asked = row_of(line)
            article = _article(asked, countries)
        except BadRow as error:
            yield {"id": asked.get("id"), "error": str(error)}
            continue
        found = [match for match in matcher.match(article) if not (match.field == "body" and match.topic in quiet)]
        yield {
            "id": asked.get("id"),
            "topics": [match.topic for match in found],
            "stages": {match.topic: match.stage for match in found if match.stage},
            "spans": {match.topic: _spans(match) for match in found},
        }


def _spans(match: Match) -> list[list[Any]]:
    return [[span.field, span.start, span.end] for span in match.spans]


def _article(asked: dict[str, Any], countries: dict[SourceId, str]) -> Article:
    source = SourceId(text_of(asked, "source"))
    return Article(
        title=text_of(asked, "title"),
        lead=text_of(asked, "text"),
        body=text_of(asked, "body"),
        language=text_of(asked, "lang"),
        source=source,
        country=countries.get(source, ""),
        published=_time(text_of(asked, "published")),
    )


def _time(written: str) -> datetime | None:
    if not written:
        return None
    try:
        when = datetime.fromisoformat(written)
    except ValueError as error:
        raise BadRow(f'"published" is no time: {written!r}, write 2024-10-04T09:00:00+00:00') from error
    return when if when.tzinfo else when.replace(tzinfo=UTC)
