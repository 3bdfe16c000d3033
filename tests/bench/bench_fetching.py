"""CPU a fetch takes, as a ratio against plain httpx in the same run, over loopback with a fresh connection each.

``python tests/bench/bench_fetching.py`` asks a server in another process for a 304 and for a 30 KB feed in gzip, some hundred times each, 20 at
a time, over plain TCP and (where openssl can make a certificate) over TLS; rounds alternate and the least of each counts.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import httpx

from monitor.fetching.client import Fetcher
from monitor.fetching.policy import FetchPolicy
from monitor.fetching.resolver import Resolver
from monitor.model import FetchFailed

FETCHES, AT_ONCE, ROUNDS = 200, 20, 3
HOST = "bench.example"
ETAG = '"bench"'
GOAL = 1.0  # of plain httpx: never dearer than what it replaces


def feed() -> bytes:
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 9))) for _ in range(900)]
    items = (f"<item><title>{' '.join(chance.choices(words, k=9))}</title><guid>{n}</guid></item>" for n in range(320))
    return b"<rss version='2.0'><channel>" + "".join(items).encode() + b"</channel></rss>"


def serve(certificate: str) -> None:
    """Answer with 304 where a validator comes, else with the feed; print the port first."""
    body = gzip.compress(feed())
    whole = (
        b'HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: "bench"\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b'
        % (len(body), body)
    )
    unchanged = b'HTTP/1.1 304 Not Modified\r\nETag: "bench"\r\n\r\n'
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        writer.write(unchanged if b"if-none-match" in request.lower() else whole)
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(meet, "127.0.0.1", 0, ssl=context, backlog=1_000)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(main())


@contextmanager
def server(certificate: str):
    process = subprocess.Popen([sys.executable, __file__, "serve", certificate], stdout=subprocess.PIPE, text=True)
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)


async def cpu(fetch: Callable[[], Awaitable[None]]) -> float:
    """Return the CPU milliseconds that one of many fetches takes."""
    left = iter(range(FETCHES))

    async def work() -> None:
        for _ in left:
            await fetch()

    began = time.process_time()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return (time.process_time() - began) / FETCHES * 1000


async def compare(url: str, etag: str, context: ssl.SSLContext) -> tuple[float, float]:
    policy = FetchPolicy(allow_networks=("127.0.0.0/8",), spacing_seconds=0, per_host=1_000)
    fetcher = Fetcher(policy, resolver=Resolver(ask=lambda _: (ip_address("127.0.0.1"),)), tls=lambda: context)
    limits = httpx.Limits(max_keepalive_connections=0, max_connections=None)
    plain = httpx.AsyncClient(verify=context, limits=limits, timeout=15, headers={"Host": HOST})

    async def ours() -> None:
        outcome = await fetcher.fetch(url, etag=etag)
        assert not isinstance(outcome, FetchFailed), outcome

    async def theirs() -> None:
        response = await plain.get(
            url.replace(HOST, "127.0.0.1"), headers={"If-None-Match": etag} if etag else {}, extensions={"sni_hostname": HOST}
        )
        assert response.status_code == (304 if etag else 200)

    taken = [(await cpu(ours), await cpu(theirs)) for _ in range(ROUNDS)]
    await fetcher.close()
    await plain.aclose()
    return min(mine for mine, _ in taken), min(its for _, its in taken)


def certificate(folder: str) -> str:
    """Return the path of a fresh self-signed certificate with its key; empty where openssl is not there."""
    if not shutil.which("openssl"):
        return ""
    key, both = Path(folder, "key.pem"), Path(folder, "both.pem")
    wish = f"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN={HOST} -addext subjectAltName=DNS:{HOST}"
    subprocess.run(["openssl", *wish.split(), "-keyout", key, "-out", both], check=True, capture_output=True, timeout=60)
    both.write_bytes(both.read_bytes() + key.read_bytes())
    return str(both)


def main() -> int:
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for pem in filter(None, {"tcp": "-", "tls": certificate(folder)}.values()):
            secure = pem != "-"
            context = ssl.create_default_context(cafile=pem) if secure else ssl.create_default_context()
            with server(pem if secure else "") as port:
                for what, etag in (("304", ETAG), ("200", "")):
                    mine, its = asyncio.run(compare(f"http{'s' * secure}://{HOST}:{port}/feed", etag, context))
                    worst = max(worst, mine / its)
                    wire = "TLS" if secure else "TCP"
                    print(
                        f"| fetching | {what} over {wire} | {mine:.2f} ms CPU | {mine / its:.2f} × plain httpx's {its:.2f} (≤ {GOAL:g}) |"
                    )
    return int(worst > GOAL)


if __name__ == "__main__":
    sys.exit(serve(sys.argv[2]) if sys.argv[1:2] == ["serve"] else main())
