"""Two visits to a site at once, some seconds apart, and none while it asked to be left alone; and few at once to one address.

Sites are told apart by the name that their owner registered. Behind one address may stand many: on a small shared server each visitor
counts, so an address has a limit of its own. It is a wide one without spacing, and one site's wish for quiet does not bind its neighbours,
because the address may as well be a delivery network's, in front of half of what we watch.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor.fetching.policy import ExchangeFailed
from monitor.model import Failure

MOST_HOSTS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What is known of one host, in seconds of one clock."""

    next_start: float = 0.0
    held_until: float = 0.0


@dataclass(frozen=True, slots=True)
class Held:
    """No turn for so many seconds: the host asked for it, or too many are waiting."""

    seconds: float
    reason: str


def booked(pace: Pace, now: float, *, spacing: float, patience: float) -> tuple[float, Pace] | Held:
    """Book the next turn: return when it starts and the pace after it; or Held where it is too far away to wait for."""
    if pace.held_until > now:
        return Held(pace.held_until - now, "the host asked to be left alone")
    start = max(now, pace.next_start)
    if start - now > patience:
        return Held(start - now, "too many fetches wait for this host")
    return start, replace(pace, next_start=start + spacing)


@dataclass(slots=True)
class _Host:
    slots: asyncio.Semaphore
    pace: Pace = field(default_factory=Pace)
    visitors: int = 0


@dataclass(slots=True)
class _Address:
    slots: asyncio.Semaphore
    visitors: int = 0


class Gate:
    """Gives turns at sites and addresses.

    Nobody who holds a place at an address waits for anything here, and who waits for one holds a turn at one site only: so all waiting
    ends when the visits do.
    """

    def __init__(
        self,
        *,
        at_once: int,
        at_once_address: int,
        spacing: float,
        patience: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``spacing`` and ``patience`` are seconds."""
        self._at_once = at_once
        self._at_once_address = at_once_address
        self._spacing = spacing
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._addresses: dict[str, _Address] = {}

    @asynccontextmanager
    async def turn(self, key: str, address: str = "", *, pause: bool = True) -> AsyncIterator[None]:
        """Wait for a turn at this site, and for a place at this address where one is given, and hold both.

        ``pause``: some seconds after the last visit began; a visit that a redirect leads on within the site needs none. ExchangeFailed
        (RATE_LIMITED) at once where there is no turn to wait for.
        """
        host, start = self._host(key), 0.0
        if pause:
            booking = booked(host.pace, self._clock(), spacing=self._spacing, patience=self._patience)
            if isinstance(booking, Held):
                raise _limited(booking)
            start, host.pace = booking
        host.visitors += 1
        try:
            if (wait := start - self._clock()) > 0:
                await self._sleep(wait)
            async with host.slots, self._place(address):
                self.check(key)
                yield
        finally:
            host.visitors -= 1

    def hold(self, key: str, duration: timedelta) -> None:
        """Give no turn at this host for so long."""
        host = self._host(key)
        until = self._clock() + duration.total_seconds()
        host.pace = replace(host.pace, held_until=max(until, host.pace.held_until))

    def check(self, key: str) -> None:
        """ExchangeFailed(RATE_LIMITED) where this host is held."""
        host = self._hosts.get(key)
        if host and (left := host.pace.held_until - self._clock()) > 0:
            raise _limited(Held(left, "the host asked to be left alone"))

    @asynccontextmanager
    async def _place(self, address: str) -> AsyncIterator[None]:
        if not address:
            yield
            return
        place = self._addresses.setdefault(address, _Address(asyncio.Semaphore(self._at_once_address)))
        place.visitors += 1
        try:
            async with place.slots:
                yield
        finally:
            place.visitors -= 1
            if not place.visitors:
                del self._addresses[address]

    def _host(self, key: str) -> _Host:
        if key not in self._hosts:
            if len(self._hosts) >= MOST_HOSTS:
                self._forget_idle()
            self._hosts[key] = _Host(asyncio.Semaphore(self._at_once))
        return self._hosts[key]

    def _forget_idle(self) -> None:
        now = self._clock()
        self._hosts = {
            key: host for key, host in self._hosts.items() if host.visitors or max(host.pace.next_start, host.pace.held_until) > now
        }


def _limited(held: Held) -> ExchangeFailed:
    return ExchangeFailed(Failure.RATE_LIMITED, held.reason, retry_after=timedelta(seconds=held.seconds))
