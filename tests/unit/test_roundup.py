"""What tells of several happenings becomes an article for each."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.model import Article, ArticleId, FeedId, Page, SourceId
from monitor.pages.boilerplate import blocks
from monitor.pages.roundup import Item
from monitor.roundup import apart, cleaned, read_article_page, split_article

SEEN = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = Article(
    id=ArticleId(7),
    feed=FeedId(1),
    source=SourceId("kabul"),
    guid="day",
    url="https://kabul.example/day",
    canonical_url="https://kabul.example/day",
    title="News digest of the day",
    lead="What happened today.",
    body="All of it.",
    language="en",
    authors=("A. Writer",),
    published=SEEN,
    seen=SEEN,
    text_hash=5,
    entry_hash=6,
)
ENVOYS = "Envoys of ten states met in the capital on Tuesday and agreed on the agenda of the spring round of talks."
HARVEST = "The wheat harvest in the north is up by a fifth, farmers said, after the wettest spring in a decade."
LIFTS = "Ski lifts in the mountains opened two weeks early because snow had already fallen in October this year."


def test_an_article_that_is_none_stays_alone():
    assert apart(DAY, (), seen=SEEN) == (DAY,)
    assert split_article(DAY) == (DAY,)


def test_each_item_is_an_article_of_its_own():
    items = (
        Item(title="Talks begin", text=ENVOYS, url="https://kabul.example/talks"),
        Item(title="Harvest is up", text=HARVEST, url="https://kabul.example/day#2"),
        Item(title="Lifts open", text="", url=""),
    )
    whole, talks, harvest, lifts = apart(DAY, items, seen=SEEN)
    assert (whole.id, whole.title, whole.lead, whole.body) == (7, DAY.title, DAY.lead, "")
    assert (talks.id, talks.guid, talks.url, talks.canonical_url) == (
        0,
        "day#1",
        "https://kabul.example/talks",
        "https://kabul.example/talks",
    )
    assert (talks.title, talks.lead, talks.published, talks.authors, talks.entry_hash) == ("Talks begin", ENVOYS, SEEN, (), 0)
    assert (harvest.url, harvest.canonical_url) == ("https://kabul.example/day#2", "")  # no page of its own
    assert (lifts.guid, lifts.url, lifts.canonical_url, lifts.lead) == ("day#3", DAY.url, "", "")


def test_a_round_up_in_a_feed_is_split():
    text = f"1. Talks begin\n{ENVOYS}\n2. Harvest is up\n{HARVEST}\n3. Lifts open\n{LIFTS}"
    found = split_article(Article(guid="g", title="Main news of the day", lead="", body=text, language="en", seen=SEEN))
    assert [(one.guid, one.title) for one in found[1:]] == [("g#1", "Talks begin"), ("g#2", "Harvest is up"), ("g#3", "Lifts open")]


def test_a_page_is_read_with_its_items_and_blocks():
    sections = "".join(
        f"<h2>{title}</h2><p>{text}</p>" for title, text in (("1. Talks", ENVOYS), ("2. Harvest", HARVEST), ("3. Lifts", LIFTS))
    )
    body = f"<title>News digest of the day</title><article><h1>News digest of the day</h1>{sections}</article>".encode()
    read = read_article_page(body, url="https://kabul.example/day", content_type="text/html")
    assert [item.title for item in read.items] == ["Talks", "Harvest", "Lifts"]
    assert read.blocks


def test_what_the_site_says_everywhere_is_taken_out():
    page = Page(title="Talks begin", text=f"{ENVOYS}\nFollow us for the news of the day.")
    whole = read_article_page(
        f"<title>Talks begin</title><article><p>{ENVOYS}</p><p>{HARVEST}</p></article>".encode(),
        url="https://kabul.example/a",
        content_type="",
    )
    assert whole.items == ()
    assert cleaned(page, frozenset(blocks("Follow us for the news of the day."))).text == ENVOYS
