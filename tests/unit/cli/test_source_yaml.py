"""What is printed for config/sources means, once it is loaded, what was to be written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.catalog.load import load
from monitor.cli.source_yaml import as_yaml, source_of
from monitor.model import FeedKind, FeedSpec, Paths, RegisterSpec, Selectors, Source, SourceId

URL = "https://a.example/x?y=1&z=%20#k"
FEEDS = [
    pytest.param(FeedSpec(url=URL, language="ru"), id="feed"),
    pytest.param(FeedSpec(url=URL, kind=FeedKind.LISTING), id="listing-without-selectors"),
    pytest.param(
        FeedSpec(
            url=URL, kind=FeedKind.LISTING, selectors=Selectors(item='li[data-x="a"]', link="a.b", title="h3", time="time", summary="p")
        ),
        id="listing",
    ),
    pytest.param(FeedSpec(url="https://t.me/s/chan", kind=FeedKind.CHANNEL, pages=False), id="channel"),
    pytest.param(FeedSpec(url=URL, kind=FeedKind.SITEMAP), id="sitemap"),
    pytest.param(
        FeedSpec(
            url=URL,
            kind=FeedKind.API,
            paths=Paths(items='"列"[]', title="t.\"a-b\" || 'x'", link="join('', ['https://a.example/', s])", content="b"),
        ),
        id="api",
    ),
    pytest.param(FeedSpec(url="https://news.google.com/rss/search?q=x", kind=FeedKind.GOOGLE_NEWS, pages=False), id="google-news"),
    pytest.param(
        FeedSpec(url=URL, kind=FeedKind.REGISTER, register=RegisterSpec(form="un", lowest=8, highest=16), pages=False), id="register"
    ),
    pytest.param(
        FeedSpec(
            url=URL,
            kind=FeedKind.REGISTER,
            register=RegisterSpec(form="table", row="tr.x", cell="td", name=2, note=3, without=(1, 4), shrink=0.1),
            pages=False,
        ),
        id="table",
    ),
    pytest.param(
        FeedSpec(
            url=URL,
            pages=False,
            fallbacks=(
                FeedSpec(url="https://a.example/l", kind=FeedKind.LISTING, selectors=Selectors(item="li")),
                FeedSpec(url="https://t.me/s/chan", kind=FeedKind.CHANNEL, pages=False),
            ),
        ),
        id="fallbacks",
    ),
]


@pytest.mark.parametrize("feed", FEEDS)
def test_a_feed_is_read_as_it_was_written(tmp_path, feed):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/a.yaml").write_text(
        as_yaml([Source(id=SourceId("a"), name="A", feeds=(feed, FeedSpec(url="https://b.example/")))]), "utf8"
    )
    (source,) = load(tmp_path).sources
    assert source.feeds[0] == feed
    assert source.feeds[1] == FeedSpec(url="https://b.example/")


def test_a_text_cannot_become_syntax():
    source = Source(id=SourceId("a"), name='A": [x\n', feeds=(FeedSpec(url="https://a.example/#", language="ru"),))
    assert '    name: "A\\": [x"\n' in as_yaml([source])


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60))
def test_any_title_is_a_name(tmp_path_factory, title):
    folder = tmp_path_factory.mktemp("config")
    (folder / "sources").mkdir()
    source = source_of("https://www.a.example/x", title, "ru", [FeedSpec(url=URL)])
    (folder / "sources/a.yaml").write_text(as_yaml([source]), "utf8", errors="strict")
    (loaded,) = load(folder).sources
    assert (loaded.id, loaded.language) == ("a-example", "ru")
    assert loaded.name
