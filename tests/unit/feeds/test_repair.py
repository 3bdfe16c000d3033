from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import NotAFeed
from monitor.feeds.parse import parse_feed
from monitor.feeds.soup import well_formed

FIXTURES = Path(__file__).parents[2] / "data/feeds"
GOOD = (
    '<rss version="2.0"><channel><title>News</title>'
    "<item><title>Первая</title><link>https://a.example/1</link><description>one</description></item>"
    "<item><title>Second</title><link>https://a.example/2</link><description>two</description></item>"
    "</channel></rss>"
)


def read(text: str | bytes, **more: str) -> list[tuple[str, str]]:
    body = text if isinstance(text, bytes) else text.encode()
    return [(entry.url.removeprefix("https://a.example/"), entry.title) for entry in parse_feed(body, **more).entries]


WHOLE = [("1", "Первая"), ("2", "Second")]
BROKEN = [
    pytest.param("\n\n  <?xml version='1.0'?>" + GOOD, id="space before the declaration"),
    pytest.param("<b>Warning</b>: x<br />\n<?xml version='1.0'?>" + GOOD, id="a PHP warning before"),
    pytest.param(GOOD + "<script>x&y</script>", id="junk after"),
    pytest.param(GOOD.replace("</description>", "", 1), id="an end tag lost"),
    pytest.param(GOOD.replace("</title><link>", "<link>", 1), id="the end of a title lost"),
    pytest.param(GOOD.replace("</item>", "", 1), id="the end of an item lost"),
    pytest.param(GOOD.replace("<item>", "<item></b>", 1), id="a stray end tag"),
    pytest.param(GOOD.replace("</rss>", ""), id="the root not closed"),
    pytest.param(GOOD.replace("<title>", "<title>\x01\x0b", 2), id="control characters"),
    pytest.param(GOOD.replace("two", "a & b &copy; &nosuch; &#0; &#55296; &#1234567; &"), id="ampersands and odd references"),
    pytest.param(GOOD.replace("two", "</> & </ >"), id="end tags without a name"),
    pytest.param(GOOD.replace("two", "1 < 2 <3"), id="a bare less-than sign"),
    pytest.param(GOOD.replace("two", "<![CDATA[two]] >"), id="a space in the end of a section"),
    pytest.param(GOOD.replace("one", "& <![CDATA[one").replace("two", "<![CDATA[two]]>"), id="the end of a section lost"),
    pytest.param(GOOD.replace("two", "<![CDATA[two"), id="the end of the last section lost"),
    pytest.param(GOOD.replace("one", "<!-- one &").replace("two", "<!-- two"), id="comments without end"),
    pytest.param(GOOD.replace("one", "<!-- one & --><?php x ?> & <!x>"), id="comment and instruction beside an ampersand"),
    pytest.param(GOOD.replace("one", "<x:y z='1' x:q=2 z=3 w/>"), id="a prefix not declared, attributes twice or bare"),
    pytest.param(GOOD.replace("one", "<a href=\"x'>y</a>"), id="a quote not closed"),
    pytest.param(GOOD.replace('"2.0"', "2.0"), id="an attribute without quotes"),
    pytest.param(GOOD.replace("item>", "ITEM>").replace("title>", "Title>").replace("link>", "LINK>"), id="capitals"),
    pytest.param("<!DOCTYPE rss PUBLIC '-//x' 'http://x.example/dtd'>" + GOOD, id="a document type"),
    pytest.param('<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x">' + GOOD, id="HTML's document type"),
    pytest.param('<?xml version="1.0" encoding="utf-16"?>' + GOOD, id="a wrong encoding declared"),
    pytest.param('<?xml version="1.0" encoding="nosuch"?>' + GOOD, id="a bogus encoding declared"),
    pytest.param(GOOD.replace("one", "<p>" * 300 + "one"), id="nested deeper than libxml2 allows"),
    pytest.param(GOOD.encode("utf-16"), id="UTF-16"),
    pytest.param(b"\xef\xbb\xbf" + GOOD.encode(), id="UTF-8 with a mark"),
    pytest.param(b'<?xml version="1.0" encoding="windows-1251"?>' + GOOD.encode("cp1251"), id="windows-1251"),
    pytest.param(GOOD.replace("one", "one\xff").encode().replace("ÿ".encode(), b"\xff"), id="a byte that is no UTF-8"),
    pytest.param(GOOD.replace("<channel>", "<channel>\x00"), id="a NUL"),
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_feed_keeps_its_entries(text: str | bytes) -> None:
    assert read(text) == WHOLE


def test_the_charset_of_the_header_is_heard() -> None:
    assert read(GOOD.encode("koi8-r"), content_type="text/xml; charset=koi8-r") == WHOLE


def test_many_faults_at_once() -> None:
    feed = parse_feed((FIXTURES / "broken.xml").read_bytes())
    assert feed.title == "Broken & mended"
    first, second, third = feed.entries
    assert (first.title, first.url, first.summary) == ("First one «here»", "https://mend.example/1?a=1&b=2", "Not closed")
    assert first.published == datetime(2026, 3, 3, 7, 15, tzinfo=UTC)
    assert (second.title, second.summary) == ("Second", "text")
    assert third.title == "Third"


def test_what_is_cut_off_in_the_middle_is_left_out_and_the_rest_stays() -> None:
    at = GOOD.index("</link>", GOOD.index("Second"))
    assert read(GOOD[:at]) == [("1", "Первая"), ("", "Second")]
    assert read(GOOD[: GOOD.index("cond</title>")]) == [("1", "Первая")]
    assert read(GOOD[: GOOD.index("tle>Second")]) == [("1", "Первая")]
    assert parse_feed(GOOD[: GOOD.index("wo</desc")].encode()).entries[1].summary == "t"
    assert parse_feed(b"<rss><channel><title>Ne").title == ""
    assert parse_feed(b"<rss>").entries == parse_feed(b"<rss x=1/>").entries == ()


def test_undeclared_prefixes_mean_what_they_always_mean() -> None:
    body = b'<rss><channel><item><media:title m:x="1">a</media:title><content:encoded>b</content:encoded></item></channel></rss>'
    (entry,) = parse_feed(body).entries
    assert (entry.title, entry.content) == ("a", "b")
    assert read(b"<rss><rss:channel><rss:item><rss:title>a &</rss:title></rss:item></rss:channel></rss>") == [("", "a &")]


def test_declared_prefixes_are_kept_by_the_repair() -> None:
    body = b'<rss xmlns:k="http://purl.org/dc/elements/1.1/"><channel><item><k:title>a & b</k:title></item></channel></rss>'
    assert read(body) == [("", "a & b")]


def test_a_default_namespace_is_kept_by_the_repair() -> None:
    body = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>a & b</title><link rel="alternate" href="https://a.example/1"/></entry></feed>'
    assert read(body) == [("1", "a & b")]


def test_entities_of_the_document_itself_are_read_without_being_expanded_further() -> None:
    body = b'<!DOCTYPE rss [<!ENTITY who "we"><!ENTITY two "&who;&who;">]><rss><channel><title>&who; &two;</title></channel></rss>'
    assert parse_feed(body).title == "we &two;"


def test_html_inside_xhtml_content_is_not_taken_for_fields() -> None:
    body = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml"><div><title>inner</title> & <link>l</link></div></content>'
        b"<title>outer</title></entry></feed>"
    )
    (entry,) = parse_feed(body).entries
    assert entry.title == "outer"
    assert "inner" in entry.content


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html><body><p>x <rss></body></html>", "html"),
        (b"<!doctype html><title>x</title>", "html"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "html"),
        (b"<opml/>", "unknown"),
        (b"<x:rss xmlns:x='http://x.example/'/>", "unknown"),
        (b"\xfe\xff\x00 \x00\n", "empty"),
        (b"plain words", "unknown"),
        (b"<rss  <rss <", "broken"),
    ],
)
def test_what_cannot_be_repaired_has_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(NotAFeed) as error:
        parse_feed(body)
    assert error.value.reason == reason


def test_no_root_is_no_document() -> None:
    assert well_formed("no markup") == ""
    assert well_formed("<rss  <rss <") == ""
