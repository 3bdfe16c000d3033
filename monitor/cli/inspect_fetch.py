"""`monitor inspect fetch`: one URL through the fetcher and the feed reader that the line uses, and what came of it.

The answer is ``{"outcome", "status", "entries": [{"title", "link", "guid"}], "retry_after"}``. ``outcome`` is ``ok``, ``not_modified`` or a
word of :class:`monitor.model.Failure`; ``status`` is 0 where no response came; ``retry_after`` is seconds or null.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import click

from monitor.errors import NotAFeed
from monitor.feeds.parse import parse_feed
from monitor.fetching.client import Fetcher
from monitor.fetching.policy import PUBLIC_PORTS, FetchPolicy
from monitor.model import Failure, Fetched, NotModified, Outcome, ParsedFeed

WORDS = {"empty": Failure.EMPTY, "broken": Failure.PARSE, "too_large": Failure.TOO_LARGE}
"""Reasons of NotAFeed as outcomes; the others are not_feed."""


def run(url: str, allow_networks: Sequence[str] = (), allow_ports: Sequence[int] = ()) -> dict[str, Any]:
    """Fetch and read ``url`` once. ``allow_networks`` are CIDRs that may be dialled though not public; the ports come on top of the web's.

    Raises:
        click.BadParameter: a network is no CIDR.
    """
    try:
        outcome = asyncio.run(_fetch(url, FetchPolicy(allow_networks=tuple(allow_networks), allow_ports=(*PUBLIC_PORTS, *allow_ports))))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--allow-network") from error
    if isinstance(outcome, Fetched):
        return _read(outcome)
    if isinstance(outcome, NotModified):
        return _line("not_modified", 304)
    waits = outcome.retry_after.total_seconds() if outcome.retry_after is not None else None
    return _line(outcome.failure, outcome.status, retry_after=waits)


async def _fetch(url: str, policy: FetchPolicy) -> Outcome:
    fetcher = Fetcher(policy)
    try:
        return await fetcher.fetch(url)
    finally:
        await fetcher.close()


def _read(fetched: Fetched) -> dict[str, Any]:
    try:
        feed = parse_feed(fetched.body, url=fetched.url, content_type=fetched.content_type)
    except NotAFeed as error:
        return _line(WORDS.get(error.reason, Failure.NOT_FEED), fetched.status)
    return _line("ok", fetched.status, feed)


def _line(outcome: str, status: int, feed: ParsedFeed | None = None, *, retry_after: float | None = None) -> dict[str, Any]:
    entries = [{"title": entry.title, "link": entry.url, "guid": entry.guid} for entry in (feed or ParsedFeed()).entries]
    return {"outcome": str(outcome), "status": status, "entries": entries, "retry_after": retry_after}
