"""Query feeds of Google News: other publishers' articles."""

from datetime import UTC, datetime
from html import escape

import pytest

from monitor.errors import NotAFeed
from monitor.feeds.google_news import read_google_news

URL = "https://news.google.example/rss/search?q=x"


def feed(title: str, source: str = '<source url="https://paper.example">The Paper</source>') -> bytes:
    summary = escape(f'<ol><li><a href="https://news.google.example/a">{title}</a></li></ol>')
    return f"""<rss version="2.0"><channel><title>"x" - Google News</title><language>en-US</language><item><title>{escape(title)}</title>
    <link>https://news.google.example/rss/articles/CBMi?oc=5</link><guid isPermaLink="false">CBMi</guid>
    <pubDate>Tue, 24 Nov 2026 09:30:00 GMT</pubDate><description>{summary}</description>{source}</item></channel></rss>""".encode()


TITLES = [
    pytest.param("Talks held in Moscow - The Paper", "Talks held in Moscow", id="appended"),
    pytest.param("Talks - and tea - The Paper", "Talks - and tea", id="a-dash-of-its-own"),
    pytest.param("Talks held in Moscow — The Paper", "Talks held in Moscow", id="another-dash"),
    pytest.param("Talks held in Moscow", "Talks held in Moscow", id="not-appended"),
    pytest.param("What became of The Paper", "What became of The Paper", id="a-title-about-it"),
    pytest.param("The Paper", "The Paper", id="nothing-else"),
    pytest.param("- The Paper", "- The Paper", id="a-dash-and-nothing-else"),
]


@pytest.mark.parametrize(("title", "expected"), TITLES)
def test_a_title_loses_the_publisher(title: str, expected: str) -> None:
    (entry,) = read_google_news(feed(title), url=URL).entries
    assert (entry.title, entry.publisher, entry.summary, entry.content) == (expected, "The Paper", "", "")
    assert (entry.guid, entry.url) == ("CBMi", "https://news.google.example/rss/articles/CBMi?oc=5")
    assert entry.published == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def test_without_a_publisher_a_title_stays() -> None:
    (entry,) = read_google_news(feed("Talks - The Paper", source=""), url=URL).entries
    assert (entry.title, entry.publisher) == ("Talks - The Paper", "")


def test_another_answer_is_no_feed() -> None:
    with pytest.raises(NotAFeed, match="html"):
        read_google_news(b"<html><body>Before you continue</body></html>", url=URL)
