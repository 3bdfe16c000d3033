from datetime import UTC, datetime

import pytest

from monitor.errors import NotAFeed
from monitor.feeds.parse import parse_feed

RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>News</title><link>https://news.example/</link><language>ru</language><ttl>30</ttl>
<item><title>Talks &amp;amp; &lt;b&gt;tea&lt;/b&gt;</title><link>/a?x=1</link><guid isPermaLink="false">a1</guid>
<pubDate>Tue, 03 Mar 2026 10:00:00 +0300</pubDate><description>One</description></item></channel></rss>"""


def test_an_rss_feed_becomes_entries() -> None:
    feed = parse_feed(RSS, url="https://news.example/rss")
    (entry,) = feed.entries
    assert (feed.title, feed.url, feed.language, str(feed.ttl)) == ("News", "https://news.example/", "ru", "0:30:00")
    assert (entry.guid, entry.url, entry.title, entry.summary) == ("a1", "https://news.example/a?x=1", "Talks & tea", "One")
    assert entry.published == datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert entry.language == "ru"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\x00", "empty"),
        (b"<!DOCTYPE html><html><head><title>x</title></head></html>", "html"),
        (b"hello", "unknown"),
        (b'{"a": 1}', "unknown"),
        (b'{"a": ', "broken"),
    ],
)
def test_other_bytes_are_no_feed(body: bytes, reason: str) -> None:
    with pytest.raises(NotAFeed) as error:
        parse_feed(body)
    assert error.value.reason == reason
