from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import NotAFeed
from monitor.pages.channel import MAX_TITLE, read_channel

PAGE = (Path(__file__).parents[2] / "data/pages/channel.html").read_bytes()
URL = "https://t.me/s/bordernews"


def post(text: str) -> bytes:
    return f'<div class="tgme_widget_message" data-post="c/1"><div class="tgme_widget_message_text">{text}</div></div>'.encode()


def test_posts_become_entries():
    feed = read_channel(PAGE, url=URL)
    assert (feed.title, feed.url) == ("Border & News", URL)
    first, last = feed.entries
    assert (first.guid, first.url) == ("bordernews/41", "https://t.me/bordernews/41")
    assert first.title == "Crossing opens on Monday"
    assert first.content.endswith('Trucks go <a href="https://example.org/t">first</a>.')
    assert "Earlier words" not in first.content
    assert first.published == datetime(2026, 5, 3, 15, 47, tzinfo=UTC)
    assert (last.guid, last.title, last.published) == ("bordernews/43", "سرحد آج کھلی ہے", None)


LONG = [
    pytest.param("word " * 60, id="words"),
    pytest.param("字" * 300, id="no-spaces"),
    pytest.param("a " + "b" * 300, id="one-space-early"),
]


@pytest.mark.parametrize("text", LONG)
def test_a_long_first_line_is_cut(text):
    (entry,) = read_channel(post(text), url=URL).entries
    assert len(entry.title) <= MAX_TITLE
    assert entry.title.endswith("…")
    assert text.startswith(entry.title[:-1])
    assert len(entry.title) > MAX_TITLE // 2


def test_a_post_that_comes_twice_counts_once_and_one_without_id_not_at_all():
    assert len(read_channel(post("a") * 2 + post("b").replace(b"c/1", b""), url=URL).entries) == 1


def test_a_channel_without_posts_is_a_feed_without_entries():
    feed = read_channel(b"<div class=tgme_channel_info></div>", url=URL)
    assert (feed.title, feed.entries) == ("", ())


REFUSED = [
    pytest.param(b"", "empty", id="no-bytes"),
    pytest.param(b"\x89PNG\r\n", "binary", id="picture"),
    pytest.param(b"\x01\x02\x03\x04" * 9, "binary", id="controls"),
    pytest.param(b"<p>Just a moment", "html", id="another-page"),
    pytest.param(
        b"<div class=tgme_page><div class=tgme_page_title>A channel</div><div class=tgme_page_extra>12 345 subscribers</div></div>",
        "preview_off",
        id="off",
    ),
    pytest.param(
        b"<div class=tgme_page><i class=tgme_icon_user></i><div class=tgme_page_description>You can contact @x</div></div>",
        "no_channel",
        id="nobody",
    ),
    pytest.param(
        b"<div class=tgme_page><div class=tgme_page_title>Jo</div><div class=tgme_page_extra>\n @jo_bot</div></div>",
        "no_channel",
        id="a-person",
    ),
]


@pytest.mark.parametrize(("body", "reason"), REFUSED)
def test_what_is_no_preview_is_refused_with_a_reason(body, reason):
    with pytest.raises(NotAFeed) as caught:
        read_channel(body, url=URL)
    assert caught.value.reason == reason


def test_a_preview_that_led_elsewhere_on_telegram_is_off():
    with pytest.raises(NotAFeed, match="preview_off"):
        read_channel(b"<p>Telegram", url="https://t.me/bordernews")


OLDER = [
    pytest.param("<link rel=prev href='/s/bordernews?before=21'>", "https://t.me/s/bordernews?before=21", id="link"),
    pytest.param("<a class=tme_messages_more data-before=21>", "https://t.me/s/bordernews?before=21", id="button"),
    pytest.param("<a class=tme_messages_more data-after=90>", "", id="newer-only"),
    pytest.param("<link rel=prev href='https://evil.example/?before=1'>", "", id="another-host"),
    pytest.param("<link rel=prev href='/about'>", "", id="another-page"),
    pytest.param("<a class=tme_messages_more data-before=x>", "", id="no-number"),
    pytest.param("", "", id="the-beginning"),
]


@pytest.mark.parametrize(("markup", "older"), OLDER)
def test_the_page_before_is_named(markup, older):
    assert read_channel(markup.encode() + b"<div class=tgme_channel_info></div>", url=URL).older == older


POSTS = [
    pytest.param("Crossing opens. Trucks go first.<br>More", "Crossing opens. Trucks go first.", id="first-line"),
    pytest.param(
        "<i class=emoji><b>❗️</b></i>Срочно<br/><br/>Границу открыли", "❗️Срочно Границу открыли", id="a-rubric-belongs-to-the-next-line"
    ),
    pytest.param("⚡️", "", id="an-ornament-alone"),
    pytest.param("", "", id="nothing"),
    pytest.param("https://t.me/x/1", "", id="a-link-alone"),
    pytest.param(f"The border opens on Monday morning. {'Then trucks go. ' * 20}", "The border opens on Monday morning.", id="a-long-line"),
    pytest.param(f"边境将于星期一上午开放。{'卡车先行。' * 80}", "边境将于星期一上午开放。", id="a-long-line-without-spaces"),
    pytest.param(f"Mr. {'Smith and others ' * 20}", "Mr. " + "Smith and others " * 11 + "Smith…", id="a-dot-that-ends-nothing"),
]


@pytest.mark.parametrize(("text", "title"), POSTS)
def test_a_title_is_what_comes_first(text, title):
    assert "".join(entry.title for entry in read_channel(post(text), url=URL).entries) == title


def inside(markup, kind=""):
    body = f'<div class="tgme_widget_message {kind}" data-post="c/1">{markup}</div>'
    return [(entry.title, entry.content) for entry in read_channel(body.encode(), url=URL).entries]


TEXT = "<div class=tgme_widget_message_text>{}</div>"
CARD = "<a class=tgme_widget_message_link_preview><div class=link_preview_title>Talks held</div><div class=link_preview_description>In Moscow</div></a>"
LINK = "<a href='https://e.example/1'>https://e.example/1</a>"
KINDS = [
    pytest.param(
        "<div class=tgme_widget_message_forwarded_from>From <a>Another</a></div>" + TEXT.format("A statement"),
        "",
        [("A statement", "A statement")],
        id="forwarded",
    ),
    pytest.param("<a class=tgme_widget_message_photo_wrap></a>", "", [], id="photograph"),
    pytest.param(
        "<div class=tgme_widget_message_grouped_wrap><a></a><a></a></div>" + TEXT.format("In pictures"),
        "",
        [("In pictures", "In pictures")],
        id="album",
    ),
    pytest.param(TEXT.format("Channel pinned a photo"), "service_message", [], id="service"),
    pytest.param("<div class=tgme_widget_message_poll_question>Who speaks?</div>", "", [("Who speaks?", "Who speaks?")], id="poll"),
    pytest.param(
        "<div class=tgme_widget_message_document_title>Statement.pdf</div>", "", [("Statement.pdf", "Statement.pdf")], id="document"
    ),
    pytest.param(TEXT.format(LINK) + CARD, "", [("Talks held In Moscow", f"Talks held<br>In Moscow<br>{LINK}")], id="a-link-with-its-card"),
    pytest.param(TEXT.format("Read: " + LINK) + CARD, "", [("Read: https://e.example/1", f"Read: {LINK}")], id="a-link-with-words"),
]


@pytest.mark.parametrize(("markup", "kind", "expected"), KINDS)
def test_each_kind_of_post_gives_its_words(markup, kind, expected):
    told = [(title, content.replace('"', "'")) for title, content in inside(markup, kind)]
    assert told == expected


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(PAGE)))
def test_any_bytes_are_a_channel_or_not_a_feed(junk, cut):
    with suppress(NotAFeed):
        read_channel(junk, url=URL)
    with suppress(NotAFeed):
        read_channel(PAGE[:cut] + junk + PAGE[cut:], url=URL)
