"""Which entries are other articles under a guid that is taken, and which are edits."""

from __future__ import annotations

import pytest

from monitor.feeds.fields import guid_of
from monitor.feeds.guids import Holder, told_apart
from monitor.model import Entry

HOLDER = Holder("Envoys meet in May", "https://paper.example/envoys")


@pytest.mark.parametrize(
    ("title", "url", "another"),
    [
        pytest.param("Harvest is up", "https://paper.example/harvest", True, id="another title and link"),
        pytest.param("Envoys met in May", "https://paper.example/envoys?utm_source=rss", False, id="headline edited"),
        pytest.param("Envoys meet in May", "https://new.paper.example/1", False, id="link moved"),
        pytest.param("ENVOYS meet in <b>May</b>", "https://new.paper.example/1", False, id="spelt otherwise and moved"),
        pytest.param("Harvest is up", "", False, id="no link to go by"),
        pytest.param("", "https://paper.example/harvest", False, id="no title to go by"),
    ],
)
def test_another_title_and_another_link_are_another_article(title, url, another):
    (entry,) = told_apart([Entry(guid="latest", title=title, url=url)], {"latest": HOLDER})
    assert (entry.guid != "latest") is another


def test_a_guid_that_is_free_is_kept():
    entry = Entry(guid="1", title="Harvest", url="https://paper.example/harvest")
    assert told_apart([entry], {}) == [entry]


def test_a_holder_without_a_link_keeps_its_guid():
    entry = Entry(guid="1", title="Harvest", url="https://paper.example/harvest")
    assert told_apart([entry], {"1": Holder("Envoys", "")}) == [entry]


def test_entries_of_one_guid_are_told_apart_and_the_same_at_the_next_check():
    entries = [Entry(guid="0", title=f"Story {n}", url=f"https://paper.example/{n}") for n in range(5)]
    first = told_apart(entries, {})
    assert len({entry.guid for entry in first}) == 5
    assert told_apart(entries[1:], {"0": Holder("Story 0", "https://paper.example/0")}) == first[1:]


@pytest.mark.parametrize(
    ("title", "text", "same"),
    [
        pytest.param("Weather", "Rain today", True, id="told again"),
        pytest.param("Weather", "Snow today", False, id="a headline that comes again"),
        pytest.param("Harvest", "Rain today", False, id="another headline"),
    ],
)
def test_without_guid_and_link_title_and_text_tell_entries_apart(title, text, same):
    assert (guid_of("", "", title, text) == guid_of("", "", "Weather", "Rain today")) is same
