"""What is read of a URL by the WHATWG standard, through ada."""

from __future__ import annotations

import ada_url

LONGEST = 16_384


def parsed(url: str, base: str = "") -> ada_url.URL | None:
    """Return an absolute http(s) URL read against ``base``; None where it is none, names no host, or is longer than any is."""
    if len(url) > LONGEST:
        return None
    try:
        read = ada_url.URL(url, base or None)
    except ValueError:
        return None
    if read.protocol not in {"http:", "https:"} or "" in read.hostname.removesuffix(".").split("."):
        return None
    return read
