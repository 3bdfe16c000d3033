"""`monitor inspect feeds`: feed files to entries, a JSON line for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from monitor.errors import NotAFeed
from monitor.feeds.parse import parse_feed
from monitor.model import Entry


def run(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield one row for each feed and one for each of its entries, or one of type ``error``.

    Args:
        lines: ``{"file", "url", "content_type"}`` each; ``file`` is a path, the others may be missing or null.
    """
    for line in lines:
        try:
            asked = orjson.loads(line)
        except ValueError as error:
            yield _error("", f"not a JSON line: {error}")
            continue
        if not isinstance(asked, dict) or not isinstance(asked.get("file"), str):
            yield _error("", 'a line needs {"file": PATH}')
            continue
        yield from _rows(asked["file"], _text(asked, "url"), _text(asked, "content_type"))


def _rows(file: str, url: str, content_type: str) -> Iterator[dict[str, Any]]:
    try:
        feed = parse_feed(Path(file).read_bytes(), url=url, content_type=content_type)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        yield _error(file, str(error))
        return
    except NotAFeed as error:
        yield _error(file, str(error))
        return
    yield {"file": file, "type": "feed", "title": feed.title, "link": feed.url}
    for entry in feed.entries:
        yield _entry(file, entry)


def _entry(file: str, entry: Entry) -> dict[str, Any]:
    return {
        "file": file,
        "type": "entry",
        "id": entry.guid,
        "link": entry.url,
        "title": entry.title,
        "published": _time(entry.published),
        "updated": _time(entry.updated),
        "summary": entry.summary,
        "content": entry.content,
        "authors": list(entry.authors),
        "language": entry.language,
    }


def _error(file: str, message: str) -> dict[str, Any]:
    return {"file": file, "type": "error", "error": message}


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _time(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
