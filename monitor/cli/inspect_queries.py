"""`monitor inspect queries`: one query against one text a line, with the stretches that prove it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from monitor.cli.rows import BadRow, row_of, text_of
from monitor.errors import QueryInvalid
from monitor.topics.single import match_query


def run(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield a row for each line, in order: ``{"id", "match", "spans"}``, or ``{"id", "error"}`` for one that cannot be used.

    Args:
        lines: ``{"id", "lang", "query", "text", "title"?}`` each. ``text`` is the lead: spans are ``["title" | "lead", start, end]``.
    """
    for line in lines:
        asked: dict[str, Any] = {}
        try:
            asked = row_of(line)
            query, lang = text_of(asked, "query", needed=True), text_of(asked, "lang")
            spans = match_query(query, title=text_of(asked, "title"), text=text_of(asked, "text"), language=lang)
        except (BadRow, QueryInvalid) as error:
            yield {"id": asked.get("id"), "error": str(error)}
            continue
        yield {"id": asked.get("id"), "match": spans is not None, "spans": [[s.field, s.start, s.end] for s in spans or ()]}
