"""Letters: what mail, ntfy and other services show of an alert."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.letter import Letter, alert_letter, digest_letter, plain, sheet_of
from monitor.alerts.samples import samples
from monitor.alerts.shown import AlertView, ArticleView

SAMPLES = dict(samples())
ALERT = SAMPLES["an alert"]
URL = "https://news.example/a?x=1&y=2"
RICH, PLAIN = {"rich": True, "title_room": 250, "room": 32768}, {"rich": False, "title_room": 200, "room": 7800}
TELEPHONE = {"rich": False, "title_room": 0, "room": 160}


def test_an_alert_as_plain_text():
    sheet = sheet_of(alert_letter(ALERT), **PLAIN)
    assert sheet.title == "Moscow Format: Moscow Format meets in Kabul"
    assert sheet.body.splitlines() == [
        "Moscow Format meets in Kabul",
        URL,
        "Morning Post 🇵🇰 · en · 2026-10-07 09:05 UTC",
        "The seventh Moscow Format meeting was held.",
    ]


def test_an_alert_as_html():
    sheet = sheet_of(alert_letter(ALERT), **RICH)
    assert sheet.title == "Moscow Format: Moscow Format meets in Kabul"
    assert sheet.body.splitlines() == [
        f'<a href="{URL.replace("&", "&amp;")}"><b>Moscow Format</b> meets in Kabul</a><br>',
        "Morning Post 🇵🇰 · en · 2026-10-07 09:05 UTC<br>",
        "<blockquote>The seventh <b>Moscow Format</b> meeting was held.</blockquote>",
    ]


def test_a_service_without_titles_has_the_topic_in_the_text():
    sheet = sheet_of(alert_letter(ALERT), **TELEPHONE)
    assert sheet.title == ""
    assert sheet.body.splitlines() == ["Moscow Format", "Moscow Format meets in Kabul", URL, "Morning Post 🇵🇰 · en · 2026-10-07 09:05 UTC"]
    assert sheet_of(alert_letter(ALERT), **TELEPHONE | {"rich": True, "room": 4096}).body.startswith("<b>Moscow Format</b><br>\n<a ")


def test_a_repeat_says_so_first():
    sheet = sheet_of(alert_letter(ALERT, repeated=True), **TELEPHONE)
    assert sheet.body.splitlines()[0] == "Possible repeat: it is not known whether the first one arrived."
    assert URL in sheet.body.splitlines()
    russian = sheet_of(alert_letter(replace(ALERT, locale="ru"), repeated=True), **RICH)
    assert russian.body.startswith("<i>Возможен повтор: неизвестно, дошло ли первое сообщение.</i><br>\n")


ROOMS = [
    pytest.param(75, "Moscow Format\nMoscow Format meets in Kabul\n" + URL, id="what-comes-last-goes-first"),
    pytest.param(65, "Moscow Format meets in Kabul\n" + URL, id="then-the-topic"),
    pytest.param(56, "Moscow Format meets in…\n" + URL, id="then-the-end-of-the-headline"),
    pytest.param(40, "Moscow Format meets in Kabul", id="then-the-link-whole"),
    pytest.param(17, "Moscow Format…", id="then-more-of-the-headline"),
]


@pytest.mark.parametrize(("room", "body"), ROOMS)
def test_what_finds_no_room(room, body):
    assert sheet_of(alert_letter(ALERT), rich=False, title_room=0, room=room).body == body


def test_a_rich_text_without_room_for_its_link_is_the_headline():
    letter = alert_letter(replace(ALERT, articles=(replace(ALERT.articles[0], title="A < B & C meet in Kabul"),)))
    assert sheet_of(letter, rich=True, title_room=10, room=17).body == "A &lt; B &amp; C meet…"


def test_an_alert_with_nothing_to_show_is_its_topic():
    letter = alert_letter(AlertView(topic="moscow-format", topic_title="A & B", articles=()))
    assert sheet_of(letter, **RICH) == sheet_of(Letter(topic="A & B", html="A &amp; B"), **RICH)
    assert sheet_of(letter, **PLAIN).body == "A & B"


def test_the_operators_own_form():
    styled = replace(ALERT, styled=lambda view: f"<code>{view.topic}</code>\n<u>own</u>")
    assert sheet_of(alert_letter(styled), **RICH).body == "<code>moscow-format</code><br>\n<u>own</u>"
    failed = replace(ALERT, styled=lambda _: "")
    assert alert_letter(failed) == alert_letter(ALERT)


def test_a_digest():
    other = replace(ALERT, topic="brics", topic_title="BRICS")
    letter = digest_letter([ALERT, other], count=5, bundle="daily:2026-10-07")
    assert sheet_of(letter, **PLAIN).title == "Your day: 5 alerts"
    assert sheet_of(letter, **PLAIN).body.splitlines() == [
        "Moscow Format",
        "• Moscow Format meets in Kabul · Morning Post",
        URL,
        "",
        "BRICS",
        "• Moscow Format meets in Kabul · Morning Post",
        URL,
        "",
        "and 3 more",
    ]
    late = digest_letter([ALERT], count=2, unsure=[other], delay=timedelta(hours=6), page=2, repeated=True)
    assert late.topic == "Delayed by 6 h: 2 alerts (continued)"
    assert "One source only" in late.html


LINES = [
    pytest.param("<b>A &amp; B</b>", "A & B", id="tags-and-entities"),
    pytest.param('• <a href="https://a.example/?x=1&amp;y=2">One</a> · Post', "• One · Post\nhttps://a.example/?x=1&y=2", id="one-link"),
    pytest.param(
        'Also in: <a href="https://a.example/">A</a>, <a href="https://b.example/">B</a>',
        "Also in: A <https://a.example/>, B <https://b.example/>",
        id="several-links",
    ),
]


@pytest.mark.parametrize(("html", "text"), LINES)
def test_lines_as_plain_text(html, text):
    assert plain(html) == text


def test_what_is_written_from_right_to_left_stands_apart():
    view = replace(ALERT, topic_title="فرمت مسکو", articles=(ArticleView(title="نشست در کابل", url=URL),))
    sheet = sheet_of(alert_letter(view), **PLAIN)
    assert sheet.title == "\u2068فرمت مسکو\u2069: \u2068نشست در کابل\u2069"
    assert sheet.body.startswith("\u2068نشست در کابل\u2069\n")
    cut = sheet_of(alert_letter(view), rich=False, title_room=15, room=100).title
    assert cut.count("\u2068") == cut.count("\u2069") == 1


class Balanced(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.links |= {value for name, value in attrs if name == "href"}
        assert tag in {"a", "b", "i", "blockquote", "br"}, tag
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("view", SAMPLES.values(), ids=range(len(SAMPLES)))
def test_whatever_the_texts_hold(view):
    links, letter = {article.url for article in view.articles}, alert_letter(view)
    for room in (40, 160, 2000, 32768):
        for title_room in (0, 30, 250):
            rich, text = (sheet_of(letter, rich=rich, title_room=title_room, room=room) for rich in (True, False))
            for sheet in (rich, text):
                assert sheet.body
                assert len(sheet.body) <= room or (sheet is rich and room < 2000)
                assert len(sheet.title) <= title_room
                assert "\n" not in sheet.title
            parser = Balanced()
            parser.feed(rich.body)
            parser.close()
            assert parser.open == []
            assert parser.links <= links
            assert not set("<>[]`") & set(rich.title)


@given(st.text(max_size=300), st.integers(20, 400), st.booleans())
def test_any_headline_within_any_room(title, room, rich):
    view = replace(ALERT, articles=(replace(ALERT.articles[0], title=title),))
    assert 0 < len(sheet_of(alert_letter(view), rich=rich, title_room=0, room=room).body) <= room * (5 if rich else 1)
