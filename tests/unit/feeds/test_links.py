"""Where feeds lead: older entries, hubs, their own names."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.links import link_headers
from monitor.feeds.parse import parse_feed

URL = "https://news.example/feed"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{}<entry><id>1</id><title>a</title></entry></feed>'
RSS = '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>t</title>{}<item><title>a</title></item></channel></rss>'


def links(form, *pairs):
    prefix = "atom:" if form is RSS else ""
    return form.format("".join(f'<{prefix}link rel="{rel}" href="{href}"/>' for rel, href in pairs)).encode()


@pytest.mark.parametrize("form", [ATOM, RSS], ids=["atom", "rss"])
@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        pytest.param([("next", "/feed?page=2")], ("https://news.example/feed?page=2", "", ""), id="paged"),
        pytest.param([("next", "/feed/page/2"), ("prev-archive", "/2026/10")], ("https://news.example/2026/10", "", ""), id="archived"),
        pytest.param(
            [("http://www.iana.org/assignments/relation/next", "/feed?p=2")], ("https://news.example/feed?p=2", "", ""), id="by-address"
        ),
        pytest.param([("prev", "/feed?page=1"), ("previous", "/feed?page=1")], ("", "", ""), id="newer-pages"),
        pytest.param([("next", URL)], ("", "", ""), id="to-itself"),
        pytest.param([("next", "https://other.example/feed")], ("", "", ""), id="to-another-site"),
        pytest.param(
            [("next", "https://archive.news.example/1")], ("https://archive.news.example/1", "", ""), id="to-another-host-of-the-site"
        ),
        pytest.param([("next", "file:///etc/passwd"), ("hub", "javascript:x"), ("self", "urn:x")], ("", "", ""), id="not-of-the-web"),
        pytest.param(
            [("hub", "https://hub.example/"), ("Self", "/feed?full")],
            ("", "https://hub.example/", "https://news.example/feed?full"),
            id="pushed",
        ),
        pytest.param([("self hub", "https://hub.example/")], ("", "https://hub.example/", "https://hub.example/"), id="two-relations"),
        pytest.param([("hub", "https://a.example/"), ("hub", "https://b.example/")], ("", "https://a.example/", ""), id="two-hubs"),
        pytest.param([], ("", "", ""), id="none"),
    ],
)
def test_a_feed_says_where_it_leads(form, pairs, expected):
    feed = parse_feed(links(form, *pairs), url=URL)
    assert (feed.older, feed.hub, feed.topic) == expected


def test_links_of_a_feed_served_elsewhere_are_its_own_not_its_homes():
    body = RSS.format('<link>https://home.example/</link><atom:link rel="self" href="/f"/><atom:link rel="next" href="/f?2"/>').encode()
    feed = parse_feed(body, url=URL)
    assert (feed.topic, feed.older) == ("https://news.example/f", "https://news.example/f?2")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"next_url": "/2", "feed_url": URL, "hubs": [{"type": "WebSub", "url": "https://hub.example/"}]},
            ("https://news.example/2", "https://hub.example/", URL),
        ),
        ({"next_url": 2, "hubs": ["x"]}, ("", "", "")),
        ({"hubs": {"url": "x"}}, ("", "", "")),
    ],
)
def test_a_json_feed_says_where_it_leads(given, expected):
    feed = parse_feed(json.dumps({"title": "t", "items": [], **given}).encode(), url=URL)
    assert (feed.older, feed.hub, feed.topic) == expected


HEADERS = [
    pytest.param(
        '<https://hub.example/>; rel="hub", </feed>; rel=self',
        {"hub": "https://hub.example/", "self": "https://news.example/feed"},
        id="two",
    ),
    pytest.param("<https://a.example/a,b>;rel=hub", {"hub": "https://a.example/a,b"}, id="a-comma-in-an-address"),
    pytest.param(
        '</2>; title="a; rel=x, b"; REL="next archives"',
        {"next": "https://news.example/2", "archives": "https://news.example/2"},
        id="a-title-that-deceives",
    ),
    pytest.param("</1>; rel=next, </2>; rel=next", {"next": "https://news.example/1"}, id="the-first-counts"),
    pytest.param("</1>, </2>; rel, </3>; rel=", {}, id="without-relation"),
    pytest.param("nonsense; rel=hub", {}, id="nonsense"),
    pytest.param("", {}, id="none"),
]


@pytest.mark.parametrize(("value", "expected"), HEADERS)
def test_a_link_header_is_read(value, expected):
    assert link_headers(value, URL) == expected


@given(st.text(alphabet='<>;=", relhub/:a', max_size=200))
def test_any_header_is_read(value):
    assert all(isinstance(target, str) for target in link_headers(value).values())
