"""What robots.txt allows (RFC 9309)."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import ada_url
import pytest

from monitor.fetching import robots
from monitor.fetching.robots import Robots, rules_of
from monitor.fetching.target import target
from monitor.model import Failure, Fetched, FetchFailed, NotModified, Outcome

pytestmark = pytest.mark.anyio
DAY, HOUR = 24 * 3600, 3600


def file(text: str) -> Fetched:
    return Fetched(url="https://example.org/robots.txt", status=200, body=text.encode())


RULES = [
    pytest.param("User-agent: *\nDisallow: /private/\n", "/private/a", False, id="disallowed"),
    pytest.param("User-agent: *\nDisallow: /private/\n", "/public", True, id="not-mentioned"),
    pytest.param("User-agent: *\nDisallow: /\n\nUser-agent: monitor\nDisallow: /admin\n", "/feed", True, id="our-own-group-wins"),
    pytest.param("User-agent: MONITOR/2.0 (x)\nDisallow: /\n", "/feed", False, id="our-name-in-capitals-with-a-version"),
    pytest.param("User-agent: monitoring\nDisallow: /\n", "/feed", True, id="a-longer-name-is-not-ours"),
    pytest.param("User-agent: *\nDisallow: /\nAllow: /feed\n", "/feed", True, id="the-longer-path-wins"),
    pytest.param("User-agent: *\nDisallow: /*.xml$\n", "/feed.xml", False, id="wildcards"),
    pytest.param(
        "User-agent: monitor\nSitemap: https://example.org/s\nUser-agent: other\nDisallow: /\n",
        "/feed",
        False,
        id="other-lines-part-no-group",
    ),
    pytest.param("\ufeffUser-agent: *\nDisallow: /\n", "/feed", False, id="byte-order-mark"),
    pytest.param("User-agent: *\rDisallow: /\r", "/feed", False, id="old-line-ends"),
    pytest.param("user-agent : * # all\ndisallow / # everything\n", "/feed", False, id="written-carelessly"),
    pytest.param("User-agent: 360\nDisallow: /\n", "/feed", True, id="a-name-that-is-none"),
    pytest.param("Disallow: /\n", "/feed", True, id="rules-for-nobody"),
    pytest.param("<html><body>Disallow: /</body></html>", "/feed", True, id="a-page-instead"),
    pytest.param("\x00\x01\x02", "/feed", True, id="no-text"),
    pytest.param("User-agent: *\nAllow: /\n" + "# pad\n" * 90_000 + "Disallow: /\n", "/feed", True, id="what-stands-beyond-the-limit"),
]


@pytest.mark.parametrize(("text", "path", "allowed"), RULES)
async def test_rules(text: str, path: str, allowed: bool) -> None:
    async def ask(_) -> Outcome:
        return file(text)

    refusal = await Robots(ask).refusal(target(f"https://example.org{path}"))
    assert (refusal is None) is allowed
    if refusal:
        assert (refusal.failure, refusal.detail) == (Failure.BLOCKED, "robots.txt does not allow it")


def test_rules_that_are_hard_to_match_take_no_time() -> None:
    rules = rules_of(b"User-agent: *\nDisallow: /" + b"*a" * 5_000 + b"$\n")
    assert rules.can_fetch("https://example.org/" + "a" * 16_000 + "b", "monitor")


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


@pytest.mark.shared
def test_googles_vectors_are_read_as_google_reads_them(shared: Path) -> None:
    vectors = json.loads((shared / "harness/robots/google_vectors.json").read_bytes())
    differ = set()
    for vector in vectors:
        try:
            url = ada_url.URL(vector["url"]).href
        except ValueError:
            url = vector["url"]
        if rules_of(vector["robots"].encode()).can_fetch(url, vector["ua"]) is not vector["allowed"]:
            differ.add(vector["test"])
    # Google's matcher leaves escaping to its caller and takes a spaced agent for none; RFC 9309 (2.2.2) and our own token decide otherwise.
    assert differ <= {"ID_Encoding", "GoogleOnly_AcceptUserAgentUpToFirstSpace"}


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
