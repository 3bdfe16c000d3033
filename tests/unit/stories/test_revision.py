from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Article, Page, RevisionKind
from monitor.stories.revision import (
    Change,
    change_between,
    headline_hash,
    is_its_page,
    lead_of_feed,
    page_changed,
    retold,
    text_of_page,
    words_hash,
)

LEAD = "Envoys of ten states met on Tuesday for talks on trade and water."
PARAGRAPHS = (
    "The meeting was held behind closed doors in the old town hall.",
    "Delegates spoke of canals, of prices, and of a road through the mountains that nobody has paid for yet.",
    "A further round is planned for the spring, officials said after the session.",
)
TEXT = "\n".join(PARAGRAPHS)
STORED = Article(title="Envoys meet for talks", lead=LEAD, url="https://paper.example/1", canonical_url="https://paper.example/1")
PAGED = replace(STORED, body=TEXT, page_hash=words_hash(TEXT), page_title_hash=headline_hash("Envoys meet"))

KINDS = [
    pytest.param({}, None, False, id="nothing"),
    pytest.param({"title": "Envoys  MEET for talks (12)"}, None, False, id="a counter in the headline"),
    pytest.param({"title": "Envoys met for talks"}, RevisionKind.HEADLINE, False, id="a word of the headline"),
    pytest.param({"title": "Envoys meet", "body": "More."}, RevisionKind.HEADLINE, False, id="headline and text"),
    pytest.param({"lead": LEAD.replace("ten", "twelve")}, RevisionKind.BODY, False, id="a word of the text"),
    pytest.param({"lead": LEAD.replace("water", "waters")}, None, True, id="a word spelt otherwise"),
    pytest.param({"lead": LEAD.replace("met", "did not meet")}, RevisionKind.BODY, False, id="a word more"),
    pytest.param({"body": "3 comments"}, None, False, id="a counter of comments"),
    pytest.param({"lead": f"{LEAD} https://a.example/x"}, None, False, id="an address"),
]


@pytest.mark.parametrize(("changed", "kind", "respelt"), KINDS)
def test_what_changed(changed: dict[str, str], kind: RevisionKind | None, respelt: bool) -> None:
    change = change_between(STORED, replace(STORED, **changed))
    assert (change.kind, change.respelt) == (kind, respelt)
    assert (change.similarity < 1) is (kind is not None)


RESPELT = [
    ("legal", "illegal", False),
    ("Talibn", "Taliban", True),
    ("5000", "5001", False),
    ("may", "met", False),
    ("killed", "kills", True),
]


@pytest.mark.parametrize(("before", "after", "same"), RESPELT)
def test_a_word_is_spelt_otherwise_or_is_another(before: str, after: str, same: bool) -> None:
    text = "A sentence with {} in it says more than one word."
    change = change_between(replace(STORED, lead=text.format(before)), replace(STORED, lead=text.format(after)))
    assert (change == Change(kind=None, respelt=True)) is same


NEW_LEAD = "Twelve ministers left the hall without a word to the press."
RETOLD = [
    pytest.param(STORED, {}, False, (STORED.title, LEAD, ""), id="the same summary"),
    pytest.param(STORED, {"title": "Envoys met"}, False, ("Envoys met", LEAD, ""), id="another headline"),
    pytest.param(STORED, {"title": ""}, False, (STORED.title, LEAD, ""), id="no headline any more"),
    pytest.param(STORED, {"lead": ""}, False, (STORED.title, LEAD, ""), id="no summary any more"),
    pytest.param(STORED, {"lead": NEW_LEAD}, False, (STORED.title, NEW_LEAD, ""), id="another summary"),
    pytest.param(STORED, {"lead": LEAD[:40] + "…"}, False, (STORED.title, LEAD, ""), id="a summary cut shorter"),
    pytest.param(STORED, {"lead": "Envoys"}, False, (STORED.title, LEAD, ""), id="a summary of its first word"),
    pytest.param(STORED, {"lead": "Ministers"}, False, (STORED.title, "Ministers", ""), id="a summary of another word"),
    pytest.param(STORED, {"lead": LEAD, "body": TEXT}, True, (STORED.title, LEAD, TEXT), id="the whole text now"),
    pytest.param(PAGED, {"lead": NEW_LEAD}, False, (STORED.title, NEW_LEAD, TEXT), id="another summary beside the page"),
    pytest.param(PAGED, {"lead": PARAGRAPHS[1]}, False, (STORED.title, LEAD, TEXT), id="a summary that the page holds"),
    pytest.param(
        PAGED, {"lead": LEAD, "body": PARAGRAPHS[0]}, True, (STORED.title, LEAD, PARAGRAPHS[0]), id="the whole text beside the page"
    ),
    pytest.param(
        replace(STORED, body=TEXT),
        {"lead": "The meeting was held behind closed doors"},
        False,
        (STORED.title, LEAD, TEXT),
        id="a summary in place of the text",
    ),
    pytest.param(
        replace(STORED, body=TEXT), {"lead": LEAD, "body": PARAGRAPHS[0]}, True, (STORED.title, LEAD, PARAGRAPHS[0]), id="a shorter text"
    ),
]


@pytest.mark.parametrize(("stored", "changed", "full", "expected"), RETOLD)
def test_an_article_as_its_feed_tells_it_now(stored: Article, changed: dict[str, str], full: bool, expected: tuple[str, str, str]) -> None:
    after = retold(stored, replace(STORED, **changed), full=full)
    assert (after.title, after.lead, after.body) == expected


def test_a_summary_stands_before_the_whole_text_of_the_page() -> None:
    first = replace(STORED, lead=PARAGRAPHS[0], body="\n".join(PARAGRAPHS[1:]), page_hash=words_hash(TEXT))
    after = retold(first, replace(STORED, lead=NEW_LEAD), full=False)
    assert (after.lead, after.body, lead_of_feed(first), lead_of_feed(after)) == (NEW_LEAD, TEXT, "", NEW_LEAD)


def test_what_a_feed_leaves_out_stays_and_a_new_link_is_followed() -> None:
    told = replace(STORED, url="https://paper.example/2", canonical_url="https://paper.example/2", authors=("A. Writer",), seen=None)
    after = retold(PAGED, told, full=False)
    assert (after.url, after.canonical_url, after.authors) == ("https://paper.example/2", "https://paper.example/2", ("A. Writer",))
    after = retold(replace(PAGED, authors=("B. Writer",)), replace(STORED, url="", canonical_url=""), full=False)
    assert (after.url, after.canonical_url, after.authors) == (STORED.url, STORED.canonical_url, ("B. Writer",))


def test_the_page_is_asked_for_its_headline_anew_where_the_feed_has_another() -> None:
    assert retold(PAGED, STORED, full=False).page_title_hash == PAGED.page_title_hash
    assert retold(PAGED, replace(STORED, title="Talks fail"), full=False).page_title_hash == 0


PAGES = [
    pytest.param(TEXT, False, id="the same"),
    pytest.param(f"{TEXT}\nRead also: harvest up a fifth\nShare", False, id="links that come and go"),
    pytest.param(TEXT.replace("officials said", "oficials said"), False, id="spelling"),
    pytest.param(TEXT.replace("for the spring", "for the autumn"), True, id="a word"),
    pytest.param("\n".join(PARAGRAPHS[:2]), True, id="a sentence less"),
    pytest.param(f"{TEXT}\nThe ministry has since denied all of this.", True, id="a sentence more"),
]


@pytest.mark.parametrize(("text", "expected"), PAGES)
def test_a_page_changed(text: str, expected: bool) -> None:
    assert page_changed(text_of_page(PAGED), text) is expected


THEIRS = [
    pytest.param(Page(title="Envoys meet for talks", text="Nothing of it."), True, id="its headline"),
    pytest.param(Page(title="Another", text=TEXT), True, id="its text"),
    pytest.param(Page(title="Home", text="Harvest is up a fifth. Rain fell in the south for the third day."), False, id="the front page"),
    pytest.param(Page(title="Envoys meet for talks", text=TEXT, stub="paywall"), False, id="a wall"),
]


@pytest.mark.parametrize(("page", "expected"), THEIRS)
def test_a_page_tells_its_article(page: Page, expected: bool) -> None:
    assert is_its_page(PAGED, page) is expected


SAID = st.lists(st.sampled_from([LEAD, NEW_LEAD, *PARAGRAPHS, "12 comments", "Envoys", "…"]), max_size=4).map("\n".join) | st.text(
    max_size=40
)
TOLD = st.builds(Article, title=SAID, lead=SAID, body=SAID)


@given(st.sampled_from([STORED, PAGED, replace(STORED, body=TEXT), Article()]), TOLD, st.booleans())
def test_what_was_taken_over_once_is_no_change_the_next_time(stored: Article, told: Article, full: bool) -> None:
    after = retold(stored, told, full=full)
    again = retold(after, told, full=full)
    assert change_between(after, again).kind is None


@given(TOLD, TOLD)
def test_a_change_is_one_in_both_directions(one: Article, other: Article) -> None:
    there, back = change_between(one, other), change_between(other, one)
    assert (there.kind, there.respelt, there.similarity) == (back.kind, back.respelt, back.similarity)
    assert 0 <= there.similarity <= 1


def test_hashes_are_of_words() -> None:
    assert words_hash("Ёлка, здесь") == words_hash("елка здесь!") != 0
    assert headline_hash("Talks (3)") == headline_hash("talks (4)")
    assert words_hash(" — ") == headline_hash("") == 0
