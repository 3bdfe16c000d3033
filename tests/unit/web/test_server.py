from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from monitor.web import server
from monitor.web.server import listening, serve_web

pytestmark = pytest.mark.anyio


async def echo(request):
    return PlainTextResponse(str(len(await request.body())))


@asynccontextmanager
async def serving():
    stop, made = asyncio.Event(), listening("127.0.0.1:0")
    port = made.getsockname()[1]
    task = asyncio.create_task(serve_web(Starlette(routes=[Route("/", echo, methods=["GET", "POST"])]), made, stop))
    try:
        yield port
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)


async def said(port, request=b"", *, within=5.0):
    """What the server says until it hangs up."""
    async with asyncio.timeout(within):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        try:
            return await reader.read()
        except ConnectionResetError:
            return b"reset"
        finally:
            writer.close()


GET = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


async def test_it_answers_and_says_nothing_of_itself():
    async with serving() as port:
        answer = await said(port, GET)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert b"server:" not in head.lower()
    assert body == b"0"


async def test_it_does_not_end_the_program_and_hears_no_signals():
    async with serving() as port:
        assert b"200" in await said(port, GET)
    with pytest.raises(OSError, match=r"."):
        await said(port, GET)


async def test_a_header_without_end_is_refused():
    async with serving() as port:
        assert b"HTTP/1.1 400" in await said(port, b"GET / HTTP/1.1\r\nX: " + b"x" * 40_000)


async def test_a_connection_that_says_nothing_ends(monkeypatch):
    monkeypatch.setattr(server, "CONNECTION_SECONDS", 0.1)
    async with serving() as port:
        assert await said(port) in {b"", b"reset"}
        assert await said(port, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx") in {b"", b"reset"}


async def test_no_more_connections_than_it_can_bear(monkeypatch):
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 2)
    async with serving() as port:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        assert await said(port, GET) in {b"", b"reset"}
        for _, writer in held:
            writer.close()
            await writer.wait_closed()
        async with asyncio.timeout(5):
            while b"200" not in await said(port, GET):  # noqa: ASYNC110 - what is waited for is seen from outside
                await asyncio.sleep(0.01)


def test_an_address_that_is_taken_is_an_error():
    with listening("127.0.0.1:0") as made, pytest.raises(OSError, match=r"."):
        listening(f"127.0.0.1:{made.getsockname()[1]}")
