"""What a page offers: feeds, a list found by its structure, a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Selectors
from monitor.pages.discover import Offer, Table, find_listing, look_over
from monitor.pages.listing import read_listing

AT = "https://news.example/"
MENU = "<nav><ul>" + "".join(f"<li><a href=/menu/{n}>A section with quite a long name {n}</a></li>" for n in range(20)) + "</ul></nav>"
FOOT = "<div class=foot>" + "".join(f"<a href=/f{n}>About {n}</a>" for n in range(20)) + "</div>"


def front(row: str, headline: str = "Ministers met in Moscow again today, number {n}", rows: int = 8) -> bytes:
    return (MENU + "".join(row.format(n=n, h=headline.format(n=n)) for n in range(rows)) + FOOT).encode()


ROWS = [
    pytest.param(
        "<div class='card c-{n}'><a href=/{n}><img src=x></a><h3><a href=/{n}>{h}</a></h3><time datetime=2026-01-02></time></div>",
        "",
        id="cards",
    ),
    pytest.param("<div class=card><span><a href=/cat>Politics</a></span><h3><a href=/{n}>{h}</a></h3></div>", "", id="a-category-first"),
    pytest.param(
        "<div class=card><b><a class=cat href=/cat>Politics</a></b><b><a class=t href=/{n}>{h}</a></b></div>", "", id="told-by-class"
    ),
    pytest.param(
        "<a class=card href=/{n}><h2>{h}</h2><p>Some words about what was said there and by whom</p></a>", "", id="the-card-is-the-link"
    ),
    pytest.param("<ul class=news><li><a href=/{n}>{h}</a></li></ul>", "", id="bare-rows"),
    pytest.param("<p><a href=/{n}>{h}</a>", "", id="no-classes"),
    pytest.param("<div class=n><a href=/{n}>{h}</a></div>", "Министры вновь встретились в Москве {n}", id="russian"),
    pytest.param("<div class=n><a href=/{n}>{h}</a></div>", "莫斯科模式会议今天再次举行{n}", id="chinese"),
    pytest.param("<div class=n><a href=/{n}>{h}</a></div>", "نشست فرمت مسکو امروز بار دیگر برگزار شد {n}", id="persian"),
]


@pytest.mark.parametrize(("row", "headline"), ROWS)
def test_a_list_is_found_by_its_structure(row, headline):
    headline = headline or "Ministers met in Moscow again today, number {n}"
    body = front(row, headline)
    selectors = find_listing(body, url=AT)
    assert selectors is not None
    entries = read_listing(body, selectors, url=AT).entries
    assert [e.title for e in entries if "/menu/" not in e.url] == [headline.format(n=n) for n in range(8)]


def test_time_and_summary_have_their_place():
    body = front("<div class=c><h2><a href=/{n}>{h}</a></h2><i class=my-date>1 May</i><p>A summary that is long enough to be one</p></div>")
    assert find_listing(body, url=AT) == Selectors(item="div.c", link="a[href]", title="h2", time="[class*=date]", summary="p")


DATES = [
    pytest.param("<time datetime=2026-05-01>today</time>", "time", id="for-machines"),
    pytest.param("<i class=my-date>1 May</i>", "[class*=date]", id="by-name-alone"),
    pytest.param("<span class=read-time>5 min</span><span class=meta>24.11.2026, 10:00</span>", "span.meta", id="by-what-it-says"),
    pytest.param("<div class=foot><b>News</b><small>24 ноября 2026</small></div>", "small", id="without-a-class"),
    pytest.param("<span class='m1 when'>2026年11月24日</span>", "span.when", id="chinese"),
    pytest.param("<span>News</span><span>24 November 2026</span>", "", id="not-the-first-of-its-name"),
    pytest.param("<a href=/2026/11/24><span>24 November 2026</span></a>", "span", id="a-date-that-is-a-link"),
    pytest.param("<p>Said on 24 November 2026 in a long address to those who had come</p>", "", id="a-sentence-is-no-date"),
    pytest.param("", "", id="none"),
]


@pytest.mark.parametrize(("date", "time"), DATES)
def test_dates_have_their_place(date, time):
    body = front("<div class=c><h2><a href=/{n}>{h}</a></h2>" + date + "</div>")
    selectors = find_listing(body, url=AT)
    assert selectors is not None
    assert selectors.time == time


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%PDF-1.4",
        b"\x01\x02" * 50,
        b"<p>Nothing here",
        MENU.encode(),
        front("<b><a href=/{n}>{h}</a></b>", rows=3),
        front("<b><a href='javascript:x'>{h}</a></b>"),
    ],
    ids=["empty", "pdf", "binary", "text", "menu", "too-few", "no-links"],
)
def test_no_list_is_found_where_there_is_none(body):
    assert find_listing(body, url=AT) is None


def test_feeds_are_named_by_head_and_by_links():
    body = b"""<html lang=ru-RU><head><title> A  paper </title><link rel=alternate type=application/atom+xml href=/atom>
    <link rel=alternate hreflang=en href=/en></head><a href=/rss/news.xml>RSS</a><a href=/feeding-birds>Birds</a><a href="http://[">x</a><a href=/atom>again</a>"""
    assert look_over(body, url=AT) == Offer(title="A paper", language="ru", feeds=(AT + "atom", AT + "rss/news.xml"))


TABLES = [
    pytest.param("<td>{n}.<td>Name of {n}<td>No 7/{n} of 2020", Table(rows=20, name=2, without=(1,)), id="running-numbers"),
    pytest.param("<td>{n}77<td>2026<td>A name<td>x", Table(rows=20, name=3), id="numbers-that-do-not-run"),
    pytest.param("<td>A name<td>{n}<td>a.b", Table(rows=20, name=1, without=(2,)), id="name-first"),
    pytest.param("<td>{n}<td>1<td>2", Table(rows=20, name=1, without=(1,)), id="no-words"),
    pytest.param("<td>{n}<td>A name", None, id="too-narrow"),
]


@pytest.mark.parametrize(("cells", "table"), TABLES)
def test_a_table_like_a_register_is_seen(cells, table):
    rows = "".join(f"<tr>{cells.format(n=n)}</tr>" for n in range(20))
    small = "<table>" + "<tr><td>a<td>b<td>c</tr>" * 9 + "</table>"
    assert look_over(f"<table><tr><th>n</tr>{rows}</table><table></table>{small if table else ''}".encode(), url=AT).table == table


@given(st.binary(max_size=300) | st.text(alphabet="<>/adiv href='x clas=\" ", max_size=300).map(str.encode))
def test_any_bytes_offer_something_or_nothing(body):
    look_over(body, url=AT)
