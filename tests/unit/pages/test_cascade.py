from __future__ import annotations

import pytest
import trafilatura

from monitor.pages import cascade
from monitor.pages.cascade import article_text
from monitor.text.markup import tree_of

ONE = "The first sentence of an article is long enough to weigh something, and it ends where a sentence ends."
TWO = "A second paragraph follows, with a thought of its own that takes the reader somewhat further than before."
PAGE = f"<html><body><article><p>{ONE}</p><p>{TWO}</p></article></body></html>"


def text_of(markup: str, linked: str = "") -> str:
    return article_text(markup, tree_of(markup), linked=linked)


@pytest.fixture
def _no_trafilatura(monkeypatch):
    monkeypatch.setattr(trafilatura, "extract", lambda *_args, **_kwargs: pytest.fail("the cheap extractors agree"))


@pytest.mark.usefixtures("_no_trafilatura")
@pytest.mark.parametrize("linked", ["", f"<p>{ONE}</p> <p>{TWO}</p>", "An extract."])
def test_where_two_agree_the_thorough_one_is_not_asked(linked):
    assert text_of(PAGE, linked) == f"{ONE}\n{TWO}"


@pytest.mark.usefixtures("_no_trafilatura")
def test_texts_agree_whatever_their_lines(monkeypatch):
    monkeypatch.setattr(cascade, "extract_plain_text", lambda *_args, **_kwargs: f"{ONE} {TWO}")
    assert text_of(PAGE) == f"{ONE}\n{TWO}"


@pytest.mark.usefixtures("_no_trafilatura")
def test_texts_without_spaces_agree_by_characters(monkeypatch):
    one, two = (
        "谈判代表周日同意逐步开放北部的两个过境点，结束十一个月的关闭。",
        "官员说，第一批卡车将于周一通过，如果最初几天顺利，公共汽车一周后跟进。",
    )
    monkeypatch.setattr(cascade, "extract_plain_text", lambda *_args, **_kwargs: one + two)
    assert text_of(f"<article><p>{one}</p><p>{two}</p></article>") == f"{one}\n{two}"


def test_where_none_agree_the_thorough_one_decides(monkeypatch):
    monkeypatch.setattr(cascade, "main_text", lambda _tree: "something else altogether, quite long")
    assert text_of(PAGE) == f"{ONE}\n{TWO}" or ONE in text_of(PAGE)


def test_ours_is_taken_where_the_thorough_one_agrees(monkeypatch):
    monkeypatch.setattr(cascade, "extract_plain_text", lambda *_args, **_kwargs: "something else altogether")
    monkeypatch.setattr(trafilatura, "extract", lambda *_args, **_kwargs: f"{ONE}\n{TWO}\nand a bit")
    assert text_of(PAGE) == f"{ONE}\n{TWO}"


def test_a_thorough_text_that_lost_most_is_not_believed(monkeypatch):
    monkeypatch.setattr(cascade, "main_text", lambda _tree: "")
    monkeypatch.setattr(trafilatura, "extract", lambda *_args, **_kwargs: "A bit.")
    assert ONE in text_of(PAGE)


def test_the_text_of_json_ld_where_the_page_shows_none():
    assert text_of("<body><div id=app></div>", f"{ONE} {TWO}") == f"{ONE} {TWO}"


def test_the_text_of_json_ld_where_the_page_shows_its_beginning_alone():
    whole = " ".join(f"{ONE} {TWO} And so on, for the {number}th time." for number in range(4))
    assert text_of(PAGE, whole) == whole


def test_extractors_that_fail_found_no_text(monkeypatch):
    def fail(*_args, **_kwargs):
        raise RecursionError

    monkeypatch.setattr(cascade, "extract_plain_text", fail)
    monkeypatch.setattr(trafilatura, "extract", fail)
    assert text_of(PAGE) == f"{ONE}\n{TWO}"


def test_a_page_too_large_for_all_is_not_extracted():
    assert text_of("<p>x" * 40_000, "As JSON-LD says.") == "As JSON-LD says."
