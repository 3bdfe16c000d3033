from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import NotAFeed
from monitor.feeds.parse import parse_feed

FIXTURES = Path(__file__).parents[2] / "data/feeds"
AT_0715 = datetime(2026, 3, 3, 7, 15, tzinfo=UTC)


def read(name: str, url: str = "https://feed.example/x"):
    return parse_feed((FIXTURES / name).read_bytes(), url=url)


def one(inside: str, *, root: str = "<rss><channel><item>{}</item></channel></rss>", url: str = "https://feed.example/x"):
    (entry,) = parse_feed(root.format(inside).encode(), url=url).entries
    return entry


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry>{}</entry></feed>'


def test_rss_2() -> None:
    feed = read("rss2.xml")
    assert (feed.title, feed.url, feed.language, feed.ttl) == ("River Gazette", "https://river.example/", "en-GB", timedelta(minutes=15))
    first, second = feed.entries
    assert (first.guid, first.url) == ("river:7", "https://river.example/2026/03/format")
    assert first.title == 'Delegations meet & agree on "format"'
    assert (first.summary, first.content) == ("<p>A short lead.</p>", "<p>A short lead.</p><p>And the whole text.</p>")
    assert (first.published, first.updated, first.authors, first.language) == (AT_0715, None, ("Ada Byron",), "en-GB")
    assert second.url == second.guid == "https://river.example/2026/03/harvest"
    assert (second.summary, second.authors, second.published) == ("A field", ("The Desk",), datetime(2026, 3, 2, 8, tzinfo=UTC))


def test_rdf() -> None:
    feed = read("rss1.rdf")
    (entry,) = feed.entries
    assert (feed.title, feed.url, feed.language) == ("Hill Radio", "https://hill.example/", "tg")
    assert (entry.guid, entry.title, entry.published) == ("https://hill.example/1", "Вохӯрӣ дар Душанбе", AT_0715)


def test_atom_1() -> None:
    feed = read("atom1.xml")
    assert (feed.title, feed.url, feed.language) == ("Le Lac", "https://lac.example/blog/", "fr")
    first, second = feed.entries
    assert (first.title, first.url, first.published) == ("Fin « d'été »", "https://lac.example/blog/1", AT_0715)
    assert first.updated == datetime(2026, 3, 3, 8, 0, 0, 500_000, tzinfo=UTC)
    assert (first.summary, first.content) == ("Un &lt; deux", "<div><p>Tout le <em>texte</em>.</p></div>")
    assert (first.authors, first.language) == (("Rédaction",), "fr")
    assert (second.title, second.language, second.authors) == ("Ein Titel", "de", ("K. Meier", "x@lac.example"))
    assert second.url == "https://lac.example/blog/2"


def test_atom_03() -> None:
    (entry,) = read("atom03.xml").entries
    assert (entry.title, entry.summary) == ("Hello world", "!")
    assert entry.published == datetime(2004, 1, 1, 10, tzinfo=UTC)
    assert entry.updated == datetime(2004, 1, 2, 10, tzinfo=UTC)


def test_json_feed() -> None:
    feed = read("feed.json")
    assert (feed.title, feed.url, feed.language) == ("Desk & Co", "https://desk.example/", "uz")
    first, second = feed.entries
    assert (first.guid, first.url, first.title) == ("12", "https://desk.example/12", "Birinchi xabar")
    assert (first.summary, first.content, first.published, first.authors) == ("a &lt; b", "<p>Matn</p>", AT_0715, ("Desk",))
    assert (second.url, second.title, second.authors) == ("https://desk.example/13", "Sarlavhasiz xabar", ("Karim",))


def test_a_news_sitemap() -> None:
    feed = read("news-sitemap.xml")
    first, second = feed.entries
    assert (first.url, first.title, first.language, first.published) == ("https://map.example/a", "Бірінші & екінші", "kk", AT_0715)
    assert first.updated == datetime(2026, 3, 3, tzinfo=UTC)
    assert (second.guid, second.title) == ("https://map.example/b", "")
    assert feed.language == "kk"


LINKS = [
    pytest.param("<link>https://a.example/1</link>", "https://a.example/1", id="as it is"),
    pytest.param("<link>\n /1?x=y\n</link>", "https://feed.example/1?x=y", id="relative to the feed"),
    pytest.param('<link xml:base="https://b.example/d/">e</link>', "https://b.example/d/e", id="relative to xml:base"),
    pytest.param("<link>https://a.example/very\n   /long</link>", "https://a.example/very/long", id="broken over lines"),
    pytest.param("<link>//cdn.example/1</link>", "https://cdn.example/1", id="without scheme"),
    pytest.param("<link>javascript:alert(1)</link>", "", id="a script is no link"),
    pytest.param("<link>http://[broken</link>", "http://[broken", id="no valid address stays as it is"),
    pytest.param("<link>//[x</link><guid/>", "//[x", id="nor can it be resolved"),
    pytest.param("<link>a</link><link>b</link>", "https://feed.example/b", id="the last of several"),
    pytest.param("<guid>https://a.example/1</guid>", "https://a.example/1", id="guid is the page by default"),
    pytest.param('<guid isPermaLink="true">/1</guid>', "https://feed.example/1", id="guid said to be the page"),
    pytest.param('<guid isPermaLink="false">https://a.example/1</guid>', "", id="guid said not to be the page"),
    pytest.param("<guid>7</guid>", "", id="guid that is no address"),
    pytest.param('<link/><link href="https://a.example/1"/>', "https://a.example/1", id="an empty one, then Atom's without its namespace"),
    pytest.param(
        '<guid>7</guid><enclosure/><enclosure url="https://a.example/1.mp3"/>', "https://a.example/1.mp3", id="nothing but a file"
    ),
    pytest.param(
        '<link>https://proxy.example/1</link><o:origLink xmlns:o="http://rssnamespace.org/feedburner/ext/1.0">https://a.example/1</o:origLink>',
        "https://a.example/1",
        id="FeedBurner's original",
    ),
    pytest.param('<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="self" href="https://a.example/s"/>', "", id="self is no page"),
]


@pytest.mark.parametrize(("inside", "expected"), LINKS)
def test_the_page_of_an_item(inside: str, expected: str) -> None:
    assert one(f"<title>x</title>{inside}").url == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<link rel="alternate" type="application/pdf" href="p"/><link type="text/html" href="h"/>', "https://feed.example/h"),
        ('<link rel="alternate" href="h1"/><link rel="alternate" href="h2"/>', "https://feed.example/h1"),
        ('<link rel="http://www.iana.org/assignments/relation/alternate" href="h"/>', "https://feed.example/h"),
        ('<link rel="enclosure" href="e"/>', ""),
        ("<id>https://a.example/1</id>", "https://a.example/1"),
        ("<id>tag:1</id>", ""),
    ],
)
def test_the_page_of_an_atom_entry(inside: str, expected: str) -> None:
    assert one(inside, root=ATOM).url == expected


def test_links_of_a_feed_served_by_a_third_party_are_relative_to_its_own_page() -> None:
    body = b"<rss><channel><link>https://home.example/news/</link><item><link>1.html</link></item></channel></rss>"
    assert parse_feed(body, url="https://proxy.example/feed").entries[0].url == "https://home.example/news/1.html"
    assert parse_feed(body, url="https://home.example/feeds/rss").entries[0].url == "https://home.example/feeds/1.html"
    assert parse_feed(b"<rss><channel><item><link>1.html</link></item></channel></rss>").entries[0].url == "1.html"


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<id>/blog/1</id>", "https://feed.example/blog/1"),
        ('<id xml:base="https://b.example/">1</id>', "https://b.example/1"),
        ("<id>1</id>", "1"),
        ("<id>urn:x:1</id>", "urn:x:1"),
    ],
)
def test_an_atom_id_is_an_iri(inside: str, expected: str) -> None:
    assert one(inside, root=ATOM).guid == expected


def test_an_entry_without_id_and_link_is_known_by_its_title_then_by_its_text() -> None:
    titles = {one(f"<title>{title}</title>").guid for title in ("one", "two", "one")}
    texts = {one(f"<description>{text}</description>").guid for text in ("one", "two")}
    assert len(titles) == len(texts) == 2
    assert all(titles | texts)


TITLES = [
    pytest.param("AT&amp;amp;T", "AT&T", id="escaped twice"),
    pytest.param("a &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt; word", "a bold word", id="tags escaped twice"),
    pytest.param("&lt;!-- x --&gt;One&lt;br/&gt;two", "One two", id="comment and break"),
    pytest.param("<b>Bare</b> markup", "Bare markup", id="unescaped tags"),
    pytest.param("vector&lt;int&gt; in C++", "vector<int> in C++", id="what is no tag of HTML stays"),
    pytest.param("don&#146;t", "don’t", id="windows-1252 by number"),
    pytest.param("  two \n words ", "two words", id="white space"),
    pytest.param("می‌خواهد", "می‌خواهد", id="zero width non-joiner stays"),
]


@pytest.mark.parametrize(("written", "expected"), TITLES)
def test_titles_are_plain(written: str, expected: str) -> None:
    assert one(f"<title>{written}</title>").title == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('<title type="text">1 &lt; 2</title>', "1 < 2"),
        ("<title>AT&amp;amp;T &lt;div&gt;</title>", "AT&T"),
        ("<title>How to use &lt;div&gt;</title>", "How to use <div>"),
        ("<title>&lt;i&gt;Ship&lt;/i&gt; sails</title>", "Ship sails"),
        ('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>c</b></div></title>', "A c"),
        ('<title type="application/x">SGVsbG8=</title>', "Hello"),
        ('<title type="application/x">Hello!</title>', "Hello!"),
        ('<title type="application/x">/w==</title>', "/w=="),
        ('<title type="application/xml">SGVsbG8=</title>', "SGVsbG8="),
        ("<title/><summary>Words of a note without a title</summary>", "Words of a note without a title"),
        ("<title>  </title><content>" + "long " * 30 + "</content>", "long " * 19 + "long…"),
        ("<content>" + "字" * 120 + "</content>", "字" * 100 + "…"),
    ],
)
def test_titles_of_atom(written: str, expected: str) -> None:
    assert one(written, root=ATOM).title == expected


@pytest.mark.parametrize(
    ("inside", "summary", "content"),
    [
        ("<description>a &lt;p&gt;</description>", "a <p>", ""),
        ("<description><p>a &amp; b</p> c</description>", "<p>a &amp; b</p> c", ""),
        ("<description/><summary>s</summary>", "s", ""),
        ('<x:full-text xmlns:x="http://news.yandex.ru">whole</x:full-text>', "", "whole"),
        ('<x:full-text xmlns:x="https://www.rbc.ru">whole</x:full-text>', "", "whole"),
        ('<x:summary xmlns:x="http://www.itunes.com/dtds/podcast-1.0.dtd">s</x:summary>', "s", ""),
        ("<description>don&#146;t</description>", "don’t", ""),
        ('<m:group xmlns:m="http://search.yahoo.com/mrss/"><m:title>t</m:title><m:description>d</m:description></m:group>', "d", ""),
        ('<m:content xmlns:m="http://search.yahoo.com/mrss/"/><description>d</description>', "d", ""),
        ("<enclosure/><link>x</link>", "", ""),
    ],
)
def test_bodies(inside: str, summary: str, content: str) -> None:
    entry = one(inside)
    assert (entry.summary, entry.content) == (summary, content)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<author>a@b.example (Ada B.)</author>", ("Ada B.",)),
        ("<author>Ada B. &lt;a@b.example&gt;</author>", ("Ada B.",)),
        ("<author>a@b.example</author>", ("a@b.example",)),
        ("<author>a@b.example (Ada</author>", ("Ada",)),
        ("<author>Ada</author><author>Ada</author><author/>", ("Ada",)),
        ('<i:author xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd">Pod</i:author>', ("Pod",)),
        ("<author><name> N </name></author>", ("N",)),
    ],
)
def test_authors(written: str, expected: tuple[str, ...]) -> None:
    assert one(written).authors == expected


@pytest.mark.parametrize(
    ("inside", "hours"),
    [
        ("<ttl>90</ttl>", 1.5),
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>9999999</ttl>", 365 * 24),
        ('<s:updatePeriod xmlns:s="http://purl.org/rss/1.0/modules/syndication/">Daily</s:updatePeriod>', 24),
        ('<s:updatePeriod xmlns:s="http://purl.org/rss/1.0/modules/syndication/">sometimes</s:updatePeriod>', None),
    ],
)
def test_how_long_a_feed_asks_to_be_left_alone(inside: str, hours: float | None) -> None:
    feed = parse_feed(f"<rss><channel>{inside}</channel></rss>".encode())
    assert feed.ttl == (None if hours is None else timedelta(hours=hours))


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        (b'<entry xmlns="http://www.w3.org/2005/Atom"><title>a</title></entry>', ["a"]),
        (b"<feed><entry><title>a</title></entry></feed>", ["a"]),
        (b'<feed xmlns="http://unknown.example/"><entry><title>a</title></entry></feed>', ["a"]),
        (b"<feed><list><entry><title>a</title></entry></list></feed>", ["a"]),
        (b"<rss><channel><items><item><title>a</title></item></items></channel></rss>", ["a"]),
        (b"<rss><channel/><item><title>a</title></item></rss>", ["a"]),
        (b"<rss><channel><item><title>a</title></item></channel><channel><item><title>b</title></item></channel></rss>", ["a", "b"]),
        (
            b'<CHANNEL HREF="http://c.example/"><ITEM HREF="http://c.example/1" LASTMOD="2004-04-07T04:05:43Z"><TITLE>a</TITLE></ITEM></CHANNEL>',
            ["a"],
        ),
        (b'<rss xmlns:dc="http://wrong.example/dc"><channel><item><dc:title>a</dc:title></item></channel></rss>', ["a"]),
        (b'<rss><channel><item><x:title xmlns:x="http://other.example/">n</x:title><title>a</title></item></channel></rss>', ["a"]),
    ],
)
def test_shapes_of_documents(body: bytes, titles: list[str]) -> None:
    assert [entry.title for entry in parse_feed(body).entries] == titles


@pytest.mark.parametrize(
    ("body", "languages"),
    [
        (b'<rss xml:lang="ru"><channel><item><title>a</title></item></channel></rss>', ["ru"]),
        (b"<rss><channel><language>pt_BR</language><item><language>fa</language></item><item/></channel></rss>", ["fa", "pt-BR"]),
        (b"<rss><channel><language>in English, mostly</language><item/></channel></rss>", [""]),
    ],
)
def test_languages(body: bytes, languages: list[str]) -> None:
    assert [entry.language for entry in parse_feed(body).entries] == languages


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"items": [], "version": 5}', "unknown"),
        (b'{"items": {}, "title": "x"}', "unknown"),
        (b"[1]", "unknown"),
        (b"[" * 100_000, "broken"),
    ],
)
def test_other_json_is_no_feed(body: bytes, reason: str) -> None:
    with pytest.raises(NotAFeed) as error:
        parse_feed(body)
    assert error.value.reason == reason


def test_json_with_raw_line_breaks_in_strings_is_read() -> None:
    feed = parse_feed(
        b'{"version":"https://jsonfeed.org/version/1","title":"a\nb","items":[{"id":true,"url":"https://a.example/1","title":"t"}]}'
    )
    assert (feed.title, feed.entries[0].guid) == ("a b", "https://a.example/1")
