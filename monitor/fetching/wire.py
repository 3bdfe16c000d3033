"""The bytes of one connection: TCP, and TLS where asked, held back while nobody reads them.

TLS runs here rather than in asyncio's own layer: that one keeps 256 KB for each connection and passes every byte through two protocols,
a third of what a poll costs. The handshake, certificates and names are OpenSSL's work either way; only bytes are carried.
"""

from __future__ import annotations

import asyncio
import errno
import ssl
from contextlib import suppress
from typing import cast

READ = 1 << 16
"""Bytes taken from a socket, or given to a reader, at once."""

MOST_UNREAD = 1 << 16
"""With more waiting to be read, the socket is left alone until somebody reads."""


class Wire(asyncio.BufferedProtocol):
    """One connection's two ends of bytes, once asyncio has connected it."""

    def __init__(self, buffer: memoryview, tls: ssl.SSLContext | None = None, name: str = "") -> None:
        """``buffer`` is where the socket writes, shared by all connections of a loop: it is emptied at once. ``name``: the server's.

        ValueError where ``name`` cannot be asked for in TLS.
        """
        self._buffer = buffer
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = tls.wrap_bio(self._in, self._out, server_hostname=name) if tls else None
        self._secured = tls is None
        self._ended = False
        self._paused = False
        self._error: Exception | None = None

    async def ready(self) -> None:
        """Return when bytes may be written. OSError where TLS fails (ssl.SSLError is one) or the connection breaks."""
        while not self._secured:
            if self._error:
                raise self._error
            if self._ended:
                raise ConnectionResetError(errno.ECONNRESET, "closed within the handshake")
            await self._change()

    def write(self, plain: bytes) -> None:
        """Send a few bytes; they are not waited for. OSError where TLS has ended."""
        if self._tls:
            self._tls.write(plain)
            self._flush()
        elif self._transport:
            self._transport.write(plain)

    async def read(self) -> bytes:
        """Return the next bytes, or none at the end. OSError where the connection broke."""
        while (piece := self._taken()) is None:
            if self._error:
                raise self._error
            if self._ended:
                return b""
            await self._change()
        return piece

    async def rest(self, seconds: float) -> None:
        """Leave the socket alone for a while: what comes gathers in the system's buffer and wakes nobody."""
        if self._ended or self._transport is None:
            return
        self._transport.pause_reading()
        try:
            await asyncio.sleep(seconds)
        finally:
            self._transport.resume_reading()

    def close(self) -> None:
        """Drop the connection at once, whatever is still on its way."""
        if self._transport:
            self._transport.abort()

    async def _change(self) -> None:
        self._waiter = self._loop.create_future()
        await self._waiter

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def _taken(self) -> bytes | None:
        """Take what came, decrypted; None where nothing did."""
        piece: bytes | None = None
        if self._tls is None:
            piece = self._in.read(READ) or None
        elif self._in.pending or self._tls.pending():
            piece = self._decrypted(self._tls)
            self._flush()
        if self._paused and self._transport and self._in.pending < MOST_UNREAD:
            self._paused = False
            self._transport.resume_reading()
        return piece

    def _decrypted(self, tls: ssl.SSLObject) -> bytes | None:
        records: list[bytes] = []
        size = 0
        with suppress(ssl.SSLWantReadError):
            while size < READ:
                record = tls.read(READ)
                if not record:
                    self._ended = True
                    break
                records.append(record)
                size += len(record)
        return b"".join(records) or None

    def _shake_hands(self) -> None:
        if self._tls is None or self._secured:
            return
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        except (OSError, ValueError) as error:  # CertificateError is a ValueError
            self._error = error
        else:
            self._secured = True
            return  # our last word of the handshake goes out with the request
        self._flush()

    def _flush(self) -> None:
        if self._out.pending and self._transport:
            self._transport.write(self._out.read())

    # ── what asyncio calls ─────────────────────────────────────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin the handshake, where there is one."""
        self._transport = cast("asyncio.Transport", transport)
        self._shake_hands()

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio's signature
        """Say where the next bytes go."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Keep the bytes that came."""
        self._in.write(self._buffer[:nbytes])
        if self._in.pending >= MOST_UNREAD and not self._paused and self._transport:
            self._paused = True
            self._transport.pause_reading()
        self._shake_hands()
        if self._secured or self._error:
            self._wake()

    def eof_received(self) -> None:
        """Note that nothing more will come."""
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection is no more, and why."""
        self._ended = True
        self._error = self._error or exc
        self._wake()
