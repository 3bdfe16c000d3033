"""What fetching costs: CPU a fetch beside plain httpx and aiohttp, a minute of steady polling beside servers that drip, memory in flight.

``python tests/bench/bench_fetching.py`` asks servers in other processes over loopback, a fresh connection for each fetch, over plain TCP and
(where openssl can make a certificate) over TLS. Rounds alternate and the least of each counts. ``BENCH_SECONDS`` shortens the minute. Peers that
are not installed are left out.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import random
import resource
import shutil
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path

import httpx

from monitor.fetching.client import Fetcher
from monitor.fetching.policy import FetchPolicy
from monitor.fetching.resolver import Resolver
from monitor.model import FetchFailed

try:
    import aiohttp
    import aiohttp.abc
except ImportError:
    aiohttp = None

FETCHES, AT_ONCE, ROUNDS = 200, 20, 5
A_SECOND = 167  # 50,000 feeds in five minutes
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
DRIPPERS, IN_FLIGHT = 1_000, 300
HOST = "bench.example"
ETAG = '"bench"'
MOST_OF_HTTPX, MOST_OF_AIOHTTP = 1.0, 1.4
MOST_CORE = 0.40
HTTPX_THERE = 1.75  # ms CPU of plain httpx for a 304 over TLS on the machine that the goal was set on
MOST_MEGABYTES = 150
Fetch = Callable[[], Awaitable[None]]


# ── servers, each in a process of its own ──────────────────────────────────────────────────────────


def feed() -> bytes:
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 9))) for _ in range(900)]
    items = (f"<item><title>{' '.join(chance.choices(words, k=9))}</title><guid>{n}</guid></item>" for n in range(320))
    return b"<rss version='2.0'><channel>" + "".join(items).encode() + b"</channel></rss>"


def serve(certificate: str) -> None:
    """Answer with 304 where a validator comes, else with the feed; at /drip a byte a second. Print the port first."""
    body = gzip.compress(feed())
    head = 'HTTP/1.1 {}\r\nDate: Tue, 24 Nov 2026 10:00:00 GMT\r\nServer: bench\r\nETag: "bench"\r\nCache-Control: max-age=300\r\n'
    whole = head.format("200 OK") + f"Content-Type: application/rss+xml\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    unchanged = head.format("304 Not Modified").encode() + b"\r\n"
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    dripping: set[asyncio.StreamWriter] = set()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        if request.startswith(b"GET /drip"):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            dripping.add(writer)
            return
        writer.write(unchanged if b"if-none-match" in request.lower() else whole.encode() + body)
        writer.close()

    async def drip() -> None:
        """Over a second, give each a byte."""
        while True:
            began = time.monotonic()
            for number, writer in enumerate(list(dripping)):
                if writer.is_closing():
                    dripping.discard(writer)
                    continue
                writer.write(b"x")
                if number % 20 == 0:
                    await asyncio.sleep(0.02)
            await asyncio.sleep(max(0.0, began + 1 - time.monotonic()))

    async def main() -> None:
        server = await asyncio.start_server(meet, "127.0.0.1", 0, ssl=context, backlog=2_000)
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.gather(server.serve_forever(), drip())

    asyncio.run(main())


@contextmanager
def server(certificate: str) -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, __file__, "serve", certificate], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)


def certificate(folder: str) -> str:
    """Return the path of a fresh self-signed certificate with its key; empty where openssl is not there."""
    if not shutil.which("openssl"):
        return ""
    key, both = Path(folder, "key.pem"), Path(folder, "both.pem")
    wish = f"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN={HOST} -addext subjectAltName=DNS:{HOST}"
    subprocess.run(["openssl", *wish.split(), "-keyout", key, "-out", both], check=True, capture_output=True, timeout=60)
    both.write_bytes(both.read_bytes() + key.read_bytes())
    return str(both)


# ── ours and the peers ─────────────────────────────────────────────────────────────────────────────


def trusting(certificate: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate or None)


def our_fetcher(context: ssl.SSLContext, seconds: float = 15.0) -> Fetcher:
    policy = FetchPolicy(
        allow_networks=("127.0.0.0/8",), spacing_seconds=0, per_host=10_000, total_seconds=seconds, connect_seconds=min(seconds, 30)
    )
    return Fetcher(policy, resolver=Resolver(ask=lambda _: (ip_address("127.0.0.1"),)), tls=lambda: context)


def ours(fetcher: Fetcher, url: str, etag: str) -> Fetch:
    async def fetch() -> None:
        outcome = await fetcher.fetch(url, etag=etag)
        assert not isinstance(outcome, FetchFailed), outcome

    return fetch


async def through_httpx(stack: AsyncExitStack, url: str, etag: str, context: ssl.SSLContext) -> Fetch:
    limits = httpx.Limits(max_keepalive_connections=0, max_connections=None)
    client = await stack.enter_async_context(httpx.AsyncClient(verify=context, limits=limits, timeout=15, headers={"Host": HOST}))
    headers, sni = {"If-None-Match": etag} if etag else {}, {"sni_hostname": HOST}

    async def fetch() -> None:
        response = await client.get(url.replace(HOST, "127.0.0.1"), headers=headers, extensions=sni)
        assert response.status_code == (304 if etag else 200)

    return fetch


async def through_aiohttp(stack: AsyncExitStack, url: str, etag: str, context: ssl.SSLContext) -> Fetch:
    class Here(aiohttp.abc.AbstractResolver):
        async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
            return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}]

        async def close(self) -> None:
            pass

    connector = aiohttp.TCPConnector(ssl=context, force_close=True, limit=0, resolver=Here())
    client = await stack.enter_async_context(aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()))
    headers = {"If-None-Match": etag} if etag else {}

    async def fetch() -> None:
        async with client.get(url, headers=headers, allow_redirects=False) as response:
            await response.read()
            assert response.status == (304 if etag else 200)

    return fetch


# ── CPU a fetch ────────────────────────────────────────────────────────────────────────────────────


async def cpu(fetch: Fetch) -> float:
    """Return the CPU milliseconds that one of many fetches takes."""
    left = iter(range(FETCHES))

    async def work() -> None:
        for _ in left:
            await fetch()

    began = time.process_time()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return (time.process_time() - began) / FETCHES * 1000


async def compare(url: str, etag: str, context: ssl.SSLContext) -> dict[str, float]:
    async with AsyncExitStack() as stack:
        fetcher = our_fetcher(context)
        stack.push_async_callback(fetcher.close)
        fetches = {"ours": ours(fetcher, url, etag), "httpx": await through_httpx(stack, url, etag, context)}
        if aiohttp:
            fetches["aiohttp"] = await through_aiohttp(stack, url, etag, context)
        rounds = [{name: await cpu(fetch) for name, fetch in fetches.items()} for _ in range(ROUNDS)]
    return {name: min(taken[name] for taken in rounds) for name in fetches}


def beside_peers(pem: str) -> tuple[bool, float]:
    """Print and judge the CPU of a fetch; return also what a 304 costs plain httpx here."""
    good, httpx_here = True, 0.0
    with server(pem) as port:
        for what, etag in (("304", ETAG), ("200", "")):
            taken = asyncio.run(compare(f"http{'s' * bool(pem)}://{HOST}:{port}/feed", etag, trusting(pem)))
            mine = taken["ours"]
            httpx_here = httpx_here or taken["httpx"]
            line = f"{mine:.2f} ms CPU | {mine / taken['httpx']:.2f} × plain httpx's {taken['httpx']:.2f} (≤ {MOST_OF_HTTPX:g})"
            good &= mine <= MOST_OF_HTTPX * taken["httpx"]
            if "aiohttp" in taken:
                line += f", {mine / taken['aiohttp']:.2f} × aiohttp's {taken['aiohttp']:.2f}"
                if pem and etag:  # what nearly all checks are
                    line += f" (≤ {MOST_OF_AIOHTTP:g})"
                    good &= mine <= MOST_OF_AIOHTTP * taken["aiohttp"]
            print(f"| fetching | {what} over {'a new TLS connection' if pem else 'TCP'} | {line} |", flush=True)
    return good, httpx_here


# ── a steady minute, alone and beside servers that drip ────────────────────────────────────────────


async def drip_into(fetcher: Fetcher, url: str, count: int) -> list[asyncio.Task[object]]:
    """Begin so many fetches that do not end, a hundred a second, and let them settle."""
    tasks = []
    for number in range(count):
        tasks.append(asyncio.create_task(fetcher.fetch(url)))
        if number % 10 == 9:
            await asyncio.sleep(0.1)
    await asyncio.sleep(2)
    return tasks


async def end(tasks: list[asyncio.Task[object]]) -> None:
    for task in tasks:
        task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks, return_exceptions=True)


async def steady(healthy: str, dripping: str, pem: str, drippers: int) -> tuple[float, float, float]:
    """Return the share of a core that steady polling takes, and the median and 99th percentile of its times in milliseconds."""
    fetcher = our_fetcher(trusting(pem), SECONDS * 3 + 120)
    fetch = ours(fetcher, healthy, ETAG)
    took: list[float] = []

    async def timed() -> None:
        began = time.perf_counter()
        await fetch()
        took.append((time.perf_counter() - began) * 1000)

    drips = await drip_into(fetcher, dripping, drippers)
    fetches, began, worked = [], time.monotonic(), time.process_time()
    for number in range(round(A_SECOND * SECONDS)):
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
        fetches.append(asyncio.create_task(timed()))
    await asyncio.gather(*fetches)
    share = (time.process_time() - worked) / (time.monotonic() - began)
    assert not any(drip.done() for drip in drips)
    await end(drips)
    await fetcher.close()
    cuts = statistics.quantiles(took, n=100)
    return share, cuts[49], cuts[98]


def a_steady_minute(pem: str, httpx_here: float) -> bool:
    """Print and judge the share of a core; on a slower machine than the goal's as much more is allowed as httpx takes more."""
    good, most = True, MOST_CORE * max(1.0, httpx_here / HTTPX_THERE)
    with server(pem) as healthy, server(pem) as dripping:
        for drippers in (0, DRIPPERS):
            urls = f"https://{HOST}:{healthy}/feed", f"https://{HOST}:{dripping}/drip"
            share, half, last = asyncio.run(steady(*urls, pem, drippers))
            good &= share <= most
            print(
                f"| fetching | {A_SECOND} TLS fetches/s for {SECONDS:g} s, {drippers:,} servers dripping | {share:.2f} of a core,"
                f" {share / (A_SECOND * httpx_here / 1000):.2f} × what plain httpx would take (≤ {most:.2f} here) |"
                f" healthy ones: median {half:.1f} ms, p99 {last:.1f} ms |",
                flush=True,
            )
    return good


# ── memory ─────────────────────────────────────────────────────────────────────────────────────────


def resident() -> float:
    """Megabytes of memory that this process has now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


async def hold(url: str, pem: str) -> float:
    fetcher = our_fetcher(trusting(pem), 120)
    await fetcher.fetch(url.replace("drip", "feed"))
    before = resident()
    drips = await drip_into(fetcher, url, IN_FLIGHT)
    grown = resident() - before
    assert not any(drip.done() for drip in drips)
    await end(drips)
    await fetcher.close()
    return grown


def memory(pem: str) -> bool:
    with server(pem) as port:
        ran = subprocess.run(
            [sys.executable, __file__, "hold", f"https://{HOST}:{port}/drip", pem], check=True, capture_output=True, text=True, timeout=120
        )
    grown = json.loads(ran.stdout)
    print(f"| fetching | {IN_FLIGHT} TLS fetches in flight | {grown:.1f} MB more memory (≤ {MOST_MEGABYTES}) | |")
    return grown <= MOST_MEGABYTES


def main() -> int:
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with tempfile.TemporaryDirectory() as folder:
        good, _ = beside_peers("")
        if pem := certificate(folder):
            well, httpx_here = beside_peers(pem)
            good = all([good, well, memory(pem), a_steady_minute(pem, httpx_here)])
    return int(not good)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", pem]:
            serve(pem)
        case ["hold", url, pem]:
            print(asyncio.run(hold(url, pem)))
        case _:
            sys.exit(main())
