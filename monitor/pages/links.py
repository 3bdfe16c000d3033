"""Links of a page made absolute, and what they lead to."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

_NAMES_ARTICLE: Final = re.compile(r"\d{3}|[^/]-[^/]|%[0-9A-Fa-f]{2}|[^\x00-\x7f]")  # in what follows a section: a number, a slug
_PROGRAM: Final = re.compile(r"/$|\.(?:php|aspx?|jsp|cgi|html?)$", re.IGNORECASE)


def absolute(link: str, base: str) -> str:
    """Return the absolute http(s) URL that ``link`` means on a page at ``base``, without its fragment; empty where it is none."""
    link = "".join(link.split())
    if not link or link.startswith("#"):
        return ""
    try:
        url = urljoin(base, link).partition("#")[0]
        parts = urlsplit(url)
    except ValueError:  # "http://[" and the like
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """Return what the page's links are relative to: its ``<base href>``, else its own URL."""
    base = tree.css_first("base[href]")
    return (absolute(base.attributes["href"] or "", url) if base else "") or url


def is_front(claimed: str, own: str) -> bool:
    """Tell whether the URL that a page claims is that of its site or section: a template's mistake, which would make all articles one.

    Both are absolute. What is left out of a path at its end may be ``amp``, ``print`` or ``page/2``, not the name of an article.
    """
    theirs, ours = urlsplit(claimed), urlsplit(own)
    if theirs.query:
        return False
    section, path = theirs.path.rstrip("/"), ours.path.rstrip("/")
    if section == path:
        return bool(ours.query) and bool(_PROGRAM.search(ours.path or "/")) and bool(re.search(r"\d", ours.query))
    if not section:
        return True
    return path.startswith(f"{section}/") and bool(_NAMES_ARTICLE.search(path[len(section) :]))
