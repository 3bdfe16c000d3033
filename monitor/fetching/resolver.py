"""Names to addresses: on threads of its own, one look-up a name at a time, remembered for a while.

asyncio's default executor would let a few dead names hold up all others, and a pool that joins its threads at exit would hold up the
end of the program by a resolver's time-out.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from queue import SimpleQueue

from monitor.fetching.guard import Address, literal, plain
from monitor.fetching.policy import ExchangeFailed
from monitor.model import Failure

Answer = tuple[Address, ...] | str
"""Addresses, at least one; or what the resolver said instead."""


def ask_system(host: str) -> Answer:
    """Ask the system's resolver. Blocks."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:  # UnicodeError of a label too long is a ValueError
        return f"{host} does not resolve: {getattr(error, 'strerror', None) or error}"
    return tuple(dict.fromkeys(plain(str(sockaddr[0])) for *_, sockaddr in found)) or f"{host} has no address"


class Resolver:
    """Resolves host names, with a cache of ``size`` names. ``ask`` blocks and runs on one of ``threads`` daemon threads."""

    def __init__(
        self,
        *,
        ask: Callable[[str], Answer] = ask_system,
        threads: int = 16,
        keep_seconds: float = 300.0,
        keep_failure_seconds: float = 60.0,
        size: int = 20_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._most_threads = threads
        self._keep = keep_seconds
        self._keep_failure = keep_failure_seconds
        self._size = size
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, Answer]] = OrderedDict()
        self._asked: dict[str, asyncio.Future[Answer]] = {}
        self._questions: SimpleQueue[tuple[str, asyncio.AbstractEventLoop] | None] = SimpleQueue()
        self._threads = 0

    async def resolve(self, host: str) -> tuple[Address, ...]:
        """Return the addresses of ``host``, at least one. ExchangeFailed where there is none."""
        if address := literal(host):
            return (address,)
        answer = await self._answer(host)
        if isinstance(answer, str):
            raise ExchangeFailed(Failure.NETWORK, answer)
        return answer

    def close(self) -> None:
        """Let the threads end; none is waited for."""
        for _ in range(self._threads):
            self._questions.put(None)
        self._threads = 0

    async def _answer(self, host: str) -> Answer:
        known = self._known.get(host)
        if known and self._clock() < known[0]:
            self._known.move_to_end(host)
            return known[1]
        asked = self._asked.get(host)
        if asked is None:
            if len(self._asked) >= self._size:
                raise ExchangeFailed(Failure.NETWORK, "too many names are being looked up")
            loop = asyncio.get_running_loop()
            asked = self._asked[host] = loop.create_future()
            self._questions.put((host, loop))
            if self._threads < min(self._most_threads, len(self._asked)):
                self._threads += 1
                threading.Thread(target=self._work, name="resolver", daemon=True).start()
        return await asyncio.shield(asked)

    def _work(self) -> None:
        while question := self._questions.get():
            host, loop = question
            try:
                answer = self._ask(host)
            except Exception as error:  # noqa: BLE001 - a thread has nobody to raise to, and somebody waits for its answer
                answer = f"{host} does not resolve: {type(error).__name__}"
            try:
                loop.call_soon_threadsafe(self._remember, host, answer)
            except RuntimeError:  # the loop has ended meanwhile: nobody waits for this answer
                return

    def _remember(self, host: str, answer: Answer) -> None:
        keep = self._keep_failure if isinstance(answer, str) else self._keep
        self._known[host] = (self._clock() + keep, answer)
        self._known.move_to_end(host)
        if len(self._known) > self._size:
            self._known.popitem(last=False)
        self._asked.pop(host).set_result(answer)
