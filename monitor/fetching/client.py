"""Fetch one URL: conditional, bounded, polite; whatever a site does, the answer is an Outcome.

httpx's requests and responses go straight to our transport. Its client would add cookies, proxies of the environment, redirects that raise
on a bad Location even when they are off, a pool, and a log line with each URL; all of it would have to be switched off again.
"""

from __future__ import annotations

import asyncio
import math
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlencode

import certifi
import httpx

from monitor.fetching import decode
from monitor.fetching.decode import Decoder
from monitor.fetching.dial import Dialler
from monitor.fetching.guard import Address, Guard, literal
from monitor.fetching.headers import evidence, max_age, retry_after, sendable, validator
from monitor.fetching.policy import ExchangeFailed, FetchPolicy
from monitor.fetching.politeness import MOST_HOSTS, Gate
from monitor.fetching.resolver import Resolver
from monitor.fetching.robots import Robots
from monitor.fetching.rules import MOST_BYTES as MOST_OF_ROBOTS
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
KEEPS_METHOD = frozenset({307, 308})
REDIRECTS = PERMANENT | {302, 303, 307}
BODILESS = frozenset({204, 205})
MOST_OF_AN_ANSWER = 64 << 10
"""What is read of the answer to a form."""

GUARDED = frozenset({401, 403, 405, 406, 418, 429, 503})
"""Statuses that guards of sites send with a page that asks whether we are human."""

REFUSAL_SECONDS = 3.0
"""How long the page of a refusal is waited for; it must end before the fetch does, so that its status is not lost."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What to ask for next. The validators are those for this host: empty once a redirect left it."""

    there: Target
    etag: str = ""
    last_modified: str = ""
    by_rules: bool = False  # of robots.txt
    form: bytes | None = None  # sent by POST
    permanent: bool = True  # every hop so far
    first_bytes: int = 0  # where set, only so much of the body is read
    large: bool = False  # an official list: by the policy's larger bounds


@dataclass(slots=True)
class Journey:
    """What one fetch has used of its time by now, waiting for turns left out, and where it has been."""

    total: float  # seconds
    spent: float = 0.0
    until: float = math.inf  # by the loop's clock, while its time runs
    seen: set[str] = field(default_factory=set)
    site: str = ""  # where it is: what politeness counts by

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let the time run within; TimeoutError when it is over."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        self.until = began + self.total - self.spent
        try:
            async with asyncio.timeout_at(self.until):
                yield
        finally:
            self.spent += loop.time() - began


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
        self._gate = Gate(
            at_once=policy.per_host,
            at_once_address=policy.per_address,
            spacing=policy.spacing_seconds,
            patience=policy.patience_seconds,
        )
        self._name_of = lru_cache(MOST_HOSTS)(lambda host: host_key(f"http://{host}/"))
        self._dialler = Dialler(policy, self._resolver, tls=tls or SharedContext())
        self._headers = [
            (b"User-Agent", policy.user_agent.encode("latin-1")),
            (b"Accept", ACCEPT.encode("ascii")),
            (b"Accept-Encoding", decode.ACCEPTED.encode("ascii")),
            (b"Connection", b"close"),
        ]

    async def fetch(self, url: str, *, etag: str = "", last_modified: str = "", large: bool = False) -> Outcome:
        """Fetch ``url`` once and return what came of it. Raises nothing for what a site does.

        The validators are sent as they are. Waiting for a host's turn is not counted in ``elapsed`` nor in the policy's total.
        An official list is ``large``: it may have more bytes and take longer.
        RATE_LIMITED with status 0 means that we kept away by ourselves. An address on the operator's own networks needs no turn, since
        nobody there is a stranger; it may still ask to be left alone.
        """
        try:
            there = target(url)
        except ExchangeFailed as failed:
            return failed.outcome
        return await self._travel(Visit(there, etag, last_modified, by_rules=True, large=large))

    async def post(self, url: str, form: Mapping[str, str]) -> Outcome:
        """Send a form to ``url``: Fetched where the status is 2xx, with or without a body. Raises nothing for what a site does.

        Politeness, guard and limits are those of :meth:`fetch`. robots.txt is not asked: it is for those who look around, and a form is
        sent where its receiver asks for it. Only 307 and 308 on the same host are followed: other redirects would turn it into a GET.
        """
        try:
            there = target(url)
        except ExchangeFailed as failed:
            return failed.outcome
        return await self._travel(Visit(there, form=urlencode(form).encode("ascii"), first_bytes=MOST_OF_AN_ANSWER))

    async def close(self) -> None:
        """Let go of everything. To be called when no fetch is running."""
        self._resolver.close()
        await asyncio.sleep(0)  # a dropped connection closes in the loop's next turn

    async def _robots_file(self, there: Target) -> Outcome:
        return await self._travel(Visit(there, first_bytes=MOST_OF_ROBOTS))

    async def _travel(self, visit: Visit) -> Outcome:
        total = self._policy.large_total_seconds if visit.large else self._policy.total_seconds
        first, journey = visit.there, Journey(total)
        outcome: Outcome
        try:
            outcome = await self._arrive(visit, journey)
        except TimeoutError:
            outcome = FetchFailed(failure=Failure.TIMEOUT, detail=f"not done within {total:g} s")
        except ExchangeFailed as failed:
            outcome = failed.outcome
        if isinstance(outcome, Fetched) and outcome.moved_to and first.authorization:
            outcome = replace(outcome, moved_to="")
        return replace(outcome, elapsed=timedelta(seconds=journey.spent))

    async def _arrive(self, visit: Visit, journey: Journey) -> Outcome:
        """Go from hop to hop until there is an outcome. No turn is held while waiting for another, so that none waits for ever."""
        while True:
            there, left = visit.there, journey.site
            at_home = self._guard.at_home(literal(there.name))
            journey.site = f"{there.host}:{there.port}" if at_home else self._name_of(there.host)
            if visit.by_rules and self._robots:
                self._gate.check(journey.site)
                if refusal := await self._robots.refusal(there):
                    return refusal
            async with journey.running():
                addresses = await self._dialler.addresses(there)
            if at_home:
                self._gate.check(journey.site)
                turn: AbstractAsyncContextManager[None] = nullcontext()
            else:
                address = "" if self._guard.at_home(addresses[0]) else str(addresses[0])
                turn = self._gate.turn(journey.site, address, pause=journey.site != left)
            async with turn, journey.running():
                came = await self._ask(visit, addresses, journey)
            if not isinstance(came, Visit):
                return came
            visit = came

    async def _ask(self, visit: Visit, addresses: Sequence[Address], journey: Journey) -> Outcome | Visit:
        """Return what came, or where a redirect leads."""
        response = await self._dialler.handle_async_request(self._request(visit, addresses))
        try:
            leads = response.status_code in REDIRECTS
            return self._hop(response, visit, journey) if leads else await self._read(response, visit, journey)
        finally:
            await response.aclose()

    def _request(self, visit: Visit, addresses: Sequence[Address]) -> httpx.Request:
        headers = list(self._headers)
        for name, value in (
            (b"If-None-Match", visit.etag),
            (b"If-Modified-Since", visit.last_modified),
            (b"Authorization", visit.there.authorization),
        ):
            if value and sendable(value):
                headers.append((name, value.encode("latin-1")))
        method = "GET"
        if visit.form is not None:
            headers, method = [*headers, (b"Content-Type", b"application/x-www-form-urlencoded")], "POST"
        extensions = {"there": visit.there, "addresses": addresses, "most": self._most(visit)}
        try:
            return httpx.Request(method, visit.there.url, headers=headers, content=visit.form, extensions=extensions)
        except httpx.InvalidURL as error:
            raise ExchangeFailed(Failure.NETWORK, f"cannot be asked for: {error}") from error

    def _hop(self, response: httpx.Response, visit: Visit, journey: Journey) -> Visit:
        status = response.status_code
        location = response.headers.get("location", "").encode("latin-1")
        if not location:
            raise ExchangeFailed(Failure.REDIRECT, f"HTTP {status} without a Location", status=status)
        try:
            text = location.decode("utf-8")
        except UnicodeDecodeError:
            text = location.decode("latin-1")
        there = redirected(visit.there, text, status)
        same = there.host == visit.there.host
        if visit.form is not None and not (same and status in KEEPS_METHOD):
            raise ExchangeFailed(Failure.REDIRECT, f"HTTP {status} in answer to a form", status=status)
        journey.seen.add(visit.there.url)
        if there.url in journey.seen:
            raise ExchangeFailed(Failure.REDIRECT, "redirects in a circle", status=status)
        if len(journey.seen) > self._policy.max_redirects:
            raise ExchangeFailed(Failure.REDIRECT, f"more than {self._policy.max_redirects} redirects", status=status)
        return replace(
            visit,
            there=there,
            etag=visit.etag if same else "",
            last_modified=visit.last_modified if same else "",
            permanent=visit.permanent and status in PERMANENT,
        )

    async def _read(self, response: httpx.Response, visit: Visit, journey: Journey) -> Outcome:
        status, headers = response.status_code, response.headers
        if status == HTTPStatus.NOT_MODIFIED and (visit.etag or visit.last_modified):
            return NotModified(
                etag=validator(headers.get("etag", "")),
                last_modified=validator(headers.get("last-modified", "")),
                max_age=max_age(headers, self._now()),
            )
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES or status == HTTPStatus.PARTIAL_CONTENT:
            return await self._refused(response, journey)
        body = b"" if status in BODILESS else await self._body(response, visit.first_bytes, self._most(visit))
        if visit.form is None and (not body or body.isspace()):
            return FetchFailed(failure=Failure.EMPTY, status=status, detail="no body", challenge=challenge(b"", headers))
        return Fetched(
            url=visit.there.url,
            status=status,
            body=body,
            content_type=headers.get("content-type", ""),
            etag=validator(headers.get("etag", "")),
            last_modified=validator(headers.get("last-modified", "")),
            max_age=max_age(headers, self._now()),
            moved_to=visit.there.url if journey.seen and visit.permanent else "",
            headers=evidence([(name.decode("ascii"), value.decode("latin-1")) for name, value in response.headers.raw]),
        )

    async def _refused(self, response: httpx.Response, journey: Journey) -> FetchFailed:
        status = response.status_code
        wait = retry_after(response.headers.get("retry-after", ""), self._now())
        failure = Failure.HTTP
        if status == HTTPStatus.GONE:
            failure = Failure.GONE
        elif status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None):
            failure = Failure.RATE_LIMITED
            if wait:
                self._gate.hold(journey.site, wait)
        detail = f"HTTP {status}"
        if status == HTTPStatus.NOT_MODIFIED:
            detail = "HTTP 304 to a request without validators"
        asks = challenge(await self._page_of(response, journey), response.headers)
        return FetchFailed(
            failure=failure,
            status=status,
            detail=f"{detail}, a challenge for browsers" if asks else detail,
            challenge=asks,
            retry_after=wait if failure is Failure.RATE_LIMITED else None,
        )

    async def _page_of(self, response: httpx.Response, journey: Journey) -> bytes:
        """Return the beginning of the page that comes with a refusal; nothing where there is none, or it does not come soon."""
        if response.status_code not in GUARDED or "html" not in response.headers.get("content-type", "").lower():
            return b""
        soon = min(asyncio.get_running_loop().time() + REFUSAL_SECONDS, journey.until - 0.05)
        with suppress(ExchangeFailed, TimeoutError):
            async with asyncio.timeout_at(soon):
                return await self._body(response, MOST_OF_A_CHALLENGE, MOST_OF_A_CHALLENGE)
        return b""

    def _most(self, visit: Visit) -> int:
        return self._policy.large_max_bytes if visit.large else self._policy.max_bytes

    async def _body(self, response: httpx.Response, first_bytes: int, most: int) -> bytes:
        """Read the body, or the first bytes of it. ExchangeFailed where it is larger than allowed, broken or cut short."""
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
