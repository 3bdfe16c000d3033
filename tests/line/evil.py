"""../shared/harness/evil_server.py as a process of its own, for as long as a test needs it."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

HOST = "127.0.0.2"


def free_ports() -> int:
    """A port that is free and whose next one is: the server's, and its trap's. Tests that run beside each other look elsewhere."""
    for port in random.sample(range(21_000, 32_000, 2), 500):
        with socket.socket() as one, socket.socket() as next_one:
            try:
                one.bind((HOST, port))
                next_one.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise AssertionError("no two ports are free")


@asynccontextmanager
async def evil_server(shared: Path, *options: str) -> AsyncIterator[httpx.AsyncClient]:
    """Serve on HOST, and give a client for its pages and for /admin."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(shared / "harness/evil_server.py"), "--host", HOST, "--port", str(free_ports()), "--lifetime", "600", *options,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        public = json.loads(await process.stdout.readline())["pub"]
        async with httpx.AsyncClient(base_url=public, trust_env=False, timeout=60) as client:
            yield client
    finally:
        process.kill()
        await process.wait()
