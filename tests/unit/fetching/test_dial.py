"""One exchange over one connection."""

from __future__ import annotations

import asyncio
import random
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from monitor.fetching.client import Fetcher, SharedContext
from monitor.fetching.dial import Exchange, Request, by_turns, in_words
from monitor.fetching.policy import ExchangeFailed, FetchPolicy
from monitor.fetching.resolver import Resolver
from monitor.fetching.target import target
from monitor.model import Failure, Fetched, FetchFailed, Outcome
from tests.unit.fetching.loopback import Site, answer

pytestmark = pytest.mark.anyio
FEED = b"<rss version='2.0'><channel/></rss>"
HERE, THERE = ip_address("127.0.0.1"), ip_address("127.0.0.2")
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def reset(writer: asyncio.StreamWriter) -> None:
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


# ── what servers send ──────────────────────────────────────────────────────────────────────────────

GOOD = [
    pytest.param(answer(body=FEED), id="length"),
    pytest.param(b"HTTP/1.1 200 OK\r\n\r\n" + FEED, id="until-the-end"),
    pytest.param(b"HTTP/1.0 200 OK\r\n\r\n" + FEED, id="http-1.0"),
    pytest.param(CHUNKED + b"23\r\n" + FEED + b"\r\n0\r\n\r\n", id="chunked"),
    pytest.param(
        CHUNKED + b"".join(b"1\r\n%c\r\n" % byte for byte in FEED * 20)[: -6 * 19 * len(FEED)] + b"0\r\n\r\n", id="chunks-of-one-byte"
    ),
    pytest.param(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + answer(body=FEED), id="after-an-interim-response"),
    pytest.param(answer(body=FEED) + answer(body=b"POISON"), id="a-second-response-is-not-read"),
    pytest.param(answer(body=FEED, X_Long="a" * 90_000), id="a-long-header"),
]


@pytest.mark.parametrize("reply", GOOD)
async def test_a_body_however_it_is_framed(site: Site, fetcher: Fetcher, reply: bytes) -> None:
    outcome = await fetcher.fetch(site.on("/feed", reply))
    assert isinstance(outcome, Fetched), outcome
    assert outcome.body == FEED


BAD = [
    pytest.param(b"", id="closed-at-once"),
    pytest.param(FEED, id="no-status-line"),
    pytest.param(b"HTTP/9.9 abc def\r\n\r\n", id="nonsense"),
    pytest.param(answer(body=FEED, Content_Length="99"), id="cut-short"),
    pytest.param(CHUNKED + b"23\r\n" + FEED + b"\r\n", id="last-chunk-missing"),
    pytest.param(CHUNKED + b"ZZZ\r\nnope\r\n", id="no-chunk-size"),
    pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", id="two-lengths"),
    pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" * 50, id="interim-responses-without-end"),
    pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", id="a-header-too-long"),
    pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000 + b"\r\n", id="too-many-headers"),
    pytest.param(b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n", id="nul-in-a-header"),
]


@pytest.mark.parametrize("reply", BAD)
async def test_what_is_no_whole_response_is_a_failure_of_the_network(site: Site, fetcher: Fetcher, reply: bytes) -> None:
    outcome = await fetcher.fetch(site.on("/feed", reply))
    assert outcome.failure is Failure.NETWORK


@pytest.mark.parametrize("begin", [b"", answer(body=FEED, Content_Length="99")])
async def test_a_reset_is_a_failure_of_the_network(site: Site, fetcher: Fetcher, begin: bytes) -> None:
    async def break_off(writer: asyncio.StreamWriter) -> None:
        writer.write(begin)
        await writer.drain()
        reset(writer)

    outcome = await fetcher.fetch(site.on("/feed", break_off))
    assert outcome.failure is Failure.NETWORK


async def test_chunk_extensions_count_as_bytes(site: Site, make_fetcher) -> None:
    reply = CHUNKED + (b"1;" + b"e" * 1_000 + b"\r\na\r\n") * 100 + b"0\r\n\r\n"
    outcome = await make_fetcher(max_bytes=1_000, max_header_bytes=4_000).fetch(site.on("/feed", reply))
    assert outcome.failure is Failure.TOO_LARGE


async def test_a_body_of_tiny_chunks_lets_others_have_their_turn(site: Site, fetcher: Fetcher) -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    other = asyncio.create_task(count())
    reply = CHUNKED + b"1\r\na\r\n" * 5_000 + b"0\r\n\r\n"
    assert (await fetcher.fetch(site.on("/feed", reply))).body == b"a" * 5_000
    other.cancel()
    assert turns >= 25


class Drops:
    """A wire that brings its pieces one by one, and keeps for how long it was left alone before each."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = [*pieces, b""]
        self.rests: list[float] = [0.0]

    async def read(self) -> bytes:
        self.rests.append(0.0)
        return self.pieces.pop(0)

    async def rest(self, seconds: float) -> None:
        self.rests[-1] = seconds


PIECES = [
    pytest.param([b"x"] * 12, [0, 0, 0, 0, 0, 0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0], id="a-byte-at-a-time-is-let-gather"),
    pytest.param([b"x", b"x", b"x", b"x" * 500, *[b"x"] * 3], [0] * 9, id="a-few-small-pieces-are-not"),
    pytest.param([*[b"x"] * 6, b"x" * 500, b"x"], [0, 0, 0, 0, 0, 0, 0.1, 0.2, 0, 0], id="nor-is-what-comes-faster-again"),
]


@pytest.mark.parametrize(("pieces", "rests"), PIECES)
async def test_a_server_that_drips(pieces: list[bytes], rests: list[float]) -> None:
    wire = Drops(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500 + b"\r\n\r\n", *pieces)
    exchange = Exchange(wire, FetchPolicy(), most=10_000)
    wire.write = lambda _: None
    exchange.send(Request(target("http://site.example/"), []))
    await exchange.head()
    assert b"".join([piece async for piece in exchange.body()]) == b"".join(pieces)
    assert wire.rests[:-1] == rests


async def test_a_request_that_cannot_be_written_is_a_failure_of_the_network() -> None:
    class Broken(Drops):
        def write(self, _: bytes) -> None:
            raise BrokenPipeError(32, "Broken pipe")

    with pytest.raises(ExchangeFailed) as failed:
        Exchange(Broken(), FetchPolicy(), most=1).send(Request(target("http://site.example/"), []))
    assert (failed.value.outcome.failure, failed.value.outcome.detail) == (Failure.NETWORK, "Broken pipe")


async def test_any_bytes_are_an_outcome(site: Site, fetcher: Fetcher) -> None:
    chance = random.Random(7)
    whole = [reply.values[0] for reply in (*GOOD[:4], *BAD[:7])]
    for number in range(300):
        reply = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 6)):
            at = chance.randint(0, len(reply))
            reply[at : at + chance.choice((0, 0, 1, 9))] = chance.choice(
                (b"", b"\r\n", b"\n", b"\0", b"\xff", b":", b"HTTP/1.1 301 X\r\n", b"9" * 30, b"chunked")
            )
        outcome = await fetcher.fetch(site.on(f"/{number}", bytes(reply)))
        assert isinstance(outcome, Fetched | FetchFailed)


# ── whom is dialled ────────────────────────────────────────────────────────────────────────────────


def named(*addresses: str) -> Resolver:
    return Resolver(ask=lambda _: tuple(map(ip_address, addresses)))


async def test_only_the_vetted_addresses_of_a_name_are_dialled(site: Site, make_fetcher) -> None:
    site.on("/feed", answer(body=FEED))
    for addresses in (("10.0.0.1", "127.0.0.1"), ("127.0.0.1", "::1"), ("127.0.0.3", "127.0.0.1")):
        fetcher = make_fetcher(allow_networks=("127.0.0.1/32",), resolver=named(*addresses))
        assert isinstance(await fetcher.fetch(site.url("/feed", host="mixed.example")), Fetched)


async def test_a_name_with_internal_addresses_only_is_blocked(make_fetcher) -> None:
    outcome = await make_fetcher(allow_networks=(), resolver=named("127.0.0.1", "10.0.0.1")).fetch("http://internal.example/")
    assert (outcome.failure, outcome.detail) == (Failure.BLOCKED, "127.0.0.1 is not a public address")


async def test_a_port_that_is_not_the_webs_is_blocked(make_fetcher) -> None:
    outcome = await make_fetcher(resolver=named("1.1.1.1")).fetch("http://public.example:6379/")
    assert (outcome.failure, outcome.detail) == (Failure.BLOCKED, "port 6379 is not allowed")


async def test_the_next_address_is_dialled_where_the_first_does_not_answer(site: Site, make_fetcher) -> None:
    site.on("/feed", answer(body=FEED))
    outcome = await make_fetcher(resolver=named("127.0.0.9", "127.0.0.1")).fetch(site.url("/feed", host="twice.example"))
    assert isinstance(outcome, Fetched)


def test_both_families_of_addresses_take_turns() -> None:
    addresses = [ip_address(text) for text in ("::1", "::2", "::3", "127.0.0.1")]
    assert [str(address) for address in by_turns(addresses)] == ["::1", "127.0.0.1", "::2", "::3"]
    assert by_turns(addresses[3:] + addresses[:1]) == (addresses[3], addresses[0])


async def test_nobody_listens(make_fetcher, free_port: int) -> None:
    outcome = await make_fetcher().fetch(f"http://127.0.0.1:{free_port}/")
    assert (outcome.failure, outcome.detail) == (Failure.NETWORK, "no connection to 127.0.0.1: Connection refused")


async def test_a_name_that_does_not_resolve(make_fetcher) -> None:
    outcome = await make_fetcher(resolver=Resolver(ask=lambda host: f"{host} does not resolve")).fetch("http://nowhere.example/")
    assert (outcome.failure, outcome.detail) == (Failure.NETWORK, "nowhere.example does not resolve")


@pytest.fixture
def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


# ── TLS ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def secure(certificate: Path) -> AsyncIterator[Site]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    site = Site()
    server = await asyncio.start_server(site.meet, "127.0.0.1", 0, ssl=context)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site


async def over_tls(site: Site, make_fetcher, host: str = "secure.example", **more) -> Outcome:
    return await make_fetcher(resolver=named("127.0.0.1"), **more).fetch(f"https://{host}:{site.port}/feed")


async def test_a_server_that_proves_its_name(secure: Site, make_fetcher, certificate: Path) -> None:
    secure.on("/feed", answer(body=FEED * 10_000))
    outcome = await over_tls(secure, make_fetcher, tls=lambda: ssl.create_default_context(cafile=certificate))
    assert isinstance(outcome, Fetched)
    assert outcome.body == FEED * 10_000
    assert secure.header("Host") == f"secure.example:{secure.port}"


async def test_a_server_that_is_not_trusted(secure: Site, make_fetcher) -> None:
    outcome = await over_tls(secure, make_fetcher)
    assert (outcome.failure, outcome.detail) == (
        Failure.NETWORK,
        "no connection to 127.0.0.1: certificate refused: self-signed certificate",
    )
    assert secure.requests == []


async def test_a_server_of_another_name(secure: Site, make_fetcher, certificate: Path) -> None:
    outcome = await over_tls(secure, make_fetcher, "other.example", tls=lambda: ssl.create_default_context(cafile=certificate))
    assert outcome.failure is Failure.NETWORK
    assert "Hostname mismatch" in outcome.detail


async def test_a_server_that_speaks_no_tls(site: Site, make_fetcher) -> None:
    async def plainly(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(plainly, "127.0.0.1", 0)
    async with server:
        site.port = server.sockets[0].getsockname()[1]
        outcome = await over_tls(site, make_fetcher)
    assert outcome.failure is Failure.NETWORK
    assert "TLS failed" in outcome.detail


async def test_a_server_that_accepts_and_says_nothing(make_fetcher) -> None:
    never = asyncio.Event()

    async def mute(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await never.wait()
        writer.close()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    async with server:
        site = Site()
        site.port = server.sockets[0].getsockname()[1]
        outcome = await over_tls(site, make_fetcher, connect_seconds=0.05)
        never.set()
    assert (outcome.failure, outcome.detail) == (Failure.TIMEOUT, "no connection to 127.0.0.1 within 0.05 s")


async def test_a_redirect_from_https_to_http_is_not_followed(secure: Site, make_fetcher, certificate: Path) -> None:
    secure.on("/feed", answer("301 Moved", Location="http://secure.example/feed"))
    outcome = await over_tls(secure, make_fetcher, tls=lambda: ssl.create_default_context(cafile=certificate))
    assert (outcome.failure, outcome.detail) == (Failure.REDIRECT, "redirect from https to http on secure.example")


def test_the_context_is_made_once() -> None:
    context = SharedContext()
    assert context() is context()
    assert context().verify_mode is ssl.CERT_REQUIRED


def test_an_error_is_told_without_what_it_repeats() -> None:
    assert in_words(ValueError("https://reader:secret@example.org/")) == "ValueError"
    assert in_words(OSError(111, "Connection refused")) == "Connection refused"
