from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.alerts.growth import change_line, story_line, update_line
from monitor.alerts.phrases import possible_repeat
from monitor.alerts.render import render_alert
from monitor.alerts.shown import AlertView, ArticleView, StoryView, story_of
from monitor.locales import translator
from monitor.model import Stage, StoryId, TopicId
from tests.line.telegram_html import parse_html


def at(hour: int, minute: int, day: int = 7) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC)


TASS = ArticleView(title="Формат", source_name="TASS", country="RU", language="ru", published=at(10, 2))
KHAAMA = ArticleView(title="Format", source_name="Khaama", country="AF", language="ps", published=at(11, 40))
STORY = StoryView(id=StoryId(1), sources=12, languages=5, first=TASS, latest=KHAAMA)
VIEW = AlertView(topic=TopicId("brics"), topic_title="BRICS", articles=(TASS,), story=STORY)
EN, RU = translator("en"), translator("ru")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        pytest.param({}, "12 sources, 5 languages; first: TASS 10:02, latest: Khaama 11:40", id="many"),
        pytest.param({"sources": 1, "languages": 1}, "1 source, 1 language; first: TASS 10:02, latest: Khaama 11:40", id="one-of-each"),
        pytest.param({"languages": 0}, "12 sources; first: TASS 10:02, latest: Khaama 11:40", id="languages-unknown"),
        pytest.param(
            {"latest": replace(KHAAMA, published=at(0, 5, day=8))},
            "12 sources, 5 languages; first: TASS 10:02, latest: Khaama 2026-10-08 00:05",
            id="another-day-is-named",
        ),
        pytest.param({"first": replace(TASS, published=None)}, "12 sources, 5 languages", id="when-is-not-known"),
        pytest.param(
            {"latest": replace(KHAAMA, source_name="")},
            "12 sources, 5 languages; first: TASS 10:02, latest: (no headline) 11:40",
            id="nameless",
        ),
        pytest.param(
            {"latest": replace(KHAAMA, source_name="خبر")},
            "12 sources, 5 languages; first: TASS 10:02, latest: \u2068خبر\u2069 11:40",
            id="right-to-left",
        ),
    ],
)
def test_how_far_a_story_has_come(changes: dict[str, object], line: str) -> None:
    assert story_line(replace(VIEW, story=replace(STORY, **changes)), EN) == line


@pytest.mark.parametrize("articles", [(), (replace(TASS, published=None),)])
def test_beside_an_article_without_a_date_all_dates_are_told(articles: tuple[ArticleView, ...]) -> None:
    line = "12 sources, 5 languages; first: TASS 2026-10-07 10:02, latest: Khaama 2026-10-07 11:40"
    assert story_line(replace(VIEW, articles=articles), EN) == line


def test_times_and_days_are_those_of_the_reader_s_clock() -> None:
    late = replace(STORY, latest=replace(KHAAMA, published=at(22, 0)))
    there = replace(VIEW, story=late, timezone="Asia/Karachi")
    assert story_line(there, EN) == "12 sources, 5 languages; first: TASS 15:02, latest: Khaama 2026-10-08 03:00"
    assert "Khaama (ps) 2026-10-08 03:00" in update_line(there, EN)


def test_a_single_article_is_no_story() -> None:
    assert story_line(replace(VIEW, story=story_of([TASS])), EN) == ""


@pytest.mark.parametrize(
    ("articles", "line"),
    [
        ([KHAAMA, TASS, replace(TASS, published=at(10, 30))], "2 sources, 2 languages; first: TASS 10:02, latest: Khaama 11:40"),
        ([TASS, replace(KHAAMA, published=None)], "2 sources, 2 languages"),
        ([replace(TASS, published=None, language=""), replace(KHAAMA, published=None, language="")], "2 sources"),
    ],
)
def test_the_story_of_the_articles_of_one_line(articles: list[ArticleView], line: str) -> None:
    assert story_line(replace(VIEW, story=story_of(articles)), EN) == line


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, "1 источник, 1 язык"),
        (3, "3 источника, 3 языка"),
        (5, "5 источников, 5 языков"),
        (11, "11 источников, 11 языков"),
        (14, "14 источников, 14 языков"),
        (20, "20 источников, 20 языков"),
        (21, "21 источник, 21 язык"),
        (22, "22 источника, 22 языка"),
        (111, "111 источников, 111 языков"),
    ],
)
def test_russian_numbers(count: int, told: str) -> None:
    view = replace(VIEW, story=replace(STORY, sources=count, languages=count))
    assert story_line(view, RU) == f"{told}; первый: TASS 10:02, последний: Khaama 11:40"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        pytest.param({}, "now 12 sources, 5 languages · latest: Khaama (ps) 11:40 · Format", id="whole"),
        pytest.param(
            {"latest": ArticleView(title="", source_name="Khaama", published=at(11, 40, day=8))},
            "now 12 sources, 5 languages · latest: Khaama 2026-10-08 11:40",
            id="no-headline-no-language",
        ),
        pytest.param({"latest": ArticleView(title="Format")}, "now 12 sources, 5 languages · Format", id="nothing-known"),
    ],
)
def test_what_a_terminal_says_of_a_story_that_grows(changes: dict[str, object], line: str) -> None:
    assert update_line(replace(VIEW, story=replace(STORY, **changes)), EN) == line


def test_of_a_single_article_there_is_no_update() -> None:
    assert update_line(replace(VIEW, story=None), EN) == ""


MAY, DECIDED, DENIED = Stage.PROPOSED, Stage.DECIDED, Stage.DENIED


@pytest.mark.parametrize(
    ("changes", "english", "russian"),
    [
        pytest.param({}, "", "", id="nothing"),
        pytest.param({"change": "official"}, "An official source: TASS", "Официальный источник: TASS", id="official"),
        pytest.param({"change": "official", "articles": ()}, "", "", id="official-and-forgotten"),
        pytest.param({"change": "language:ru"}, "First report in Russian", "Впервые на языке: русский", id="language"),
        pytest.param({"change": "language:xx"}, "First report in xx", "Впервые на языке: xx", id="a-language-without-a-name"),
        pytest.param({"stage": DECIDED}, "", "", id="first-told"),
        pytest.param({"told": True, "stage": DECIDED}, "Now: decided", "Теперь: решено", id="none-before"),
        pytest.param({"told": True, "stage": DECIDED, "stage_before": DECIDED}, "", "", id="the-same"),
        pytest.param({"told": True, "stage_before": DECIDED}, "", "", id="none-now"),
        pytest.param(
            {"told": True, "stage": DECIDED, "stage_before": MAY},
            "Now: decided (before: proposed)",
            "Теперь: решено (прежде: предложено)",
            id="moved-on",
        ),
        pytest.param(
            {"told": True, "stage": DENIED, "stage_before": DECIDED},
            "Contradicts: denied (before: decided)",
            "Противоречие: отрицается (прежде: решено)",
            id="denied",
        ),
        pytest.param(
            {"told": True, "stage": DECIDED, "stage_before": DENIED},
            "Contradicts: decided (before: denied)",
            "Противоречие: решено (прежде: отрицается)",
            id="denied-before",
        ),
        pytest.param({"told": True, "stage": DENIED}, "Now: denied", "Теперь: отрицается", id="denied-after-no-stage"),
        pytest.param(
            {"change": "official", "told": True, "stage": DECIDED, "stage_before": MAY},
            "An official source: TASS · Now: decided (before: proposed)",
            "Официальный источник: TASS · Теперь: решено (прежде: предложено)",
            id="both",
        ),
    ],
)
def test_what_is_news_of_a_story_that_was_told(changes: dict[str, object], english: str, russian: str) -> None:
    view = replace(VIEW, **changes)
    assert (change_line(view, EN), change_line(view, RU)) == (english, russian)


def test_where_the_lines_stand_in_a_message() -> None:
    view = replace(VIEW, articles=(replace(TASS, source_name="A & B"), KHAAMA), change="official")
    assert render_alert(view) == (
        "<b>BRICS</b>\n"
        "<i>An official source: A &amp; B</i>\n"
        "Формат\n"
        "A &amp; B 🇷🇺 · ru · 2026-10-07 10:02 UTC\n"
        "12 sources, 5 languages; first: TASS 10:02, latest: Khaama 11:40\n"
        "Also in: Khaama"
    )


def test_the_most_that_fits_with_a_story() -> None:
    wide = "😀" * 4000
    article = ArticleView(
        title=wide,
        source_name=wide,
        country="AF",
        language=wide,
        url="https://x.example/",
        text=wide,
        published=at(0, 0),
        text_hits=((9, 10),),
    )
    other = replace(article, published=at(0, 0, day=8))
    view = AlertView(
        topic=TopicId("t"),
        topic_title=wide,
        articles=(article, *(replace(article, source_name=f"{n}{wide}") for n in range(40))),
        locale="ru",
        stage=DENIED,
        change="official",
        told=True,
        stage_before=DECIDED,
        story=StoryView(id=StoryId(1), sources=10**9, languages=10**9, first=other, latest=other),
        possible_repeat=True,
    )
    assert parse_html(render_alert(view)).text.endswith(possible_repeat(RU))
