from __future__ import annotations

import pytest

from monitor.feeds.hubs import hub_of
from monitor.model import ParsedFeed

URL = "https://news.example/rss"
HUB, SELF = "https://hub.example/", "https://news.example/feed"
NONE = ("", "")

CASES = [
    pytest.param({}, [], NONE, id="no hub"),
    pytest.param({"hub": HUB, "topic": SELF}, [], (HUB, SELF), id="the feed says both"),
    pytest.param({"hub": HUB}, [], (HUB, URL), id="a feed that does not name itself is known by its address"),
    pytest.param({"topic": SELF}, [], NONE, id="a name alone is no hub"),
    pytest.param({}, [("link", f'<{HUB}>; rel="hub", <{SELF}>; rel="self"')], (HUB, SELF), id="one header"),
    pytest.param({}, [("link", f"<{HUB}>; rel=hub"), ("etag", '"1"'), ("link", f"<{SELF}>; rel=self")], (HUB, SELF), id="two headers"),
    pytest.param({"hub": "https://other.example/"}, [("link", f"<{HUB}>; rel=hub")], (HUB, URL), id="headers come first"),
    pytest.param({}, [("link", "</hub>; rel=hub")], ("https://news.example/hub", URL), id="a relative address"),
    pytest.param({"hub": "ftp://hub.example/"}, [], NONE, id="no web address"),
    pytest.param({"hub": "https:///nowhere"}, [], NONE, id="no host"),
    pytest.param({"hub": "https://[hub/"}, [], NONE, id="no address at all"),
    pytest.param({"hub": HUB + "x" * 2_000}, [], NONE, id="too long"),
]


@pytest.mark.parametrize(("said", "headers", "expected"), CASES)
def test_hub_of(said, headers, expected):
    assert hub_of(ParsedFeed(**said), headers, URL) == expected
