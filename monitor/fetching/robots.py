"""What robots.txt files allow us (RFC 9309), remembered for a day.

Every answer is one of three: rules; none (there is no file, status 4xx: everything is allowed); unreachable (5xx, no connection), when the
last rules known stand, else nothing is allowed for now.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from monitor.fetching.policy import PRODUCT
from monitor.fetching.rules import Rules, rules_of
from monitor.fetching.target import Target
from monitor.model import Failure, Fetched, FetchFailed, Outcome

KEEP = 24 * 3600.0
RETRY = 3600.0
UNREACHABLE_LONG = 30 * 24 * 3600.0
"""After so many seconds a file that cannot be reached counts as none (section 2.3.1.4)."""

MOST_SITES = 2_000


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one site. Neither rules nor failure: everything is allowed."""

    until: float
    rules: Rules | None = None
    failed: FetchFailed | None = None
    failing_since: float = 0.0


def learned(outcome: Outcome, before: Known | None, now: float) -> Known:
    """Return what is known of a site after its robots.txt was asked for."""
    match outcome:
        case Fetched(body=body):
            return Known(now + KEEP, rules_of(body, PRODUCT))
        case FetchFailed() if _no_file(outcome):
            return Known(now + KEEP)
        case FetchFailed() if before is not None and before.failed is None:
            return replace(before, until=now + RETRY)
        case FetchFailed():
            since = before.failing_since if before else now
            if now - since > UNREACHABLE_LONG:
                return Known(now + KEEP)
            wait = outcome.retry_after.total_seconds() if outcome.retry_after else RETRY
            return Known(now + min(wait, KEEP), failed=outcome, failing_since=since)
        case _:  # a 304 cannot come, for no validator was sent
            return Known(now + RETRY)


def _no_file(failed: FetchFailed) -> bool:
    if failed.failure is Failure.HTTP or failed.failure is Failure.GONE:
        return 400 <= failed.status < 500
    return failed.failure in {Failure.EMPTY, Failure.REDIRECT}


class Robots:
    """Says whether a URL may be fetched; asks each site once a day. ``ask`` fetches a robots.txt."""

    def __init__(self, ask: Callable[[Target], Awaitable[Outcome]], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._clock = clock
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Known]] = {}

    async def refusal(self, there: Target) -> FetchFailed | None:
        """Return why ``there`` is not to be fetched, or None where it may be."""
        known = await self._of(there)
        if known.failed:
            return replace(known.failed, detail=f"robots.txt cannot be read: {known.failed.detail}")
        if known.rules and not known.rules.allows(there.path):
            return FetchFailed(failure=Failure.BLOCKED, refused=True, detail="robots.txt does not allow it")
        return None

    async def _of(self, there: Target) -> Known:
        site = there.at("/robots.txt")
        known = self._known.get(site.url)
        if known is None or known.until <= self._clock():
            known = await asyncio.shield(self._asked(site, known))  # whoever gives up waiting leaves the answer to the others
        else:
            self._known.move_to_end(site.url)
        return known

    def _asked(self, site: Target, before: Known | None) -> asyncio.Task[Known]:
        """Ask a site once, however many of its pages are waited for."""
        if site.url not in self._asking:
            task = asyncio.create_task(self._learn(site, before))
            task.add_done_callback(lambda _: self._asking.pop(site.url))
            self._asking[site.url] = task
        return self._asking[site.url]

    async def _learn(self, site: Target, before: Known | None) -> Known:
        known = learned(await self._ask(site), before, self._clock())
        self._known[site.url] = known
        self._known.move_to_end(site.url)
        if len(self._known) > MOST_SITES:
            self._known.popitem(last=False)
        return known
