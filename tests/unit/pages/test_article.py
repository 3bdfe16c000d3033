from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import NotAPage
from monitor.pages.article import read_page

URL = "https://example.org/world/a?from=feed"
ARTICLE = (Path(__file__).parents[2] / "data/pages/article.html").read_bytes()


def test_an_article_is_read_without_what_surrounds_it():
    page = read_page(ARTICLE, url=URL)
    assert page.title == "Envoys agree a border timetable"
    assert page.published == datetime(2026, 5, 3, 12, 47, 42, tzinfo=UTC)
    assert page.updated == datetime(2026, 5, 3, 15, tzinfo=UTC)
    assert page.authors == ("Ada Sample", "Ben Sample")
    assert (page.language, page.canonical_url) == ("en-GB", "https://example.org/world/border-timetable")
    lines = page.text.split("\n")
    assert lines[0].startswith("Envoys of five countries")
    assert "The first lorries are to pass on Monday, officials said, and buses will follow a week later if the first days go well." in lines
    assert "What was agreed" in lines
    assert "Food and medicine pass first, without a fee, in both directions." in lines
    assert lines[-1].endswith("one more week.”")
    for beside in ("cookies", "Photograph", "Another story", "Most read", "rights reserved", "Home", "Share"):
        assert beside not in page.text


def test_the_charset_of_the_page_counts():
    body = "<meta charset=windows-1251><title>Встреча в Москве</title><p>Делегации договорились продолжить переговоры через неделю.</p>"
    assert read_page(body.encode("cp1251"), url=URL).title == "Встреча в Москве"


def test_a_page_with_a_title_alone_is_a_page():
    page = read_page(b"<title>Only a title</title>", url=URL)
    assert (page.title, page.text, page.canonical_url) == ("Only a title", "", URL)


REFUSED = [
    pytest.param(b"", "empty", id="no-bytes"),
    pytest.param(b"\r\n " * 2000, "empty", id="only-spaces"),
    pytest.param(b"%PDF-1.4", "binary", id="pdf"),
    pytest.param(bytes(range(1, 9)) * 100, "binary", id="controls"),
    pytest.param(b"<p></p>", "no_text", id="nothing-in-it"),
]


@pytest.mark.parametrize(("body", "reason"), REFUSED)
def test_what_is_no_page_is_refused_with_a_reason(body, reason):
    with pytest.raises(NotAPage) as caught:
        read_page(body, url=URL)
    assert caught.value.reason == reason


PIECES = [
    "<div>",
    "</div>",
    "<p>",
    "<b>",
    "<table>",
    "<td>",
    "<article class=post-body>",
    "<script type='application/ld+json'>",
    "{",
    '"@type":"Article"',
    "}",
    "</script>",
    "<meta property=og:title content=",
    "<title>",
    "<h1>",
    "<time datetime=",
    "<!--",
    "&#x0;",
    "Some words that make a sentence, long enough to count. ",
    "字",
    "\0",
    "<svg>",
    "<select>",
    "<template>",
    "<a href=http://[>",
]


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=600) | st.lists(st.sampled_from(PIECES), max_size=40).map(lambda pieces: "".join(pieces).encode()),
    st.text(max_size=20),
)
def test_any_bytes_are_a_page_or_not_a_page(body, url):
    with suppress(NotAPage):
        read_page(body, url=url)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(ARTICLE)), st.integers(0, 400), st.binary(max_size=30))
def test_a_damaged_article_is_a_page_or_not_a_page(start, length, junk):
    with suppress(NotAPage):
        read_page(ARTICLE[:start] + junk + ARTICLE[start + length :], url=URL)


BOMBS = [
    pytest.param("<div>" * 200_000 + "x", id="nested-blocks"),
    pytest.param("<div><table></div></table>" * 40_000, id="blocks-left-open-in-tables"),
    pytest.param("".join(f"<p><b id={n}>" for n in range(50_000)), id="formatting-reopened"),
    pytest.param("<b><i><u><b><i><u>" + "<p>x</p>" * 100_000, id="formatting-in-each-paragraph"),
    pytest.param("<div " + " ".join(f"a{n}" for n in range(200_000)) + ">x", id="attributes"),
    pytest.param("<select><option>x" * 50_000, id="choices"),
    pytest.param('<script type="application/ld+json">' + "[" * 500_000 + "</script>", id="nested-json"),
    pytest.param("<" * 1_000_000, id="angle-brackets"),
    pytest.param("<ul><li>" * 100_000, id="nested-lists"),
    pytest.param("<div>" * 250 + "<p>Some words of a sentence. <a>word" * 9_000, id="links-far-down"),
]


@pytest.mark.parametrize("markup", BOMBS)
def test_no_page_takes_long(markup):
    began = time.process_time()
    with suppress(NotAPage):
        read_page(markup.encode(), url=URL)
    assert time.process_time() - began < 10
