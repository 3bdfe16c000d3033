"""Bytes of one connection, in both directions, with nobody reading and with nobody at the other end."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable

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
