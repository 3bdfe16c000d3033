from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.digest import LISTED, NEWEST, OVERDUE, late_by, overdue, render_digest
from monitor.alerts.locales import LOCALES, words
from monitor.alerts.render import BUDGET, AlertView, ArticleView, without_tags
from monitor.model import AlertId, Delivery, DeliveryId, SubscriberId, TopicId
from tests.line.telegram_html import parse_html, utf16

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def waiting(*ages: timedelta, **reasons: str) -> list[Delivery]:
    """Deliveries of these ages, numbered from 1; a reason is given by number: ``_3="plain"``."""
    return [
        Delivery(
            id=DeliveryId(number), alert=AlertId(number), subscriber=SubscriberId(1), due=NOW - age, reason=reasons.get(f"_{number}", "")
        )
        for number, age in enumerate(ages, 1)
    ]


@pytest.mark.parametrize(
    ("deliveries", "told"),
    [
        pytest.param([], [], id="nothing-waits"),
        pytest.param(waiting(*[6 * HOUR] * NEWEST), [], id="ten-are-no-flood"),
        pytest.param(waiting(*[6 * HOUR] * (NEWEST + 1)), [], id="one-more-is-a-message"),
        pytest.param(waiting(*[6 * HOUR] * (NEWEST + 3)), [1, 2, 3], id="all-but-the-newest"),
        pytest.param(waiting(*[OVERDUE] * (NEWEST + 3)), [], id="an-hour-is-not-late"),
        pytest.param(waiting(*[OVERDUE + SECOND] * 2, *[HOUR] * (NEWEST + 3)), [1, 2], id="only-what-is-late"),
        pytest.param(waiting(OVERDUE + SECOND, *[HOUR] * (NEWEST + 3)), [], id="one-that-is-late"),
        pytest.param(waiting(*[6 * HOUR] * (NEWEST + 3), _1="possible_repeat"), [], id="the-first-goes-as-it-was"),
        pytest.param(waiting(*[6 * HOUR] * (NEWEST + 3), _2="alone"), [1, 3], id="one-goes-alone"),
    ],
)
def test_what_one_digest_tells(deliveries: list[Delivery], told: list[int]) -> None:
    assert [each.id for each in overdue(deliveries, NOW)] == told


def view(title: str, topic: str = "brics", **article: str) -> AlertView:
    shown = ArticleView(**({"title": title, "url": f"https://news.example/{len(title)}", "source_name": "Post"} | article))
    return AlertView(topic=TopicId(topic), topic_title=topic.upper(), articles=(shown,))


def test_topics_in_the_order_of_their_first_alert() -> None:
    views = [view("A & B"), view("دیدار", "moscow", source_name="خبر"), view("Later")]
    assert render_digest(views, count=5, delay=6 * HOUR, possible_repeat=True) == (
        "<b>Delayed by 6 h: 5 alerts</b>\n\n<b>BRICS</b>\n"
        '• <a href="https://news.example/5">A &amp; B</a> · Post\n'
        '• <a href="https://news.example/5">Later</a> · Post\n\n<b>MOSCOW</b>\n'
        '• <a href="https://news.example/5">\u2068دیدار\u2069</a> · \u2068خبر\u2069\n\nand 2 more\n\n'
        "<i>Possible repeat: Telegram did not say whether the first one arrived.</i>"
    )


def test_an_alert_without_an_article_or_a_source_has_a_line_too() -> None:
    bare = AlertView(topic=TopicId("brics"), topic_title="", articles=())
    assert render_digest([bare, bare], count=2, delay=HOUR).split("\n")[2:] == ["<b>brics</b>", "• (no headline)", "• (no headline)"]


@pytest.mark.parametrize("count", [2, 50, LISTED, 300])
def test_long_headlines_are_cut_so_that_more_find_room(count: int) -> None:
    text = parse_html(render_digest([view(f"{number} " + "word " * 60) for number in range(count)], count=count, delay=HOUR)).text
    lines = [line for line in text.split("\n") if line.startswith("•")]
    more = [line for line in text.split("\n") if line.startswith("and ")]
    assert len(lines) >= min(count, 50)
    assert more == ([f"and {count - len(lines)} more"] if count > len(lines) else [])


def test_topics_beyond_the_room_are_counted() -> None:
    text = render_digest([view("Long " * 40, f"{number} " * 40) for number in range(40)], count=40, delay=HOUR)
    assert "and 25 more" in text


def test_a_topic_that_finds_no_room_has_no_heading() -> None:
    long = {"title": "Long " * 40, "source_name": "The Post of the Morning and Evening"}
    views = [*[view(**long)] * (LISTED - 1), view(topic="moscow", **long)]
    text = render_digest(views, count=LISTED, delay=HOUR)
    assert "MOSCOW" not in text
    assert text.endswith(f"and {LISTED - text.count('• ')} more")


def test_links_beyond_their_room_are_left_out() -> None:
    views = [view(f"Story {number}", url="https://news.example/" + "x" * 1900) for number in range(9)]
    assert render_digest(views, count=9, delay=HOUR).count("<a ") == 4


ANY = st.text(max_size=300) | st.sampled_from(["😀" * 200, "ف" * 300, "<b>&" * 80])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ANY, ANY, ANY), min_size=1, max_size=LISTED), st.booleans(), st.sampled_from(LOCALES))
def test_whatever_it_holds_telegram_takes_it_with_tags_and_without(texts: list[tuple[str, str, str]], repeat: bool, locale: str) -> None:
    views = [
        AlertView(
            topic=TopicId(topic or "t"),
            topic_title=topic,
            locale=locale,
            articles=(ArticleView(title=title, source_name=source, url="https://news.example/" + "y" * 470),),
        )
        for title, source, topic in texts
    ]
    html = render_digest(views, count=10**6, delay=99 * HOUR, possible_repeat=repeat)
    parsed = parse_html(html)
    assert utf16(parsed.text) <= BUDGET
    assert len(parsed.entities) <= 100
    assert utf16(parse_html(without_tags(html)).text) <= BUDGET


@pytest.mark.parametrize(
    ("delay", "said"), [(HOUR, "1 h"), (timedelta(hours=5, minutes=50), "6 h"), (47 * HOUR, "47 h"), (60 * HOUR, "2 days")]
)
def test_delays(delay: timedelta, said: str) -> None:
    assert late_by(delay, words("en")) == said
