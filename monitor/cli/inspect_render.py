"""`monitor inspect render`: an alert given as a JSON line becomes the Telegram message it would be.

A line in is ``{"topic", "articles": [{"title", "url", "source", "country", "lang", "published", "text" or "lead", "spans"}], "locale",
"stage"?}``; ``topic`` is an id or ``{"id", "title"}``, where the title may be a mapping by locale. Only ``topic`` and one article with a
``title`` are needed. ``spans`` are the hits, in characters: ``{"title": [[start, end], …], "lead": […], "body": […]}``, or
``[[start, end], …]`` for the text. A line out is ``{"html"}``, or ``{"error"}`` for a line that is not so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from monitor.alerts.passage import Stretch
from monitor.alerts.render import render_alert
from monitor.alerts.shown import AlertView, ArticleView, story_of
from monitor.model import Stage, TopicId


class _Unusable(Exception):
    """A line is not as described; its words say what is."""


def run(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Render each line as it comes."""
    for line in lines:
        try:
            yield {"html": render_alert(_alert(orjson.loads(line)))}
        except orjson.JSONDecodeError as error:
            yield {"error": f"not JSON: {error}"}
        except _Unusable as error:
            yield {"error": str(error)}


def _alert(row: Any) -> AlertView:
    if not isinstance(row, dict):
        raise _Unusable("a line must be a JSON object")
    locale = _text(row, "locale") or "en"
    articles = row.get("articles")
    if not isinstance(articles, list) or not articles:
        raise _Unusable("articles must be a list with at least one article")
    topic = row.get("topic")
    if isinstance(topic, dict):
        name, title = _text(topic, "id"), _title(topic.get("title"), locale)
    else:
        name, title = _text(row, "topic"), ""
    if not name and not title:
        raise _Unusable('topic must be an id, or an object with "id" and "title"')
    shown = tuple(_article(each, n) for n, each in enumerate(articles))
    return AlertView(
        topic=TopicId(name),
        topic_title=title or name,
        articles=shown,
        story=story_of(shown),
        locale=locale,
        stage=_stage(_text(row, "stage")),
        possible_repeat=row.get("possible_repeat") is True,
    )


def _article(row: Any, number: int) -> ArticleView:
    if not isinstance(row, dict):
        raise _Unusable(f"articles[{number}] must be an object")
    spans = _spans(row.get("spans"), number)
    text, hits = _quoted(row, spans)
    return ArticleView(
        title=_text(row, "title"),
        url=_text(row, "url"),
        source_name=_text(row, "source"),
        country=_text(row, "country"),
        language=_text(row, "lang") or _text(row, "language"),
        published=_moment(row, number),
        title_hits=spans.get("title", ()),
        text=text,
        text_hits=hits,
    )


def _quoted(row: Mapping[str, Any], spans: Mapping[str, tuple[Stretch, ...]]) -> tuple[str, tuple[Stretch, ...]]:
    """The text to quote with its hits: the first that has a hit, else the first that there is."""
    texts = [
        (_text(row, key), spans.get(key) or (spans.get("") if key in {"text", "lead"} else None) or ()) for key in ("text", "lead", "body")
    ]
    return next((each for each in texts if each[0] and each[1]), next((each for each in texts if each[0]), ("", ())))


def _title(value: Any, locale: str) -> str:
    if isinstance(value, dict):
        value = value.get(locale) or value.get(locale.partition("-")[0]) or value.get("en") or next(iter(value.values()), "")
    if value is not None and not isinstance(value, str):
        raise _Unusable("a topic's title must be a text, or texts by locale")
    return value or ""


def _stage(written: str) -> Stage | None:
    if written and written not in set(Stage):
        raise _Unusable(f"stage must be one of {', '.join(Stage)}")
    return Stage(written) if written else None


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise _Unusable(f"{key} must be a text")
    return value or ""


def _moment(row: Mapping[str, Any], number: int) -> datetime | None:
    written = _text(row, "published")
    if not written:
        return None
    try:
        moment = datetime.fromisoformat(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _Unusable(f"articles[{number}]: published must be an ISO 8601 time, such as 2026-10-07T09:05:00+00:00") from None


def _spans(value: Any, number: int) -> dict[str, tuple[Stretch, ...]]:
    """Hits by field; under "" those of whichever text there is. ``[field, start, end]`` is understood too, as the database keeps them."""
    by_field: dict[str, list[Stretch]] = {}
    for field, spans in (value if isinstance(value, dict) else {"": value or []}).items():
        for span in spans if isinstance(spans, list) else [spans]:
            match span:
                case [int(start), int(end)]:
                    by_field.setdefault(field, []).append((start, end))
                case [str(named), int(start), int(end)]:
                    by_field.setdefault(named, []).append((start, end))
                case {"field": str(named), "start": int(start), "end": int(end)}:
                    by_field.setdefault(named, []).append((start, end))
                case _:
                    raise _Unusable(f"articles[{number}]: spans must be pairs of start and end")
    return {field: tuple(stretches) for field, stretches in by_field.items()}
