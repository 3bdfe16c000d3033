"""`monitor inspect copies`: a stream of texts, each with the id of the group of copies it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from monitor.cli.rows import BadRow, row_of, text_of
from monitor.model import Article
from monitor.stories.copies import CopyIndex
from monitor.stories.fingerprint import fingerprint
from monitor.text.language import detect
from monitor.text.words import Reading, read

SAMPLE = 1000  # characters by which a text's language is told, as when an entry is read


def run(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield ``{"id", "cluster"}`` for each ``{"id", "lang", "title"?, "text"}``; a bad line yields ``{"id", "error"}``."""
    index: CopyIndex[int] = CopyIndex()
    return grouped(lines, lambda number, reading: index.add(number, fingerprint(reading)))


def grouped(lines: Iterable[str], group: Callable[[int, Reading], int]) -> Iterator[dict[str, Any]]:
    """Yield each line's id with the group that ``group(number of the line, its words)`` puts it in."""
    for number, line in enumerate(lines):
        row: dict[str, Any] = {}
        try:
            row = row_of(line)
            title, text = text_of(row, "title"), text_of(row, "text")
            article = Article(title=title, lead=text, language=detect(f"{title}\n{text[:SAMPLE]}", text_of(row, "lang")))
        except BadRow as error:
            yield {"id": row.get("id"), "error": f"line {number + 1}: {error}"}
            continue
        yield {"id": row.get("id"), "cluster": group(number, read(article))}
