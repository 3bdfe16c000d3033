"""One exchange over one connection: resolve, vet, dial exactly the vetted address, send, read. The only place that opens a connection.

A transport for httpx on asyncio's streams and h11. It keeps no connection: feeds are polled minutes apart, when servers have long closed
theirs, and a pool looks at each of its connections for every request.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Callable
from itertools import zip_longest

import h11
import httpx

from monitor.fetching.guard import Address, Guard
from monitor.fetching.policy import ExchangeFailed, FetchPolicy
from monitor.fetching.resolver import Resolver
from monitor.model import Failure

READ = 1 << 16
MOST_INTERIM = 10
MOST_ADDRESSES = 4
BREATH = 200
"""Pieces of a body after which other tasks get their turn: a body of one-byte chunks must not hold up the loop."""

Event = h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]


class Dialler(httpx.AsyncBaseTransport):
    """Sends a request over a fresh connection to a vetted address."""

    def __init__(self, policy: FetchPolicy, resolver: Resolver, *, tls: Callable[[], ssl.SSLContext]) -> None:
        """``tls`` gives the shared context; it is asked when the first https URL is dialled."""
        self._policy = policy
        self._guard = Guard(policy)
        self._resolver = resolver
        self._tls = tls

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send ``request`` and return its response with the body still to come. ExchangeFailed where there is none."""
        reader, writer = await self._connect(request.url)
        exchange = Exchange(reader, writer, self._policy)
        try:
            exchange.send(request)
            head = await exchange.head()
        except BaseException:
            exchange.close()
            raise
        return httpx.Response(head.status_code, headers=list(head.headers), stream=Body(exchange), request=request)

    async def _connect(self, url: httpx.URL) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        secure = url.scheme == "https"
        host = url.raw_host.decode("ascii")
        port = url.port if url.port is not None else 443 if secure else 80
        addresses = self._vetted(await self._resolver.resolve(host), port)
        trouble = ExchangeFailed(Failure.NETWORK, f"{host} cannot be reached")
        for address in addresses[:MOST_ADDRESSES]:
            try:
                async with asyncio.timeout(self._policy.connect_seconds):
                    return await asyncio.open_connection(
                        str(address),
                        port,
                        limit=READ,
                        ssl=self._tls() if secure else None,
                        server_hostname=host if secure else None,
                    )
            except TimeoutError:
                trouble = ExchangeFailed(Failure.TIMEOUT, f"no connection to {address} within {self._policy.connect_seconds:g} s")
            except (OSError, ValueError) as error:
                trouble = ExchangeFailed(Failure.NETWORK, f"no connection to {address}: {in_words(error)}")
        raise trouble

    def _vetted(self, addresses: tuple[Address, ...], port: int) -> list[Address]:
        refusals = {address: self._guard.refusal(address, port) for address in addresses}
        if all(refusals.values()):
            raise ExchangeFailed(Failure.BLOCKED, refusals[addresses[0]])
        return by_turns([address for address, refusal in refusals.items() if not refusal])


class Exchange:
    """One request and its response on one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, policy: FetchPolicy) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=policy.max_header_bytes)
        self._left = 2 * policy.max_bytes + policy.max_header_bytes  # of the wire, chunk heads included

    def send(self, request: httpx.Request) -> None:
        """Write the request; it is small enough not to wait for."""
        ask = h11.Request(method=request.method, target=request.url.raw_path, headers=request.headers.raw)
        self._writer.write((self._http.send(ask) or b"") + (self._http.send(h11.EndOfMessage()) or b""))

    async def head(self) -> h11.Response:
        """Return status and headers, past a few interim responses. ExchangeFailed where there are none."""
        interim = 0
        while True:
            event = await self._next()
            if isinstance(event, h11.Response):
                return event
            interim += 1
            if interim > MOST_INTERIM or not isinstance(event, h11.InformationalResponse):
                raise ExchangeFailed(Failure.NETWORK, "no response after the interim ones")

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
        self._writer.transport.abort()

    async def _next(self) -> Event:
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                received = await self._reader.read(READ)
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
    """The body of a response; closing it closes the connection."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._exchange.body():
            yield piece

    async def aclose(self) -> None:
        """Drop the connection."""
        self._exchange.close()


def by_turns(addresses: list[Address]) -> list[Address]:
    """Let IPv6 and IPv4 take turns, so that a network without one of them costs one time-out (RFC 8305, section 4)."""
    first = [address for address in addresses if address.version == addresses[0].version]
    second = [address for address in addresses if address.version != addresses[0].version]
    return [address for pair in zip_longest(first, second) for address in pair if address]


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
