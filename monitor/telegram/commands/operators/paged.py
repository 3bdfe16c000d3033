"""Long answers: lists cut into pages of what one message holds, turned by buttons; words from operators' arguments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape

from monitor.alerts.passage import clean, shorten, units
from monitor.locales import Translator, translator
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.access import known
from monitor.telegram.commands.call import Answer, Button, Call

PAGE_UNITS = 3000  # UTF-16 units of a page: with its heading and buttons less than a message may have
PAGE_LINES = 15
_SPAN = re.compile(r"(\d{1,4})\s*(m|min|h|d|w)", re.IGNORECASE)
_SPANS = {"m": timedelta(minutes=1), "min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_BECAUSE = re.compile(r"\s*\b(?:because|потому что|because of)\b\s*", re.IGNORECASE)


def speaker(tx: Transaction, call: Call) -> Translator:
    """Return who speaks the operator's language."""
    subscriber = known(tx, call)
    return translator(subscriber.locale if subscriber else call.locale)


def paged(
    t: Translator,
    heading: str,
    lines: Sequence[str],
    *,
    page: int,
    prefix: str,
    rows: Sequence[tuple[Button, ...]] = (),
) -> Answer:
    """Return one page of a list.

    Args:
        t: the language.
        heading: the first line, in Telegram's HTML.
        lines: the list, each in Telegram's HTML and far shorter than a page.
        page: which; beyond the last one is the last one.
        prefix: what the argument of a turning button begins with, before ``:<page>``.
        rows: buttons besides, one row for each line, where there are any: only those of the page's lines are shown.
    """
    pages = _pages(lines)
    page = min(max(page, 0), len(pages) - 1)
    start = sum(len(each) for each in pages[:page])
    shown = tuple(rows[start : start + len(pages[page])])
    text = "\n".join([heading, *pages[page]])
    if len(pages) == 1:
        return Answer(text, shown)
    turns = tuple(Button(sign, f"{prefix}:{to}") for sign, to in (("‹", page - 1), ("›", page + 1)) if 0 <= to < len(pages))
    return Answer(f"{text}\n{t.say('Page {number} of {count}', number=page + 1, count=len(pages))}", (*shown, turns))


def _pages(lines: Sequence[str]) -> list[list[str]]:
    pages: list[list[str]] = [[]]
    room = PAGE_UNITS
    for line in lines:
        if pages[-1] and (units(line) + 1 > room or len(pages[-1]) == PAGE_LINES):
            pages.append([])
            room = PAGE_UNITS
        pages[-1].append(line)
        room -= units(line) + 1
    return pages


def page_of(argument: str) -> int:
    """Return the page that a turning button names: its last part; the first where it is none."""
    number = argument.rpartition(":")[2]
    return int(number[:4]) if number.isascii() and number.isdecimal() else 0


def plain(text: str, limit: int = 200) -> str:
    """Return a text that somebody wrote as one line that may stand in Telegram's HTML."""
    return escape(shorten(clean(text), limit).text, quote=False)


def reason_in(argument: str) -> tuple[str, str]:
    """Split ``… because …``."""
    before, _, because = _BECAUSE.sub("\0", argument.replace("\0", ""), count=1).partition("\0")
    return before.strip(), " ".join(because.split())


def span_of(word: str) -> timedelta | None:
    """Read 30m, 8h, 3d or 1w. None for anything else, and for what is nothing or longer than a year."""
    found = _SPAN.fullmatch(word)
    span = int(found[1]) * _SPANS[found[2].lower()] if found else timedelta()
    return span if timedelta() < span <= timedelta(days=366) else None


def ago(t: Translator, at: datetime | None, now: datetime) -> str:
    """Say how long something took or has lasted, in its largest unit."""
    if at is None:
        return t.say("never")
    seconds = abs(int((now - at).total_seconds()))
    for length, unit in ((86400, t.say("{number} d", number=seconds // 86400)), (3600, t.say("{number} h", number=seconds // 3600))):
        if seconds >= length:
            return unit
    return t.say("{number} min", number=seconds // 60) if seconds >= 60 else t.say("{number} s", number=seconds)


def moment(at: datetime) -> str:
    """Write a time, in UTC."""
    return f"{at:%Y-%m-%d %H:%M} UTC"
