"""The page of a backtest: escaped, self-contained, and its chart."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from monitor.errors import Problem
from monitor.model import Article, ArticleId, SourceId, Span, Topic, TopicId
from monitor.review.backtest import Count, Hit, compared
from monitor.review.backtest_chart import DAY, HEIGHT, LINES, chart_of
from monitor.review.backtest_edits import Edit
from monitor.review.backtest_page import as_page
from monitor.review.backtest_plan import Then
from monitor.review.backtest_report import Day, Report, newest, shown, topic_report
from monitor.storage.archive import Archived, Window

FIRST = datetime(2026, 11, 20, tzinfo=UTC)
WINDOW = Window(since=FIRST, until=FIRST + timedelta(days=3))
WATER = Topic(id=TopicId("water"), query="water", title={"en": "Water of the Amu"})
HOSTILE = "</p></li><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} \u202e\"'&amp;"


def hit(article, **values):
    given = {"topic": WATER.id, "seen": FIRST, "source": SourceId("amu"), "language": "fa", "story": article, "field": "title"}
    return Hit(article=ArticleId(article), spans=(Span("title", 0, 4), Span("lead", 4, 12)), **given | values)


def page(
    before=(), after=(), *, show=20, then=Then.IN_FORCE, title="آب آمو", lead="بند تازه آمو", url="https://amu.example/?a=1&b=2", **values
):
    found = compared(before, after)

    def views(hits):
        return [
            shown(one, Article(id=one.article, title=title, lead=lead, url=url, source=one.source, seen=one.seen), {})
            for one in newest(hits, None)
        ]

    given = {"archived": Archived(articles=9, first=FIRST), "subscribers": 3, "forgotten": 2, "failing": []}
    made = topic_report(
        Edit(topic=WATER.id, before=WATER, after=WATER, what=("query",)),
        found,
        WINDOW,
        gained=views(found.gained),
        lost=views(found.lost),
        **given | values,
    )
    whole = Report(window=WINDOW, then=then, topics=(made,), looked=1, archived=given["archived"], candidates=3, forgotten=5, since=FIRST)
    return as_page(whole, show), whole


def parsed(html):
    return LexborHTMLParser(html)


def test_the_page_needs_nothing_else():
    html, _ = page([hit(1)], [hit(2)])
    tree = parsed(html)
    assert [node.tag for node in tree.css("script, link, img, iframe, object, base, form")] == []
    assert not re.search(r"url\(|@import|\son\w+=", html)
    assert tree.css_first("meta[http-equiv]").attributes["content"].startswith("default-src 'none'")
    assert {node.attributes["href"] for node in tree.css("a")} == {"https://amu.example/?a=1&b=2"}


def test_whatever_an_article_says_stays_text():
    failing = [Problem(file="topics/<b>.yaml", line=1, column=2, message=HOSTILE)]
    one = hit(1, source=SourceId("<i>x</i>"), language='fa"><script>', held="<u>")
    html, _ = page(
        [one], [replace(one, article=ArticleId(2))], title=HOSTILE, lead=HOSTILE + ".", url="javascript:alert(1)", failing=failing
    )
    tree = parsed(html)
    assert [node.tag for node in tree.css("script, img, a, main i, main u, main b")] == []
    assert "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }}" in tree.css_first(".headline").text()
    assert "\u202e" not in tree.css_first(".headline").text()
    assert "49" not in tree.css_first(".headline").text()
    assert {node.attributes["lang"] for node in tree.css("[dir][lang]")} == {""}
    assert len(tree.css(".hits > ol > li")) == 2


@given(st.text(max_size=40), st.text(max_size=60), st.text(max_size=12))
def test_no_text_adds_or_takes_an_element(title, lead, source):
    plain, strange = (
        parsed(page([], [hit(1, source=SourceId(name))], title=one, lead=other)[0])
        for one, other, name in (("A", "B.", "s"), (title, lead, source))
    )
    for tags in ("article", "section", "li", "table", "tr", "td", "svg", "rect", "style"):
        assert len(strange.css(tags)) == len(plain.css(tags))


def test_headline_and_sentence_are_marked_and_isolated():
    tree = parsed(page([], [hit(1)])[0])
    headline, sentence = tree.css_first(".headline"), tree.css_first("blockquote")
    assert [(node.attributes["dir"], node.attributes["lang"]) for node in (headline, sentence)] == [("auto", "fa")] * 2
    assert [node.text() for node in tree.css("mark")] == ["آب آ", "تازه آمو"]


def test_figures_stand_in_tables():
    tree = parsed(page([hit(1), hit(2)], [hit(1), *(hit(n, language="en") for n in range(3, 1236))])[0])
    assert [node.text() for node in tree.css(".figure dd")] == ["2", "1,234", "+1,233", "−1"]
    rows = [[cell.text() for cell in row.css("th, td")] for row in tree.css("table tr")]
    assert ["en", "0", "1,233", "+1,233", ""] in rows
    assert ["2026-11-20", "2", "1,234", "+1,233", "−1", "2", "1,234"] in rows


def test_as_many_hits_are_shown_as_are_asked_for():
    tree = parsed(page([hit(9)], [hit(n) for n in range(4)], show=3)[0])
    assert [len(one.css("li")) for one in tree.css(".hits")] == [3, 1]
    assert [node.text() for node in tree.css(".more")] == ["and 1 more: --show 4"]


def test_examples_that_fail_and_what_is_missing_are_told():
    failing = [Problem(file="topics/water.yaml", line=8, column=7, message="the example “Rain” is not found")]
    text = parsed(page([hit(1, held="old")], [hit(1)], failing=failing)[0]).body.text()
    for said in ("topics/water.yaml:8:7", "5 articles of these days no longer archived", "old → alert (1)", "changed: query"):
        assert said in text


def test_without_hits_there_is_no_chart_and_no_table():
    tree = parsed(page()[0])
    assert tree.css("svg, table, .hits") == []


def test_several_topics_have_a_list_of_contents_and_none_a_sentence():
    _, whole = page([hit(1)], [hit(2)])
    (first,) = whole.topics
    failing = (Problem(file="topics/talks.yaml", line=1, column=1, message="the example fails"),)
    changes = {"title": "Talks", "total": Count(then=1, now=1), "retold": {("alert", "old"): 1}, "failing": failing}
    second = replace(first, edit=replace(first.edit, topic=TopicId("talks")), **changes)
    tree = parsed(as_page(replace(whole, topics=(first, second)), 5))
    assert [(node.attributes["href"], node.text()) for node in tree.css("nav a")] == [("#water", "Water of the Amu"), ("#talks", "Talks")]
    assert [node.id for node in tree.css("article")] == ["water", "talks"]
    assert [" ".join(node.text().split()) for node in tree.css("nav li")] == [
        "Water of the Amu +1 −1",
        "Talks told otherwise 1 failing example",
    ]
    none = parsed(as_page(replace(whole, topics=()), 5))
    assert none.css_first("title").text() == "Backtest: nothing differs"
    assert "No topic differs from what is in force" in none.body.text()


def test_of_many_sources_the_others_are_folded_away():
    tree = parsed(page([], [hit(n, source=SourceId(f"s{n:02}")) for n in range(13)])[0])
    assert [node.text() for node in tree.css("summary")] == ["3 more sources", "By day"]
    assert len(tree.css(".tables > div:last-child > .scroll tbody tr")) == 10
    assert len(tree.css(".tables details tbody tr")) == 3


def test_among_several_topics_a_quiet_one_has_no_tables():
    _, whole = page([hit(1)], [hit(1)])
    assert "By source" in as_page(whole, 5)
    assert "By source" not in as_page(replace(whole, topics=whole.topics * 2), 5)


def test_the_templates_are_in_the_wheel(tmp_path):
    from hatchling.builders.wheel import WheelBuilder

    top = Path(__file__).parent.parent.parent.parent
    (built,) = WheelBuilder(str(top)).build(directory=str(tmp_path), versions=["standard"])
    names = zipfile.ZipFile(io.BytesIO(Path(built).read_bytes())).namelist()
    assert {"monitor/review/templates/backtest.html", "monitor/review/templates/backtest.css"} <= {*names}


# ── the chart ──────────────────────────────────────────────────────────────────────────────────────


def days_of(*counts):
    start = date(2026, 11, 20)
    return [
        Day(day=start + timedelta(days=n), count=Count(then=then, now=now, gained=gained, lost=then - (now - gained)))
        for n, (then, now, gained) in enumerate(counts)
    ]


def test_kept_and_gained_stand_above_the_line_and_lost_below():
    chart = chart_of(days_of((3, 2, 0), (0, 3, 3)))
    assert chart.zero == 75.0
    assert [(one.kind, one.y, one.height) for one in chart.columns[0].blocks] == [("kept", 25.0, 50.0), ("lost", 75.0, 25.0)]
    assert [(one.kind, one.y, one.height) for one in chart.columns[1].blocks] == [("gained", 0.0, 75.0)]
    assert chart.columns[0].words == "2026-11-20: then 3, now 2, gained 0, lost 1"
    assert chart.then == "0.0,0.0 10.0,0.0 10.0,75.0 20.0,75.0"


@pytest.mark.parametrize(
    ("most", "values"),
    [(0, [1, 0]), (1, [1, 0]), (4, [4, 3, 2, 1, 0]), (5, [4, 2, 0]), (9, [8, 6, 4, 2, 0]), (10, [10, 5, 0]), (1700, [1500, 1000, 500, 0])],
)
def test_the_lines_have_round_numbers(most, values):
    lines = chart_of(days_of((0, most, most))).lines
    assert sorted((line.value for line in lines), reverse=True) == values


@pytest.mark.parametrize(("days", "named"), [(1, [20]), (2, [20, 21]), (3, [20, 21, 22]), (9, [20, 24, 28])])
def test_the_first_the_last_and_a_middle_day_are_named(days, named):
    assert [one.day.day for one in chart_of(days_of(*[(0, 0, 0)] * days)).dates] == named


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=40))
def test_everything_that_is_drawn_is_within_the_chart(counts):
    chart = chart_of(days_of(*((kept + lost, kept + gained, gained) for kept, gained, lost in counts)))
    slack = 0.02
    for column in chart.columns:
        for block in column.blocks:
            assert block.y >= -slack
            assert block.height >= 0
            assert block.y + block.height <= HEIGHT + slack
            assert column.x <= block.x <= block.x + block.width <= column.x + DAY
    assert 1 <= len(chart.lines) <= LINES + 2
    assert all(-slack <= line.y <= HEIGHT + slack for line in chart.lines)
    points = [tuple(map(float, point.split(","))) for point in chart.then.split()]
    assert all(-slack <= y <= HEIGHT + slack for _, y in points)
    assert all(a[0] <= b[0] for a, b in pairwise(points))
