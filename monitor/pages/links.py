"""Links of a page made absolute."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser


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
