"""The article that a page describes for search engines: schema.org in JSON-LD (https://schema.org/NewsArticle, https://json-ld.org)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson
from selectolax.lexbor import LexborHTMLParser

_MAX_SCRIPT: Final = 1_000_000  # characters
_MAX_NODES: Final = 5_000  # objects and lists looked at in one script
_MAX_NAMES: Final = 20
_COMMENTED: Final = re.compile(r"<!--|-->|/\*\s*<!\[CDATA\[\s*\*/|/\*\s*\]\]>\s*\*/|(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>")
_TRAILING_COMMA: Final = re.compile(r",(?=\s*[}\]])")
_OTHERS: Final = (
    "itemListElement hasPart isPartOf mentions citation comment review publisher author creator image video audio subjectOf about"
)
_ELSEWHERE: Final = frozenset(_OTHERS.split())  # keys under which something else than the page is described
_ARTICLES: Final = ("Article", "Posting", "Report", "Review")
_AUTHORS: Final = ("author", "creator")
_ORGANISATIONS: Final = ("Organization", "WebSite", "Corporation")
_PAGES: Final = ("Page", "VideoObject", "AudioObject", "CreativeWork")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedArticle:
    """What JSON-LD says of the page's article, as written there; what it does not say is empty."""

    titles: tuple[str, ...] = ()  # headline, then name
    published: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()  # those of the authors that are said to be no persons
    language: str = ""
    url: str = ""
    text: str = ""
    publisher: str = ""
    found: bool = False  # an article is described at all
    free: bool | None = None  # whether it may be read without paying; None where that is not said
    walled: tuple[str, ...] = ()  # CSS selectors of what may not


def linked_article(tree: LexborHTMLParser) -> LinkedArticle:
    """Return what all JSON-LD of a page says together: its first article comes first, then others, then what is said of the page."""
    nodes = [node for script in tree.css('script[type*="ld+json"]') for node in _objects(_loaded(script.text()))]
    articles = [node for node in nodes if _is(node, _ARTICLES)]
    described = articles + [node for node in nodes if _is(node, _PAGES)]
    return LinkedArticle(
        titles=_all(articles[:1], "headline", "name"),
        published=_all(described, "datePublished", "dateCreated", "uploadDate"),
        updated=_all(described, "dateModified"),
        authors=next(filter(None, (_names(node.get(key)) for key in _AUTHORS for node in described)), ()),
        organisations=next(filter(None, (_names(node.get(key), _is_organisation) for key in _AUTHORS for node in described)), ()),
        language=_first(_language(node.get("inLanguage")) for node in described),
        url=_first(_link(node) for node in articles),
        text=_first(_text(node.get("articleBody")) for node in articles),
        publisher=_first(name for node in described for name in _names(node.get("publisher"))),
        found=bool(articles),
        free=next((free for node in described if (free := _free(node)) is not None), None),
        walled=tuple(selector for node in described for selector in _walled(node)),
    )


def _loaded(text: str) -> Any:
    """Return the value of a script, forgiving what search engines forgive: raw line ends in strings, comments around, trailing commas."""
    text = text[:_MAX_SCRIPT].strip()
    try:
        return orjson.loads(text)
    except ValueError:
        bare = _COMMENTED.sub("", text).strip(" \t\r\n;")
    for attempt in (bare, _TRAILING_COMMA.sub("", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects in a value, the outer before the inner ones, without those that describe something else than the page."""
    level, left = list(_children([value])), _MAX_NODES
    while level and left > 0:
        left -= len(level)
        yield from (item for item in level if isinstance(item, dict))
        level = [child for item in level for child in _children(item)]


def _children(item: Any) -> Iterable[Any]:
    inner = (child for key, child in item.items() if key not in _ELSEWHERE) if isinstance(item, dict) else item
    return (child for child in inner if isinstance(child, (dict, list)))


def _is(node: dict[str, Any], endings: tuple[str, ...]) -> bool:
    kinds = node.get("@type")
    return any(isinstance(kind, str) and kind.endswith(endings) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


def _text(value: Any) -> str:
    """Return a text: JSON-LD often holds HTML entities, sometimes a list of one."""
    if isinstance(value, list) and value:
        value = value[0]
    return html.unescape(value).strip() if isinstance(value, str) else ""


def _all(nodes: Iterable[dict[str, Any]], *keys: str) -> tuple[str, ...]:
    nodes = list(nodes)
    return tuple(text for key in keys for node in nodes if (text := _text(node.get(key))))


def _names(value: Any, wanted: Callable[[Any], bool] = bool) -> tuple[str, ...]:
    """Return names of persons or organisations, given as texts or objects, one or several, each once."""
    found: dict[str, None] = {}
    for item in value if isinstance(value, list) else [value]:
        name = _text(item.get("name")) if isinstance(item, dict) else _text(item)
        if name and wanted(item):
            found[name] = None
    return tuple(found)[:_MAX_NAMES]


def _is_organisation(item: Any) -> bool:
    return isinstance(item, dict) and _is(item, _ORGANISATIONS)


def _language(value: Any) -> str:
    return _text((value.get("alternateName") or value.get("name")) if isinstance(value, dict) else value)


def _free(node: dict[str, Any]) -> bool | None:
    """Tell whether a page may be read without paying; of its parts, whether all of them may (https://schema.org/isAccessibleForFree)."""
    stated = str(node.get("isAccessibleForFree", "")).lower().rpartition("/")[2]
    if stated in {"true", "false"}:
        return stated == "true"
    return False if any(_free(part) is False for part in _parts(node)) else None


def _walled(node: dict[str, Any]) -> Iterator[str]:
    return (_text(part.get("cssSelector")) for part in _parts(node) if _free(part) is False and _text(part.get("cssSelector")))


def _parts(node: dict[str, Any]) -> list[dict[str, Any]]:
    parts = node.get("hasPart")
    return [part for part in (parts if isinstance(parts, list) else [parts])[:_MAX_NAMES] if isinstance(part, dict)]


def _link(node: dict[str, Any]) -> str:
    page = node.get("mainEntityOfPage")
    return _text(node.get("url")) or _text(page.get("@id") if isinstance(page, dict) else page)
