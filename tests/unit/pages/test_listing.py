from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import NotAFeed
from monitor.model import Selectors
from monitor.pages.listing import MAX_ROWS, read_listing

URL = "https://example.org/news/"
ROW = Selectors(item="li.row", title="h3", time=".when", summary="p")


def listing(rows: str, head: str = "") -> bytes:
    return f"<!doctype html><html lang='ru-RU'><head><title>Новости</title>{head}</head><body><ul>{rows}</ul></body></html>".encode()


def test_a_row_becomes_an_entry():
    rows = (
        "<li class=row><h3>Заседание <b>совета</b></h3><a href='/a?id=1#top'>Подробнее</a>"
        "<span class=when>3 мая 2026, 15:47</span><p>Кратко  о деле</p></li>"
    )
    feed = read_listing(listing(rows), ROW, url=URL)
    assert (feed.title, feed.url, feed.language) == ("Новости", URL, "ru")
    (entry,) = feed.entries
    assert entry.guid == entry.url == "https://example.org/a?id=1"
    assert (entry.title, entry.summary, entry.language) == ("Заседание совета", "Кратко о деле", "ru")
    assert entry.published == datetime(2026, 5, 3, 15, 47, tzinfo=UTC)


LINKS = [
    pytest.param("one", "https://example.org/news/one", id="relative"),
    pytest.param("//cdn.example.org/two", "https://cdn.example.org/two", id="without-scheme"),
    pytest.param(" https://example.com/\n three ", "https://example.com/three", id="spaces-in-a-link"),
    pytest.param("?p=4", "https://example.org/news/?p=4", id="query-only"),
]


@pytest.mark.parametrize(("href", "url"), LINKS)
def test_links_are_made_absolute(href, url):
    assert read_listing(listing(f"<li class=row><a href='{href}'>x</a>"), ROW, url=URL).entries[0].url == url


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://example.net/b/", "https://example.net/b/one"),
        ("sub/", "https://example.org/news/sub/one"),
        ("javascript:x", "https://example.org/news/one"),
    ],
)
def test_links_follow_the_base_element(base, url):
    body = listing("<li class=row><a href=one>x</a>", head=f"<base href='{base}'>")
    assert read_listing(body, ROW, url=URL).entries[0].url == url


@pytest.mark.parametrize("href", ["", "#top", "javascript:void(0)", "mailto:a@example.org", "http://[", "http://:80/"])
def test_a_row_without_a_usable_link_is_dropped(href):
    body = listing(f"<li class=row><a href='{href}'>x</a><li class=row><a href=/ok>ok</a><li class=row>none")
    assert [entry.url for entry in read_listing(body, ROW, url=URL).entries] == ["https://example.org/ok"]


def test_a_link_that_comes_again_is_dropped():
    body = listing("<li class=row><a href=/1>first</a><li class=row><a href=/1#comments>again</a><li class=row><a href=/2>second</a>")
    assert [entry.title for entry in read_listing(body, ROW, url=URL).entries] == ["first", "second"]


TITLES = [
    pytest.param("<li class=row><h3>Heading</h3><a href=/1>Link</a>", "Heading", id="selector"),
    pytest.param("<li class=row><a href=/1>Link <b>text</b></a>", "Link text", id="link-text"),
    pytest.param("<li class=row><a href=/1 title=' Tip '><img></a>", "Tip", id="link-title"),
    pytest.param("<li class=row>Words around<a href=/1></a>", "Words around", id="row-text"),
]


@pytest.mark.parametrize(("row", "title"), TITLES)
def test_the_title_is_the_best_there_is(row, title):
    assert read_listing(listing(row), ROW, url=URL).entries[0].title == title


TIMES = [
    pytest.param(
        "<time class=when datetime='2026-05-03T15:47:00+03:00'>today</time>", datetime(2026, 5, 3, 12, 47, tzinfo=UTC), id="datetime"
    ),
    pytest.param("<i class=when title='2026-05-03'>whenever</i>", datetime(2026, 5, 3, tzinfo=UTC), id="title"),
    pytest.param("<i class=when datetime='soon'>2026-05-04</i>", datetime(2026, 5, 4, tzinfo=UTC), id="text-after-a-bad-attribute"),
    pytest.param("<i class=when>soon</i>", None, id="no-date"),
    pytest.param("", None, id="no-element"),
]


@pytest.mark.parametrize(("markup", "when"), TIMES)
def test_the_time_is_read_where_it_is(markup, when):
    body = listing(f"<li class=row><a href=/1>x</a>{markup}")
    assert read_listing(body, ROW, url=URL, language="en").entries[0].published == when


def test_rows_may_be_links_themselves():
    entries = read_listing(
        listing("<a class=hit href=/1>One</a><a class=hit href=/2>Two</a>"), Selectors(item="a.hit", link=""), url=URL
    ).entries
    assert [(entry.url, entry.title, entry.published, entry.summary) for entry in entries] == [
        ("https://example.org/1", "One", None, ""),
        ("https://example.org/2", "Two", None, ""),
    ]


def test_the_charset_of_the_header_counts():
    body = "<html><ul><li class=row><a href=/1>Привет</a>".encode("cp1251")
    feed = read_listing(body, ROW, url=URL, content_type="text/html; charset=windows-1251")
    assert (feed.entries[0].title, feed.language, feed.title) == ("Привет", "", "")


def test_rows_beyond_the_limit_are_not_read():
    body = listing("".join(f"<li class=row><a href=/{n}>{n}</a>" for n in range(MAX_ROWS + 10)))
    assert len(read_listing(body, ROW, url=URL).entries) == MAX_ROWS


REFUSED = [
    pytest.param(b"", ROW, "empty", id="no-bytes"),
    pytest.param(b" \n\t" * 1000, ROW, "empty", id="only-spaces"),
    pytest.param(b"%PDF-1.7 ...", ROW, "binary", id="pdf"),
    pytest.param(bytes(range(32)) * 100, ROW, "binary", id="controls"),
    pytest.param(b"<p>nothing here</p>", ROW, "no_rows", id="no-rows"),
    pytest.param(listing("<li class=row><a href=/1>x</a>"), Selectors(item="li["), "selector", id="bad-selector"),
    pytest.param(listing("<li class=row><a href=/1>x</a>"), Selectors(item="li", title=">>"), "selector", id="bad-inner-selector"),
]


@pytest.mark.parametrize(("body", "selectors", "reason"), REFUSED)
def test_what_is_no_listing_is_refused_with_a_reason(body, selectors, reason):
    with pytest.raises(NotAFeed) as caught:
        read_listing(body, selectors, url=URL)
    assert caught.value.reason == reason


@settings(deadline=None)
@given(
    st.binary(max_size=500) | st.text(alphabet="<>/ali=\"'& h3t.#:row", max_size=300).map(str.encode),
    st.text(alphabet="a[]>.#: *\"'(", max_size=8),
)
def test_any_bytes_are_a_listing_or_not_a_feed(body, selector):
    with suppress(NotAFeed):
        read_listing(body, Selectors(item=selector or "a", title=selector), url=URL)


def test_a_thousand_dates_that_nobody_can_read_take_no_time():
    rows = "".join(
        f"<li class=row><a href=/{n}>x</a><time class=when title='some {n} odd'>am {n} bar 12 quux</time>" for n in range(MAX_ROWS)
    )
    start = time.process_time()
    assert len(read_listing(listing(rows), ROW, url=URL).entries) == MAX_ROWS
    assert time.process_time() - start < 10


def test_the_link_of_a_picture_and_that_of_its_headline_are_one_entry():
    page = b"<main><a href=/1><img src=p.jpg></a><h3><a href=/1>Talks begin</a></h3><a href=/1>Read more</a></main>"
    (entry,) = read_listing(page, Selectors(item="a[href]", link=""), url="https://a.example/").entries
    assert (entry.url, entry.title) == ("https://a.example/1", "Talks begin")
