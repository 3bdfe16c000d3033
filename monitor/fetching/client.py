"""Fetch one URL: conditional, bounded, polite; whatever a site does, the answer is an Outcome.

Requests go straight to our transport. httpx's client would add cookies, proxies of the environment, redirects that raise on a bad
Location even when they are off, and a log line with each URL: all of it would have to be switched off again.
"""

from __future__ import annotations

import asyncio
import math
import ssl
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import certifi
import httpx

from monitor.fetching import decode, robots
from monitor.fetching.decode import Decoder
from monitor.fetching.dial import Dialler
from monitor.fetching.guard import Guard
from monitor.fetching.headers import evidence, max_age, retry_after, sendable, validator
from monitor.fetching.policy import ExchangeFailed, FetchPolicy
from monitor.fetching.politeness import Gate
from monitor.fetching.resolver import Resolver
from monitor.fetching.robots import Robots
from monitor.fetching.target import Target, redirected, target
from monitor.model import Failure, Fetched, FetchFailed, NotModified, Outcome
from monitor.text.challenge import MOST_BYTES as MOST_OF_A_CHALLENGE
from monitor.text.challenge import challenge
from monitor.urls import host_key

__all__ = ["FetchPolicy", "Fetcher"]

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
)
PERMANENT = frozenset({301, 308})
REDIRECTS = PERMANENT | {302, 303, 307}
BODILESS = frozenset({204, 205})
GUARDED = frozenset({401, 403, 405, 406, 418, 429, 503})
"""Statuses that guards of sites send with a page that asks whether we are human."""

REFUSAL_SECONDS = 3.0
"""How long the page of a refusal is waited for; it must end before the fetch does, so that its status is not lost."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a fetch stands between two hops. The validators are those for this host: empty once a redirect left it."""

    there: Target
    etag: str
    last_modified: str
    permanent: bool = True  # every hop so far
    first_bytes: int = 0  # where set, only so much of the body is read
    until: float = math.inf  # by the loop's clock


class SharedContext:
    """One TLS context for all connections, made when the first is needed (it costs 20 ms)."""

    def __init__(self) -> None:
        self._context: ssl.SSLContext | None = None

    def __call__(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = ssl.create_default_context(cafile=certifi.where())
        return self._context


class Fetcher:
    """Fetches URLs within one policy. One for a process: its resolver, TLS context and pace per host are shared by all fetches."""

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        resolver: Resolver | None = None,
        tls: Callable[[], ssl.SSLContext] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """ValueError where a network of ``policy`` is no CIDR, or its User-Agent cannot stand in a header."""
        if not sendable(policy.user_agent):
            raise ValueError(f"{policy.user_agent!r} cannot be sent as a User-Agent")
        self._policy = policy
        self._resolver = resolver or Resolver()
        self._now = now
        self._robots = Robots(self._robots_file) if policy.robots else None
        self._guard = Guard(policy)
        self._gate = Gate(at_once=policy.per_host, spacing=policy.spacing_seconds, patience=policy.patience_seconds)
        self._dialler = Dialler(policy, self._resolver, tls=tls or SharedContext())
        self._headers = [
            (b"User-Agent", policy.user_agent.encode("latin-1")),
            (b"Accept", ACCEPT.encode("ascii")),
            (b"Accept-Encoding", decode.ACCEPTED.encode("ascii")),
            (b"Connection", b"close"),
        ]

    async def fetch(self, url: str, *, etag: str = "", last_modified: str = "") -> Outcome:
        """Fetch ``url`` once and return what came of it. Raises nothing for what a site does.

        The validators are sent as they are. A visit counts for the host it begins at, redirects included; waiting for that host's turn is
        not counted in ``elapsed`` nor in the policy's total. RATE_LIMITED with status 0 means that we kept away by ourselves. An address
        on the operator's own networks needs no turn, since nobody there is a stranger; it may still ask to be left alone.
        """
        try:
            there = target(url)
            async with self._turn(there):
                if self._robots and (refusal := await self._robots.refusal(there)):
                    return refusal
                return await self._timed(Visit(there, etag, last_modified))
        except ExchangeFailed as failed:
            return failed.outcome

    def _turn(self, there: Target) -> AbstractAsyncContextManager[None]:
        if not self._guard.at_home(there.host):
            return self._gate.turn(self._key(there))
        self._gate.check(self._key(there))
        return nullcontext()

    def _key(self, there: Target) -> str:
        return f"{there.host}:{there.port}" if self._guard.at_home(there.host) else host_key(there.url)

    async def close(self) -> None:
        """Let go of everything. To be called when no fetch is running."""
        self._resolver.close()
        await asyncio.sleep(0)  # a dropped connection closes in the loop's next turn

    async def _robots_file(self, there: Target) -> Outcome:
        return await self._timed(Visit(there, "", "", first_bytes=robots.MOST_BYTES))

    async def _timed(self, visit: Visit) -> Outcome:
        began = time.monotonic()
        outcome: Outcome
        try:
            async with asyncio.timeout(self._policy.total_seconds) as limit:
                outcome = await self._follow(replace(visit, until=limit.when() or math.inf))
        except TimeoutError:
            outcome = FetchFailed(failure=Failure.TIMEOUT, detail=f"not done within {self._policy.total_seconds:g} s")
        except ExchangeFailed as failed:
            outcome = failed.outcome
        except httpx.InvalidURL as error:
            outcome = FetchFailed(failure=Failure.NETWORK, detail=f"not a URL: {type(error).__name__}")
        return replace(outcome, elapsed=timedelta(seconds=time.monotonic() - began))

    async def _follow(self, visit: Visit) -> Outcome:
        first, seen = visit.there, {visit.there.url}
        while True:
            response = await self._dialler.handle_async_request(self._request(visit))
            try:
                response.headers.encoding = "latin-1"
                if response.status_code not in REDIRECTS:
                    outcome = await self._read(response, visit)
                    break
                visit = self._hop(response, visit)
            finally:
                await response.aclose()
            if visit.there.url in seen:
                raise ExchangeFailed(Failure.REDIRECT, "redirects in a circle", status=response.status_code)
            if len(seen) > self._policy.max_redirects:
                raise ExchangeFailed(Failure.REDIRECT, f"more than {self._policy.max_redirects} redirects", status=response.status_code)
            seen.add(visit.there.url)
        if isinstance(outcome, Fetched) and len(seen) > 1 and visit.permanent and not first.authorization:
            return replace(outcome, moved_to=visit.there.url)
        return outcome

    def _request(self, visit: Visit) -> httpx.Request:
        headers = list(self._headers)
        for name, value in (
            (b"If-None-Match", visit.etag),
            (b"If-Modified-Since", visit.last_modified),
            (b"Authorization", visit.there.authorization),
        ):
            if value and sendable(value):
                headers.append((name, value.encode("latin-1")))
        return httpx.Request("GET", visit.there.url, headers=headers)

    def _hop(self, response: httpx.Response, visit: Visit) -> Visit:
        status = response.status_code
        location = response.headers.get("location", "").encode("latin-1")
        if not location:
            raise ExchangeFailed(Failure.REDIRECT, f"HTTP {status} without a Location", status=status)
        try:
            text = location.decode("utf-8")
        except UnicodeDecodeError:
            text = location.decode("latin-1")
        there = redirected(visit.there, text, status)
        self._gate.check(self._key(there))
        same = there.host == visit.there.host
        return replace(
            visit,
            there=there,
            etag=visit.etag if same else "",
            last_modified=visit.last_modified if same else "",
            permanent=visit.permanent and status in PERMANENT,
        )

    async def _read(self, response: httpx.Response, visit: Visit) -> Outcome:
        status, headers = response.status_code, response.headers
        if status == HTTPStatus.NOT_MODIFIED and (visit.etag or visit.last_modified):
            return NotModified(
                etag=validator(headers.get("etag", "")),
                last_modified=validator(headers.get("last-modified", "")),
                max_age=max_age(headers, self._now()),
            )
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES or status == HTTPStatus.PARTIAL_CONTENT:
            return await self._refused(response, visit)
        body = b"" if status in BODILESS else await self._body(response, visit.first_bytes)
        if not body or body.isspace():
            return FetchFailed(failure=Failure.EMPTY, status=status, detail="no body", challenge=challenge(b"", headers))
        return Fetched(
            url=visit.there.url,
            status=status,
            body=body,
            content_type=headers.get("content-type", ""),
            etag=validator(headers.get("etag", "")),
            last_modified=validator(headers.get("last-modified", "")),
            max_age=max_age(headers, self._now()),
            headers=evidence(headers.multi_items()),
        )

    async def _refused(self, response: httpx.Response, visit: Visit) -> FetchFailed:
        status = response.status_code
        wait = retry_after(response.headers.get("retry-after", ""), self._now())
        failure = Failure.HTTP
        if status == HTTPStatus.GONE:
            failure = Failure.GONE
        elif status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None):
            failure = Failure.RATE_LIMITED
            if wait:
                self._gate.hold(self._key(visit.there), wait)
        detail = f"HTTP {status}"
        if status == HTTPStatus.NOT_MODIFIED:
            detail = "HTTP 304 to a request without validators"
        asks = challenge(await self._page_of(response, visit), response.headers)
        return FetchFailed(
            failure=failure,
            status=status,
            detail=f"{detail}, a challenge for browsers" if asks else detail,
            challenge=asks,
            retry_after=wait if failure is Failure.RATE_LIMITED else None,
        )

    async def _page_of(self, response: httpx.Response, visit: Visit) -> bytes:
        """Return the beginning of the page that comes with a refusal; nothing where there is none, or it does not come soon."""
        if response.status_code not in GUARDED or "html" not in response.headers.get("content-type", "").lower():
            return b""
        soon = min(asyncio.get_running_loop().time() + REFUSAL_SECONDS, visit.until - 0.05)
        with suppress(ExchangeFailed, TimeoutError):
            async with asyncio.timeout_at(soon):
                return await self._body(response, MOST_OF_A_CHALLENGE)
        return b""

    async def _body(self, response: httpx.Response, first_bytes: int) -> bytes:
        """Read the body, or the first bytes of it. ExchangeFailed where it is larger than allowed, broken or cut short."""
        most = self._policy.max_bytes
        length = response.headers.get("content-length", "")
        if not first_bytes and length.isdigit() and int(length[:20]) > most:
            raise ExchangeFailed(Failure.TOO_LARGE, f"{length[:20]} bytes are announced", status=response.status_code)
        decoder = Decoder(response.headers.get("content-encoding", ""), max_bytes=first_bytes or most)
        async for piece in response.aiter_raw():
            try:
                decoder.feed(piece)
            except ExchangeFailed as failed:
                if first_bytes and failed.outcome.failure is Failure.TOO_LARGE:
                    return decoder.so_far()
                raise
        return decoder.body()
