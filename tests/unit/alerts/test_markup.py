from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.markup import ENTITIES, fault
from tests.line.telegram_html import CannotParse, parse_html

LINK = '<a href="https://x.example/?a=1&amp;b=2">x</a>'


@pytest.mark.parametrize(
    "html",
    [
        "x > y & z &lt; &#128512; &#x1F600;",
        f"<b>x <i>y</i></b> {LINK}",
        "<blockquote expandable>x</blockquote><pre>y</pre><code>z</code><tg-spoiler>x</tg-spoiler>",
        "x" * 4096,
    ],
)
def test_what_telegram_takes(html: str) -> None:
    assert fault(html) == ""


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("", "there is no text"),
        ("<b> \n</b>", "there is no text"),
        ("<b>x", "`<b>` is not closed"),
        ("x</b>", "`</b>` closes what is not open there"),
        ("<b><i>x</b></i>", "`</b>` closes what is not open there"),
        ("x < y", "`<` is no tag that Telegram knows"),
        ("<h1>x</h1>", "`<h1>` is no tag that Telegram knows"),
        ("<B>x</B>", "`<B>` is no tag that Telegram knows"),
        ("<a href='https://x.example/'>x</a>", '`<a ` is written in another way: <a href="{{ url }}">, with these quotes'),
        ("<b><b>x</b></b>", "`<b>` cannot stand in `<b>`"),
        ("<b><code>x</code></b>", "`<code>` cannot stand in `<b>`"),
        ("<pre><i>x</i></pre>", "`<i>` cannot stand in `<pre>`"),
        ("x&nbsp;y", "`&nbsp;` is none of &lt; &gt; &amp; &quot;"),
        ("x&AMP;y", "`&AMP;` is none of &lt; &gt; &amp; &quot;"),
        ("x" * 4097, "the text is too long: 4,097 units, where 4,096 find room"),
        ("😀" * 2049, "the text is too long: 4,098 units, where 4,096 find room"),
        ("<b>x</b>" * (ENTITIES + 1), "there are 101 tags, and Telegram drops what is beyond 100"),
    ],
)
def test_what_telegram_refuses(html: str, reason: str) -> None:
    assert fault(html) == reason


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "/x", "tg://user?id=1", "https://x.example/a b"])
def test_a_link_that_leads_nowhere(url: str) -> None:
    assert fault(f'<a href="{url}">x</a>').startswith('`<a href="` leads nowhere')


def test_the_first_link_needs_room_too() -> None:
    assert fault(LINK, room=20).startswith("the text is too long")
    assert fault(LINK, room=60) == ""


_PIECES = st.sampled_from(
    [
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<code>",
        "</code>",
        "<pre>",
        "</pre>",
        "<blockquote>",
        "</blockquote>",
        LINK,
        "x",
        "&",
        "&lt;",
        "&nbsp;",
        "<",
    ]
)


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_what_has_no_fault_is_read_by_the_parser_that_is_written_after_telegram_s(html: str) -> None:
    if not fault(html):
        parse_html(html)


@given(st.lists(_PIECES, max_size=6).map("".join))
def test_what_that_parser_refuses_has_a_fault(html: str) -> None:
    try:
        parse_html(html)
    except CannotParse:
        assert fault(html)
