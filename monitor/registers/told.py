"""A change in a register told as an entry, as a feed would tell it: so that it is matched and alerted like any other news."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from types import MappingProxyType
from typing import Final

from monitor.model import Entry
from monitor.registers.diff import Change, Kind
from monitor.registers.rows import Row

SUMMARY: Final = 560  # characters: the lead of an article has 600
_SIDE: Final = 230  # characters of one side of an arrow
_CELL: Final = 130  # of one side of an arrow where several cells changed
_AROUND: Final = 40  # characters shown before what differs in a long text
_NAME: Final = 220  # characters of a name in a headline
_GAP: Final = "[..]"
_JOINER: Final = "\u2060"  # a stop with this behind it ends no sentence: what was and what is stay together
_STOP: Final = re.compile("([.!?\u2026][\"'\u201d\u2019\u00bb)\\]]*)(?=\\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Our own words in one language; the rows' texts are never translated. A headline takes ``register`` and ``name``."""

    headlines: Mapping[Kind, str]
    before: str
    after: str
    absent: str
    empty: str
    columns: Mapping[str, str]
    more: str


# Said as topics ask for them: "removed … list", "added to … list", "changed status", in the inflections of the trade.
_ENGLISH: Final = Words(
    headlines=MappingProxyType(
        {
            Kind.REMOVED: "REMOVED from the list \u201c{register}\u201d: {name}",
            Kind.ADDED: "ADDED to the list \u201c{register}\u201d: {name}",
            Kind.CHANGED: "CHANGED status or details in the list \u201c{register}\u201d: {name}",
            Kind.RENAMED: "CHANGED name or status in the list \u201c{register}\u201d: {name}",
        }
    ),
    before="Before",
    after="After",
    absent="not in the list",
    empty="nothing",
    columns=MappingProxyType({"name": "name", "note": "note"}),
    more="and {count} more",
)
_RUSSIAN: Final = Words(
    headlines=MappingProxyType(
        {
            Kind.REMOVED: "ИСКЛЮЧЕНИЕ из перечня «{register}»: {name}",
            Kind.ADDED: "ВКЛЮЧЕНИЕ в перечень «{register}»: {name}",
            Kind.CHANGED: "ИЗМЕНЕНИЕ статуса или данных в перечне «{register}»: {name}",
            Kind.RENAMED: "ИЗМЕНЕНИЕ названия или статуса в перечне «{register}»: {name}",
        }
    ),
    before="Было",
    after="Стало",
    absent="нет в перечне",
    empty="пусто",
    columns=MappingProxyType({"name": "название", "note": "примечание"}),
    more="и ещё {count}",
)
_WORDS: Final = MappingProxyType({"en": _ENGLISH, "ru": _RUSSIAN})


def describe(change: Change, language: str = "en", *, register: str, url: str, seen: datetime, at: datetime) -> Entry:
    """Return a change as an entry. Its texts hold no HTML but escapes and line ends.

    The GUID is made of the change and of when it was first seen: told twice it is one entry, but a row that is removed, restored and
    removed again is news each time.

    Args:
        change: what became of a row.
        language: of our own words: Russian or, for any other, English. The row's texts stay as they are.
        register: the list's name.
        url: where it is published.
        seen: when the change was first seen.
        at: when it was confirmed.
    """
    said = _WORDS.get(language, _ENGLISH)
    mark = _mark(change, seen)
    return Entry(
        guid=f"register:{mark}",
        url=f"{url.partition('#')[0]}#{mark[:12]}",
        title=escape(said.headlines[change.kind].format(register=register, name=_named(change)), quote=False),
        summary=escape(_STOP.sub(rf"\1{_JOINER}", _summary(change, said)), quote=False),
        content="<br>".join(escape(line, quote=False) for line in _content(change, said)),
        published=at,
        language=language if language in _WORDS else "",
    )


def _mark(change: Change, seen: datetime) -> str:
    what = repr((str(change.kind), change.before, change.after, seen.isoformat()))
    return hashlib.blake2b(what.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _named(change: Change) -> str:
    old, new = (row.name if row else "" for row in (change.before, change.after))
    if old and new and old != new:
        return f"{_shortened(old, _NAME // 2)} → {_shortened(new, _NAME // 2)}"
    return _shortened(new or old, _NAME)


def _summary(change: Change, said: Words) -> str:
    """Return what was and what is, in one sentence with an arrow in it."""
    if change.before is None or change.after is None:
        was, now = (_shortened(_line(row), _SIDE) if row else said.absent for row in (change.before, change.after))
        return f"{said.before}: {was} → {said.after.lower()}: {now}"
    parts: list[str] = []
    for count, (column, before, after) in enumerate(change.cells):
        side = _SIDE if len(change.cells) == 1 else _CELL
        was, now = (text or said.empty for text in _differing(before, after, side))
        part = f"{_label(column, said)}{was} → {now}"
        if parts and sum(map(len, parts)) + len(part) > SUMMARY:
            parts.append(said.more.format(count=len(change.cells) - count))
            break
        parts.append(part)
    return "; ".join(parts)


def _line(row: Row) -> str:
    """Return a row as one line, without what repeats its name."""
    return " | ".join(dict.fromkeys((row.name, *(text for _, text in row.cells if text not in row.name), *filter(None, (row.note,)))))


def _content(change: Change, said: Words) -> Iterator[str]:
    for label, row in ((said.before, change.before), (said.after, change.after)):
        yield f"{label}: {row.name if row else said.absent}"
        if row:
            yield from (f"{_label(column, said)}{text}" for column, text in row.cells if text)
            if row.note:
                yield f"{said.columns['note']}: {row.note}"


def _label(column: str, said: Words) -> str:
    """Return what stands before a cell's text; a column that is a mere number has no name to show."""
    return "" if column.isdigit() else f"{said.columns.get(column, column)}: "


def _differing(was: str, now: str, limit: int) -> tuple[str, str]:
    """Return two texts from shortly before the first character in which they differ, each cut to ``limit``."""
    if max(len(was), len(now)) <= limit:
        return was, now
    same = next((n for n, (one, other) in enumerate(zip(was, now, strict=False)) if one != other), min(len(was), len(now)))
    begin = max(0, was.rfind(" ", 0, max(0, same - _AROUND))) if same > _AROUND else 0
    before = f"{_GAP} " if begin else ""
    return tuple(_shortened(f"{before}{text[begin:].lstrip()}", limit) for text in (was, now))  # type: ignore[return-value] # a pair in, a pair out


def _shortened(text: str, limit: int) -> str:
    """Cut a text at a word's end to at most ``limit`` characters."""
    if len(text) <= limit:
        return text
    cut = text[: limit - len(_GAP) - 1]
    return f"{cut.rpartition(' ')[0] or cut} {_GAP}"
