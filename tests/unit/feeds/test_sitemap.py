"""Sitemaps and indexes of them: what is asked next, and which times are believed."""

import gzip
from datetime import UTC, datetime

import pytest

from monitor.errors import NotAFeed
from monitor.feeds.parse import parse_feed
from monitor.feeds.sitemap import MAX_PARTS
from monitor.feeds.xml import MAX_BYTES

HOME = "https://www.a.example/sitemap.xml"


def index(*parts: str) -> bytes:
    """Return an index; a part is an address, and where it was changed its day after a space."""
    rows = []
    for part in parts:
        loc, _, day = part.partition(" ")
        rows.append(f"<sitemap><loc>{loc}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>")
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(rows)}<sitemap/><other/></sitemapindex>'.encode()


ORDERS = [
    pytest.param(["/old 2020-01-01", "/undated", "/new 2026-01-01"], ["/new", "/old", "/undated"], id="last-changed"),
    pytest.param(["/a 2026-01-01", "/b 2026-01-02", "/c 2026-01-03", "/d 2026-01-04"], ["/d", "/c", "/b"], id="at-most-three"),
    pytest.param(
        ["/map.xml", "/sitemap-news.xml", "/latest.xml"], ["/sitemap-news.xml", "/latest.xml", "/map.xml"], id="a-name-that-says-news"
    ),
    pytest.param(
        ["/s-2025-12.xml", "/s-2026-02.xml", "/s-2026-10.xml"], ["/s-2026-10.xml", "/s-2026-02.xml", "/s-2025-12.xml"], id="months-in-names"
    ),
    pytest.param(["/20261123.xml", "/20261124.xml", "/2026.xml"], ["/20261124.xml", "/20261123.xml", "/2026.xml"], id="days-in-names"),
    pytest.param(
        ["/?year=2026&amp;month=9", "/?year=2026&amp;month=11"], ["/?year=2026&month=11", "/?year=2026&month=9"], id="dates-in-questions"
    ),
    pytest.param(
        ["/posts-1.xml", "/posts-9.xml", "/posts-10.xml"], ["/posts-10.xml", "/posts-9.xml", "/posts-1.xml"], id="numbers-in-names"
    ),
    pytest.param(
        ["/category.xml 2026-02-02", "/authors 2026-02-02", "/posts.xml 2026-01-01"],
        ["/posts.xml", "/category.xml", "/authors"],
        id="lists-of-sections",
    ),
    pytest.param(["/a.xml", "/a.xml", "/b.xml"], ["/a.xml", "/b.xml"], id="twice"),
]


@pytest.mark.parametrize("body", [index, lambda *parts: gzip.compress(index(*parts))], ids=["plain", "gzip"])
@pytest.mark.parametrize(("parts", "expected"), ORDERS)
def test_the_newest_sitemaps_of_an_index_come_first(body, parts, expected) -> None:
    feed = parse_feed(body(*parts), url=HOME)
    assert [part.removeprefix("https://www.a.example") for part in feed.parts] == expected
    assert (feed.entries, len(feed.parts) <= MAX_PARTS) == ((), True)


def test_only_sitemaps_of_the_same_host_and_below_are_named() -> None:
    parts = [
        "https://a.example/1",
        "https://maps.a.example/2",
        "http://www.a.example:8080/3",
        "https://b.example/4",
        "https://nota.example/5",
        "ftp://a.example/6",
        "https://[/7",
    ]
    assert set(parse_feed(index(*parts), url=HOME).parts) == set(parts[:3])


@pytest.mark.parametrize("body", [index(), index("https://b.example/1"), index("//["), index(HOME)])
def test_an_index_that_names_none_of_its_own_is_no_feed(body: bytes) -> None:
    with pytest.raises(NotAFeed) as error:
        parse_feed(body, url=HOME)
    assert error.value.reason == "unknown"


def urls(*days: str) -> bytes:
    rows = (f"<url><loc>/{n}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for n, day in enumerate(days))
    return f"<urlset>{''.join(rows)}</urlset>".encode()


TIMES = [
    pytest.param(["2026-01-01", "2026-01-02", ""], [1, 2, 0], id="each-its-own"),
    pytest.param(["2026-01-02"] * 3, [0, 0, 0], id="when-the-file-was-made"),
    pytest.param(["2026-01-02"] * 2, [2, 2], id="two-that-came-at-once"),
    pytest.param(["", "", ""], [0, 0, 0], id="none"),
]


@pytest.mark.parametrize(("days", "expected"), TIMES)
def test_when_an_address_was_changed_is_believed_where_it_tells_them_apart(days, expected) -> None:
    entries = parse_feed(urls(*days), url=HOME).entries
    assert [entry.updated.day if entry.updated else 0 for entry in entries] == expected
    assert [entry.published for entry in entries] == [None] * len(days)
    assert entries[0].url == entries[0].guid == "https://www.a.example/0"


def test_a_gzipped_sitemap_is_inflated_within_bounds() -> None:
    assert len(parse_feed(gzip.compress(urls("2026-01-01")), url=HOME).entries) == 1
    (entry,) = parse_feed(gzip.compress(urls("2026-01-01"))[:-8], url=HOME).entries
    assert entry.updated == datetime(2026, 1, 1, tzinfo=UTC)
    bomb = gzip.compress(b"<urlset>" + b" " * (2 * MAX_BYTES) + b"</urlset>")
    assert parse_feed(bomb, url=HOME).entries == ()
    for broken in (b"\x1f\x8b\x08" + b"x" * 90, gzip.compress(b"")):
        with pytest.raises(NotAFeed):
            parse_feed(broken)
