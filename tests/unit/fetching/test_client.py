"""One fetch, against a loopback site that answers well or badly."""

from __future__ import annotations

import asyncio
import gzip
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest

from monitor.fetching import client
from monitor.fetching.client import Fetcher, FetchPolicy
from monitor.fetching.resolver import Resolver
from monitor.fetching.target import target
from monitor.model import Failure, Fetched, FetchFailed, NotModified
from tests.unit.fetching.loopback import Answer, Site, answer

pytestmark = pytest.mark.anyio
FEED = b"<rss version='2.0'><channel/></rss>"


def to(location: str, status: str = "302 Found") -> bytes:
    return answer(status, Location=location)


# ── what comes back ────────────────────────────────────────────────────────────────────────────────


async def test_a_body_comes_decoded_with_what_its_headers_say(site: Site, fetcher: Fetcher) -> None:
    url = site.on(
        "/feed",
        answer(
            body=gzip.compress(FEED),
            Content_Type="application/rss+xml; charset=utf-8",
            Content_Encoding="gzip",
            ETag='W/"a,b"',
            Last_Modified="Tue, 24 Nov 2026 10:00:00 GMT",
            Cache_Control="public, max-age=600",
        ),
    )

    outcome = await fetcher.fetch(url)

    assert isinstance(outcome, Fetched)
    assert (outcome.url, outcome.status, outcome.body) == (url, 200, FEED)
    assert outcome.content_type == "application/rss+xml; charset=utf-8"
    assert (outcome.etag, outcome.last_modified) == ('W/"a,b"', "Tue, 24 Nov 2026 10:00:00 GMT")
    assert outcome.max_age == timedelta(minutes=10)
    assert not outcome.moved_to
    assert outcome.elapsed > timedelta()


async def test_validators_go_out_verbatim_and_304_is_an_outcome(site: Site, fetcher: Fetcher) -> None:
    url = site.on("/feed", answer("304 Not Modified", ETag='"b"', Last_Modified="Wed", Expires="Thu, 26 Nov 2099 10:00:00 GMT"))

    outcome = await fetcher.fetch(url, etag='W/"a,\xe9"', last_modified="yesterday")

    assert isinstance(outcome, NotModified)
    assert (outcome.etag, outcome.last_modified, outcome.max_age) == ('"b"', "Wed", timedelta(days=365))
    assert (site.header("If-None-Match"), site.header("If-Modified-Since")) == ('W/"a,\xe9"', "yesterday")


async def test_a_request_says_who_asks_and_nothing_it_need_not(site: Site, make_fetcher) -> None:
    await make_fetcher(user_agent="monitor/9 (+https://example.org/bot)").fetch(site.on("/feed", answer(body=FEED)))

    names = [line.partition(":")[0] for line in site.requests[0].split("\r\n")[1:] if line]
    assert names == ["Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"]
    assert site.header("User-Agent") == "monitor/9 (+https://example.org/bot)"
    assert site.header("Connection") == "close"


@pytest.mark.parametrize("etag", ['"a\r\nX-Injected: 1"', '"ж"'])
async def test_a_validator_that_no_header_can_hold_is_not_sent(site: Site, fetcher: Fetcher, etag: str) -> None:
    assert isinstance(await fetcher.fetch(site.on("/feed", answer(body=FEED)), etag=etag), Fetched)
    assert not site.header("If-None-Match")
    assert not site.header("X-Injected")


async def test_cookies_are_never_sent_back(site: Site, fetcher: Fetcher) -> None:
    url = site.on("/feed", answer(body=FEED, Set_Cookie="a=1; Path=/"))
    await fetcher.fetch(url)
    await fetcher.fetch(url)
    assert site.header("Cookie") == ""


async def test_credentials_of_the_url_go_to_the_server_and_nowhere_else(site: Site, fetcher: Fetcher) -> None:
    site.on("/feed", answer("401 Unauthorized"))
    outcome = await fetcher.fetch(f"http://reader:secret@127.0.0.1:{site.port}/feed")
    assert site.header("Authorization") == "Basic cmVhZGVyOnNlY3JldA=="
    assert "secret" not in repr(outcome)


STATUSES = [
    pytest.param(answer("404 Not Found"), Failure.HTTP, 404, None, id="not-found"),
    pytest.param(answer("410 Gone"), Failure.GONE, 410, None, id="gone"),
    pytest.param(answer("500 Oops", FEED), Failure.HTTP, 500, None, id="server-error"),
    pytest.param(answer("503 Busy"), Failure.HTTP, 503, None, id="unavailable"),
    pytest.param(answer("503 Busy", Retry_After="60"), Failure.RATE_LIMITED, 503, timedelta(minutes=1), id="unavailable-for-a-minute"),
    pytest.param(answer("404 No", Retry_After="60"), Failure.HTTP, 404, None, id="retry-after-means-nothing-here"),
    pytest.param(answer("429 Slow down"), Failure.RATE_LIMITED, 429, None, id="too-many"),
    pytest.param(
        answer("429 Slow down", Retry_After="Tue, 24 Nov 2026 13:00:00 GMT"),
        Failure.RATE_LIMITED,
        429,
        timedelta(hours=1),
        id="until-one-o-clock",
    ),
    pytest.param(answer("429 Slow down", Retry_After="0"), Failure.RATE_LIMITED, 429, timedelta(), id="at-once"),
    pytest.param(answer("206 Partial Content", FEED), Failure.HTTP, 206, None, id="a-part-nobody-asked-for"),
    pytest.param(answer("300 Multiple Choices", FEED), Failure.HTTP, 300, None, id="choices"),
    pytest.param(answer("304 Not Modified"), Failure.HTTP, 304, None, id="not-modified-although-nothing-was-asked"),
    pytest.param(answer("302 Found"), Failure.REDIRECT, 302, None, id="redirect-to-nowhere"),
    pytest.param(b"HTTP/1.1 204 No Content\r\n\r\n", Failure.EMPTY, 204, None, id="no-content"),
    pytest.param(answer(), Failure.EMPTY, 200, None, id="no-bytes"),
    pytest.param(answer(body=b" \r\n\t "), Failure.EMPTY, 200, None, id="white-space"),
]


@pytest.mark.parametrize(("reply", "failure", "status", "retry_after"), STATUSES)
async def test_statuses_that_bring_nothing(site: Site, make_fetcher, reply, failure, status, retry_after) -> None:
    fetcher = make_fetcher(now=lambda: datetime(2026, 11, 24, 12, tzinfo=UTC))
    outcome = await fetcher.fetch(site.on("/feed", reply))
    assert isinstance(outcome, FetchFailed)
    assert (outcome.failure, outcome.status, outcome.retry_after) == (failure, status, retry_after)
    assert outcome.detail


CHALLENGE = b"<html><title>Just a moment...</title><script>window._cf_chl_opt = {}</script></html>"
ASKING = [
    pytest.param(answer("403 Forbidden", cf_mitigated="challenge"), Failure.HTTP, id="a-header"),
    pytest.param(answer("403 Forbidden", CHALLENGE, Content_Type="text/html; charset=UTF-8"), Failure.HTTP, id="a-page"),
    pytest.param(answer("503 Busy", gzip.compress(CHALLENGE), Content_Type="text/html", Content_Encoding="gzip"), Failure.HTTP, id="coded"),
    pytest.param(answer("429 Slow down", CHALLENGE + b" " * 200_000, Content_Type="text/html"), Failure.RATE_LIMITED, id="a-long-page"),
    pytest.param(answer("202 Accepted", x_amzn_waf_action="challenge"), Failure.EMPTY, id="an-empty-success"),
]


@pytest.mark.parametrize(("reply", "failure"), ASKING)
async def test_a_refusal_that_asks_whether_we_are_human_says_so(site: Site, make_fetcher, reply: bytes, failure: Failure) -> None:
    outcome = await make_fetcher(max_bytes=100_000).fetch(site.on("/feed", reply))
    assert isinstance(outcome, FetchFailed)
    assert (outcome.failure, outcome.challenge) == (failure, True)


NOT_ASKING = [
    pytest.param(answer("403 Forbidden", b"<html><title>No</title>", Content_Type="text/html"), id="a-plain-page"),
    pytest.param(answer("403 Forbidden", CHALLENGE, Content_Type="text/plain"), id="no-page"),
    pytest.param(answer("404 Not Found", CHALLENGE, Content_Type="text/html"), id="no-refusal"),
    pytest.param(answer("403 Forbidden", CHALLENGE, Content_Type="text/html", Content_Length="999"), id="cut-short"),
    pytest.param(answer("403 Forbidden", CHALLENGE, Content_Type="text/html", Content_Encoding="zstd"), id="in-a-coding-we-do-not-know"),
]


@pytest.mark.parametrize("reply", NOT_ASKING)
async def test_other_refusals_do_not(site: Site, fetcher: Fetcher, reply: bytes) -> None:
    outcome = await fetcher.fetch(site.on("/feed", reply))
    assert isinstance(outcome, FetchFailed)
    assert (outcome.failure, outcome.challenge) == (Failure.HTTP, False)


@pytest.mark.parametrize("patience", [0.1, 30.0])
async def test_the_page_of_a_refusal_that_does_not_come_is_not_waited_for(
    site: Site, make_fetcher, monkeypatch: pytest.MonkeyPatch, patience: float
) -> None:
    monkeypatch.setattr(client, "REFUSAL_SECONDS", patience)
    never = asyncio.Event()

    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(answer("403 Forbidden", Content_Type="text/html", Content_Length="999"))
        await never.wait()

    outcome = await make_fetcher(total_seconds=0.5).fetch(site.on("/feed", drip))
    never.set()
    assert (outcome.failure, outcome.status) == (Failure.HTTP, 403)


async def test_headers_are_kept_as_evidence_and_cookies_are_not(site: Site, fetcher: Fetcher) -> None:
    outcome = await fetcher.fetch(site.on("/list", answer(body=FEED, Content_Type="text/xml", X_Two="a", x_two="b", Set_Cookie="a=1")))
    assert isinstance(outcome, Fetched)
    assert outcome.headers == (("content-type", "text/xml"), ("x-two", "a"), ("x-two", "b"), ("content-length", str(len(FEED))))


# ── limits ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_length_that_is_too_large_is_refused_unread(site: Site, make_fetcher) -> None:
    outcome = await make_fetcher(max_bytes=100).fetch(site.on("/feed", answer(Content_Length="101")))
    assert outcome.failure is Failure.TOO_LARGE


async def test_a_body_that_grows_too_large_is_dropped(site: Site, make_fetcher) -> None:
    outcome = await make_fetcher(max_bytes=10_000).fetch(site.on("/feed", b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 10_001))
    assert outcome.failure is Failure.TOO_LARGE


async def test_a_body_that_inflates_too_large_is_dropped(site: Site, make_fetcher) -> None:
    outcome = await make_fetcher(max_bytes=10_000).fetch(
        site.on("/feed", answer(body=gzip.compress(bytes(10_001)), Content_Encoding="gzip"))
    )
    assert outcome.failure is Failure.TOO_LARGE


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n<rss>"])
async def test_the_deadline_is_over_everything(site: Site, make_fetcher, begin: bytes) -> None:
    never = asyncio.Event()

    async def hang(writer: asyncio.StreamWriter) -> None:
        writer.write(begin)
        await never.wait()

    outcome = await make_fetcher(total_seconds=0.1).fetch(site.on("/feed", hang))
    never.set()
    assert outcome.failure is Failure.TIMEOUT
    assert outcome.elapsed >= timedelta(seconds=0.1)


async def test_a_name_that_is_long_looked_up_meets_the_deadline_too(make_fetcher) -> None:
    release = threading.Event()
    fetcher = make_fetcher(total_seconds=0.05, resolver=Resolver(ask=lambda _: (release.wait(5), "dead")[1]))
    assert (await fetcher.fetch("http://slow.example/")).failure is Failure.TIMEOUT
    release.set()


async def test_who_waits_for_a_fetch_may_leave(site: Site, fetcher: Fetcher) -> None:
    arrived, never = asyncio.Event(), asyncio.Event()

    async def hang(_: asyncio.StreamWriter) -> None:
        arrived.set()
        await never.wait()

    fetch = asyncio.create_task(fetcher.fetch(site.on("/feed", hang)))
    await arrived.wait()
    fetch.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetch
    never.set()


# ── redirects ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        (["301 Moved"], True),
        (["308 Moved", "301 Moved"], True),
        (["302 Found"], False),
        (["301 Moved", "307 Elsewhere"], False),
        (["303 See", "301 Moved"], False),
    ],
)
async def test_a_move_counts_where_every_hop_is_permanent(site: Site, fetcher: Fetcher, statuses: list[str], moved: bool) -> None:
    for number, status in enumerate(statuses):
        site.on(f"/{number}", to(f"/{number + 1}", status))
    end = site.on(f"/{len(statuses)}", answer(body=FEED))

    outcome = await fetcher.fetch(site.url("/0"))

    assert isinstance(outcome, Fetched)
    assert outcome.url == end
    assert outcome.moved_to == (end if moved else "")


async def test_a_feed_with_credentials_does_not_move(site: Site, fetcher: Fetcher) -> None:
    site.on("/0", to("/1", "301 Moved"))
    site.on("/1", answer(body=FEED))
    outcome = await fetcher.fetch(f"http://reader:secret@127.0.0.1:{site.port}/0")
    assert site.header("Authorization")
    assert outcome.moved_to == ""


async def test_validators_and_credentials_stay_with_their_host(site: Site, make_fetcher) -> None:
    fetcher = make_fetcher(resolver=Resolver(ask=lambda _: (ip_address("127.0.0.1"),)))
    site.on("/0", to("/1"))
    site.on("/1", to(site.url("/2", host="other.example")))
    site.on("/2", to(site.url("/3")))
    site.on("/3", answer(body=FEED))

    await fetcher.fetch(f"http://reader:secret@127.0.0.1:{site.port}/0", etag='"a"', last_modified="Mon")

    sent = [(site.header("If-None-Match", n), site.header("If-Modified-Since", n), bool(site.header("Authorization", n))) for n in range(4)]
    assert sent == [('"a"', "Mon", True), ('"a"', "Mon", True), ("", "", False), ("", "", False)]


async def test_a_304_from_another_host_is_not_ours(site: Site, make_fetcher) -> None:
    fetcher = make_fetcher(resolver=Resolver(ask=lambda _: (ip_address("127.0.0.1"),)))
    site.on("/0", to(site.url("/1", host="other.example")))
    site.on("/1", answer("304 Not Modified"))
    outcome = await fetcher.fetch(site.url("/0"), etag='"a"')
    assert (outcome.failure, outcome.status) == (Failure.HTTP, 304)


async def test_circles_and_long_chains_end(site: Site, fetcher: Fetcher) -> None:
    site.on("/a", to("/b"))
    site.on("/b", to("/a"))
    outcome = await fetcher.fetch(site.url("/a"))
    assert (outcome.failure, outcome.detail) == (Failure.REDIRECT, "redirects in a circle")
    for number in range(7):
        site.on(f"/{number}", to(f"/{number + 1}"))
    outcome = await fetcher.fetch(site.url("/0"))
    assert (outcome.failure, outcome.detail) == (Failure.REDIRECT, "more than 5 redirects")
    assert site.paths() == ["/a", "/b", "/0", "/1", "/2", "/3", "/4", "/5"]


async def test_as_many_redirects_as_allowed_are_followed(site: Site, make_fetcher) -> None:
    site.on("/0", to("/1"))
    site.on("/1", answer(body=FEED))
    assert isinstance(await make_fetcher(max_redirects=1).fetch(site.url("/0")), Fetched)
    assert (await make_fetcher(max_redirects=0).fetch(site.url("/0"))).failure is Failure.REDIRECT


@pytest.mark.parametrize(
    ("location", "failure"),
    [
        ("http://10.0.0.1/", Failure.BLOCKED),
        ("http://[::1]/", Failure.BLOCKED),
        ("http://2130706434/", Failure.NETWORK),  # 127.0.0.2: allowed here, but nobody listens on port 80
        ("file:///etc/passwd", Failure.REDIRECT),
        ("http://\xff\xfe[::1/", Failure.REDIRECT),
    ],
)
async def test_each_hop_is_vetted(site: Site, make_fetcher, location: str, failure: Failure) -> None:
    site.on("/0", to("/x").replace(b"/x", location.encode("latin-1")))
    fetcher = make_fetcher(allow_networks=("127.0.0.1/32", "127.0.0.2/32"))
    assert (await fetcher.fetch(site.url("/0"))).failure is failure


async def test_a_location_in_utf8_is_read_so(site: Site, fetcher: Fetcher) -> None:
    site.on("/0", to("/лента"))
    end = site.on("/%D0%BB%D0%B5%D0%BD%D1%82%D0%B0", answer(body=FEED))
    assert (await fetcher.fetch(site.url("/0"))).url == end


# ── politeness ─────────────────────────────────────────────────────────────────────────────────────


async def test_a_host_that_asked_for_quiet_is_not_asked_for_any_of_its_feeds(site: Site, fetcher: Fetcher) -> None:
    await fetcher.fetch(site.on("/a", answer("429 Slow down", Retry_After="600")))
    outcome = await fetcher.fetch(site.on("/b", answer(body=FEED)))
    assert (outcome.failure, outcome.status) == (Failure.RATE_LIMITED, 0)
    assert timedelta(minutes=9) < outcome.retry_after <= timedelta(minutes=10)
    assert site.paths() == ["/a"]


async def test_a_redirect_does_not_lead_round_a_host_that_asked_for_quiet(site: Site, make_fetcher) -> None:
    fetcher = make_fetcher(resolver=Resolver(ask=lambda _: (ip_address("127.0.0.1"),)))
    await fetcher.fetch(site.url(site_path(site, "/a", answer("429 Slow down", Retry_After="600")), host="quiet.example"))
    site.on("/b", to(site.url("/c", host="quiet.example")))
    outcome = await fetcher.fetch(site.url("/b"))
    assert outcome.failure is Failure.RATE_LIMITED
    assert site.paths() == ["/a", "/b"]


async def test_a_redirect_to_another_site_waits_for_a_turn_there(site: Site, make_fetcher) -> None:
    fetcher = make_fetcher(resolver=here(), per_host=1)
    release, arrived, sent_away = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slowly(writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await release.wait()
        writer.write(answer(body=FEED))

    async def send_away(writer: asyncio.StreamWriter) -> None:
        writer.write(to(site.url("/feed", host="busy.example")))
        sent_away.set()

    site.on("/slow", slowly)
    site.on("/away", send_away)
    site.on("/feed", answer(body=FEED))
    first = asyncio.create_task(fetcher.fetch(site.url("/slow", host="busy.example")))
    await arrived.wait()
    second = asyncio.create_task(fetcher.fetch(site.url("/away", host="other.example")))
    await sent_away.wait()
    third = await fetcher.fetch(site.url("/feed", host="other.example"))  # the second does not keep its turn while it waits for another's
    assert isinstance(third, Fetched)
    assert not second.done()
    release.set()
    assert (await first).body == (await second).body == FEED
    assert site.most_open == 2


async def test_sites_that_redirect_to_each_other_do_not_wait_for_ever(site: Site, make_fetcher) -> None:
    fetcher = make_fetcher(resolver=here(), per_host=1)
    site.on("/a", to(site.url("/end", host="b.example")))
    site.on("/b", to(site.url("/end", host="a.example")))
    site.on("/end", answer(body=FEED))
    urls = [site.url(f"/{name}", host=f"{name}.example") for name in "abababab"]
    outcomes = await asyncio.gather(*map(fetcher.fetch, urls))
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)


async def test_the_time_of_waiting_for_a_turn_is_not_the_fetchs(site: Site, make_fetcher) -> None:
    fetcher = make_fetcher(resolver=here(), per_host=1, total_seconds=0.2)
    never = asyncio.Event()

    async def hang(_: asyncio.StreamWriter) -> None:
        await never.wait()

    site.on("/feed", hang, answer(body=FEED))
    url = site.url("/feed", host="slow.example")
    first, second = await asyncio.gather(fetcher.fetch(url), fetcher.fetch(url))
    never.set()
    assert first.failure is Failure.TIMEOUT
    assert isinstance(second, Fetched)
    assert second.elapsed < timedelta(seconds=0.2)


async def test_a_redirect_within_a_site_may_lead_to_another_of_its_hosts(site: Site, make_fetcher) -> None:
    asked = []
    fetcher = make_fetcher(resolver=Resolver(ask=lambda host: (asked.append(host), (ip_address("127.0.0.1"),))[1]), per_host=1)
    site.on("/a", to(site.url("/b", host="www.site.example")))
    site.on("/b", answer(body=FEED))
    assert isinstance(await fetcher.fetch(site.url("/a", host="site.example")), Fetched)
    assert asked == ["site.example", "www.site.example"]


def here() -> Resolver:
    return Resolver(ask=lambda _: (ip_address("127.0.0.1"),))


def site_path(site: Site, path: str, reply: Answer) -> str:
    site.on(path, reply)
    return path


async def test_two_at_once_to_one_host(site: Site, make_fetcher) -> None:
    fetcher = make_fetcher(resolver=Resolver(ask=lambda _: (ip_address("127.0.0.1"),)))
    arrivals: asyncio.Queue[None] = asyncio.Queue()
    release = asyncio.Event()

    async def slowly(writer: asyncio.StreamWriter) -> None:
        arrivals.put_nowait(None)
        await release.wait()
        writer.write(answer(body=FEED))

    url = site.on("/feed", slowly).replace("127.0.0.1", "site.example")
    fetches = [asyncio.create_task(fetcher.fetch(url)) for _ in range(5)]
    await arrivals.get()
    await arrivals.get()
    release.set()
    assert all(isinstance(outcome, Fetched) for outcome in await asyncio.gather(*fetches))
    assert site.most_open == 2


async def test_robots_are_asked_first_where_the_policy_says_so(site: Site, make_fetcher) -> None:
    site.on("/robots.txt", answer(body=b"User-agent: monitor\nDisallow: /private"))
    fetcher = make_fetcher(robots=True)
    assert isinstance(await fetcher.fetch(site.on("/feed", answer(body=FEED))), Fetched)
    outcome = await fetcher.fetch(site.on("/private/feed", answer(body=FEED)))
    assert (outcome.failure, outcome.refused, outcome.detail) == (Failure.BLOCKED, True, "robots.txt does not allow it")
    assert site.paths() == ["/robots.txt", "/feed"]


async def test_a_redirect_does_not_lead_round_robots(site: Site, make_fetcher) -> None:
    fetcher = make_fetcher(robots=True, resolver=here())
    site.on("/robots.txt", answer(body=b"User-agent: *\nDisallow: /private"))
    site.on("/0", to("/private/1"))
    site.on("/1", to(site.url("/private/2", host="other.example")))
    for path in ("/0", "/1"):
        outcome = await fetcher.fetch(site.url(path))
        assert (outcome.failure, outcome.refused) == (Failure.BLOCKED, True)
    assert site.paths() == ["/robots.txt", "/0", "/1", "/robots.txt"]


async def test_a_site_that_asked_for_quiet_is_not_asked_for_its_robots_either(site: Site, make_fetcher) -> None:
    fetcher = make_fetcher(robots=True)
    site.on("/robots.txt", answer("404 Not Found"))
    await fetcher.fetch(site.on("/a", answer("429 Slow down", Retry_After="600")))
    fetcher._robots._known.clear()
    assert (await fetcher.fetch(site.url("/b"))).failure is Failure.RATE_LIMITED
    assert site.paths() == ["/robots.txt", "/a"]


async def test_of_a_huge_robots_file_only_the_beginning_is_read(site: Site, make_fetcher) -> None:
    site.on("/robots.txt", answer(body=b"User-agent: *\nAllow: /\n" + b"# pad\n" * 90_000 + b"Disallow: /\n" * 10_000))
    assert isinstance(await make_fetcher(robots=True, max_bytes=600 << 10).fetch(site.on("/feed", answer(body=FEED))), Fetched)


async def test_a_robots_file_in_a_broken_coding_allows_nothing(site: Site, make_fetcher) -> None:
    site.on("/robots.txt", answer(body=b"x" * 10, Content_Encoding="zstd"), answer(body=b"\x1f\x8b\x08\xff\xff\xff\xff"))
    outcome = await make_fetcher(robots=True).fetch(site.url("/feed"))
    assert outcome.failure is Failure.NETWORK
    outcome = await make_fetcher(robots=True).fetch(site.url("/feed"))
    assert not outcome.refused
    assert outcome.detail.startswith("robots.txt cannot be read: broken content coding")


# ── before anything is sent ────────────────────────────────────────────────────────────────────────


async def test_an_internal_address_is_blocked_unless_its_network_is_allowed(site: Site, make_fetcher) -> None:
    outcome = await make_fetcher(allow_networks=()).fetch(site.url("/"))
    assert outcome.failure is Failure.BLOCKED
    assert site.requests == []


@pytest.mark.parametrize(("url", "failure"), [("file:///etc/passwd", Failure.BLOCKED), ("nonsense", Failure.NETWORK)])
async def test_what_is_no_http_url_is_refused(fetcher: Fetcher, url: str, failure: Failure) -> None:
    assert (await fetcher.fetch(url)).failure is failure


@pytest.mark.parametrize("agent", ["монитор", "monitor\r\nX-Injected: 1", " monitor"])
def test_a_user_agent_that_no_header_can_hold_is_an_error_when_the_fetcher_is_made(agent: str) -> None:
    with pytest.raises(ValueError, match="User-Agent"):
        Fetcher(FetchPolicy(user_agent=agent))


def test_a_network_that_is_none_is_an_error_when_the_fetcher_is_made() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        Fetcher(FetchPolicy(allow_networks=("nonsense",)))


async def test_a_url_that_cannot_be_written_into_a_request_is_a_failure_too(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = replace(target(site.url("/")), path="/\r\nX-Injected: 1")
    monkeypatch.setattr(client, "target", lambda _: odd)
    outcome = await fetcher.fetch(site.url("/"))
    assert (outcome.failure, outcome.detail.partition(":")[0]) == (Failure.NETWORK, "cannot be asked for")
    assert site.requests == []


async def test_addresses_on_the_operators_own_networks_need_no_turn(site: Site, make_fetcher) -> None:
    fetcher = make_fetcher(spacing_seconds=3600.0, patience_seconds=0.0, per_host=1)
    for path in ("/a", "/b", "/c"):
        assert isinstance(await fetcher.fetch(site.on(path, answer(body=FEED))), Fetched)


# ── forms ──────────────────────────────────────────────────────────────────────────────────────────

FORM = {"hub.mode": "subscribe", "hub.topic": "https://example.org/лента?a=1&b=2"}


@pytest.mark.parametrize(
    ("reply", "status", "body"),
    [
        (answer("202 Accepted"), 202, b""),
        (answer("204 No Content"), 204, b""),
        (answer("200 OK", b"noted"), 200, b"noted"),
        (answer("202 Accepted", b"x" * 100_000), 202, b"x" * 65_536),
    ],
)
async def test_a_form_is_sent_and_any_success_is_one(site: Site, make_fetcher, reply: bytes, status: int, body: bytes) -> None:
    outcome = await make_fetcher(robots=True).post(site.on("/hub", reply), FORM)
    assert isinstance(outcome, Fetched)
    assert (outcome.status, outcome.body) == (status, body)
    assert site.paths() == ["/hub"]
    head, _, sent = site.requests[0].partition("\r\n\r\n")
    assert head.startswith("POST /hub HTTP/1.1\r\n")
    assert sent == "hub.mode=subscribe&hub.topic=https%3A%2F%2Fexample.org%2F%D0%BB%D0%B5%D0%BD%D1%82%D0%B0%3Fa%3D1%26b%3D2"
    assert (site.header("Content-Type"), site.header("Content-Length")) == ("application/x-www-form-urlencoded", str(len(sent)))


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (answer("404 Not Found", b"no such topic"), Failure.HTTP),
        (answer("422 No"), Failure.HTTP),
        (answer("429 Slow down"), Failure.RATE_LIMITED),
        (to("/elsewhere", "302 Found"), Failure.REDIRECT),
        (to("/elsewhere", "303 See Other"), Failure.REDIRECT),
        (to("http://other.example/", "307 Temporary"), Failure.REDIRECT),
    ],
)
async def test_a_form_that_is_not_taken(site: Site, fetcher: Fetcher, reply: bytes, failure: Failure) -> None:
    site.on("/elsewhere", answer("202 Accepted"))
    assert (await fetcher.post(site.on("/hub", reply), FORM)).failure is failure
    assert site.paths() == ["/hub"]


@pytest.mark.parametrize("status", ["307 Temporary Redirect", "308 Permanent Redirect"])
async def test_a_form_follows_where_it_stays_a_form(site: Site, fetcher: Fetcher, status: str) -> None:
    site.on("/elsewhere", answer("202 Accepted"))
    assert isinstance(await fetcher.post(site.on("/hub", to("/elsewhere", status)), FORM), Fetched)
    assert [request.partition(" ")[0] for request in site.requests] == ["POST", "POST"]
    assert site.requests[1].endswith("%26b%3D2")


async def test_an_empty_form_is_one_too(site: Site, fetcher: Fetcher) -> None:
    assert isinstance(await fetcher.post(site.on("/hub", answer("202 Accepted")), {}), Fetched)
    assert (site.requests[0].partition(" ")[0], site.header("Content-Length")) == ("POST", "0")


async def test_a_form_goes_no_more_than_a_fetch_to_an_internal_address(site: Site, make_fetcher) -> None:
    outcome = await make_fetcher(allow_networks=()).post(site.url("/hub"), FORM)
    assert outcome.failure is Failure.BLOCKED
    assert (await make_fetcher().post("ftp://example.org/", FORM)).failure is Failure.BLOCKED
    assert site.requests == []
