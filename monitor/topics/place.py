"""Where something stands in a query, said so that an operator finds it: line, column and the text around."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from monitor.errors import Problem

MOST_TOLD = 20  # problems of one query: whoever has mended those asks again
MOST_COUNTED = 500  # of those beyond
_AROUND = 18  # characters shown on each side of the place
_WRITTEN = 40  # characters shown of what an operator wrote
_UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")  # would move the cursor, or cannot be printed


class Faults:
    """What is found wrong, or doubtful, while one query is read; beyond ``MOST_TOLD`` only counted, and not for ever.

    Args:
        query: its text.
        severity: "error" or "warning".
    """

    def __init__(self, query: str, severity: str = "error") -> None:
        self._query = query
        self._severity = severity
        self._found: list[tuple[int, str]] = []

    def note(self, at: int, message: str) -> None:
        """Note a message about character ``at``."""
        self._found.append((at, message))

    @property
    def enough(self) -> bool:
        """Whether so much is wrong that a costly message would not be told."""
        return len(self._found) >= MOST_TOLD

    @property
    def too_many(self) -> bool:
        """Whether there is no use in reading on."""
        return len(self._found) >= MOST_COUNTED

    def __bool__(self) -> bool:
        return bool(self._found)

    def told(self) -> list[Problem]:
        """The first problems in the order of their places; the last says how many more there are."""
        first = sorted(self._found)[:MOST_TOLD]
        told = [problem(self._query, at, message, self._severity) for at, message in first]
        more = len(self._found) - len(first)
        if more:
            at, message = first[-1]
            many = f"{more} or more others" if self.too_many else f"{more} more"
            told[-1] = problem(self._query, at, f"{message} (and {many} in this query)", self._severity)
        return told


def problem(query: str, at: int, message: str, severity: str = "error") -> Problem:
    """A problem at character ``at`` of ``query``; line and column start at 1, columns count characters."""
    line = query.count("\n", 0, at) + 1
    column = at - (query.rfind("\n", 0, at) + 1) + 1
    shown = _UNSHOWABLE.sub("�", f"{message} — at “{around(query, at)}”")
    return Problem(line=line, column=column, message=shown, severity=severity)


def around(query: str, at: int) -> str:
    """The query's text about ``at`` on its line, cut with dots, the place marked with ⮞."""
    start = query.rfind("\n", 0, at) + 1
    end = query.find("\n", at)
    end = len(query) if end < 0 else end
    low, high = max(start, at - _AROUND), min(end, at + _AROUND)
    before, after = query[low:at].lstrip(), query[at:high].rstrip()
    return f"{'…' if low > start else ''}{before}⮞{after}{'…' if high < end else ''}"


def short(written: str) -> str:
    """What an operator wrote, cut to what a message has room for."""
    return written if len(written) <= _WRITTEN else written[: _WRITTEN - 1] + "…"


def nearest(word: str, known: Iterable[str]) -> str:
    """`` did you mean "x"?`` for the known word most like ``word``; empty where none is like it."""
    found = get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return f'did you mean "{found[0]}"?' if found else ""
