"""URLs within URLs: what stands behind a redirector, a cache of AMP, a translator, or an old link of Google News.

Only what can be read off the URL itself. Shorteners (t.co, clck.ru, flip.it) and Google News's links of today say nothing, and stay.
"""

from __future__ import annotations

import base64
import re
from typing import Final
from urllib.parse import parse_qsl, unquote

import ada_url

_REDIRECTORS = """
    away.vk.com / to
    bing.com /news/apiclick.aspx url
    checklink.mail.ru /proxy url
    consent.google.* /m continue
    consent.google.* /ml continue
    consent.youtube.com /m continue
    disq.us /url url
    duckduckgo.com /l uddg
    dzen.ru /away to
    exit.sc / url
    facebook.com /flx/warn u
    facebook.com /l.php u
    facebook.com /sharer.php u
    facebook.com /sharer/sharer.php u
    feedly.com /i/subscription/feed url
    flipboard.com /redirect url
    getpocket.com /redirect url
    google.* /imgres imgrefurl
    google.* /url q url
    instagram.com / u
    l.facebook.com /l.php u
    l.instagram.com / u
    l.messenger.com /l.php u
    l.threads.com / u
    l.threads.net / u
    lm.facebook.com /l.php u
    linkedin.com /redir/redirect url
    linkedin.com /safety/go url
    linkedin.com /sharing/share-offsite url
    livejournal.com /away to
    news.google.* /news/url url
    news.url.google.com /url q url
    ok.ru /dk st.link st.rfn
    out.reddit.com * url
    pinterest.com /offsite url
    plus.url.google.com /url q url
    sba.yandex.net /redirect url
    slack-redir.net /link url
    t.me /iv url
    t.me /share url
    t.me /share/url url
    t.umblr.com /redirect z
    telegram.me /iv url
    telegram.me /share/url url
    translate.google.* /translate u
    translate.yandex.* /translate url
    turbopages.org * text
    twitter.com /share url
    vk.com /away to
    vk.com /away.php to
    vk.com /share.php url
    x.com /share url
    yandex.* /clck/jsredir url
    yandex.* /turbo text
    youtube.com /redirect q
    zen.yandex.ru /away to
"""
_FRONTS: Final = ("www.", "m.", "mobile.", "touch.")  # that redirectors have too
_GROUP: Final = re.compile(r"\.(?:(?:com?|net|org)\.)?[a-z]{2,3}$")  # the end of a company's hosts in all its countries

_AMP_CACHES: Final = re.compile(
    r"^(?:(?:www\.)?google\.[a-z.]{2,6}/amp|(?:[a-z0-9-]+\.)?cdn\.ampproject\.org/[a-z]{1,4}|[a-z0-9-]+\.bing-amp\.com/[a-z])"
    r"/(s/)?([^/]+\..+)$"
)
_TURBO: Final = re.compile(r"^(?:[a-z0-9-]+\.turbopages\.org|yandex\.[a-z.]{2,6}/turbo)/(?:turbo/)?([^/?#]+\.[^/?#]+)(?:/[sh])?(/[^?]*)")
_YAHOO: Final = re.compile(r"^r\.search\.yahoo\.com/.*/RU=([^/]+)/")
_SAFELINKS: Final = ".safelinks.protection.outlook.com"
_TRANSLATED: Final = ".translate.goog"
_GOOGLE_NEWS: Final = re.compile(r"^news\.google\.[a-z.]{2,6}/(?:rss/|__i/rss/rd/)?(?:articles|read)/([A-Za-z0-9_-]{8,4000})=*(?:[?/]|$)")
_GOOGLE_NEWS_HEAD: Final = b"\x08\x13\x22"  # protobuf: field 1 is 19, and field 4 a text of so many bytes
_BING: Final = re.compile(r"^(?:www\.)?bing\.com/ck/a\?.*?(?:^|[?&;])u=a1([A-Za-z0-9_-]{8,4000})")
_ABSOLUTE: Final = re.compile(r"https?://", re.IGNORECASE)
_STARRED: Final = "*"


def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in filter(None, map(str.split, _REDIRECTORS.splitlines())):
        host, path, *names = line
        found.setdefault(host, {})[path] = tuple(names)
    return found


REDIRECTORS: Final = _table()
"""By host (``google.*``: in any country) and path (``*``: any) the parameters that may hold the URL."""
_OTHERS: Final = "ampproject bing-amp goog outlook yahoo"
_LABELS: Final = frozenset(host.removesuffix(".*").split(".")[-1 if host.endswith(".*") else -2] for host in REDIRECTORS) | set(
    _OTHERS.split()
)


def unwrapped(read: ada_url.URL) -> str:
    """Return the URL that another holds, as it stands there; empty where it holds none."""
    host = read.hostname.removesuffix(".")
    if _LABELS.isdisjoint(host.split(".")):
        return ""
    where = f"{host}{read.pathname}{read.search}"
    if cached := _AMP_CACHES.match(where):
        return f"{'https' if cached[1] else 'http'}://{cached[2]}"
    if turbo := _TURBO.match(where):
        return f"https://{turbo[1]}{turbo[2]}"
    if news := _GOOGLE_NEWS.match(where):
        return _of_google_news(news[1])
    if sought := _BING.match(where):
        return _absolute(_decoded(sought[1]).decode("utf-8", "replace"))
    if sought := _YAHOO.match(where):
        return _absolute(unquote(sought[1]))
    if host.endswith(_TRANSLATED):
        return _translated(read, host)
    names = ("url",) if host.endswith(_SAFELINKS) else _names(host, read.pathname.rstrip("/") or "/")
    return _parameter(read.search, names) if names else ""


def _names(host: str, path: str) -> tuple[str, ...]:
    for front in _FRONTS:
        host = host.removeprefix(front)
    paths = REDIRECTORS.get(host) or REDIRECTORS.get(_GROUP.sub(".*", host)) or REDIRECTORS.get(_last_two(host), {})
    return paths.get(path) or paths.get(_STARRED, ())


def _last_two(host: str) -> str:
    return ".".join(host.split(".")[-2:]) if host.endswith("turbopages.org") else ""


def _parameter(search: str, names: tuple[str, ...]) -> str:
    given = dict(reversed(parse_qsl(search.removeprefix("?"), errors="replace")))
    return next((url for name in names if (url := _absolute(given.get(name, "")))), "")


def _absolute(text: str) -> str:
    text = text.strip()
    if not _ABSOLUTE.match(text):
        text = unquote(text)  # escaped twice
    return text if _ABSOLUTE.match(text) else ""


def _translated(read: ada_url.URL, host: str) -> str:
    """``www-my--site-org.translate.goog`` is a page of ``www.my-site.org``."""
    name = host.removesuffix(_TRANSLATED).replace("--", "\0").replace("-", ".").replace("\0", "-")
    return f"https://{name}{read.pathname}{read.search}"


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


def _of_google_news(name: str) -> str:
    """The URL in a link as Google News wrote them until 2024; those of today hold a key that only Google can read."""
    held = _decoded(name)
    if not held.startswith(_GOOGLE_NEWS_HEAD):
        return ""
    size, start = held[3], 4
    if size >= 0x80:  # a number of protobuf goes on in the next byte
        size, start = size & 0x7F | held[4] << 7, 5
    url = held[start : start + size]
    return _absolute(url.decode("utf-8", "replace")) if len(url) == size else ""
