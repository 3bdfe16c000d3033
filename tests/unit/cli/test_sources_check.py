"""What `monitor sources check` says of answers that no loopback can play, or not quickly: they are given as values."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.catalog.load import load
from monitor.cli.sources_check import as_text
from monitor.cli.sources_recognise import recognise
from monitor.cli.sources_survey import better, survey
from monitor.model import Failure, Fetched, FetchFailed, NotModified
from monitor.polling import Pace

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
POST = b"""<div class="tgme_channel_info_header_title">A channel</div><div class="tgme_channel_info"></div><div class="tgme_widget_message"
data-post="chan/7"><div class="tgme_widget_message_text">A post \x1b[31m \xe2\x80\xae</div><time datetime="2026-11-23T00:00:00+00:00"></time></div>
<a class=tme_messages_more data-before=7></a>"""
CONTACT = b"<div class=tgme_page><div class=tgme_page_title>C</div><div class=tgme_page_extra>9 subscribers</div></div>"
NEWS = b"""<rss><channel><title>"x" - Google News</title><item><title>Talks - P</title><source url="https://p.example">P</source>
<pubDate>Tue, 24 Nov 2026 09:30:00 GMT</pubDate></item></channel></rss>"""
FEED = """<rss xmlns:a="http://www.w3.org/2005/Atom"><channel><title>N</title><a:link rel="hub" href="https://hub.example/"/>
<a:link rel="next" href="/f?2"/><item><title>One</title><link>/1</link><pubDate>{}</pubDate></item></channel></rss>"""
API = json.dumps({"data": [{"id": n, "headline": f"Talks of the day, number {n}", "page": f"/n/{n}"} for n in range(5)]}).encode()
PERSON = "<INDIVIDUAL><DATAID>{0}</DATAID><FIRST_NAME>N{0}</FIRST_NAME></INDIVIDUAL>"
UN = f"<?xml version='1.0'?><CONSOLIDATED_LIST><INDIVIDUALS>{''.join(map(PERSON.format, range(10)))}</INDIVIDUALS></CONSOLIDATED_LIST>".encode()
UK = b"Report Date: 24-Nov-2026\nUnique ID,Name 6,Other Information\nAFG0001,Somebody,Note\nAFG0002,Another,\n"
FSB = b"<table>" + b"".join(b"<tr><td>%d<td>Organisation %d<td>Court</tr>" % (n, n) for n in range(40)) + b"</table>"
HEADLINES = b"".join(b"<li class=n><a href=/p%d>A headline of the day, and its number is %d</a></li>" % (n, n) for n in range(9))
CHALLENGE = b"<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>"


def answering(bodies, asked):
    """Answer with a body for each URL, or with an outcome; 404 for all others."""

    async def ask(url):
        asked.append(url)
        answer = bodies.get(url, FetchFailed(failure=Failure.HTTP, status=404, detail="404"))
        return Fetched(url=url, status=200, body=answer) if isinstance(answer, bytes) else answer

    return ask


async def look(url, bodies, asked=None):
    pace = Pace(fastest=timedelta(minutes=5), slowest=timedelta(hours=1))
    return await survey(url, answering(bodies, [] if asked is None else asked), now=NOW, pace=pace)


def loaded(report, folder):
    (folder / "sources").mkdir()
    (folder / "sources/a.yaml").write_text(report["yaml"], "utf8")
    (source,) = load(folder).sources
    return source


BETTER = [
    ("https://t.me/chan", "https://t.me/s/chan"),
    ("http://telegram.me/chan/", "https://t.me/s/chan"),
    ("https://t.me/s/chan", "https://t.me/s/chan"),
    ("https://t.me/chan/123", "https://t.me/s/chan"),
    ("https://news.google.com/search?q=x&hl=en", "https://news.google.com/rss/search?q=x&hl=en"),
    ("https://news.google.com/rss/search?q=x", "https://news.google.com/rss/search?q=x"),
    ("https://a.example/search?q=x", "https://a.example/search?q=x"),
]


@pytest.mark.parametrize(("given", "asked"), BETTER)
def test_the_address_that_can_be_watched_is_asked(given, asked):
    assert better(given) == asked


KINDS = [
    pytest.param("https://t.me/chan", POST, "channel", "channel", "A post \x1b[31m \u202e", id="channel"),
    pytest.param("https://news.google.com/search?q=x", NEWS, "google_news", "google_news", "Talks", id="google-news"),
    pytest.param("https://a.example/api", API, "api", "api", "Talks of the day, number 0", id="api"),
    pytest.param(
        "https://a.example/api",
        API.replace(b'{"data"', b'{"title": "News", "items"'),
        "api",
        "api",
        "Talks of the day, number 0",
        id="api-like-a-feed",
    ),
    pytest.param("https://a.example/un.xml", UN, "register", "register", "N0", id="un"),
    pytest.param("https://a.example/uk.csv", UK, "register", "register", "Somebody", id="uk"),
    pytest.param("https://a.example/fsb", FSB, "register", "register", "Organisation 0", id="table"),
    pytest.param("https://a.example/fsb", HEADLINES + FSB, "register", "register", "Organisation 0", id="a-table-beside-a-menu"),
    pytest.param(
        "https://a.example/", HEADLINES + FSB[:400], "listing", "listing", "A headline of the day, and its number is 0", id="a-short-table"
    ),
]


@pytest.mark.parametrize(("url", "body", "what", "kind", "newest"), KINDS)
async def test_a_body_is_recognised_and_its_yaml_loads(tmp_path, url, body, what, kind, newest):
    report = await look(url, {better(url): body})
    assert (report["what"], report["outcome"], report["health"]) == (what, "ok", "ok")
    assert report["preview"][0]["title"] == newest
    (feed,) = loaded(report, tmp_path).feeds
    assert (feed.kind, feed.url) == (kind, better(url))
    assert json.loads(json.dumps(report)) == report
    text = as_text(report)
    assert "For a file in config/sources:" in text
    assert not {"\x1b", "\u202e"} & set(text)


async def test_a_register_is_bounded_by_what_it_holds_now(tmp_path):
    report = await look("https://a.example/un.xml", {"https://a.example/un.xml": UN})
    spec = loaded(report, tmp_path).feeds[0].register
    assert (spec.form, spec.lowest, spec.highest) == ("un", 8, 16)
    assert "register (un) https://a.example/un.xml: 10 rows" in as_text(report)


async def test_a_table_is_read_by_its_columns(tmp_path):
    spec = loaded(await look("https://a.example/", {"https://a.example/": FSB}), tmp_path).feeds[0].register
    assert (spec.form, spec.name, spec.without, spec.row, spec.cell) == ("table", 2, (1,), "tr", "td")


async def test_ofacs_format_is_told_from_the_others():
    head = b"<Sanctions xmlns='urn:x'><ReferenceValueSets/><DistinctParties><DistinctParty FixedRef='1'/></DistinctParties></Sanctions>"
    assert (await look("https://a.example/x", {"https://a.example/x": head}))["what"] in {"register", "nothing"}


async def test_a_feed_tells_how_it_would_be_followed():
    url = "https://a.example/f"
    report = await look(url, {url: FEED.format("Tue, 24 Nov 2026 09:00:00 GMT").encode()})
    (one,) = report["found"]
    assert (one["hub"], one["pages_back"], one["newest"], one["health"]) == (
        "https://hub.example/",
        True,
        "2026-11-24T09:00:00+00:00",
        "ok",
    )
    assert "pages back; pushed by https://hub.example/; ok" in as_text(report)


@pytest.mark.parametrize(
    ("body", "health"), [(FEED.format("Tue, 24 Nov 2020 09:00:00 GMT"), "zombie"), ("<rss><channel/></rss>", "zombie")]
)
async def test_a_feed_without_news_is_told(body, health):
    url = "https://a.example/f"
    report = await look(url, {url: body.encode()})
    assert (report["what"], report["health"]) == ("feed", health)
    assert f"  {health}: {report['advice']}\n" in as_text(report)


async def test_a_page_with_a_feed_and_a_list_gives_a_fallback(tmp_path):
    page = b"<link rel=alternate type=application/rss+xml href=/f><ul>" + HEADLINES
    report = await look("https://a.example/", {"https://a.example/": page, "https://a.example/f": FEED.format("").encode()})
    (feed,) = loaded(report, tmp_path).feeds
    assert report["what"] == "page_with_feeds"
    assert [(one.url, one.kind) for one in (feed, *feed.fallbacks)] == [("https://a.example/f", "feed"), ("https://a.example/", "listing")]


async def test_an_index_is_watched_itself_by_what_its_newest_parts_hold():
    index = b"<sitemapindex><sitemap><loc>/1.xml</loc></sitemap><sitemap><loc>/2.xml</loc></sitemap><sitemap><loc>/index</loc></sitemap></sitemapindex>"
    url = "https://a.example/index"
    part = b"<urlset><url><loc>/x</loc><lastmod>2026-11-24</lastmod></url></urlset>"
    report = await look(url, {url: index, "https://a.example/1.xml": part, "https://a.example/2.xml": part})
    assert [(one["url"], one["kind"], one["entries"]) for one in report["found"]] == [(url, "sitemap", 2)]
    alone = await look(url, {url: index})
    assert (alone["what"], alone["found"], alone["health"]) == ("sitemap_index", [], "broken")


NOTHING = [
    pytest.param(CONTACT, "preview_off", "redirected", id="preview-off"),
    pytest.param(b"<div class=tgme_page><i></i></div>", "no_channel", "gone", id="no-channel"),
    pytest.param(b"<p>Telegram", "nothing", "", id="not-telegrams"),
]


@pytest.mark.parametrize(("body", "what", "health"), NOTHING)
async def test_channels_that_show_nothing_are_told_apart(body, what, health):
    report = await look("https://t.me/chan", {"https://t.me/s/chan": body})
    assert (report["what"], report["health"], report["found"], report["yaml"]) == (what, health, [], "")
    assert as_text(report)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (CHALLENGE, "challenge"),
        (b'{"error": 1}', "nothing"),
        (b"<p>Hello", "nothing"),
        (b"<INDIVIDUAL/>", "nothing"),
        (b"\x00\x01", "nothing"),
    ],
)
async def test_what_cannot_be_watched_is_said_so(body, what):
    report = await look("https://a.example/", {"https://a.example/": body})
    assert (report["what"], report["found"]) == (what, [])


FAILURES = [
    pytest.param(FetchFailed(failure=Failure.GONE, status=410, detail="410 Gone"), "gone", "gone", id="gone"),
    pytest.param(FetchFailed(failure=Failure.HTTP, status=403, challenge=True), "http", "challenge", id="challenge"),
    pytest.param(FetchFailed(failure=Failure.BLOCKED), "blocked", "blocked", id="blocked"),
    pytest.param(FetchFailed(failure=Failure.REDIRECT), "redirect", "redirected", id="redirected"),
    pytest.param(FetchFailed(failure=Failure.TIMEOUT), "timeout", "broken", id="timeout"),
    pytest.param(NotModified(), "not_modified", "ok", id="not-modified"),
]


@pytest.mark.parametrize(("outcome", "word", "health"), FAILURES)
async def test_an_answer_without_a_body_is_told_with_what_to_do(outcome, word, health):
    report = await look("https://a.example/", {"https://a.example/": outcome})
    assert (report["outcome"], report["what"], report["health"], report["found"]) == (word, "nothing", health, [])
    assert as_text(report).startswith("https://a.example/: nothing (")


async def test_what_is_too_large_may_be_a_list():
    report = await look("https://a.example/", {"https://a.example/": FetchFailed(failure=Failure.TOO_LARGE, detail="x")})
    assert "kind: register" in as_text(report)


BODIES = [
    API,
    UN,
    UK,
    FSB,
    NEWS,
    POST,
    HEADLINES,
    *(path.read_bytes() for path in sorted((Path(__file__).parents[2] / "data/feeds").iterdir())),
]


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(BODIES),
    st.binary(max_size=40),
    st.floats(0, 1),
    st.floats(0, 1),
    st.sampled_from(["https://a.example/x", "https://t.me/s/c"]),
)
def test_any_bytes_are_something_or_nothing(body, junk, start, end, url):
    first, last = sorted((int(start * len(body)), int(end * len(body))))
    assert recognise(Fetched(url=url, status=200, body=body[:first] + junk + body[last:])).what
