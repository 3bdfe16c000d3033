"""Where a feed itself leads: to its older entries (RFC 5005), to the hub that pushes what is new, and its own name there (WebSub)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from monitor.feeds.entry import resolved
from monitor.feeds.fields import Reading, absolute
from monitor.urls import host_key

_WEB: Final = ("http://", "https://")
_LONGEST: Final = 20_000  # characters of a header
_HEADER: Final = re.compile(r"<([^<>]*+)>((?:\s*+;\s*+[\w!#$%&'*+.^`|~-]++\s*+(?:=\s*+(?:\"[^\"]*+\"|[^\s\",;]*+))?+)*+)")
_PARAMETER: Final = re.compile(r";\s*+([\w!#$%&'*+.^`|~-]++)\s*+(?:=\s*+(?:\"([^\"]*+)\"|([^\s\",;]*+)))?+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """The absolute web addresses that a feed gives; empty where it gives none."""

    older: str = ""
    hub: str = ""
    topic: str = ""


def leads_of(links: Iterable[tuple[str, etree._Element]], reading: Reading) -> Leads:
    """Return what the ``link`` elements of a feed lead to, in Atom or in another format."""
    found: dict[str, str] = {}
    for key, element in links:
        rel, href = element.get("rel"), element.get("href")
        if rel and href and key in {"link", "atom:link"}:
            for word in rel.lower().split():
                found.setdefault(word.rpartition("/")[2], resolved(href, element, reading))
    return leads_in(found, reading.url)


def leads_in(found: Mapping[str, str], url: str) -> Leads:
    """Return what a feed at ``url`` leads to by its links, given by relation.

    Its archive goes before its next page. ``prev`` is no way to older entries: RFC 5005 has newer ones there, and to follow it would
    lead to and fro between two pages. Only an address of the same site is followed.
    """
    older = _web(found.get("prev-archive", "")) or _web(found.get("next", ""))
    if older and (older == url or (url and host_key(older) != host_key(url))):
        older = ""
    return Leads(older=older, hub=_web(found.get("hub", "")), topic=_web(found.get("self", "")))


def link_headers(value: str, base: str = "") -> dict[str, str]:
    """Return the first target of each relation in a ``Link`` header (RFC 8288), resolved against ``base``."""
    found: dict[str, str] = {}
    for target, parameters in _HEADER.findall(value[:_LONGEST]):
        rel = next((quoted or bare for name, quoted, bare in _PARAMETER.findall(parameters) if name.lower() == "rel"), "")
        for word in rel.lower().split():
            found.setdefault(word, absolute(target, base))
    return found


def _web(address: str) -> str:
    return address if address.startswith(_WEB) else ""
