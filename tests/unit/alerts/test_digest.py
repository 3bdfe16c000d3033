from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.digest import LISTED, NEWEST, OVERDUE, bundled, by_story, late_by, nothing_new, overdue, render_digest
from monitor.alerts.render import BUDGET, without_tags
from monitor.alerts.shown import AlertView, ArticleView, StoryView
from monitor.locales import locales, translator
from monitor.model import AlertId, Delivery, DeliveryId, StoryId, SubscriberId, TopicId
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


@pytest.mark.parametrize(
    ("bundles", "reasons", "told"),
    [
        pytest.param(["", "", ""], {}, [], id="none"),
        pytest.param(["a", "b", ""], {}, [], id="one-alone-is-an-alert"),
        pytest.param(["a", "b", "a", "", "a"], {}, [1, 3, 5], id="those-of-one-bundle"),
        pytest.param(["a", "a", "a"], {"_2": "alone"}, [1, 3], id="one-goes-alone"),
        pytest.param(["a", "a", "a"], {"_1": "possible_repeat"}, [], id="the-first-goes-as-it-was"),
    ],
)
def test_what_comes_as_a_bundle(bundles: list[str], reasons: dict[str, str], told: list[int]) -> None:
    found = [replace(each, bundle=bundle) for each, bundle in zip(waiting(*[HOUR] * len(bundles), **reasons), bundles, strict=True)]
    assert [each.id for each in bundled(found, found[0])] == told


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


@pytest.mark.parametrize(
    ("topics", "locale", "count", "heading"),
    [
        pytest.param(["a<b"], "en", 37, "Many at once: 37 alerts on A&lt;B within an hour", id="one-topic"),
        pytest.param(["a", "b"], "en", 37, "Many at once: 37 alerts within an hour", id="several"),
        pytest.param(["бан"], "ru", 22, "Много сразу: 22 сообщения по теме «БАН» за час", id="russian"),
        pytest.param(["a", "b"], "ru", 101, "Много сразу: 101 сообщение за час", id="russian-several"),
        pytest.param(["تب"], "en", 2, "Many at once: 2 alerts on \u2068تب\u2069 within an hour", id="right-to-left"),
    ],
)
def test_many_at_once(topics: list[str], locale: str, count: int, heading: str) -> None:
    views = [replace(view("Title", topic), locale=locale) for topic in topics]
    assert render_digest(views, count=count).split("\n")[0] == f"<b>{heading}</b>"


def of(story: int, title: str, topic: str = "brics") -> AlertView:
    known = StoryView(id=StoryId(story), sources=2, languages=1, first=ArticleView(title=""), latest=ArticleView(title=""))
    return replace(view(title, topic), story=known)


def test_of_a_story_the_last_alert_of_a_topic_has_a_line() -> None:
    views = [of(7, "7a"), view("x"), of(8, "8a"), of(7, "7b"), of(7, "7c", "format"), view("y")]
    text = parse_html(render_digest(views, count=6)).text
    assert [line for line in text.split("\n") if "•" in line] == ["• 7b · Post", "• x · Post", "• 8a · Post", "• y · Post", "• 7c · Post"]
    assert "more" not in text


def test_alerts_of_one_story_stand_together() -> None:
    views = [of(7, "7a"), view("x"), of(8, "8a"), of(7, "7b"), view("y")]
    assert [each.articles[0].title for each in by_story(views)] == ["7a", "7b", "x", "8a", "y"]


@pytest.mark.parametrize(
    ("locale", "bundle", "page", "heading"),
    [
        pytest.param("en", "hourly:2026-03-01T12", 1, "Your hour: 1 alert", id="hourly"),
        pytest.param("en", "daily:2026-03-01", 1, "Your day: 1 alert", id="daily"),
        pytest.param("en", "weekly:2026-W09", 2, "Your week: 1 alert (continued)", id="weekly"),
        pytest.param("en", "quiet:2026-03-01", 1, "In your quiet hours: 1 alert", id="quiet"),
        pytest.param("en", "resumed:2026-03-01T12:00", 1, "Held until now: 1 alert", id="resumed"),
        pytest.param("ru", "daily:2026-03-01", 3, "За день: 1 сообщение (продолжение)", id="daily-ru"),
    ],
)
def test_a_digest_says_of_which_time_it_is(locale: str, bundle: str, page: int, heading: str) -> None:
    html = render_digest([replace(view("x"), locale=locale)], count=1, bundle=bundle, page=page)
    assert html.split("\n")[0] == f"<b>{heading}</b>"


def test_what_too_few_tell_stands_at_the_end() -> None:
    text = parse_html(
        render_digest([view("sure")], unsure=[view("perhaps", "format"), view("may be")], count=4, bundle="daily:2026-03-01")
    ).text
    listed = ["BRICS", "• sure · Post", "", "One source only", "• perhaps · Post", "• may be · Post"]
    assert text.split("\n") == ["Your day: 4 alerts", "", *listed, "", "and 1 more"]
    assert render_digest([], unsure=[view("perhaps")], count=1, bundle="daily:2026-03-01").split("\n")[2] == "<b>One source only</b>"


def test_a_silence_is_told() -> None:
    assert nothing_new("en", days=7, articles=12340) == "Nothing on your topics for 7 days. 12,340 articles were read."
    assert nothing_new("ru", days=7, articles=1) == "По вашим темам ничего нет уже 7 дней. Прочитана 1 статья."
    assert nothing_new("xx", days=1, articles=0) == "Nothing on your topics for 1 day. 0 articles were read."


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
@given(
    st.lists(st.tuples(ANY, ANY, ANY), min_size=1, max_size=LISTED),
    st.booleans(),
    st.sampled_from(locales()),
    st.sampled_from([None, 99 * HOUR]),
)
def test_whatever_it_holds_telegram_takes_it_with_tags_and_without(
    texts: list[tuple[str, str, str]], repeat: bool, locale: str, delay: timedelta | None
) -> None:
    views = [
        AlertView(
            topic=TopicId(topic or "t"),
            topic_title=topic,
            locale=locale,
            articles=(ArticleView(title=title, source_name=source, url="https://news.example/" + "y" * 470),),
        )
        for title, source, topic in texts
    ]
    html = render_digest(views, count=10**6, delay=delay, possible_repeat=repeat)
    parsed = parse_html(html)
    assert utf16(parsed.text) <= BUDGET
    assert len(parsed.entities) <= 100
    assert utf16(parse_html(without_tags(html)).text) <= BUDGET


@pytest.mark.parametrize(
    ("delay", "said"), [(HOUR, "1 h"), (timedelta(hours=5, minutes=50), "6 h"), (47 * HOUR, "47 h"), (60 * HOUR, "2 days")]
)
def test_delays(delay: timedelta, said: str) -> None:
    assert late_by(delay, translator("en")) == said
