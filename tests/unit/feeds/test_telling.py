from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.telling import entry_hash, leads_elsewhere
from monitor.model import Entry

ENTRY = Entry(guid="1", url="https://paper.example/1", title="Talks", summary="Envoys met.", content="<p>All of it.</p>")


@pytest.mark.parametrize("changed", [{"title": "Talks!"}, {"summary": ""}, {"content": "<p>All of it. </p>"}])
def test_another_word_is_another_telling(changed: dict[str, str]) -> None:
    assert entry_hash(replace(ENTRY, **changed)) != entry_hash(ENTRY)


def test_guid_link_and_authors_are_no_telling() -> None:
    assert entry_hash(replace(ENTRY, guid="2", url="https://paper.example/1?x", authors=("a",))) == entry_hash(ENTRY)


def test_what_stands_where_counts() -> None:
    assert entry_hash(Entry(guid="1", title="ab", summary="c")) != entry_hash(Entry(guid="1", title="a", summary="bc"))


@given(st.text(), st.text())
def test_any_telling_has_a_hash_that_a_database_takes(title: str, summary: str) -> None:
    assert 0 < entry_hash(Entry(guid="1", title=title, summary=summary)) < 2**63


LINKS = [
    pytest.param("https://a.example/1", "https://a.example/1", False, id="the same"),
    pytest.param("https://a.example/1?at=2", "https://a.example/1?at=1", False, id="other parameters"),
    pytest.param("https://m.a.example/1/", "https://a.example/1", False, id="a twin"),
    pytest.param("https://a.example/talks-begin", "https://a.example/talks-may-begin", True, id="another path"),
    pytest.param("https://b.example/1", "https://a.example/1", True, id="another site"),
    pytest.param("", "https://a.example/1", False, id="none any more"),
    pytest.param("https://a.example/1", "", False, id="none before"),
]


@pytest.mark.parametrize(("url", "before", "expected"), LINKS)
def test_a_link_leads_elsewhere(url: str, before: str, expected: bool) -> None:
    assert leads_elsewhere(url, before) is expected
