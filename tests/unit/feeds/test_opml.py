from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import NotAFeed
from monitor.feeds import opml
from monitor.feeds.opml import Outline, read_opml, write_opml

NESTED = b"""<opml version="1.0"><body><outline text="Asia"><outline title=" Tolo  News " xmlUrl="https://tolo.example/rss" language="fa-AF"/>
<outline text="Again" xmlUrl="https://tolo.example/rss"/></outline><outline text="K" xmlurl="http://k.example/"/>
<outline text="A folder"/><outline text="Script" xmlUrl="javascript:alert(1)"/></body></opml>"""


def test_feeds_are_found_in_folders_and_each_once():
    assert read_opml(NESTED) == (
        Outline(url="https://tolo.example/rss", title="Tolo News", language="fa"),
        Outline(url="http://k.example/", title="K"),
    )


def test_what_is_written_is_read_again():
    feeds = (Outline(url="https://a.example/?a=1&b=2", title="A <b> & «c»", language="ru"), Outline(url="https://b.example/", title="B"))
    assert read_opml(write_opml(feeds, title="Feeds")) == feeds


def test_no_external_thing_is_loaded(tmp_path):
    (tmp_path / "secret").write_text("sesame")
    body = f'<!DOCTYPE opml [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><opml><outline text="&x;" xmlUrl="http://a.example/"/></opml>'
    with suppress(NotAFeed):
        assert "sesame" not in str(read_opml(body.encode()))


def test_a_list_has_a_bound(monkeypatch):
    monkeypatch.setattr(opml, "MAX_OUTLINES", 1)
    assert len(read_opml(NESTED)) == 1


@pytest.mark.parametrize(("body", "reason"), [(b"", "broken"), (b"<opml", "broken"), (b"<rss/>", "unknown")])
def test_other_bytes_are_no_list(body, reason):
    with pytest.raises(NotAFeed) as error:
        read_opml(body)
    assert error.value.reason == reason


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_none(body):
    with suppress(NotAFeed):
        read_opml(body)
