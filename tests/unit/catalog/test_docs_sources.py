"""Each example of docs/sources.md is a file that config/sources accepts, and there is one of every kind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.catalog.load import load
from monitor.model import FeedKind, Health

PAGE = (Path(__file__).parents[3] / "docs/sources.md").read_text("utf8")
SECTIONS = re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
EXAMPLES = [(title, text) for title, section in SECTIONS for text in re.findall(r"^```yaml\n(.*?)^```", section, re.DOTALL | re.MULTILINE)]


def sources_of(write, text):
    return load(write({"sources/example.yaml": text})).sources


@pytest.mark.parametrize(("title", "text"), EXAMPLES)
def test_an_example_loads(write, title, text):
    assert sources_of(write, text), title


def test_there_is_one_of_each_kind_and_of_what_concerns_all_kinds(write):
    feeds = [feed for _, text in EXAMPLES for source in sources_of(write, text) for feed in source.feeds]
    assert {feed.kind for feed in feeds} == set(FeedKind)
    assert {bool(feed.selectors) for feed in feeds if feed.kind is FeedKind.LISTING} == {True, False}
    assert any(feed.fallbacks for feed in feeds)
    assert {source.tier for _, text in EXAMPLES for source in sources_of(write, text)} == {"A", "B", "C"}
    assert any(source.quirk for _, text in EXAMPLES for source in sources_of(write, text))


def test_each_state_of_health_is_explained():
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == {state.value for state in Health}


def test_links_within_the_page_lead_somewhere():
    anchors = {title.lower().replace(" ", "-") for title, _ in SECTIONS}
    assert set(re.findall(r"\]\(#([\w-]+)\)", PAGE)) <= anchors
