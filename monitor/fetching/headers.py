"""What the headers of a response say about time and state, read without trust."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(hours=24)
LONGEST_AGE = timedelta(days=365)
LONGEST_VALIDATOR = 1_024
"""A longer ETag is not remembered: it would be sent with every request."""

MOST_HEADERS = 100
MOST_HEADER_CHARACTERS = 16 << 10
"""What is kept of an answer's headers as evidence."""

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_UNCACHED = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b", re.IGNORECASE)


def instant(text: str) -> datetime | None:
    """Read an HTTP date (RFC 9110, section 5.6.7); None where it is none."""
    try:
        when = parsedate_to_datetime(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def retry_after(value: str, now: datetime) -> timedelta | None:
    """How long to leave the host alone, at most a day; None where the header says nothing sensible."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=min(int(value[:12]), 10**9)), LONGEST_WAIT)
    when = instant(value)
    return min(max(when - now, timedelta()), LONGEST_WAIT) if when else None


def max_age(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the answer stays fresh, from Cache-Control, else from Expires; None where nothing is said."""
    control = headers.get("cache-control", "")
    if _UNCACHED.search(control):
        return None
    if said := _MAX_AGE.search(control):
        return min(timedelta(seconds=int(said[1])), LONGEST_AGE) if int(said[1]) < LONGEST_AGE.total_seconds() else LONGEST_AGE
    expires = instant(headers.get("expires", ""))
    if expires is None:
        return None
    return min(max(expires - (instant(headers.get("date", "")) or now), timedelta()), LONGEST_AGE)


def validator(value: str) -> str:
    """Return an ETag or Last-Modified as it can be sent back, verbatim; empty where it cannot."""
    return value if len(value) <= LONGEST_VALIDATOR and sendable(value) else ""


def sendable(value: str) -> bool:
    """Whether this may stand in a request's header: ISO 8859-1 without control characters, and no space at its ends."""
    return value == value.strip() and all(" " <= letter <= "\xff" and letter != "\x7f" for letter in value)


def evidence(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the headers of an answer as they came, names in lower case, without cookies; as many as are worth keeping."""
    kept: list[tuple[str, str]] = []
    room = MOST_HEADER_CHARACTERS
    for name, value in headers:
        if name.lower() in {"set-cookie", "set-cookie2"}:
            continue
        room -= len(name) + len(value)
        if room < 0 or len(kept) == MOST_HEADERS:
            break
        kept.append((name.lower(), value))
    return tuple(kept)
