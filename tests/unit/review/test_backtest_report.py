"""The figures of a backtest, and how they are told: at a terminal, in a pipe, as JSON."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from rich.console import Console

from monitor.alerts.passage import Passage
from monitor.errors import Problem
from monitor.model import Article, ArticleId, Source, SourceId, Span, Stage, Topic, TopicId
from monitor.review.backtest import Count, Expected, Hit, compared
from monitor.review.backtest_edits import Edit
from monitor.review.backtest_json import as_json
from monitor.review.backtest_plan import QUERY, SAME, Then
from monitor.review.backtest_report import Report, newest, shown, topic_report
from monitor.review.backtest_text import print_report, sparkline
from monitor.storage.archive import Archived, Window

FIRST = datetime(2026, 11, 20, tzinfo=UTC)
WINDOW = Window(since=FIRST, until=FIRST + timedelta(days=3, hours=12))
DAY = timedelta(days=1)
WATER = Topic(id=TopicId("water"), query="water", title={"en": "Water of the Amu"})
SOURCES = {SourceId("amu"): Source(id=SourceId("amu"), name="Amu Courier")}


def hit(article, *, days=0, **values):
    given = {"topic": WATER.id, "seen": FIRST + days * DAY, "source": SourceId("amu"), "language": "en", "story": article, "field": "title"}
    return Hit(article=ArticleId(article), spans=(Span("title", 2, 5), Span("lead", 6, 9)), **given | values)


def view(one, title="A dam on the Amu", lead="A new dam fills slowly. Farmers wait.", url="https://amu.example/7"):
    return shown(one, Article(id=one.article, title=title, lead=lead, url=url, source=one.source, seen=one.seen), SOURCES)


KEPT, LOST = hit(1, days=1), hit(2, days=1, language="fa", source=SourceId("herat"), held="body_only")
RETOLD = replace(KEPT, stage=Stage.DECIDED)
GAINED = [hit(3, days=2), hit(4, days=2, language=""), hit(5, days=3, stage=Stage.DENIED)]
FAILING = Problem(file="topics/water.yaml", line=8, column=7, message="the example “Rain” is not found by the query")


def water(before=(KEPT, LOST), after=(RETOLD, *GAINED), what=("query", "@dam"), **values):
    found = compared(before, after)
    given = {"archived": Archived(articles=1200, first=FIRST + DAY), "subscribers": 3, "forgotten": 2}
    views = {"gained": map(view, newest(found.gained, 2)), "lost": map(view, newest(found.lost, 2))}
    return topic_report(Edit(topic=WATER.id, before=WATER, after=WATER, what=what), found, WINDOW, **given | views | values)


def report(*topics, **values):
    given = {"then": Then.IN_FORCE, "looked": 7, "archived": Archived(articles=1200, first=FIRST), "candidates": 34, "forgotten": 5}
    given |= {"seconds": 2.25, "since": FIRST}
    return Report(window=WINDOW, topics=topics, **given | values)


def printed(made, *, show=20, **console):
    out = io.StringIO()
    print_report(made, Console(file=out, width=60, highlight=False, **console), show)
    return out.getvalue()


# ── figures ────────────────────────────────────────────────────────────────────────────────────────


def test_every_day_has_its_figures():
    assert [(one.day, one.count, one.alerts_then, one.alerts_now) for one in water().days] == [
        (date(2026, 11, 20), Count(), 0, 0),
        (date(2026, 11, 21), Count(then=2, now=1, lost=1), 1, 1),
        (date(2026, 11, 22), Count(now=2, gained=2), 0, 2),
        (date(2026, 11, 23), Count(now=1, gained=1), 0, 1),
    ]


def test_the_mean_counts_from_when_the_archive_begins():
    assert water().expected_now == Expected(alerts=4, per_day=4 / 2.5, busiest=date(2026, 11, 22), most=2)
    assert water(archived=Archived(articles=0, first=None)).expected_now.per_day == 4 / 3.5


def test_sums_and_shares():
    made = water()
    assert (made.total, made.kept, made.retold) == (Count(then=2, now=4, gained=3, lost=1), 1, {("alert", "alert, decided"): 1})
    assert made.languages == {"en": Count(then=1, now=3, gained=2), "?": Count(now=1, gained=1), "fa": Count(then=1, lost=1)}
    assert made.sources == {"amu": Count(then=1, now=4, gained=3), "herat": Count(then=1, lost=1)}


@pytest.mark.parametrize(
    ("changes", "quiet"),
    [
        ({"before": [KEPT], "after": [KEPT]}, True),
        ({}, False),
        ({"before": [KEPT], "after": [replace(KEPT, held="old")]}, False),
        ({"before": [], "after": [], "failing": [FAILING]}, False),
    ],
)
def test_a_topic_is_quiet_where_nothing_differs(changes, quiet):
    assert water(**changes).quiet is quiet


def test_the_newest_are_shown_first():
    assert [one.article for one in newest(GAINED, 2)] == [5, 4]
    assert len(newest(GAINED, None)) == 3


def test_a_hit_is_shown_with_the_sentence_that_proves_it():
    one = view(KEPT)
    assert (one.source, one.url) == ("Amu Courier", "https://amu.example/7")
    assert (one.headline, one.sentence) == (Passage("A dam on the Amu", ((2, 5),)), Passage("A new dam fills slowly.", ((6, 9),)))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", "//amu.example"])
def test_what_is_no_web_address_is_no_link(url):
    assert view(KEPT, url=url).url == ""


# ── for people ─────────────────────────────────────────────────────────────────────────────────────


def test_in_a_pipe_a_hit_stands_in_brackets_and_no_line_is_folded():
    assert printed(report(water(failing=[FAILING]))).splitlines() == [
        "2026-11-20 … 2026-11-23 UTC, 4 days · 1,200 articles archived, 34 with the words · 2.2 s",
        "then: what is in force (last changed 2026-11-20 00:00 UTC); now: the config folder",
        "",
        "● water  Water of the Amu",
        "  changed: query, @dam",
        "  then 2   now 4   +3 gained   −1 lost   1 kept",
        "  told otherwise alert → alert, decided (1)",
        "  then           ·█··",
        "  now            ·▅█▅  at most 2 hits in a day",
        "  alerts         1.6 a day, at most 2 on 2026-11-22 (then 0.4 and 1), for each of 3 subscribers told at once",
        "  archive        5 articles of these days no longer archived; 2 of them had matched and are not counted as lost",
        "  language     then      now   gained     lost",
        "  en              1        3       +2",
        "  ?               0        1       +1",
        "  fa              1        0                −1",
        "  source     then      now   gained     lost",
        "  amu           1        4       +3",
        "  herat         1        0                −1",
        "  GAINED 3",
        "  + 2026-11-23 00:00 · Amu Courier · en · headline · alert, denied",
        "    A [dam] on the Amu",
        "    A new [dam] fills slowly.",
        "    https://amu.example/7",
        "  + 2026-11-22 00:00 · Amu Courier · headline · alert",
        "    A [dam] on the Amu",
        "    A new [dam] fills slowly.",
        "    https://amu.example/7",
        "  and 1 more: --show 3",
        "  LOST 1",
        "  − 2026-11-21 00:00 · herat · fa · headline · body only",
        "    A [dam] on the Amu",
        "    A new [dam] fills slowly.",
        "    https://amu.example/7",
        "  example         topics/water.yaml:8:7: the example “Rain” is not found by the query",
    ]


def test_a_headline_that_is_all_there_is_stands_alone():
    alone = view(KEPT, lead="A dam on the Amu", url="")
    assert printed(report(water(gained=[alone], lost=[]))).split("headline · alert\n")[1].startswith("    A [dam] on the Amu\n  and 2 more")


def test_at_a_terminal_a_hit_is_marked_and_long_texts_are_folded():
    long = view(
        KEPT, lead="A new dam fills slowly, and farmers of three valleys below it wait for what is left of the river, as every year."
    )
    text = printed(report(water(gained=[long], lost=[])), force_terminal=True, color_system="standard")
    assert "\x1b[1;30;43mdam\x1b[0m" in text
    assert "[dam]" not in text
    assert not [line for line in text.splitlines() if "fills slowly" in line and "every" in line]


@pytest.mark.parametrize(("show", "lines"), [(0, ["  and 3 more: --show 3"]), (1, ["  and 2 more: --show 3"])])
def test_as_many_hits_are_shown_as_are_asked_for(show, lines):
    text = printed(report(water()), show=show)
    assert [line for line in text.splitlines() if "more: --show 3" in line] == lines
    assert text.count("  + ") == show


def test_of_many_sources_ten_are_named():
    many = [hit(n, source=SourceId(f"s{n:02}")) for n in range(13)]
    text = printed(report(water(before=[], after=many)))
    assert "  s09 " in text
    assert "  s10 " not in text
    assert "  and 3 more\n" in text


def test_among_several_topics_a_quiet_one_takes_three_lines():
    quiet = water(before=[KEPT], after=[KEPT], what=("@dam",))
    text = printed(report(quiet, water()))
    assert text.splitlines()[3:7] == ["● water  Water of the Amu", "  changed: @dam", "  then 1   now 1   +0 gained   −0 lost   1 kept", ""]
    assert "language" in printed(report(quiet))


WORDS = [
    pytest.param(
        {"topics": []}, {}, "No topic differs from what is in force (last changed 2026-11-20 00:00 UTC): 7 topics compared", id="none"
    ),
    pytest.param(
        {"topics": [], "then": Then.FOLDER, "folder": "old"}, {}, "No topic differs from old/: 7 topics compared", id="none-of-folder"
    ),
    pytest.param({"then": Then.FOLDER, "folder": "old"}, {}, "then: old/; now: the config folder", id="folder"),
    pytest.param({"then": Then.RECORDED}, {"what": SAME}, "then: what was matched and recorded at the time; now: the same", id="recorded"),
    pytest.param({"then": Then.NOTHING}, {}, "then: nothing; now: the query", id="query"),
    pytest.param({}, {"what": ("added",)}, "  new, or switched off until now", id="added"),
    pytest.param({}, {"what": ("removed",)}, "  removed or switched off", id="removed"),
    pytest.param({}, {"after": []}, "alerts         none (then 0.4 and 1)", id="no-alert-now"),
    pytest.param({}, {"before": [], "after": []}, "alerts         none (then none)", id="no-alert-ever"),
    pytest.param({}, {"subscribers": 0}, ", for one subscriber told at once; nobody has the topic now", id="nobody"),
    pytest.param({}, {"subscribers": 1}, ", for one subscriber told at once\n", id="one"),
    pytest.param({"archived": Archived(articles=1, first=FIRST)}, {}, "· 1 article archived", id="one-article"),
    pytest.param({"since": None}, {}, "(last changed never)", id="never"),
]


@pytest.mark.parametrize(("whole", "topic", "said"), WORDS)
def test_what_is_said(whole, topic, said):
    topics = whole.get("topics", [water(**topic)])
    assert said in printed(report(*topics, **{key: value for key, value in whole.items() if key != "topics"}))


def test_of_an_unchanged_topic_nothing_is_said_to_differ():
    for edit in (Edit(topic=WATER.id, before=WATER, after=WATER, what=SAME), Edit(topic=QUERY, before=None, after=WATER, what=("added",))):
        text = printed(report(replace(water(), edit=edit)))
        assert "changed:" not in text
        assert "switched off" not in text


def test_many_ways_of_being_told_otherwise_are_cut_short():
    before = [hit(n, held=held, stage=stage) for n, (held, stage) in enumerate((h, s) for h in ("", "copy") for s in (None, *Stage))]
    after = [replace(one, held="old", stage=None) for one in before]
    assert "; and 6 more" in printed(report(water(before=before, after=after)))


def test_a_title_that_is_none_is_not_said_twice():
    edit = Edit(topic=WATER.id, before=replace(WATER, title={}), after=None, what=("removed",))
    made = topic_report(edit, compared([KEPT], []), WINDOW, archived=Archived(articles=1, first=FIRST), subscribers=1, forgotten=0)
    assert "● water\n" in printed(report(made, forgotten=0, seconds=0.0))


def test_a_sparkline_has_the_highest_bar_for_the_most():
    assert [sparkline([0, 1, 50, 99, 100], 100), sparkline([1, 0], 1)] == ["·▂▅██", "█·"]


def test_of_a_long_time_each_bar_is_several_days():
    window = Window(since=FIRST, until=FIRST + 150 * DAY)
    found = compared([], [hit(1), hit(2, days=1), hit(3, days=149)])
    edit = Edit(topic=WATER.id, before=WATER, after=WATER, what=SAME)
    made = topic_report(edit, found, window, archived=Archived(articles=3, first=FIRST), subscribers=1, forgotten=0)
    lines = printed(report(made)).splitlines()
    assert f"  now            █{'·' * 48}▅  at most 2 hits in 3 days" in lines
    assert not [line for line in lines if line.startswith("  then    ")]


# ── for programs ───────────────────────────────────────────────────────────────────────────────────


def test_everything_as_plain_values():
    made = as_json(report(water(failing=[FAILING])))
    (topic,) = made.pop("topics")
    assert made == {
        "since": "2026-11-20T00:00:00+00:00",
        "until": "2026-11-23T12:00:00+00:00",
        "then": {"what": "in_force", "since": "2026-11-20T00:00:00+00:00", "folder": ""},
        "archived": 1200,
        "candidates": 34,
        "forgotten": 5,
        "seconds": 2.25,
        "looked": 7,
        "failing": 1,
    }
    days, gained = topic.pop("by_day"), topic.pop("gained_hits")
    assert days[1] == {"day": "2026-11-21", "then": 2, "now": 1, "gained": 0, "lost": 1, "alerts_then": 1, "alerts_now": 1}
    assert gained[0] == {
        "article": 5,
        "seen": "2026-11-23T00:00:00+00:00",
        "published": "",
        "source": "amu",
        "language": "en",
        "url": "https://amu.example/7",
        "field": "title",
        "stage": "denied",
        "held": "",
        "headline": {"text": "A dam on the Amu", "marks": [[2, 5]]},
        "sentence": {"text": "A new dam fills slowly.", "marks": [[6, 9]]},
    }
    assert [one["held"] for one in topic.pop("lost_hits")] == ["body_only"]
    assert topic == {
        "topic": "water",
        "title": "Water of the Amu",
        "changed": ["query", "@dam"],
        "then": 2,
        "now": 4,
        "gained": 3,
        "lost": 1,
        "kept": 1,
        "retold": [{"before": "alert", "after": "alert, decided", "hits": 1}],
        "alerts": {
            "then": {"alerts": 1, "per_day": 0.4, "busiest_day": "2026-11-21", "busiest_day_alerts": 1},
            "now": {"alerts": 4, "per_day": 1.6, "busiest_day": "2026-11-22", "busiest_day_alerts": 2},
            "subscribers": 3,
        },
        "forgotten": 2,
        "by_language": [
            {"language": "en", "then": 1, "now": 3, "gained": 2, "lost": 0},
            {"language": "?", "then": 0, "now": 1, "gained": 1, "lost": 0},
            {"language": "fa", "then": 1, "now": 0, "gained": 0, "lost": 1},
        ],
        "by_source": [
            {"source": "amu", "then": 1, "now": 4, "gained": 3, "lost": 0},
            {"source": "herat", "then": 1, "now": 0, "gained": 0, "lost": 1},
        ],
        "examples": [{"file": "topics/water.yaml", "line": 8, "column": 7, "message": FAILING.message}],
    }


def test_nothing_heard_has_no_busiest_day():
    (topic,) = as_json(report(water(before=[], after=[]), since=None))["topics"]
    assert topic["alerts"]["now"] == {"alerts": 0, "per_day": 0.0, "busiest_day": "", "busiest_day_alerts": 0}
