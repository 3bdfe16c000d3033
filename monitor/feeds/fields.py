"""The parts of an entry that every format shares: plain titles, links made absolute, people, language tags, limits."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urljoin

from monitor.text.dates import parse_date, quick_date

MAX_ENTRIES: Final = 5_000  # of one feed; the first in document order
MAX_CHARACTERS: Final = 99_999  # of one field
MAX_TITLE: Final = 2_000
_MAX_AUTHORS: Final = 20
_LAST_RESORTS: Final = 5  # unreadable dates of one feed for which the slow reader is asked

_TAG: Final = re.compile(
    r"<(?:(/?(?:br|p|div|li|ul|ol|tr|td|th|hr|h[1-6]|table|blockquote|section|article|img|figure|pre|dd|dt|dl))"
    r"|/?(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|nobr|q|ruby|rb|rp|rt|s|samp|script|small|span|strike|strong"
    r"|style|sub|sup|time|tt|u|var|wbr))(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_ANY_TAG: Final = re.compile(r"<[/!?A-Za-z][^<>]*(?:>|\Z)")
_HEADLINE: Final = 100  # characters
_C1: Final = re.compile("[\x80-\x9f]")
_LONGEST_NAME: Final = 300
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*\Z")
_INERT: Final = ("javascript:", "data:", "vbscript:")
_LINE_BREAKS: Final = re.compile(r"[\t\r\n]+\s*")


@dataclass(slots=True)
class Reading:
    """What is known while one feed is read."""

    url: str = ""
    language: str = ""  # of the feed, or the caller's hint: for dates
    last_resorts: int = field(default=_LAST_RESORTS)
    authors: tuple[str, ...] = ()  # of the feed, inherited by entries without their own (RFC 4287, 4.2.1)
    feed_language: str = ""
    numeric: bool = True  # the document has character references that may mean windows-1252

    def at_home(self, home: str) -> None:
        """Resolve entries' links against the feed's web page where it is on another host: the feed is then served by a third party."""
        if home.startswith(("http://", "https://")) and _host(home) != _host(self.url):
            self.url = home

    def date(self, text: str | None) -> datetime | None:
        """Return the instant a text means. Only a few odd ones a feed go to the slow reader: it costs milliseconds each."""
        if not text:
            return None
        when = quick_date(text, self.language)
        if when is None and self.last_resorts > 0 and text.strip():
            self.last_resorts -= 1
            when = parse_date(text, self.language)
        return when


def plain(text: str) -> str:
    """Return a title as people read it: no tags, entities resolved (twice where it was escaped twice), white space folded."""
    text = text[:MAX_TITLE]
    for _ in range(2):
        if "<" in text:
            text = _TAG.sub(_gap, _COMMENT.sub("", text) if "<!--" in text else text)
        if "&" not in text:
            break
        text = html.unescape(text)
    return " ".join(windows_quotes(text).split())


def headline(body: str) -> str:
    """Return the first words of a body as the title of an entry that has none, whole words of at most 100 characters."""
    text = plain(_ANY_TAG.sub(" ", body[: 50 * _HEADLINE]))
    if len(text) <= _HEADLINE:
        return text
    cut = text[:_HEADLINE].rpartition(" ")[0] or text[:_HEADLINE]  # Chinese has no spaces
    return cut.rstrip(" ,;:.-–—،؛，、") + "…"


def literal(text: str) -> str:
    """Return a title that is said to be plain text: as it is, unless tags or entities plainly are in it."""
    return plain(text) if _marked(text) else " ".join(windows_quotes(text[:MAX_TITLE]).split())


def escaped(text: str) -> str:
    """Return plain text as HTML; text that is said to be plain and plainly is HTML stays as it is."""
    return text if _marked(text) else html.escape(text, quote=False)


def windows_quotes(text: str) -> str:
    """Return the text with C1 controls read as windows-1252, which is what ``&#146;`` was always meant to be (and HTML reads it so)."""
    if text.isascii():
        return text
    return _C1.sub(lambda c: c[0].encode("latin-1").decode("cp1252", "ignore"), text)


def capped(text: str) -> str:
    """Return a body within the limit, without white space around it."""
    return text[:MAX_CHARACTERS].strip()


def absolute(link: str, base: str) -> str:
    """Return a link against its base. Without a base it stays relative; what would run in a browser is no link."""
    link = link.strip()
    if "\n" in link or "\t" in link or "\r" in link:
        link = _LINE_BREAKS.sub("", link)
    link = link[:MAX_CHARACTERS]
    if link.startswith(("https://", "http://")) or not link:
        return link
    if link.lower().startswith(_INERT):
        return ""
    try:
        return urljoin(base, link)[:MAX_CHARACTERS]
    except ValueError:
        return link


def person(text: str) -> str:
    """Return the name in ``mail@host (Name)``, ``Name <mail@host>`` or plain text."""
    text = text[:_LONGEST_NAME]
    if "@" in text:
        name, _, mail = text.partition("<")
        if "@" in mail and name.strip():
            return plain(name)
        mail, _, name = text.partition("(")
        if "@" in mail and name.strip(") "):
            return plain(name.rpartition(")")[0] or name)
    return plain(text)


def people(names: Iterable[str]) -> tuple[str, ...]:
    """Return each name once, in order."""
    return tuple(dict.fromkeys(name for name in names if name))[:_MAX_AUTHORS]


def language_tag(text: str | None) -> str:
    """Return a BCP 47 tag, or an empty string where the text is none."""
    text = (text or "").strip()
    return text.replace("_", "-") if len(text) <= 35 and _LANGUAGE.match(text) else ""


def guid_of(given: str, url: str, title: str, body: str) -> str:
    """Return what tells an entry from others: its own id, else its URL, else a hash of its title and text: a headline may come again."""
    return given.strip()[:MAX_CHARACTERS] or url or _hash_of(f"{title}\n{body}")


def _hash_of(told: str) -> str:
    return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _marked(text: str) -> bool:
    return ("&" in text and ";" in text) or ("</" in text and _TAG.search(text) is not None)


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].lower()


def _gap(tag: re.Match[str]) -> str:
    return " " if tag[1] else ""
