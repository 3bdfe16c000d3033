"""`monitor inspect articles`: saved web pages become articles.

A line in is ``{"file", "url"}``; ``content_type`` may be given. A line out is ``{"file", "title", "content", "published", "updated",
"authors", "language", "canonical_url"}``, times in ISO 8601 or null, or ``{"file", "error"}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from monitor.errors import NotAPage
from monitor.model import Page
from monitor.pages.article import read_page


def run(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Read each page as its line comes."""
    for line in lines:
        try:
            asked = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            yield {"file": None, "error": f"not JSON: {error}"}
            continue
        if not isinstance(asked, dict) or not isinstance(asked.get("file"), str):
            yield {"file": None, "error": 'a line must be a JSON object with a "file"'}
            continue
        yield {"file": asked["file"], **_read(asked)}


def _read(asked: Mapping[str, Any]) -> dict[str, Any]:
    try:
        body = Path(asked["file"]).read_bytes()
        page = read_page(body, url=str(asked.get("url") or ""), content_type=str(asked.get("content_type") or ""))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        return {"error": f"cannot be read: {error}"}
    except NotAPage as error:
        return {"error": str(error)}
    return _row(page)


def _row(page: Page) -> dict[str, Any]:
    return {
        "title": page.title,
        "content": page.text,
        "published": page.published.isoformat() if page.published else None,
        "updated": page.updated.isoformat() if page.updated else None,
        "authors": list(page.authors),
        "language": page.language,
        "canonical_url": page.canonical_url,
    }
