"""Hostile feeds: each costs at most seconds and megabytes. The times allowed are ten times those of a slow machine."""

import time

import pytest

from monitor.errors import NotAFeed
from monitor.feeds.fields import MAX_CHARACTERS, MAX_ENTRIES
from monitor.feeds.parse import parse_feed
from monitor.feeds.xml import MAX_BYTES

HEAD, TAIL = b"<rss><channel>", b"</channel></rss>"
SIZE = 1 << 17


def filled(unit: bytes, *, before: bytes = b"", after: bytes = b"", size: int = SIZE) -> bytes:
    return HEAD + before + unit * (size // len(unit)) + after + TAIL


ENTITIES = b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 10))
HOSTILE = [
    pytest.param(b"<!DOCTYPE r [" + ENTITIES + b"]>" + HEAD + b'<item x="&a9;"><title>&a9;</title></item>' + TAIL, id="billion laughs"),
    pytest.param(b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + HEAD + b"<title>&x;</title>" + TAIL, id="external entity"),
    pytest.param(HEAD + b"<item " + b" ".join(b"a%d='1'" % i for i in range(10_000)) + b"/>" + TAIL, id="many attributes"),
    pytest.param(HEAD + b"<item & " + b" ".join(b"a%d:b='1'" % i for i in range(10_000)) + b"/>" + TAIL, id="many prefixes of attributes"),
    pytest.param(HEAD + b"<item & " + b" ".join(b"xmlns:a%d='1'" % i for i in range(10_000)) + b"/>" + TAIL, id="many declarations"),
    pytest.param(HEAD + b"".join(b"<p%d:a/>" % i for i in range(10_000)) + TAIL, id="many prefixes"),
    pytest.param(filled(b"<a>"), id="deep"),
    pytest.param(filled(b"<item>"), id="deep items"),
    pytest.param(filled(b"<"), id="less-than signs"),
    pytest.param(filled(b"&", before=b"<item><title>"), id="ampersands"),
    pytest.param(filled(b"&nbsp;", before=b"<item><title>"), id="entities"),
    pytest.param(filled(b"<!--"), id="comments begun"),
    pytest.param(filled(b"<![CDATA["), id="sections begun"),
    pytest.param(filled(b"<title><![CDATA[x</title>", after=b"]]>"), id="sections that end far away"),
    pytest.param(filled(b'<a "'), id="quotes begun"),
    pytest.param(filled(b"</x>", before=b"".join(b"<a%d>" % i for i in range(100))), id="stray end tags"),
    pytest.param(filled(b" ", before=b"<item><author>a@", after=b"</author></item>"), id="spaces"),
    pytest.param(filled(b" ", before=b"<item><description><p>", after=b"</p></description></item>"), id="spaces in markup"),
    pytest.param(filled(b"<!--", before=b"<item><title><![CDATA[", after=b"]]></title></item>"), id="comments in a title"),
    pytest.param(HEAD + b"".join(b"<item><pubDate>%d foo bar 20%d x</pubDate></item>" % (i, i) for i in range(300)) + TAIL, id="odd dates"),
    pytest.param(b"<rss>" + b"\x00" * SIZE, id="NULs"),
    pytest.param(bytes(range(256)) * 4096, id="every byte"),
]


@pytest.mark.parametrize("body", HOSTILE)
def test_a_hostile_feed_is_read_or_refused_in_bounded_time(body: bytes) -> None:
    start = time.process_time()
    try:
        feed = parse_feed(body)
    except NotAFeed:
        return
    finally:
        assert time.process_time() - start < 10
    assert "root:" not in feed.title
    assert len(feed.title) <= MAX_CHARACTERS


def test_of_a_million_entries_the_first_are_kept() -> None:
    body = HEAD + b"".join(b"<item><title>%d</title></item>" % i for i in range(MAX_ENTRIES + 1)) + TAIL
    entries = parse_feed(body).entries
    assert (len(entries), entries[0].title, entries[-1].title) == (MAX_ENTRIES, "0", str(MAX_ENTRIES - 1))


def test_of_a_body_with_too_many_tags_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.feeds.xml.MAX_TAGS", 50)
    assert len(parse_feed(HEAD + b"<item/>" * 100 + TAIL).entries) == 48
    assert len(parse_feed(HEAD + b"<item/>" + b" " * 200 + TAIL).entries) == 1
    monkeypatch.setattr("monitor.feeds.soup.MAX_TAGS", 10)
    assert len(parse_feed(HEAD + b"<item/>" * 40 + b"&" + TAIL).entries) == 8


def test_of_a_large_sitemap_the_newest_are_kept_in_order() -> None:
    urls = b"".join(
        b"<url><loc>https://m.example/%d</loc><lastmod>2026-01-%02d</lastmod></url>" % (i, 1 + (i % 2)) for i in range(2 * MAX_ENTRIES)
    )
    entries = parse_feed(b"<urlset><url><loc>https://m.example/x</loc></url>" + urls + b"</urlset>").entries
    assert [entry.url for entry in entries] == [f"https://m.example/{i}" for i in range(1, 2 * MAX_ENTRIES, 2)]


def test_no_field_is_longer_than_the_limit() -> None:
    long = b"x" * 300_000
    names = ("title", "link", "guid", "description", "author", "pubDate", "language")
    item = b"".join(b"<%s>%s</%s>" % (name.encode(), long, name.encode()) for name in names)
    (entry,) = parse_feed(HEAD + b"<item>" + item + b"</item>" + TAIL, url="https://a.example/").entries
    assert max(map(len, (entry.title, entry.url, entry.guid, entry.summary, *entry.authors, entry.language))) <= MAX_CHARACTERS


def test_a_body_beyond_the_limit_is_refused() -> None:
    with pytest.raises(NotAFeed) as error:
        parse_feed(HEAD + b" " * MAX_BYTES)
    assert error.value.reason == "too_large"


def test_a_text_beyond_libxml2s_limit_is_cut() -> None:
    (entry,) = parse_feed(HEAD + b"<item><title>a</title><description>" + b"x" * 11_000_000 + b"</description></item>" + TAIL).entries
    assert len(entry.summary) == MAX_CHARACTERS
