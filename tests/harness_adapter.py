"""One function for the shared harness: the line's own fetcher and feed reader, in process, a fresh fetcher each time."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.cli import inspect_fetch


def fetch(url: str, allow: Sequence[str] = ()) -> dict[str, object]:
    """Fetch ``url``; the networks of ``allow`` (CIDRs) may be dialled on any port."""
    return inspect_fetch.run(url, allow)
