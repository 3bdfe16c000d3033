"""What becomes of an article by its page: the pure half of pipeline/revisions.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.model import Article, Page, RevisionKind, Topic, TopicId
from monitor.pages.boilerplate import blocks
from monitor.pipeline.revisions import Told, Version, version_of_feed, version_of_page
from monitor.roundup import PageRead
from monitor.stories.revision import headline_hash, words_hash
from monitor.topics.matcher import Matcher

NOW = datetime(2026, 3, 2, tzinfo=UTC)
MATCHER = Matcher([Topic(id=TopicId("talks"), query="talks"), Topic(id=TopicId("denial"), query="denied")], [], [])
LEAD = "Envoys of ten states met on Tuesday in the old town hall."
TEXT = "\n".join(  # noqa: FLY002 - a sentence a line
    [
        "The meeting was held behind closed doors and lasted for most of the day.",
        "Delegates spoke of canals, of prices, and of a road that nobody has paid for yet.",
        "A further round of talks is planned for the spring, officials said.",
    ]
)
SHORT = Article(title="Envoys meet", lead=LEAD, canonical_url="https://a.example/1", url="https://a.example/1", language="en", seen=NOW)
READ = replace(SHORT, body=TEXT, page_hash=words_hash(TEXT), page_title_hash=headline_hash("Envoys meet in town"))
FULL = replace(SHORT, body=TEXT * 4)
PAGE = Page(title="Envoys meet in town", text=TEXT)


def seen(stored: Article, page: Page) -> Version | None:
    return version_of_page(stored, PageRead(page=page), frozenset(), matcher=MATCHER, at=NOW)


def test_the_first_reading_completes_an_article_and_is_no_revision() -> None:
    version = seen(SHORT, PAGE)
    assert version is not None
    article = version.found.article
    assert (version.change.kind, article.title, article.lead, article.body) == (None, "Envoys meet", LEAD, TEXT)
    assert (article.page_hash, article.page_title_hash) == (READ.page_hash, READ.page_title_hash)
    assert [match.topic for match in version.found.matches] == ["talks"]


def test_a_page_without_a_text_takes_none_away() -> None:
    version = seen(replace(SHORT, title="", body="More of it."), Page(title="Envoys meet in town"))
    assert version is not None
    article = version.found.article
    assert (article.title, article.body, article.page_hash) == ("Envoys meet in town", "More of it.", 0)


NOTHING = [
    pytest.param(READ, PAGE, id="the same"),
    pytest.param(READ, replace(PAGE, text=f"{TEXT}\nRead also: the harvest is up"), id="links"),
    pytest.param(READ, replace(PAGE, title="Envoys meet in town (3)"), id="a counter"),
    pytest.param(READ, replace(PAGE, title="Envoys meet"), id="the feed's headline on the page"),
    pytest.param(FULL, replace(PAGE, text=TEXT), id="a page of what the feed gave in full"),
]


@pytest.mark.parametrize(("stored", "page"), NOTHING)
def test_a_page_that_says_the_same_changes_nothing(stored: Article, page: Page) -> None:
    version = seen(stored, page)
    assert version is not None
    assert version.change.kind is None
    assert not version.change.respelt
    assert replace(version.found.article, page_title_hash=0) == replace(stored, page_title_hash=0)


REVISED = [
    pytest.param(
        READ,
        replace(PAGE, text=f"{TEXT}\nThe ministry has since denied all of it."),
        RevisionKind.BODY,
        ["talks", "denial"],
        id="a sentence",
    ),
    pytest.param(READ, replace(PAGE, title="Ministry denied the meeting"), RevisionKind.HEADLINE, ["talks", "denial"], id="a headline"),
    pytest.param(
        replace(FULL, page_title_hash=headline_hash("Envoys meet in town")),
        Page(title="Ministry denied the meeting", text=TEXT),
        RevisionKind.HEADLINE,
        ["talks", "denial"],
        id="the headline of what the feed gave in full",
    ),
]


@pytest.mark.parametrize(("stored", "page", "kind", "topics"), REVISED)
def test_a_page_that_says_something_else_is_a_revision(stored: Article, page: Page, kind: RevisionKind, topics: list[str]) -> None:
    version = seen(stored, page)
    assert version is not None
    assert version.change.kind is kind
    assert sorted(match.topic for match in version.found.matches) == sorted(topics)
    assert version.found.article.lead == LEAD


def test_a_page_that_begins_with_the_lead_is_read_from_its_beginning_again() -> None:
    first, *rest = TEXT.split("\n")
    stored = replace(READ, lead=first, body="\n".join(rest))
    version = seen(stored, replace(PAGE, text=TEXT.replace("most of the day", "an hour")))
    assert version is not None
    assert version.found.article.lead == first.replace("most of the day", "an hour")
    assert version.found.article.body == stored.body


def test_what_a_site_was_found_to_repeat_is_no_revision_when_it_is_left_out() -> None:
    repeated = "Subscribe to our channel and never miss a story of the day again."
    text = f"{TEXT}\n{repeated}"
    stored = replace(READ, body=text, page_hash=words_hash(text))
    known = frozenset(blocks(repeated, ""))
    version = version_of_page(stored, PageRead(page=replace(PAGE, text=text)), known, matcher=MATCHER, at=NOW)
    assert known
    assert version is not None
    assert version.found.article == stored


OTHERS = [
    pytest.param(READ, Page(title="Welcome", text="Harvest is up a fifth. Rain fell in the south for a third day."), id="a front page"),
    pytest.param(READ, replace(PAGE, stub="challenge", text=""), id="a wall before what was read"),
    pytest.param(SHORT, replace(PAGE, stub="cookies", text=""), id="a wall"),
    pytest.param(SHORT, replace(PAGE, stub="paywall", text="The meeting was"), id="a paywall that gives less than the feed"),
    pytest.param(
        replace(SHORT, withdrawn=NOW), Page(title="Not found", text="Nothing is here."), id="an error in place of a withdrawn one"
    ),
]


@pytest.mark.parametrize(("stored", "page"), OTHERS)
def test_a_page_that_does_not_tell_the_article_says_nothing(stored: Article, page: Page) -> None:
    assert seen(stored, page) is None


def test_what_stands_before_a_paywall_completes_an_article_and_may_be_completed_itself() -> None:
    version = seen(SHORT, replace(PAGE, stub="paywall"))
    assert version is not None
    article = version.found.article
    assert (article.body, article.page_hash, article.page_title_hash) == (TEXT, 0, headline_hash(PAGE.title))


def test_a_word_spelt_otherwise_is_corrected_and_matched_again() -> None:
    stored = replace(SHORT, lead="Envoys deniied all of it on Tuesday.")
    told = Told(article=replace(SHORT, lead="Envoys denied all of it on Tuesday."))
    version = version_of_feed(stored, told, matcher=MATCHER)
    assert (version.change.kind, version.change.respelt, version.told) == (None, True, told)
    assert [match.topic for match in version.found.matches] == ["denial"]
