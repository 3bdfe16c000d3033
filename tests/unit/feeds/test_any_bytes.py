from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import NotAFeed
from monitor.feeds.fields import MAX_CHARACTERS, MAX_ENTRIES
from monitor.feeds.parse import parse_feed

FEEDS = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "data/feeds").iterdir())]
PIECES = [
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"\x00",
    b"\xff\xfe",
    b"</item>",
    b"<item>",
    b"<title>",
    b'"',
    b"xmlns:a=",
    b"<?xml",
    b"&#0;",
    b"{",
    b":",
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A fixture with pieces cut out, put in or doubled."""
    body = draw(st.sampled_from(FEEDS))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 60)))
        put = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8), st.just(body[start:end] * 2)))
        body = body[:start] + put + body[end:]
    return body


def check(body: bytes, content_type: str, url: str) -> None:
    with suppress(NotAFeed):
        feed = parse_feed(body, url=url, content_type=content_type)
        assert len(feed.entries) <= MAX_ENTRIES
        for entry in feed.entries:
            assert entry.guid
            assert all(when is None or when.utcoffset() is not None for when in (entry.published, entry.updated))
            assert all(len(text) <= MAX_CHARACTERS for text in (entry.guid, entry.url, entry.title, entry.summary, entry.content))


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    mutated(),
    st.sampled_from(["", "text/xml; charset=windows-1251", "text/html; charset=utf-16", "x; charset=\x00"]),
    st.sampled_from(["", "https://a.example/f", "::", "//["]),
)
def test_a_mutated_feed_is_a_feed_or_not_a_feed(body: bytes, content_type: str, url: str) -> None:
    check(body, content_type, url)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.binary(max_size=4096), st.text(max_size=400).map(lambda text: b"<rss><channel>" + text.encode("utf-8", "replace"))),
    st.text(max_size=40),
)
def test_any_bytes_are_a_feed_or_not_a_feed(body: bytes, content_type: str) -> None:
    check(body, content_type, "")
