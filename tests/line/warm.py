"""The command in processes of its own without the seconds that its imports take: forks of a process that has imported it and run nothing.

Such a process has its own arguments, environment, folder, standard streams, signals and exit code, and is killed like any other. That the
command starts from nothing is tested elsewhere (test_init.py, test_search.py).
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import importlib
import io
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from monitor import cli

_LONGEST = 1 << 20  # bytes of a request: arguments and an environment


class Forked:
    """A started command: what ``asyncio.subprocess.Process`` says of one, as far as tests ask."""

    def __init__(self, pid: int, reader: asyncio.StreamReader, pipe: asyncio.BaseTransport) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ended = asyncio.create_task(self._watch(reader, pipe))

    async def _watch(self, reader: asyncio.StreamReader, pipe: asyncio.BaseTransport) -> int:
        self.returncode = int(await reader.readline())
        pipe.close()
        return self.returncode

    async def wait(self) -> int:
        return await asyncio.shield(self._ended)

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


async def start(arguments: Sequence[str], *, environ: Mapping[str, str], folder: Path, out: IO[bytes], err: IO[bytes]) -> Forked:
    """Start ``monitor`` with these arguments."""
    told, tell = os.pipe()
    request = {"arguments": list(arguments), "environ": dict(environ), "folder": str(folder)}
    try:
        socket.send_fds(_parent(), [json.dumps(request).encode()], [out.fileno(), err.fileno(), tell])
    finally:
        os.close(tell)
    reader = asyncio.StreamReader()
    end = os.fdopen(told, "rb", buffering=0)
    pipe, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), end)
    return Forked(int(await reader.readline()), reader, pipe)


_parents: list[socket.socket] = []


def _parent() -> socket.socket:
    """The connection to the process that is forked; it is started when it is first asked for, and ends with this one."""
    if not _parents:
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(its.fileno())], cwd=Path(__file__).parents[2], pass_fds=[its.fileno()]
        )
        its.close()
        atexit.register(_end, ours, process)
        _parents.append(ours)
    return _parents[0]


def _end(ours: socket.socket, process: subprocess.Popen[bytes]) -> None:
    ours.close()
    process.wait(10)


# ── the process that is forked ─────────────────────────────────────────────────────────────────────


def _serve(asked: socket.socket) -> None:
    """Fork at each request, and tell of each child its pid and how it ended, until the other side is closed."""
    importlib.import_module("monitor.app")
    for module in pkgutil.iter_modules(cli.__path__, f"{cli.__name__}."):
        importlib.import_module(module.name)
    gc.collect()
    gc.freeze()  # what is here already is not looked at again in each child
    born, died = os.pipe()
    os.set_blocking(died, False)
    signal.set_wakeup_fd(died)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    told: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([asked, born], [], [])
        if born in ready:
            os.read(born, 4096)
            _bury(told)
        if asked not in ready:
            continue
        request, fds, _, _ = socket.recv_fds(asked, _LONGEST, 3)
        if not request:
            return
        out, err, tell = fds
        pid = os.fork()
        if not pid:
            signal.set_wakeup_fd(-1)
            for fd in (born, died, tell, *told.values()):
                os.close(fd)
            asked.close()
            _become(json.loads(request), out, err)
            return
        os.close(out)
        os.close(err)
        told[pid] = tell
        os.write(tell, f"{pid}\n".encode())


def _bury(told: dict[int, int]) -> None:
    while told:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        tell = told.pop(pid)
        os.write(tell, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        os.close(tell)


def _become(request: dict[str, object], out: int, err: int) -> None:
    """Be as a fresh interpreter would be, and run the command."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for given, standard in ((nothing, 0), (out, 1), (err, 2)):
        os.dup2(given, standard)
        os.close(given)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(str(request["folder"]))
    os.environ.clear()
    os.environ.update(request["environ"])  # type: ignore[call-overload]
    time.tzset()
    at_once = bool(os.environ.get("PYTHONUNBUFFERED"))
    sys.stdin = sys.__stdin__ = open(0, closefd=False)  # type: ignore[misc] # noqa: SIM115
    sys.stdout = sys.__stdout__ = io.TextIOWrapper(open(1, "wb", closefd=False), encoding="utf-8", write_through=at_once)  # type: ignore[misc] # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # type: ignore[misc] # noqa: SIM115
    sys.argv = ["monitor", *request["arguments"]]  # type: ignore[misc]
    sys.exit(cli.main())


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
