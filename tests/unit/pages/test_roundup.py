from __future__ import annotations

import json
import tarfile
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import NotAPage
from monitor.model import Page
from monitor.pages import boilerplate
from monitor.pages.article import read_page
from monitor.pages.roundup import MAX_ITEMS, Item, split, split_text

URL = "https://example.org/digest/7"
ONE = "Envoys of five countries met in Moscow on Tuesday and agreed to meet again before the end of the year."
TWO = "An earthquake shook the west of the country at night. Nobody was hurt, officials said in the morning."
THREE = "Tashkent opened its southern crossing for lorries with food, after a break of almost eleven months."
TOLD = (ONE, TWO, THREE)
HEADLINES = ("Envoys meet in Moscow", "Earthquake near Herat", "Tashkent opens a crossing")
TITLE = "Afghanistan: news digest for 7 October"


def text_items(*blocks: str, title: str = TITLE) -> list[tuple[str, str]]:
    return [(item.title, item.text) for item in split_text(title, "\n".join(blocks))]


HEADED = list(zip(HEADLINES, TOLD, strict=True))
FIRST_SENTENCES = [
    (ONE, ""),
    ("An earthquake shook the west of the country at night.", "Nobody was hurt, officials said in the morning."),
    (THREE, ""),
]

TEXTS = [
    pytest.param([f"{n}. {text}" for n, text in enumerate(TOLD, 1)], FIRST_SENTENCES, id="numbers"),
    pytest.param([f"{n}) {text}" for n, text in zip("۱۲۳", TOLD, strict=True)], FIRST_SENTENCES, id="persian-numbers"),
    pytest.param([f"{n}、{text}" for n, text in zip("一二三", TOLD, strict=True)], FIRST_SENTENCES, id="chinese-numbers"),
    pytest.param([f"{n}\ufe0f\u20e3 {text}" for n, text in enumerate(TOLD, 1)], FIRST_SENTENCES, id="keycaps"),
    pytest.param([f"• {text}" for text in TOLD], FIRST_SENTENCES, id="bullets"),
    pytest.param(["Good morning!", *(f"— {text}" for text in TOLD)], FIRST_SENTENCES, id="dashes-after-a-greeting"),
    pytest.param([line for head, text in HEADED for line in (head, text, "***")], HEADED, id="rules-between-headlines"),
    pytest.param(["Today", "* * *", ONE, "* * *", TWO, "* * *", THREE], FIRST_SENTENCES, id="rules-between-paragraphs"),
    pytest.param([line for n, (head, text) in enumerate(HEADED, 1) for line in (f"{n}. {head}", text)], HEADED, id="numbered-headlines"),
    pytest.param([line for head, text in HEADED for line in (head, "", text)], HEADED, id="headlines"),
]


@pytest.mark.parametrize(("lines", "items"), TEXTS)
def test_a_text_is_split_where_its_items_begin(lines, items):
    assert text_items(*lines) == items
    assert text_items(*lines, title="Envoys meet in Moscow") == []


def test_a_paragraph_of_chinese_items():
    lines = [
        "1. 五国代表周二在莫斯科举行会谈。双方同意年底前再次会晤，并讨论贸易与安全问题。",
        "2. 西部地区夜间发生地震。官员表示，截至上午没有人员伤亡的报告。",
        "3. 塔什干在关闭近十一个月后，重新向运送食品的卡车开放南部过境点。",
    ]
    assert [item.title for item in split_text("每日新闻简报", "\n".join(lines))] == [
        "五国代表周二在莫斯科举行会谈。",
        "西部地区夜间发生地震。",
        lines[2][3:],
    ]


WHOLE = [
    pytest.param([ONE, TWO, THREE], id="nothing-parts-it"),
    pytest.param([f"1. {ONE}", f"2. {TWO}"], id="two-items"),
    pytest.param([f"2. {ONE}", f"3. {TWO}", f"5. {THREE}"], id="numbers-out-of-order"),
    pytest.param([ONE * 5, f"• {ONE}", "• two", f"• {THREE}"], id="most-is-outside"),
    pytest.param(["1. Yes", "2. No", "3. Perhaps"], id="items-that-say-nothing"),
    pytest.param([f"• {ONE}"] * (MAX_ITEMS + 1), id="too-many"),
    pytest.param([], id="no-text"),
]


@pytest.mark.parametrize("lines", WHOLE)
def test_a_text_that_does_not_show_its_items_is_whole(lines):
    assert text_items(*lines) == []


def test_chapters_of_one_story_are_no_items():
    title = "Week in review: the earthquake in Herat"
    lines = [
        line
        for n in range(4)
        for line in (f"What happened, part {n}", f"The earthquake destroyed villages around Herat, and help came late for many ({n}).")
    ]
    assert text_items(*lines, title=title) == []
    assert len(text_items(*lines)) == 4


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────


def digest(*sections: str, title: str = TITLE, head: str = "") -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body><article>{''.join(sections)}</article></body></html>".encode()


def items_of(body: bytes) -> tuple[Item, ...]:
    return split(body, read_page(body, url=URL), url=URL)


def sections(shape: str) -> list[str]:
    return [shape.format(n=n, head=head, text=text) for n, (head, text) in enumerate(HEADED, 1)]


SHAPES = [
    pytest.param("<h2 id=s{n}>{head}</h2><p>{text}</p>", "https://example.org/digest/7#s{n}", id="headings-with-ids"),
    pytest.param("<div id=s{n}> <h3>{head}</h3><p>{text}</p></div>", "https://example.org/digest/7#s{n}", id="cards-with-ids"),
    pytest.param("<p><a name=s{n}></a><b>{head}</b></p><p>{text}</p>", "https://example.org/digest/7#s{n}", id="bold-with-names"),
    pytest.param("<h3><a href=/news/{n}>{head}</a></h3><p>{text}</p>", "https://example.org/news/{n}", id="linked-headings"),
    pytest.param("<section><h4>{n}. {head}</h4><p>{text}</p></section>", URL, id="numbered-headings"),
    pytest.param("<p>{head}</p><p>{text}</p><hr>", URL, id="rules"),
    pytest.param("<p>{head}</p><p>{text}</p><p>* * *</p>", URL, id="asterisks"),
    pytest.param("<ul><li>{n}. {head}</li></ul><p>{text}</p>", URL, id="numbered-lines"),
]


@pytest.mark.parametrize(("shape", "url"), SHAPES)
def test_a_page_is_split_into_its_items(shape, url):
    expected = tuple(Item(title=head, text=text, url=url.format(n=n)) for n, (head, text) in enumerate(HEADED, 1))
    assert items_of(digest(*sections(shape))) == expected


def test_the_rank_with_most_headings_has_the_items():
    topics = "".join(
        f"<h2>{topic}</h2>{''.join(sections('<h3>{head}</h3><p>{text}</p><p><b>{n}</b></p>'))}" for topic in ("Politics", "Trade", "Rest")
    )
    assert [item.title for item in items_of(digest(topics))] == list(HEADLINES) * 3


def test_what_stands_beside_the_items_is_left_out():
    body = digest(
        *sections("<h2>{head}</h2><blockquote><p>{text}</p></blockquote>"),
        "<div class=related-news><h2>Read also</h2><p>Another story of the site, told at some length.</p></div>",
    )
    assert [item.text for item in items_of(body)] == list(TOLD)


def test_the_canonical_url_counts():
    body = digest(*sections("<h2 id=s{n}>{head}</h2><p>{text}</p>"), head="<link rel=canonical href=/d/7>")
    assert items_of(body)[0].url == "https://example.org/d/7#s1"


NO_ROUNDUPS = [
    pytest.param(digest(*sections("<h2>{head}</h2><p>{text}</p>"), title="Envoys agree on a timetable"), id="an-article-with-subheadings"),
    pytest.param(
        digest(
            *(f"<h2>Part {n}</h2><p>The earthquake in Herat destroyed villages, and help came late ({n}).</p>" for n in "abcd"),
            title="Week in review: the earthquake in Herat",
        ),
        id="one-subject",
    ),
    pytest.param(digest(*(f"<p>{text}</p>" for text in TOLD)), id="nothing-parts-it"),
    pytest.param(
        digest("<h2>One</h2><h2>Two</h2><h2>Three</h2><h2>Four</h2>", *(f"<p>{text}</p>" for text in TOLD)), id="headings-without-text"
    ),
    pytest.param(digest("<p>x"), id="next-to-nothing"),
]


@pytest.mark.parametrize("body", NO_ROUNDUPS)
def test_an_article_is_whole(body):
    assert items_of(body) == ()


def test_a_wall_and_an_empty_page_have_no_items():
    body = digest(*sections("<h2>{head}</h2><p>{text}</p>"))
    assert split(body, Page(title=TITLE, text=ONE, stub="paywall"), url=URL) == ()
    assert split(b"<title>News digest</title>", Page(title="News digest"), url=URL) == ()


LONG = [
    pytest.param("<ul><li>" * 50_000, id="nested-lists"),
    pytest.param("<li>abc def. </li>" * 50_000, id="many-items"),
    pytest.param("<h2>Head</h2><p>some text of an item that is long.</p>" * 12_000, id="many-headings"),
    pytest.param("<div class=related>x" * 50_000, id="nested-things-beside"),
    pytest.param("<noscript>enable" * 100_000, id="notes-without-an-end"),
    pytest.param(f"<p>{'一个句子。' * 60_000}", id="one-line"),
]


@pytest.mark.parametrize("markup", LONG)
def test_no_page_takes_long(markup):
    began = time.process_time()
    body = f"<title>News digest</title><body>{markup}".encode()
    page = read_page(body, url=URL)
    split(body, page, url=URL)
    boilerplate.blocks(page.text)
    assert time.process_time() - began < 10


@given(
    st.lists(
        st.sampled_from(
            [
                "<h2>",
                "<h2 id=a>",
                "</h2>",
                "<p>",
                "<b>",
                "</b>",
                "<hr>",
                "<a href=/x>",
                "<a name>",
                "<li>",
                "1. ",
                "• ",
                "*** ",
                ONE,
                "字",
                "\n",
            ]
        ),
        max_size=30,
    )
)
def test_whatever_the_page(pieces):
    with suppress(NotAPage):
        body = digest(*pieces)
        for item in (*items_of(body), *split_text(TITLE, "".join(pieces))):
            assert item.title


@pytest.mark.shared
def test_no_article_of_the_corpora_is_split_but_the_one_that_is_a_round_up(shared):
    parted = []
    for name in ("articles_aeb", "articles_fundus", "articles_readability"):
        with tarfile.open(shared / f"corpora/{name}.tar.xz") as tar:
            bodies = {
                member.name.removeprefix("./"): file.read() for member in tar if member.isfile() and (file := tar.extractfile(member))
            }
        golden = map(json.loads, bodies[f"{name}/golden.jsonl"].splitlines())
        for line in golden:
            with suppress(NotAPage):
                page = read_page(bodies[line["file"]], url=line.get("url") or URL)
                if split(bodies[line["file"]], page, url=line.get("url") or URL):
                    parted.append(page.title)
    assert [title for title in parted if "Roundup" not in title] == []
    assert len(parted) == 1
