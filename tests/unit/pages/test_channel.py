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
    pytest.param(b"<div class=tgme_page><a class=tgme_action_button_new>View in Telegram</a></div>", "preview_off", id="contact-page"),
]


@pytest.mark.parametrize(("body", "reason"), REFUSED)
def test_what_is_no_preview_is_refused_with_a_reason(body, reason):
    with pytest.raises(NotAFeed) as caught:
        read_channel(body, url=URL)
    assert caught.value.reason == reason


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(PAGE)))
def test_any_bytes_are_a_channel_or_not_a_feed(junk, cut):
    with suppress(NotAFeed):
        read_channel(junk, url=URL)
    with suppress(NotAFeed):
        read_channel(PAGE[:cut] + junk + PAGE[cut:], url=URL)
