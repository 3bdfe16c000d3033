from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from monitor.alerts.growth import update_line
from monitor.alerts.shown import AlertView, ArticleView, story_of
from monitor.locales import translator
from monitor.model import Stage, TopicId
from monitor.terminal import print_alert, print_digest, print_update

ARTICLE = ArticleView(
    title="Moscow Format meets [again]",
    url="https://news.example/1",
    source_name="Morning Post",
    country="PK",
    language="en",
    published=datetime(2026, 10, 7, 9, 5, tzinfo=UTC),
    title_hits=((0, 13),),
    text="The seventh Moscow Format meeting was held in the capital, and the ministers of ten countries took part in it.",
    text_hits=((12, 25),),
)
VIEW = AlertView(topic=TopicId("moscow-format"), topic_title="Moscow Format", articles=(ARTICLE,))


def printed(view: AlertView, *, color: bool = False, width: int = 60) -> str:
    out = io.StringIO()
    print_alert(
        view, Console(file=out, width=width, force_terminal=color, color_system="truecolor" if color else None, legacy_windows=False)
    )
    return out.getvalue()


def test_what_a_reader_sees() -> None:
    copies = tuple(replace(ARTICLE, source_name=name) for name in ("Gazette", "Wire"))
    assert printed(replace(VIEW, articles=(ARTICLE, *copies), possible_repeat=True), width=70) == (
        "● Moscow Format\n"
        "  Moscow Format meets [again]\n"
        "  Morning Post 🇵🇰 · en · 2026-10-07 09:05 UTC\n"
        "  ▎ The seventh Moscow Format meeting was held in the capital, and the\n"
        "  ▎ ministers of ten countries took part in it.\n"
        "  https://news.example/1\n"
        "  Also in: Gazette, Wire\n"
        "  Possible repeat: Telegram did not say whether the first one\n"
        "  arrived.\n"
        "\n"
    )


def test_the_stage_stands_beside_the_topic() -> None:
    assert printed(replace(VIEW, stage=Stage.IN_FORCE)).startswith("● Moscow Format · in force\n")


def test_a_story_and_what_is_news_of_it() -> None:
    other = replace(ARTICLE, source_name="خبر", language="fa", published=datetime(2026, 10, 7, 11, 40, tzinfo=UTC))
    view = replace(VIEW, articles=(ARTICLE, other), story=story_of([ARTICLE, other]), change="official")
    lines = printed(view, width=120).split("\n")
    assert lines[1] == "  An official source: Morning Post"
    assert lines[6:8] == ["  2 sources, 2 languages; first: Morning Post 09:05, latest: خبر 11:40", "  Also in: خبر"]


def test_an_update_is_one_line() -> None:
    out = io.StringIO()
    print_update("now 3 sources, 3 languages · latest: Khaama (ps) 11:40 · [red]Format", Console(file=out, width=100))
    assert out.getvalue() == "  ↳ now 3 sources, 3 languages · latest: Khaama (ps) 11:40 · [red]Format\n"


def test_many_at_once() -> None:
    out = io.StringIO()
    views = [VIEW, replace(VIEW, articles=(ArticleView(title="[x]"),)), AlertView(topic=TopicId("brics"), topic_title="BRICS", articles=())]
    print_digest(views, Console(file=out, width=100), count=5)
    assert out.getvalue() == (
        "● Many at once: 5 alerts within an hour\n"
        "  Moscow Format\n"
        "  • Moscow Format meets [again] · Morning Post\n"
        "  • [x]\n"
        "  BRICS\n"
        "  • (no headline)\n"
        "  and 2 more\n"
        "\n"
    )


def test_as_many_as_there_are() -> None:
    out = io.StringIO()
    print_digest([VIEW, VIEW], Console(file=out, width=100), count=2)
    assert out.getvalue().startswith("● Many at once: 2 alerts on Moscow Format within an hour\n")
    assert "more" not in out.getvalue()


def test_the_hit_is_highlighted() -> None:
    assert printed(VIEW, color=True).count("\x1b[1;30;43mMoscow Format\x1b[0m") == 2  # headline and quotation
    assert "\x1b]8;" in printed(VIEW, color=True)


def test_an_alert_with_little_to_say() -> None:
    assert (
        printed(AlertView(topic=TopicId("t"), topic_title="", articles=(ArticleView(title=""),))) == "● t\n  (no headline)\n  no date\n\n"
    )
    assert printed(AlertView(topic=TopicId("t"), topic_title="T", articles=())) == "● T\n\n"


def test_very_many_others_are_counted() -> None:
    copies = tuple(replace(ARTICLE, source_name=f"Paper {n}") for n in range(30))
    assert "Paper 19, and 10 more" in printed(replace(VIEW, articles=(ARTICLE, *copies)), width=400)


def test_a_text_from_right_to_left_has_no_isolates_around_it() -> None:
    article = replace(ARTICLE, title="نشست فرمت مسکو", source_name="خبر", title_hits=())
    assert "\u2068" not in printed(replace(VIEW, articles=(article,)))


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "https://x.example/\x1b]0;owned\x07"])
def test_what_is_no_web_url_is_neither_shown_nor_linked(url: str) -> None:
    assert "x.example" not in printed(replace(VIEW, articles=(replace(ARTICLE, url=url),)), color=True)


@given(st.text(st.characters(exclude_categories=()), max_size=200), st.integers(10, 200))
def test_no_text_can_steer_the_terminal(text: str, width: int) -> None:
    article = ArticleView(title=text, source_name=text, language=text, url=text, text=text, text_hits=((0, 3),))
    view = AlertView(
        topic=TopicId(text), topic_title=text, articles=(article, article), story=story_of([article, article]), change=f"language:{text}"
    )
    out = printed(view, width=width)
    more = io.StringIO()
    print_update(update_line(view, translator("en")), Console(file=more, width=width))
    print_digest([view, view], Console(file=more, width=width), count=2)
    out += more.getvalue()
    assert not {char for char in out if (char < " " and char != "\n") or "\x7f" <= char <= "\x9f"}
