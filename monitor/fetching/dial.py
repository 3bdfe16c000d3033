"""One exchange over one connection: resolve, vet, dial exactly the vetted address, ask, read. The only place that opens a connection.

A transport for httpx; HTTP/1.1 is h11's. No connection is kept: feeds are polled minutes apart, when servers have long closed theirs, and
a pool looks at each of its connections for every request.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import h11
import httpx

from monitor.fetching.guard import Address, Guard
from monitor.fetching.policy import ExchangeFailed, FetchPolicy
from monitor.fetching.resolver import Resolver
from monitor.fetching.target import Target
from monitor.fetching.wire import READ, Wire
from monitor.model import Failure

MOST_INTERIM = 10
MOST_ADDRESSES = 4
TINY = 256
FEW = 4
REST, LONGEST_REST = 0.1, 5.0
"""After a few pieces of so few bytes in a row, the rest is let gather for so many seconds, longer each time: each piece costs as much as
a large one, and a thousand servers that send a byte at a time must not take the time of all others."""

BREATH = 200
"""Pieces of a body after which other tasks get their turn: a body of one-byte chunks must not hold up the loop."""

OURS = frozenset({b"host", b"content-length"})
"""Headers that follow from the rest of a request."""

Event = h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask of a server. ``headers`` come after Host; ``body`` goes out with its length."""

    there: Target
    headers: Sequence[tuple[bytes, bytes]]
    method: str = "GET"
    body: bytes | None = None
    most: int = 0  # bytes of the answer's body that are taken; 0: as the policy says


class Dialler(httpx.AsyncBaseTransport):
    """Opens connections to vetted addresses, and sends httpx's requests over them.

    A request says in its extensions where it goes (``there``, a Target), which vetted ``addresses`` may be dialled, and how many bytes of
    the answer are taken (``most``).
    """

    def __init__(self, policy: FetchPolicy, resolver: Resolver, *, tls: Callable[[], ssl.SSLContext]) -> None:
        """``tls`` gives the shared context; it is asked when the first https URL is dialled."""
        self._policy = policy
        self._guard = Guard(policy)
        self._resolver = resolver
        self._tls = tls
        self._buffer = memoryview(bytearray(READ))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and return its response with the body still to come. ExchangeFailed where there is none."""
        asked = Request(
            request.extensions["there"],
            [(name, value) for name, value in request.headers.raw if name.lower() not in OURS],
            method=request.method,
            body=request.content if request.method == "POST" else None,
            most=request.extensions["most"],
        )
        exchange = await self.ask(asked, request.extensions["addresses"])
        response = httpx.Response(
            exchange.status,
            headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in exchange.fields],
            stream=Body(exchange),
            request=request,
        )
        response.headers.encoding = "latin-1"  # as they came
        return response

    async def addresses(self, there: Target) -> tuple[Address, ...]:
        """Resolve a host and return those of its addresses that may be dialled, in the order to try. ExchangeFailed where there is none."""
        found = await self._resolver.resolve(there.name)
        refusals = [self._guard.refusal(address, there.port) for address in found]
        if all(refusals):
            raise ExchangeFailed(Failure.BLOCKED, refusals[0])
        return by_turns([address for address, refusal in zip(found, refusals, strict=True) if not refusal])[:MOST_ADDRESSES]

    async def ask(self, request: Request, addresses: Sequence[Address]) -> Exchange:
        """Send ``request`` to the first of these vetted addresses that answers; the body of the response is still to come.

        ExchangeFailed where none does.
        """
        exchange = Exchange(await self._connect(request.there, addresses), self._policy, most=request.most or self._policy.max_bytes)
        try:
            exchange.send(request)
            await exchange.head()
        except BaseException:
            exchange.close()
            raise
        return exchange

    async def _connect(self, there: Target, addresses: Sequence[Address]) -> Wire:
        trouble = ExchangeFailed(Failure.NETWORK, f"{there.host} cannot be reached")
        for address in addresses:
            try:
                return await self._dial(there, address)
            except TimeoutError:
                trouble = ExchangeFailed(Failure.TIMEOUT, f"no connection to {address} within {self._policy.connect_seconds:g} s")
            except (OSError, ValueError) as error:
                trouble = ExchangeFailed(Failure.NETWORK, f"no connection to {address}: {in_words(error)}")
        raise trouble

    async def _dial(self, there: Target, address: Address) -> Wire:
        wire = Wire(self._buffer, self._tls(), there.name) if there.secure else Wire(self._buffer)
        try:
            async with asyncio.timeout(self._policy.connect_seconds):
                await asyncio.get_running_loop().create_connection(lambda: wire, str(address), there.port)
                await wire.ready()
        except BaseException:
            wire.close()
            raise
        return wire


class Exchange:
    """One request and its response on one connection."""

    def __init__(self, wire: Wire, policy: FetchPolicy, *, most: int) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        """Names in lower case; values that came apart are joined by commas."""
        self.fields: tuple[tuple[str, str], ...] = ()
        """The headers as they came."""
        self._wire = wire
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=policy.max_header_bytes)
        self._drops = 0  # tiny pieces in a row
        self._left = 2 * most + policy.max_header_bytes  # of the wire, chunk heads included

    def send(self, request: Request) -> None:
        """Write the request; it is small enough not to wait for. ExchangeFailed where it is no HTTP."""
        headers = [(b"Host", request.there.authority.encode("ascii")), *request.headers]
        if request.body is not None:
            headers.append((b"Content-Length", b"%d" % len(request.body)))
        try:
            sent = self._http.send(h11.Request(method=request.method, target=request.there.path, headers=headers)) or b""
            if request.body is not None:
                sent += self._http.send(h11.Data(data=request.body)) or b""
            sent += self._http.send(h11.EndOfMessage()) or b""
        except h11.LocalProtocolError as error:
            raise ExchangeFailed(Failure.NETWORK, f"cannot be asked for: {error}") from error
        try:
            self._wire.write(sent)
        except OSError as error:
            raise ExchangeFailed(Failure.NETWORK, in_words(error)) from error

    async def head(self) -> None:
        """Read status and headers, past a few interim responses. ExchangeFailed where there are none."""
        interim = 0
        while not isinstance(event := await self._next(), h11.Response):
            interim += 1
            if interim > MOST_INTERIM or not isinstance(event, h11.InformationalResponse):
                raise ExchangeFailed(Failure.NETWORK, "no response after the interim ones")
        self.status = event.status_code
        self.fields = tuple([(name.decode("ascii"), value.decode("latin-1")) for name, value in event.headers])
        for name, value in self.fields:
            self.headers[name] = f"{self.headers[name]}, {value}" if name in self.headers else value

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the body as it comes, still in its content coding. ExchangeFailed where it is cut short."""
        pieces = 0
        while isinstance(event := await self._next(), h11.Data):
            pieces += 1
            if pieces % BREATH == 0:
                await asyncio.sleep(0)
            yield bytes(event.data)

    def close(self) -> None:
        """Drop the connection at once, whatever is still on its way."""
        self._wire.close()

    async def _next(self) -> Event:
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                if self._drops > FEW:
                    await self._wire.rest(min(REST * 2 ** (self._drops - FEW - 1), LONGEST_REST))
                received = await self._wire.read()
                self._drops = self._drops + 1 if len(received) < TINY else 0
                self._left -= len(received)
                if self._left < 0:
                    raise ExchangeFailed(Failure.TOO_LARGE, "too many bytes on the wire")
                self._http.receive_data(received)
        except h11.RemoteProtocolError as error:
            raise ExchangeFailed(Failure.NETWORK, f"not HTTP/1.1: {str(error)[:200]}") from error
        except OSError as error:
            raise ExchangeFailed(Failure.NETWORK, in_words(error)) from error
        return event


class Body(httpx.AsyncByteStream):
    """The body of a response, in its content coding; closing it closes the connection."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._exchange.body():
            yield piece

    async def aclose(self) -> None:
        """Drop the connection."""
        self._exchange.close()


def by_turns(addresses: Sequence[Address]) -> tuple[Address, ...]:
    """Let IPv6 and IPv4 take turns, so that a network without one of them costs one time-out (RFC 8305, section 4)."""
    if len(addresses) == 1:
        return tuple(addresses)
    first = [address for address in addresses if address.version == addresses[0].version]
    second = [address for address in addresses if address.version != addresses[0].version]
    return tuple(address for pair in zip_longest(first, second) for address in pair if address)


def in_words(error: Exception) -> str:
    """Say what went wrong with a connection, without the addresses and URLs that an error may repeat."""
    match error:
        case ssl.SSLCertVerificationError(verify_message=message):
            return f"certificate refused: {message}"
        case ssl.SSLError(reason=reason):
            return f"TLS failed: {reason}"
        case OSError(errno=int(number)):
            return os.strerror(number)
        case _:
            return type(error).__name__
