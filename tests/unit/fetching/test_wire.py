"""Bytes of one connection, in both directions, with nobody reading and with nobody at the other end."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from monitor.fetching.wire import MOST_UNREAD, READ, Wire

pytestmark = pytest.mark.anyio


class Transport(asyncio.Transport):
    """What a wire asks of its transport."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.reading = True
        self.aborted = False

    def write(self, data: bytes) -> None:
        self.written += data

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def abort(self) -> None:
        self.aborted = True


def receive(wire: Wire, received: bytes) -> None:
    """Give the wire bytes as asyncio does."""
    while received:
        buffer = wire.get_buffer(-1)
        size = min(len(buffer), len(received))
        buffer[:size] = received[:size]
        received = received[size:]
        wire.buffer_updated(size)


@pytest.fixture
def transport() -> Transport:
    return Transport()


@pytest.fixture
async def wire(transport: Transport) -> Wire:
    wire = Wire(memoryview(bytearray(READ)))
    wire.connection_made(transport)
    return wire


async def test_bytes_go_both_ways(wire: Wire, transport: Transport) -> None:
    await wire.ready()
    wire.write(b"ask")
    receive(wire, b"answer")
    receive(wire, b" and more")
    assert transport.written == b"ask"
    assert await wire.read() == b"answer and more"
    wire.eof_received()
    assert [await wire.read(), await wire.read()] == [b"", b""]
    wire.close()
    assert transport.aborted


async def test_who_reads_too_early_waits(wire: Wire) -> None:
    reading = asyncio.create_task(wire.read())
    await asyncio.sleep(0)
    receive(wire, b"a")
    receive(wire, b"b")
    assert await reading == b"ab"


async def test_a_socket_is_left_alone_while_nobody_reads(wire: Wire, transport: Transport) -> None:
    receive(wire, b"x" * (MOST_UNREAD + 10))
    receive(wire, b"x" * 10)
    assert not transport.reading
    assert len(await wire.read()) == READ
    assert transport.reading
    assert len(await wire.read()) == 20


@pytest.mark.parametrize(
    ("leave", "error"),
    [(lambda wire: wire.connection_lost(ConnectionResetError()), ConnectionResetError), (lambda wire: wire.connection_lost(None), None)],
)
async def test_what_came_before_the_end_is_read_first(wire: Wire, leave: Callable[[Wire], None], error: type[OSError] | None) -> None:
    receive(wire, b"last words")
    leave(wire)
    assert await wire.read() == b"last words"
    if error is None:
        assert await wire.read() == b""
        return
    with pytest.raises(error):
        await wire.read()


async def test_a_socket_that_is_left_alone_is_read_again_afterwards(wire: Wire, transport: Transport) -> None:
    resting = asyncio.create_task(wire.rest(0.01))
    await asyncio.sleep(0)
    assert not transport.reading
    await resting
    assert transport.reading
    resting = asyncio.create_task(wire.rest(3600))
    await asyncio.sleep(0)
    resting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await resting
    assert transport.reading
    wire.eof_received()
    await wire.rest(3600)  # nothing more can come: there is nothing to wait for


async def test_before_it_is_connected_there_is_nothing_to_close_or_to_send() -> None:
    wire = Wire(memoryview(bytearray(READ)))
    wire.write(b"lost")
    await wire.rest(3600)
    wire.close()


@pytest.mark.parametrize("leave", [lambda wire: wire.eof_received(), lambda wire: wire.connection_lost(BrokenPipeError())])
async def test_an_end_within_the_handshake_is_an_error(transport: Transport, leave: Callable[[Wire], None]) -> None:
    wire = Wire(memoryview(bytearray(READ)), ssl.create_default_context(), "example.org")
    wire.connection_made(transport)
    assert transport.written[:1] == b"\x16"  # a handshake record
    ready = asyncio.create_task(wire.ready())
    await asyncio.sleep(0)
    leave(wire)
    with pytest.raises(OSError, match=r"^$|handshake"):
        await ready


async def test_a_name_that_tls_cannot_ask_for_is_an_error() -> None:
    with pytest.raises(ValueError, match="label empty"):
        Wire(memoryview(bytearray(READ)), ssl.create_default_context(), ".example.org")


# ── TLS ────────────────────────────────────────────────────────────────────────────────────────────


class Server:
    """The other end of a wire, in memory."""

    def __init__(self, wire: Wire, transport: Transport, pem: Path) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pem)
        self.wire, self.transport = wire, transport
        self.took, self.gave = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.took, self.gave, server_side=True)

    def take(self) -> None:
        self.took.write(self.transport.written)
        self.transport.written = b""

    def shake_hands(self, pieces: int = 1) -> None:
        """Do the handshake; the bytes arrive at the wire in so many pieces."""
        for _ in range(3):
            self.take()
            with suppress(ssl.SSLWantReadError):
                self.tls.do_handshake()
            given = self.gave.read()
            size = max(1, len(given) // pieces)
            for start in range(0, len(given), size):
                receive(self.wire, given[start : start + size])

    def read(self) -> bytes:
        self.take()
        return self.tls.read(READ)

    def begin(self) -> None:
        """Shake hands and take a request."""
        self.shake_hands()
        self.wire.write(b"ask")
        assert self.read() == b"ask"


@pytest.fixture
async def server(transport: Transport, certificate: Path) -> Server:
    wire = Wire(memoryview(bytearray(READ)), ssl.create_default_context(cafile=certificate), "secure.example")
    wire.connection_made(transport)
    return Server(wire, transport, certificate)


@pytest.mark.parametrize("pieces", [1, 2, 50])
async def test_a_handshake_however_it_is_cut(server: Server, pieces: int) -> None:
    ready = asyncio.create_task(server.wire.ready())
    await asyncio.sleep(0)
    server.shake_hands(pieces)
    await ready
    server.wire.write(b"ask")
    assert server.read() == b"ask"


async def test_many_records_are_one_piece_and_no_piece_is_too_large(server: Server) -> None:
    server.begin()
    for _ in range(100):
        server.tls.write(b"x" * 1_000)
    receive(server.wire, server.gave.read())
    sizes = [len(await server.wire.read()), len(await server.wire.read())]
    assert sum(sizes) == 100_000
    assert READ <= sizes[0] < READ + (1 << 14)


async def test_the_end_may_come_with_the_last_words(server: Server) -> None:
    server.begin()
    server.tls.write(b"last words")
    with suppress(ssl.SSLWantReadError):
        server.tls.unwrap()  # says that this is all, and leaves the connection open
    receive(server.wire, server.gave.read())
    assert [await server.wire.read(), await server.wire.read()] == [b"last words", b""]


async def test_a_socket_behind_tls_is_left_alone_too_while_nobody_reads(server: Server) -> None:
    server.begin()
    server.tls.write(b"x" * 200_000)
    receive(server.wire, server.gave.read())
    assert not server.transport.reading
    read = 0
    while read < 200_000:
        read += len(await server.wire.read())
    assert server.transport.reading


async def test_bytes_that_were_changed_on_the_way_are_an_error(server: Server) -> None:
    server.begin()
    server.tls.write(b"true")
    given = bytearray(server.gave.read())
    given[-1] ^= 1
    receive(server.wire, bytes(given))
    with pytest.raises(ssl.SSLError):
        await server.wire.read()
    with pytest.raises(OSError, match=r"(?i)ssl"):
        server.wire.write(b"ask")


async def test_another_name_is_refused_in_the_handshake(transport: Transport, certificate: Path) -> None:
    wire = Wire(memoryview(bytearray(READ)), ssl.create_default_context(cafile=certificate), "other.example")
    wire.connection_made(transport)
    with pytest.raises(ssl.SSLError, match="ALERT"):  # the server is told
        Server(wire, transport, certificate).shake_hands()
    with pytest.raises(ssl.SSLCertVerificationError):
        await wire.ready()
