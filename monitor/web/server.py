"""Serve a web application on one socket until told to stop: bounded in connections, headers and time, silent about itself."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 200
CONNECTION_SECONDS = 45.0  # that one may last, whatever is said on it
HEADER_BYTES = 16 << 10
_GRACE_SECONDS = 2


class _Bounded(H11Protocol):
    """HTTP/1.1 on a connection that ends in time."""

    _end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the base
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        else:
            self._end = asyncio.get_running_loop().call_later(CONNECTION_SECONDS, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._end is not None:
            self._end.cancel()
        super().connection_lost(exc)


class _Server(uvicorn.Server):
    """Uvicorn within a program that hears signals itself."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


def listening(address: str) -> socket.socket:
    """Return a socket that listens at ``host:port``.

    Raises:
        OSError: the address is not ours, or is taken.
    """
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    made = socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=100)
    made.settimeout(0)
    return made


async def serve_web(app: ASGIApp, made: socket.socket, stop: asyncio.Event) -> None:
    """Serve until ``stop`` is set, then end what is being answered and close the socket."""
    config = uvicorn.Config(
        app,
        http=_Bounded,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=HEADER_BYTES,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[made]), name="web.server")
    try:
        await stop.wait()
    finally:
        server.should_exit = True
        await serving
        made.close()
