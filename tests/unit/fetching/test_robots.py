"""When robots.txt is asked for, and what stands when it is not there (RFC 9309)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from monitor.fetching import robots
from monitor.fetching.robots import Robots
from monitor.fetching.target import target
from monitor.model import Failure, Fetched, FetchFailed, NotModified, Outcome

pytestmark = pytest.mark.anyio
DAY, HOUR = 24 * 3600, 3600


def file(text: str) -> Fetched:
    return Fetched(url="https://example.org/robots.txt", status=200, body=text.encode())


class Site:
    """Answers in turn; the last one repeats."""

    def __init__(self, *answers: Outcome) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.now = 1.0

    async def ask(self, there) -> Outcome:
        self.asked.append(there.url)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def robots(self) -> Robots:
        return Robots(self.ask, clock=lambda: self.now)


def failed(failure: Failure, status: int = 0) -> FetchFailed:
    return FetchFailed(failure=failure, status=status, detail="the reason")


FEED = target("https://example.org/feed?x=1")
NO, YES = file("User-agent: *\nDisallow: /"), file("User-agent: *\nAllow: /")


async def test_a_site_is_asked_once_a_day_at_its_root() -> None:
    site = Site(YES, NO)
    robots = site.robots()
    for path in ("/a", "/b"):
        assert await robots.refusal(target(f"https://example.org:8443{path}")) is None
    assert site.asked == ["https://example.org:8443/robots.txt"]
    site.now += DAY
    assert await robots.refusal(target("https://example.org:8443/a")) is not None


@pytest.mark.parametrize(
    "answer",
    [
        failed(Failure.HTTP, 404),
        failed(Failure.HTTP, 403),
        failed(Failure.GONE, 410),
        failed(Failure.EMPTY, 200),
        failed(Failure.REDIRECT, 302),
        NotModified(),
    ],
)
async def test_no_file_allows_everything(answer: Outcome) -> None:
    assert await Site(answer).robots().refusal(FEED) is None


@pytest.mark.parametrize(
    "answer",
    [
        failed(Failure.HTTP, 500),
        failed(Failure.TIMEOUT),
        failed(Failure.NETWORK),
        failed(Failure.RATE_LIMITED, 429),
        failed(Failure.HTTP, 304),
    ],
)
async def test_a_file_that_cannot_be_reached_allows_nothing_for_an_hour(answer: FetchFailed) -> None:
    site = Site(answer, YES)
    robots = site.robots()
    for _ in range(2):
        refusal = await robots.refusal(FEED)
        assert refusal is not None
        assert (refusal.failure, refusal.status) == (answer.failure, answer.status)
        assert refusal.detail == "robots.txt cannot be read: the reason"
    site.now += HOUR
    assert await robots.refusal(FEED) is None


async def test_a_server_that_names_a_time_is_asked_then() -> None:
    site = Site(FetchFailed(failure=Failure.RATE_LIMITED, retry_after=timedelta(minutes=2)), YES)
    robots = site.robots()
    assert await robots.refusal(FEED) is not None
    site.now += 120
    assert await robots.refusal(FEED) is None


async def test_a_refusal_says_that_nothing_was_asked() -> None:
    refusal = await Site(NO).robots().refusal(FEED)
    assert refusal == FetchFailed(failure=Failure.BLOCKED, refused=True, detail="robots.txt does not allow it")


async def test_the_last_rules_known_stand_while_the_file_cannot_be_reached() -> None:
    site = Site(YES, failed(Failure.HTTP, 500))
    robots = site.robots()
    for _ in range(50):
        assert await robots.refusal(FEED) is None
        site.now += DAY
    assert len(site.asked) == 50


async def test_a_file_that_cannot_be_reached_for_a_month_counts_as_none() -> None:
    site = Site(failed(Failure.HTTP, 500))
    robots = site.robots()
    assert await robots.refusal(FEED) is not None
    site.now += 29 * DAY
    assert await robots.refusal(FEED) is not None
    site.now += 2 * DAY
    assert await robots.refusal(FEED) is None


async def test_not_every_site_ever_seen_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "MOST_SITES", 2)
    site = Site(YES)
    known = site.robots()
    for host in "abacab":
        await known.refusal(target(f"https://{host}.example/"))
    assert [url[8] for url in site.asked] == ["a", "b", "c", "b"]


async def test_a_site_is_asked_once_however_many_wait_for_it() -> None:
    asked, answer = [], asyncio.Event()

    async def ask(site):
        asked.append(site.url)
        await answer.wait()
        return file("User-agent: *\nDisallow: /private/\n")

    robots_files = Robots(ask)
    waiting = [asyncio.create_task(robots_files.refusal(target(f"https://example.org/{path}"))) for path in ("a", "private/b", "c", "d")]
    await asyncio.sleep(0)
    waiting[3].cancel()
    answer.set()
    first, second, third, _ = await asyncio.gather(*waiting, return_exceptions=True)
    assert asked == ["https://example.org/robots.txt"]
    assert (first, third) == (None, None)
    assert second.failure is Failure.BLOCKED
