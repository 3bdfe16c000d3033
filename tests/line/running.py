"""The service as people have it: inside this process, or as one of its own that can be killed."""

from __future__ import annotations

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from rich.console import Console

from monitor.app import opened, serve
from monitor.catalog.load import load
from monitor.service import Service
from tests.line.warm import Forked, start

QUICK = "{shortest: 1s, longest: 1s}"  # polling: each feed is checked every second
ROOT = Path(__file__).parent.parent.parent


async def until(condition: Callable[[], object], within: float = 60.0) -> None:
    """Wait until something can be seen to be so; fail after so many seconds."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - what is waited for is seen from outside: nobody sets an event
            await asyncio.sleep(0.02)


@dataclass(slots=True)
class Running:
    """A service inside this process, and what its terminal shows."""

    service: Service
    terminal: io.StringIO

    @property
    def shown(self) -> str:
        return self.terminal.getvalue()


@asynccontextmanager
async def running(folder: Path, environ: Mapping[str, str]) -> AsyncIterator[Running]:
    """Serve a config folder, and end the service as a signal would."""
    terminal, stop = io.StringIO(), asyncio.Event()
    async with opened(folder, load(folder, environ), console=Console(file=terminal, width=100)) as service:
        serving = asyncio.create_task(serve(service, stop))
        try:
            yield Running(service, terminal)
        finally:
            stop.set()
            await asyncio.wait_for(serving, 10)


class Monitor:
    """The command in a process of its own: ``async with Monitor("run", "--config", folder, environ={…}) as monitor``."""

    def __init__(self, *arguments: str | Path, environ: Mapping[str, str] | None = None, folder: Path) -> None:
        self._arguments = arguments
        self._folder = folder  # where it runs: nothing of it lands in the tree
        given = {key: value for key, value in os.environ.items() if not key.startswith("MONITOR_")}
        self._environ = given | dict(environ or {})
        self._out, self._err = folder / "stdout", folder / "stderr"
        self._process: Forked | None = None

    async def __aenter__(self) -> Self:
        with self._out.open("ab") as out, self._err.open("ab") as err:
            arguments = [*map(str, self._arguments)]
            self._process = await start(arguments, environ=self._environ, folder=self._folder, out=out, err=err)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.running:
            await self.kill()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def out(self) -> str:
        """What it and those before it in the same folder wrote to standard output."""
        return self._out.read_text()

    @property
    def err(self) -> str:
        return self._err.read_text()

    async def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        if self.running:
            self._process.kill()
        await self._process.wait()

    async def stop(self, within: float = 10.0) -> int:
        """Ask it to end, as systemd and Docker do, and return its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return await self.ended(within)

    async def ended(self, within: float = 60.0) -> int:
        """Wait until it ends by itself and return its exit code."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), within)
