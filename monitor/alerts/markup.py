"""Whether Telegram takes a message in its HTML (https://core.telegram.org/bots/api#html-style): as strict as we are with our own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from monitor.alerts.passage import units
from monitor.alerts.render import BUDGET, linkable, without_tags

ENTITIES = 100
"""Telegram drops what is beyond them."""

_PIECE = re.compile(r"<[^<>]*>|[^<]+|<")
_OPENS = re.compile(r'<(?:(b|strong|i|em|u|ins|s|strike|del|code|pre|blockquote|tg-spoiler)|(a) href="([^"]*)"|(blockquote) expandable)>')
_CLOSES = re.compile(r"</([a-z-]+)>")
_NAMED = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});)[a-zA-Z#][a-zA-Z0-9]*;")
_ALONE = {"code", "pre"}  # hold no other tag, and stand in none


def fault(html: str, *, room: int = BUDGET) -> str:
    """What Telegram would refuse a message for, or show otherwise than it is written; empty where there is nothing.

    Args:
        html: the message.
        room: UTF-16 units that it may have, with its first link in plain sight: so it goes out where it is refused with tags.
    """
    if found := next(_faults(html), ""):
        return found
    text = unescape(without_tags(html)).strip()
    if not text:
        return "there is no text"
    if units(text) > room:
        return f"the text is too long: {units(text):,} units, where {room:,} find room"
    return ""


def _faults(html: str) -> Iterator[str]:
    opened: list[str] = []
    count = 0
    for piece in _PIECE.findall(html):
        if not piece.startswith("<"):
            yield from (f"`{name}` is none of &lt; &gt; &amp; &quot;" for name in _NAMED.findall(piece))
        elif closing := _CLOSES.fullmatch(piece):
            if not opened or opened.pop() != closing[1]:
                yield f"`{piece}` closes what is not open there"
        elif opening := _OPENS.fullmatch(piece):
            name, count = opening[1] or opening[2] or opening[4], count + 1
            if opening[2] and not linkable(unescape(opening[3])):
                yield '`<a href="` leads nowhere: write it only where there is an address, {% if url %}<a href="{{ url }}">…</a>{% endif %}'
            if name in opened or (opened and (name in _ALONE or opened[-1] in _ALONE)):
                yield f"`{piece}` cannot stand in `<{opened[-1]}>`"
            opened.append(name)
        elif piece.startswith("<a "):
            yield '`<a ` is written in another way: <a href="{{ url }}">, with these quotes'
        else:
            yield f"`{piece[:40]}` is no tag that Telegram knows"
    if opened:
        yield f"`<{opened[-1]}>` is not closed"
    if count > ENTITIES:
        yield f"there are {count} tags, and Telegram drops what is beyond {ENTITIES}"
