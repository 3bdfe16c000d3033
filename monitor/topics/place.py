"""Where something stands in a query, said so that an operator finds it: line, column and the text around."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from monitor.errors import Problem

_AROUND = 18  # characters shown on each side of the place


def problem(query: str, at: int, message: str, severity: str = "error") -> Problem:
    """A problem at character ``at`` of ``query``; line and column start at 1, columns count characters."""
    line = query.count("\n", 0, at) + 1
    column = at - (query.rfind("\n", 0, at) + 1) + 1
    return Problem(line=line, column=column, message=f"{message} — at “{around(query, at)}”", severity=severity)


def around(query: str, at: int) -> str:
    """The query's text about ``at`` on its line, cut with dots, the place marked with ⮞."""
    start = query.rfind("\n", 0, at) + 1
    end = query.find("\n", at)
    end = len(query) if end < 0 else end
    low, high = max(start, at - _AROUND), min(end, at + _AROUND)
    before, after = query[low:at].lstrip(), query[at:high].rstrip()
    return f"{'…' if low > start else ''}{before}⮞{after}{'…' if high < end else ''}"


def nearest(word: str, known: Iterable[str]) -> str:
    """`` did you mean "x"?`` for the known word most like ``word``; empty where none is like it."""
    found = get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return f'did you mean "{found[0]}"?' if found else ""
