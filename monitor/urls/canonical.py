"""One spelling for each URL, to tell articles apart by.

The canonical form is a key that can also be followed. It follows the WHATWG URL standard (through ada) and then: the URL within a
redirector's, no credentials, no fragment but one that is a route, no tracking or session parameters, the others in their order, no slash
at the end of a path and none twice, no name of the file that a server shows for a folder, no default port, no dot after the host, escapes
in capitals and only where needed, the article itself instead of its AMP, mobile or print twin. Scheme and "www." stay: leaving them out
would merge more, but the result could not be followed everywhere.
"""

from __future__ import annotations

import re
from typing import Final

from monitor.urls.hosts import registered, site_of
from monitor.urls.parameters import names_no_article
from monitor.urls.parsed import parsed
from monitor.urls.wrapped import unwrapped

_TWIN_HOST: Final = re.compile(r"^(?:(?:m|mobile|mobi|wap|touch|amp|pda)|([^.]+\.)m)\.([^.]+\..+)$")
_TWIN_PATH: Final = re.compile(r"(?<=.)(?:/(?:amp|print|amp\.html?|print\.html?))+/*$|(?<=[^/])\.amp(?=(?:\.html?)?$)", re.IGNORECASE)
_SESSION_PATH: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*|/\((?:[A-Z]\([^()/]*\))+\)(?=/)", re.IGNORECASE)
_INDEX: Final = re.compile(r"/(?:index|default)\.(?:s?html?|php\d?|aspx?|jsp|cfm)$", re.IGNORECASE)
_SLASHES: Final = re.compile(r"(?<!:)/{2,}")
_ROUTE: Final = re.compile(r"#!?/[^/].*|#!.+")  # what a script reads of the fragment; anchors of a page are not so
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical(url: str, base: str = "") -> str:
    """Return the canonical form of ``url``, resolved against ``base``; empty where it is no absolute http(s) URL."""
    read = parsed(url, base)
    if read is None:
        return ""
    while True:
        while (within := parsed(unwrapped(read))) is not None:
            read = within
        host = _without_twin(read.hostname.removesuffix("."))
        path = _without_twin_path(read.pathname)
        query = _query(read.search, host)
        if not query:
            path = _INDEX.sub("/", path)
        port = f":{read.port}" if read.port else ""
        route = read.hash if _ROUTE.fullmatch(read.hash) else ""
        path = path.rstrip("/")
        written = f"{read.protocol}//{host}{port}{path or '/'}{query}{route}"
        bared = host != read.hostname or path != read.pathname.rstrip("/")  # under it may stand what is to be left out too
        again = parsed(written) if bared else None
        if again is None:
            return written
        read = again


def _without_twin_path(path: str) -> str:
    path = _ESCAPE.sub(_escape, _SESSION_PATH.sub("", path)) if "%" in path or ";" in path or "(" in path else path
    if "//" in path and "://" not in path:  # that would be a URL in an archive's path
        path = _SLASHES.sub("/", path)
    return _TWIN_PATH.sub("", path)


def _without_twin(host: str) -> str:
    while (twin := _TWIN_HOST.match(host)) and twin[2].count(".") + 1 >= registered(host.split(".")):
        host = f"{twin[1] or ''}{twin[2]}"
    return host


def _query(search: str, host: str) -> str:
    if not search:
        return ""
    site = site_of(host)
    kept = [pair for pair in search[1:].split("&") if pair and not names_no_article(pair, host=host, site=site)]
    return "?" + _ESCAPE.sub(_escape, "&".join(kept)) if kept else ""


def _escape(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    return letter if letter in _UNRESERVED else match[0].upper()
