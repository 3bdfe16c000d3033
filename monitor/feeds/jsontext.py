"""JSON as sites send it becomes plain values, within bounds of memory and depth whatever the bytes hold."""

from __future__ import annotations

import json
import re
from typing import Final

import orjson

from monitor.errors import NotAFeed
from monitor.feeds.soup import looks_like_html
from monitor.text.charset import decode

MAX_BYTES: Final = 32 << 20
MAX_VALUES: Final = 1_000_000  # each takes up to 200 bytes of memory
MAX_PIECES: Final = 500  # of a text that is a list of paragraphs
_DOT_NET: Final = re.compile(r"/Date\((-?\d{1,17})(?:[+-]\d{4})?\)/")
_FRACTION: Final = re.compile(r"(-?\d{9,13})\.\d*")
_MICROSECONDS: Final = range(15, 18)  # digits of an instant, since 1970
_NANOSECONDS: Final = range(18, 21)
_BLANK: Final = b" \t\r\n\x00\xef\xbb\xbf"
_GUARD: Final = re.compile(r"\)\]\}',?\s*|(?:/\*\*/\s*)?[\w$.]{1,80}\s*\((?=\s*[\[{])|for\s*\(;;\);\s*|while\s*\(1\);\s*")
"""What stands before JSON that is not to be run as a script, and before JSON that is (JSONP)."""


def loaded(body: bytes, content_type: str = "") -> object:
    """Return the value that a JSON document holds; control characters inside its strings are let pass, and so is the call around JSONP.

    Raises:
        NotAFeed: ``empty``, ``too_large``, ``html`` where it is a web page, ``broken`` where it is no JSON.
    """
    if not body.strip(_BLANK):
        raise NotAFeed("empty")
    if len(body) > MAX_BYTES:
        raise NotAFeed("too_large", f"{len(body)} bytes")
    if len(body) > MAX_VALUES and sum(map(body.count, (b",", b"[", b"{"))) > MAX_VALUES:
        raise NotAFeed("too_large", f"more than {MAX_VALUES} values")
    text = decode(body, content_type).lstrip("\ufeff\x00 \t\r\n")
    guard = _GUARD.match(text)
    if guard:
        text = text[guard.end() :].rstrip("\x00 \t\r\n;")
        text = text.removesuffix(")") if guard[0].endswith("(") else text
    try:
        return orjson.loads(text)
    except ValueError:
        pass
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("html" if text.startswith("<") and looks_like_html(text) else "broken", str(error)[:200]) from error


def text_of(value: object) -> str:
    """Return a value as text: a number in digits, a list line by line; empty for what is neither."""
    match value:
        case str():
            return value
        case bool():
            return ""
        case int():
            return str(value) if value.bit_length() < 200 else ""
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e18 else str(value)
        case list():
            return "\n".join(text for one in value[:MAX_PIECES] if not isinstance(one, list) and (text := text_of(one)))
    return ""


def instant_text(value: object) -> str:
    """Return a time as a text that means it: what .NET writes, and micro- and nanoseconds since 1970, become milliseconds."""
    text = text_of(value).strip()
    found = _DOT_NET.fullmatch(text) or _FRACTION.fullmatch(text)
    text = found[1] if found else text
    digits = len(text.removeprefix("-"))
    if digits > 14 and text.removeprefix("-").isdecimal():
        cut = 3 if digits in _MICROSECONDS else 6 if digits in _NANOSECONDS else 0
        return text[:-cut] if cut else ""
    return text
