"""Which hub pushes a feed, and under what name: https://www.w3.org/TR/websub/#discovery."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from monitor.feeds.links import link_headers
from monitor.model import ParsedFeed

LONGEST = 2_000  # characters of an address that is remembered
_NO_HUB = ("", "")


def hub_of(parsed: ParsedFeed, headers: Iterable[tuple[str, str]], url: str) -> tuple[str, str]:
    """Return the hub of a feed and its name there; two empty strings where it has none.

    What the answer's Link headers say comes before what the feed says. A feed that names a hub but not itself is known by its address.

    Args:
        parsed: what was read.
        headers: of the answer, names in lower case.
        url: where it came from.
    """
    said = link_headers(", ".join(value for name, value in headers if name == "link"), url)
    hub = said.get("hub") or parsed.hub
    topic = said.get("self") or parsed.topic or url
    return (hub, topic) if _fit(hub) and _fit(topic) else _NO_HUB


def _fit(address: str) -> bool:
    if len(address) > LONGEST or not address.startswith(("http://", "https://")):
        return False
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False
