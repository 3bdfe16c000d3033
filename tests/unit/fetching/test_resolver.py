"""Names to addresses, remembered and asked once."""

from __future__ import annotations

import asyncio
import socket
import threading
from ipaddress import ip_address

import pytest

from monitor.fetching.policy import ExchangeFailed
from monitor.fetching.resolver import Resolver, ask_system
from monitor.model import Failure

pytestmark = pytest.mark.anyio
HERE = ip_address("127.0.0.1")


class Book:
    """A resolver's answers, and what it was asked."""

    def __init__(self, **answers) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, host: str):
        self.asked.append(host)
        return self.answers.get(host.partition(".")[0], f"{host} does not resolve")


async def test_an_address_needs_no_look_up() -> None:
    book = Book()
    assert await Resolver(ask=book).resolve("127.0.0.1") == (HERE,)
    assert await Resolver(ask=book).resolve("::1") == (ip_address("::1"),)
    assert book.asked == []


async def test_a_name_is_asked_again_when_its_time_is_over() -> None:
    now, book = [0.0], Book(good=(HERE,))
    resolver = Resolver(ask=book, clock=lambda: now[0])
    for now[0], asked in ((0, 1), (299, 1), (300, 2)):
        assert await resolver.resolve("good.example") == (HERE,)
        assert len(book.asked) == asked
    resolver.close()


async def test_a_name_that_failed_is_asked_again_sooner() -> None:
    now, book = [0.0], Book()
    resolver = Resolver(ask=book, clock=lambda: now[0])
    for now[0], asked in ((0, 1), (59, 1), (60, 2)):
        with pytest.raises(ExchangeFailed, match="does not resolve") as failed:
            await resolver.resolve("dead.example")
        assert failed.value.outcome.failure is Failure.NETWORK
        assert len(book.asked) == asked
    resolver.close()


async def test_many_who_want_one_name_wait_for_one_answer_and_one_who_leaves_disturbs_none() -> None:
    release = threading.Event()

    book = Book(slow=(HERE,))
    resolver = Resolver(ask=lambda host: (release.wait(5), book(host))[1])
    waiting = [asyncio.create_task(resolver.resolve("slow.example")) for _ in range(5)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    release.set()
    assert await asyncio.gather(*waiting[1:]) == [(HERE,)] * 4
    assert waiting[0].cancelled()
    assert book.asked == ["slow.example"]
    resolver.close()


async def test_a_name_nobody_waits_for_any_more_is_still_remembered() -> None:
    release, book = threading.Event(), Book(slow=(HERE,))
    resolver = Resolver(ask=lambda host: (release.wait(5), book(host))[1])
    waiting = asyncio.create_task(resolver.resolve("slow.example"))
    await asyncio.sleep(0)
    waiting.cancel()
    release.set()
    assert await resolver.resolve("slow.example") == (HERE,)
    assert book.asked == ["slow.example"]
    resolver.close()


async def test_dead_names_do_not_hold_up_others() -> None:
    release = threading.Event()
    resolver = Resolver(ask=lambda host: (HERE,) if host == "good.example" else (release.wait(5), "dead")[1], threads=3)
    dead = [asyncio.create_task(resolver.resolve(f"dead{n}.example")) for n in range(2)]
    await asyncio.sleep(0)
    assert await resolver.resolve("good.example") == (HERE,)
    release.set()
    assert all(isinstance(each, ExchangeFailed) for each in await asyncio.gather(*dead, return_exceptions=True))
    resolver.close()


async def test_a_resolver_that_breaks_is_a_failure_of_that_name() -> None:
    def broken(host: str):
        raise RuntimeError(host)

    resolver = Resolver(ask=broken)
    with pytest.raises(ExchangeFailed, match="RuntimeError"):
        await resolver.resolve("x.example")
    resolver.close()


async def test_the_cache_is_bounded_and_keeps_what_is_used() -> None:
    book = Book(a=(HERE,), b=(HERE,), c=(HERE,))
    resolver = Resolver(ask=book, size=2)
    for host in ("a.x", "b.x", "a.x", "c.x", "a.x", "b.x"):
        await resolver.resolve(host)
    assert book.asked == ["a.x", "b.x", "c.x", "b.x"]
    resolver.close()


async def test_the_queue_is_bounded() -> None:
    release = threading.Event()
    resolver = Resolver(ask=lambda _: (release.wait(5), "dead")[1], size=1)
    first = asyncio.create_task(resolver.resolve("dead1.example"))
    await asyncio.sleep(0)
    with pytest.raises(ExchangeFailed, match="too many"):
        await resolver.resolve("dead2.example")
    release.set()
    with pytest.raises(ExchangeFailed, match="dead"):
        await first
    resolver.close()


def test_an_answer_that_comes_after_the_loop_has_ended_is_dropped() -> None:
    release, before = threading.Event(), set(threading.enumerate())
    resolver = Resolver(ask=lambda _: (release.wait(5), "dead")[1])

    async def leave() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await resolver.resolve("slow.example")

    asyncio.run(leave())
    working = set(threading.enumerate()) - before
    release.set()
    for thread in working:
        thread.join(5)
        assert not thread.is_alive()


def test_the_system_is_asked_and_its_mapped_addresses_are_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        (socket.AF_INET6, 1, 6, "", ("::ffff:127.0.0.1", 0, 0, 0)),
        (socket.AF_INET, 1, 6, "", ("127.0.0.1", 0)),
        (socket.AF_INET, 1, 6, "", ("127.0.0.2", 0)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert ask_system("x.example") == (HERE, ip_address("127.0.0.2"))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "x.example does not resolve: Name or service not known"),
        (UnicodeError("label too long"), "x.example does not resolve: label too long"),
    ],
)
def test_what_the_system_cannot_resolve_is_said_in_its_words(monkeypatch: pytest.MonkeyPatch, error: Exception, words: str) -> None:
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert ask_system("x.example") == words


def test_a_name_without_an_address_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    assert ask_system("x.example") == "x.example has no address"
