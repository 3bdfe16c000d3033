from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor import extract
from monitor.errors import NotAFeed
from monitor.feeds.telling import entry_hash
from monitor.model import Article, Entry, Feed, FeedId, FeedKind, Fetched, Page, Paths, Selectors, SourceId

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FEED = Feed(id=FeedId(1), source=SourceId("tass"), url="https://example.org/rss", language="en", country="RU", next_at=NOW)
RSS = b"<rss version='2.0'><channel><title>T</title><item><title>One</title><link>https://example.org/1</link></item></channel></rss>"
LISTING = b"<ul><li class='n'><a href='/a'>First headline of the day</a></li></ul>"
CHANNEL = (
    b"<div class='tgme_widget_message' data-post='chan/7'><div class='tgme_widget_message_text'>A post</div>"
    b"<time datetime='2026-11-24T10:00:00+00:00'></time></div>"
)


def fetched(body, url="https://example.org/x"):
    return Fetched(url=url, status=200, body=body)


@pytest.mark.parametrize(
    ("kind", "selectors", "body", "title"),
    [
        pytest.param(FeedKind.FEED, None, RSS, "One", id="a feed"),
        pytest.param(FeedKind.LISTING, Selectors(item="li.n"), LISTING, "First headline of the day", id="a listing with selectors"),
        pytest.param(FeedKind.LISTING, None, LISTING, "First headline of the day", id="a listing without selectors: its links"),
        pytest.param(FeedKind.CHANNEL, None, CHANNEL, "A post", id="a channel's preview"),
        pytest.param(
            FeedKind.GOOGLE_NEWS,
            None,
            RSS.replace(b"One<", b"One - P<").replace(b"<link>", b"<source>P</source><link>"),
            "One",
            id="Google News",
        ),
    ],
)
def test_a_body_is_read_as_its_kind_says(kind, selectors, body, title):
    parsed = extract.read_feed(replace(FEED, kind=kind, selectors=selectors), fetched(body))
    assert [entry.title for entry in parsed.entries] == [title]


def test_an_api_is_read_by_its_paths():
    feed = replace(FEED, kind=FeedKind.API, paths=Paths(items="n", title="t"))
    assert [entry.title for entry in extract.read_feed(feed, fetched(b'{"n": [{"t": "One"}]}')).entries] == ["One"]


def test_what_is_no_feed_is_said_so():
    with pytest.raises(NotAFeed):
        extract.read_feed(FEED, fetched(b"<html><body>Sorry</body></html>"))


def test_bodies_are_told_apart_by_their_hash():
    assert extract.body_hash(b"a") == extract.body_hash(b"a") != extract.body_hash(b"b")


def test_an_entry_becomes_an_article_of_its_source():
    entry = Entry(
        guid="g1",
        url="https://example.org/1?utm_source=rss",
        title="Talks &amp; more",
        summary="<p>Envoys of ten states met on Tuesday in the capital.</p>",
        updated=NOW,
        authors=("A. Writer",),
    )
    article = extract.article_of(entry, FEED, seen=NOW)
    assert article == Article(
        feed=FeedId(1),
        source=SourceId("tass"),
        guid="g1",
        url="https://example.org/1?utm_source=rss",
        canonical_url="https://example.org/1",
        title="Talks & more",
        lead="Envoys of ten states met on Tuesday in the capital.",
        language="en",
        country="RU",
        authors=("A. Writer",),
        published=NOW,
        updated=NOW,
        seen=NOW,
        entry_hash=entry_hash(entry),
    )


PARAGRAPH = "The envoys of ten states met on Tuesday in the capital to talk about trade and the border."
LONG = " ".join(["word"] * 400)


@pytest.mark.parametrize(
    ("summary", "content", "lead", "body"),
    [
        pytest.param("Short.", "", "Short.", "", id="a summary alone"),
        pytest.param("", f"{PARAGRAPH}\nMore.", PARAGRAPH, "More.", id="a text alone: its first paragraph leads"),
        pytest.param(PARAGRAPH, f"{PARAGRAPH}\nMore.", PARAGRAPH, "More.", id="a text that begins with its summary"),
        pytest.param("Other words.", f"{PARAGRAPH}\nMore.", "Other words.", f"{PARAGRAPH}\nMore.", id="a summary of its own"),
        pytest.param(f"{PARAGRAPH}\n{LONG}", "", PARAGRAPH, LONG, id="a summary that is the whole text"),
        pytest.param("", PARAGRAPH, PARAGRAPH, "", id="one paragraph"),
        pytest.param("", "", "", "", id="nothing"),
    ],
)
def test_lead_and_body(summary, content, lead, body):
    assert extract.lead_and_body(summary, content) == (lead, body)


def test_a_lead_ends_with_a_word_and_loses_nothing():
    lead, body = extract.lead_and_body("", LONG)
    assert len(lead) <= extract.LEAD
    assert f"{lead} {body}" == LONG
    lead, body = extract.lead_and_body("", "字" * 1000)
    assert (len(lead), len(body)) == (extract.LEAD, 400)


def test_a_page_is_wanted_where_the_feed_gave_less_than_a_text():
    article = Article(canonical_url="https://example.org/1", lead="Short.")
    assert extract.wants_page(article)
    assert not extract.wants_page(replace(article, body=LONG))
    assert not extract.wants_page(replace(article, canonical_url=""))


def test_a_page_fills_in_what_the_feed_left_out():
    article = Article(url="https://example.org/1", canonical_url="https://example.org/1", title="Talks", language="en")
    page = Page(
        title="Talks | Site",
        text=f"{PARAGRAPH}\nMore of it.",
        published=NOW,
        authors=("A. Writer",),
        language="en",
        canonical_url="https://example.org/talks",
    )
    full = extract.with_page(article, page)
    assert (full.title, full.lead, full.body) == ("Talks", PARAGRAPH, "More of it.")
    assert (full.published, full.authors, full.canonical_url) == (NOW, ("A. Writer",), "https://example.org/talks")


@pytest.mark.parametrize(
    ("lead", "text", "expected"),
    [
        pytest.param("Said otherwise.", f"{PARAGRAPH}\nMore.", ("Said otherwise.", f"{PARAGRAPH}\nMore."), id="a lead of its own"),
        pytest.param(PARAGRAPH, f"{PARAGRAPH}\nMore.", (PARAGRAPH, "More."), id="the same lead"),
        pytest.param(f"{PARAGRAPH} Two.", f"{PARAGRAPH}\nTwo. Three.", (f"{PARAGRAPH} Two.", "Three."), id="a longer lead"),
    ],
)
def test_the_lead_stays_the_feeds(lead, text, expected):
    full = extract.with_page(Article(title="T", lead=lead), Page(text=text))
    assert (full.lead, full.body) == expected


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        pytest.param("https://example.org/talks", "https://example.org/talks", id="the same site"),
        pytest.param("https://www.example.org/talks", "https://www.example.org/talks", id="another host of the site"),
        pytest.param("https://other.example/talks", "https://example.org/1", id="another site is not believed"),
        pytest.param("", "https://example.org/1", id="no claim"),
        pytest.param("not a URL", "https://example.org/1", id="nonsense"),
    ],
)
def test_a_page_speaks_for_its_own_site_only(claimed, kept):
    article = Article(canonical_url="https://example.org/1", title="T")
    assert extract.with_page(article, Page(text=PARAGRAPH, canonical_url=claimed)).canonical_url == kept


def test_who_shows_articles_of_others_is_believed_whose_they_are():
    article = Article(canonical_url="https://www.msn.com/en-us/news/world/talks/ar-AA1", title="T")
    page = Page(text=PARAGRAPH, canonical_url="https://example.org/talks?utm_source=msn")
    assert extract.with_page(article, page).canonical_url == "https://example.org/talks"


@pytest.mark.parametrize(("kind", "publisher"), [(FeedKind.GOOGLE_NEWS, "Dawn"), (FeedKind.FEED, "")])
def test_who_published_an_article_is_kept_where_its_source_gathers_those_of_others(kind, publisher):
    article = extract.article_of(Entry(guid="1", title="Talks", publisher="Dawn"), replace(FEED, kind=kind), seen=NOW)
    assert article.publisher == publisher


@pytest.mark.parametrize(("kind", "published"), [(FeedKind.SITEMAP, None), (FeedKind.FEED, NOW)])
def test_the_last_edit_of_a_page_in_a_sitemap_is_no_publication(kind, published):
    article = extract.article_of(Entry(guid="1", url="https://a.example/1", updated=NOW), replace(FEED, kind=kind), seen=NOW)
    assert (article.published, article.updated) == (published, NOW)


def test_an_article_without_a_url_keeps_none():
    assert extract.with_page(Article(title="T"), Page(text="x", canonical_url="https://example.org/1")).canonical_url == ""
