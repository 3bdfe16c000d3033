"""Bytes of the web become text: the byte order mark, then what is claimed, then what the bytes themselves say.

Labels are read as browsers read them (https://encoding.spec.whatwg.org/#names-and-labels): ``iso-8859-1`` is windows-1252, ``gb2312``
is GB 18030, ``shift_jis`` is windows-31J. Legacy Tajik and Kazakh code pages that browsers have dropped are still known.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import Final

from chardetng_py import EncodingDetector

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Markup without a mark, in an encoding where "<" is more than one byte.
_WIDE_STARTS: Final = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
# Python's canonical name → the codec that browsers use under that label.
_WIDER: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "ks_c-5601-1987": "cp949",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
}
_SINGLE_BYTE: Final = frozenset(
    (
        "cp437", "cp737", "cp775", "cp850", "cp852", "cp855", "cp857", "cp862", "cp864", "cp866", "cp874", "cp1125", "cp1250",
        "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "iso8859-2", "iso8859-3", "iso8859-4",
        "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16",
        "koi8-r", "koi8-t", "koi8-u", "kz1048", "ptcp154", "mac-cyrillic", "mac-greek", "mac-latin2", "mac-roman", "mac-turkish",
    )
)  # fmt: skip
_MULTI_BYTE: Final = frozenset(("utf-8", "gb18030", "big5hkscs", "cp932", "euc_jp", "iso2022_jp", "cp949", "johab", "hz"))
_WIDE: Final = frozenset(("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))
_LABELS: Final = {
    "x-sjis": "shift_jis",
    "x-gbk": "gbk",
    "x-x-big5": "big5",
    "x-cp1251": "cp1251",
    "x-euc-jp": "euc_jp",
    "x-mac-cyrillic": "mac-cyrillic",
}
_LABEL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,39}\Z")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)
_SAMPLE: Final = 1 << 18  # bytes that the detector looks at: nothing else runs in the 80 ms that it takes for them
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")
_THREE_BYTES: Final = re.compile("[\u0800-\ufffc]")
_TWO_BYTES: Final = re.compile("[\u0080-\u07ff]")


def decode(body: bytes, content_type: str = "", declared: str = "") -> str:
    """Return the text of a body, whatever its bytes; never raises.

    In this order: byte order mark; the charset of the HTTP header; the one declared in the document; strict UTF-8; detection. A body that
    is valid UTF-8 beyond ASCII is UTF-8 even where a single-byte charset is claimed: such a claim fits any bytes and is often a
    server's default, while other text is hardly ever valid UTF-8 by accident. Bytes that fit nowhere become U+FFFD.

    Args:
        body: the whole body.
        content_type: the HTTP header, verbatim, or empty.
        declared: the label in the document (XML declaration, ``<meta charset>``), or empty.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for start, name in _WIDE_STARTS:
        if body.startswith(start):
            return body.decode(name, "replace")
    try:
        utf8 = body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(body, content_type, declared)
    return _decode_valid_utf8(body, utf8, content_type, declared)


def charset_of(content_type: str) -> str:
    """Return the label in a Content-Type header, or an empty string."""
    found = _CHARSET.search(content_type)
    return found[1] if found else ""


@lru_cache(maxsize=512)
def codec_of(label: str) -> str:
    """Return Python's name of the codec for a label, or an empty string where the label is bogus or not one of text on the web."""
    label = label.strip()
    if not _LABEL.match(label):
        return ""
    try:
        name = codecs.lookup(_LABELS.get(label.lower(), label)).name
    except LookupError:
        return ""
    name = _WIDER.get(name, name)
    return name if name in _SINGLE_BYTE or name in _MULTI_BYTE or name in _WIDE else ""


def _claims(content_type: str, declared: str) -> list[str]:
    """Return the codecs claimed, the header's first. Wide ones are left out: bytes in them do not begin with readable markup."""
    codecs_claimed = (codec_of(charset_of(content_type)), codec_of(declared))
    return [name for name in codecs_claimed if name and name not in _WIDE]


def _decode_valid_utf8(body: bytes, utf8: str, content_type: str, declared: str) -> str:
    """Decide between UTF-8, which fits, and a claimed East Asian charset, which may fit as well.

    Its text in UTF-8 has characters of three bytes; without them, two bytes may be one of its characters or an escape of ISO-2022-JP.
    """
    for name in _claims(content_type, declared):
        if name == "utf-8" or name in _SINGLE_BYTE or _THREE_BYTES.search(utf8):
            return utf8
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return utf8


def _decode_legacy(body: bytes, content_type: str, declared: str) -> str:
    claims = _claims(content_type, declared)
    for name in claims:
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    lenient = body.decode("utf-8", "replace")
    if _mostly_utf8(lenient):
        return lenient
    single = next((name for name in claims if name in _SINGLE_BYTE), "")
    return body.decode(single or _detect(body), "replace")


def _mostly_utf8(lenient: str) -> bool:
    """Tell UTF-8 with some bad bytes from another charset, in which few byte sequences happen to be valid UTF-8.

    A valid sequence of three bytes is good evidence (1.5 in 100 in GB 2312, none in Cyrillic text), one of two bytes is less so.
    """
    bad = lenient.count("\ufffd")
    return len(_TWO_BYTES.findall(lenient)) + 20 * len(_THREE_BYTES.findall(lenient)) >= bad


def _detect(body: bytes) -> str:
    """Return the likeliest codec, by what stands from the first byte on that tells one from another."""
    start = max(0, next((found.start() for found in _NOT_ASCII.finditer(body)), 0) - 64)  # with a few words around it
    detector = EncodingDetector()
    detector.feed(body[start : start + _SAMPLE], last=True)
    return codec_of(detector.guess(tld=None, allow_utf8=False)) or "cp1252"
