"""Bytes become the characters of a page, or are told to be something else."""

from __future__ import annotations

import re
from typing import Final

from monitor.text.charset import decode

MAX_BYTES: Final = 4_000_000  # what comes after is not read: the largest of 400 real pages has 2.6 MB
_BINARY_STARTS: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"ID3",
    b"OggS",
    b"\x7fELF",
    b"BZh",
    b"7z\xbc\xaf",
)
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_SAMPLE: Final = 4_000  # characters looked at for signs that this is no text
_DECLARED: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_DECLARED_WITHIN: Final = 8_000  # bytes; the standard says 1,024, sites say otherwise


def why_unreadable(body: bytes) -> str:
    """Return ``empty`` or ``binary`` where these bytes cannot be a page, else an empty string."""
    start = body[:1024].lstrip()
    if not start and not body.strip():
        return "empty"
    return "binary" if start.startswith(_BINARY_STARTS) else ""


def page_text(body: bytes, content_type: str = "") -> str:
    """Return the characters of a page: at most ``MAX_BYTES`` of it, and empty where they look like no text at all."""
    body = body[:MAX_BYTES]
    declared = _DECLARED.search(body[:_DECLARED_WITHIN])
    text = decode(body, content_type, declared[1].decode("ascii") if declared else "").replace("\0", "")
    start = text[:_SAMPLE]
    return "" if 10 * len(_CONTROLS.findall(start)) > len(start) else text
