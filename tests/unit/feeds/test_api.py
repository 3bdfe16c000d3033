"""JSON APIs of any shape, read by an operator's paths."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import NotAFeed
from monitor.feeds import jsontext
from monitor.feeds.api import read_api
from monitor.feeds.fields import MAX_ENTRIES
from monitor.feeds.jsontext import MAX_PIECES
from monitor.model import Paths

URL = "https://api.example/v1/news?limit=20"
PATHS = Paths(items="data.items", title="title", link="url", id="id", time="date", summary="lead", content="body")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(value: object, paths: Paths = PATHS, **more: str):
    return read_api(json.dumps(value).encode(), paths, url=URL, **more).entries


def one(**item: object):
    (entry,) = read({"data": {"items": [item]}})
    return entry


def test_an_item_becomes_an_entry() -> None:
    entry = one(id=17, title="Talks &amp; <b>tea</b>", url="/n/17", date="2026-11-24T15:00:00+03:00", lead="5 < 6", body="<p>All of it</p>")
    assert (entry.guid, entry.url, entry.title) == ("17", "https://api.example/n/17", "Talks & tea")
    assert (entry.summary, entry.content, entry.published) == ("5 &lt; 6", "<p>All of it</p>", NOON)


SHAPES = [
    pytest.param([{"t": "a"}], Paths(items="@", title="t"), ["a"], id="list-at-the-root"),
    pytest.param({"x": {"1": {"t": "a"}, "2": {"t": "b"}}}, Paths(items="x", title="t"), ["a", "b"], id="objects-by-id"),
    pytest.param([{"n": [{"t": "a"}]}, {}, {"n": [{"t": "b"}]}], Paths(items="[].n[]", title="t"), ["a", "b"], id="lists-within-a-list"),
    pytest.param({"a b": [{"@t": "a"}]}, Paths(items='"a b"', title='"@t"'), ["a"], id="names-in-quotes"),
    pytest.param([{"t": {"ru": "а", "en": ""}}], Paths(items="@", title="t.en || t.ru"), ["а"], id="the-first-language-there-is"),
    pytest.param([{"t": "a", "k": "ad"}, {"t": "b"}], Paths(items="[?k != 'ad']", title="t"), ["b"], id="filtered"),
    pytest.param(["a", "b"], Paths(items="@", title="@"), ["a", "b"], id="texts"),
    pytest.param([None, 7, {"t": "a"}, [], {"t": None}, {"t": True}, {}], Paths(items="@", title="t"), ["a"], id="odd-items"),
    pytest.param([], Paths(items="@", title="t"), [], id="nothing-new"),
    pytest.param([{"t": "", "b": "Words"}], Paths(items="@", title="t", content="b"), ["Words"], id="no-title"),
    pytest.param([{"t": 2026}, {"t": 1.5}, {"t": 3.0}], Paths(items="@", title="t"), ["2026", "1.5", "3"], id="numbers"),
    pytest.param([{"t": ["a", ["b"], "", "c"]}], Paths(items="@", title="t"), ["a c"], id="a-list-of-lines"),
    pytest.param([{"t": 1}, {"t": "a"}], Paths(items="@", title="starts_with(t, 'a') && t"), ["a"], id="a-function-that-does-not-suit"),
    pytest.param([{"t": 1}, {"t": "a"}], Paths(items="@", title="t < 'b' && t"), ["a"], id="what-cannot-be-compared"),
]


@pytest.mark.parametrize(("value", "paths", "titles"), SHAPES)
def test_items_are_found_where_the_paths_lead(value: object, paths: Paths, titles: list[str]) -> None:
    assert [entry.title for entry in read(value, paths)] == titles


def test_without_paths_they_are_looked_for() -> None:
    rows = [{"headline": f"Talks of the day, number {n}", "page": f"/n/{n}"} for n in range(3)]
    entries = read_api(json.dumps({"r": rows}).encode(), None, url=URL).entries
    assert [(e.title, e.url) for e in entries][:1] == [("Talks of the day, number 0", "https://api.example/n/0")]
    with pytest.raises(NotAFeed, match="no_rows"):
        read_api(b'{"r": [1, 2]}', None, url=URL)


def test_a_link_is_made_of_a_slug() -> None:
    paths = Paths(items="@", title="t", link="join('', ['https://www.example/news/', slug, '.html'])")
    assert [e.url for e in read([{"t": "a", "slug": "b-c"}, {"t": "d"}], paths)] == ["https://www.example/news/b-c.html", ""]


TIMES = [
    pytest.param(1795521600, id="seconds"),
    pytest.param("1795521600", id="seconds-as-text"),
    pytest.param(1795521600.25, id="seconds-with-a-fraction"),
    pytest.param("1795521600.25", id="the-same-as-text"),
    pytest.param(1795521600000, id="milliseconds"),
    pytest.param(1795521600000.0, id="milliseconds-with-a-point"),
    pytest.param(1795521600000000, id="microseconds"),
    pytest.param(1795521600000000000, id="nanoseconds"),
    pytest.param("/Date(1795521600000+0300)/", id="dot-net"),
    pytest.param(20261124120000, id="digits"),
    pytest.param("20261124120000123", id="digits-to-the-millisecond"),
    pytest.param("Tue, 24 Nov 2026 12:00:00 GMT", id="rfc-822"),
    pytest.param("24.11.2026 12:00", id="as-people-write"),
    pytest.param("2026年11月24日 12:00", id="chinese"),
]


@pytest.mark.parametrize("time", TIMES)
def test_a_time_may_be_written_in_many_ways(time: object) -> None:
    assert one(title="t", date=time).published == NOON


@pytest.mark.parametrize("time", [None, True, "", "soon", -1, 10**25, 1e300, {"a": 1}, "1" * 30])
def test_what_is_no_time_gives_none(time: object) -> None:
    assert one(title="t", date=time).published in {None, datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)}


def test_the_guid_is_the_link_where_there_is_no_id_and_never_empty() -> None:
    assert one(title="t", url="https://x.example/a").guid == "https://x.example/a"
    assert one(title="t").guid
    assert one(title="t", id={"$oid": "5"}, url="/a").guid == "https://api.example/a"


def test_a_script_is_no_link() -> None:
    assert one(title="t", url="javascript:alert(1)").url == ""


WRAPPED = [
    pytest.param(b"\xef\xbb\xbf [%s]", id="mark"),
    pytest.param(b")]}',\n[%s]", id="guarded"),
    pytest.param(b"news.list([%s]);\n", id="jsonp"),
    pytest.param(b"/**/ cb ([%s])", id="jsonp-with-comment"),
    pytest.param(b"for(;;);[%s]", id="endless"),
    pytest.param(b"\n[%s]\n", id="blank"),
]


@pytest.mark.parametrize("form", WRAPPED)
def test_what_stands_around_json_is_let_go(form: bytes) -> None:
    (entry,) = read_api(form % '{"t": "о\tа"}'.encode(), Paths(items="@", title="t"), url=URL).entries
    assert entry.title == "о а"


def test_a_declared_charset_is_read() -> None:
    body = '[{"t": "Встреча министров"}]'.encode("cp1251")
    assert (
        read_api(body, Paths(items="@", title="t"), url=URL, content_type="text/json; charset=windows-1251")
        .entries[0]
        .title.startswith("В")
    )


REFUSED = [
    pytest.param(b"", PATHS, "empty", id="no-bytes"),
    pytest.param(b" \n\x00", PATHS, "empty", id="blank"),
    pytest.param(b"<!DOCTYPE html><html><body>Just a moment", PATHS, "html", id="page"),
    pytest.param(b'{"data": ', PATHS, "broken", id="cut"),
    pytest.param(b"<rss/>", PATHS, "broken", id="a-feed"),
    pytest.param(b"[" * 100_000, PATHS, "broken", id="deep"),
    pytest.param(b'{"data": {"items": 5}}', PATHS, "no_rows", id="no-list"),
    pytest.param(b'{"error": "quota"}', PATHS, "no_rows", id="another-shape"),
    pytest.param(b'{"data": {"items": [{"a": 1}, 2]}}', PATHS, "no_rows", id="nothing-in-them"),
    pytest.param(b"{}", Paths(items="data.", title="t"), "selector", id="no-path"),
    pytest.param(b"{}", Paths(items="data", title="jion('', [])"), "selector", id="no-function"),
]


@pytest.mark.parametrize(("body", "paths", "reason"), REFUSED)
def test_what_cannot_be_read_is_refused_with_a_reason(body: bytes, paths: Paths, reason: str) -> None:
    with pytest.raises(NotAFeed) as error:
        read_api(body, paths, url=URL)
    assert error.value.reason == reason


def test_bounds_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(read([{"t": "a"}] * (MAX_ENTRIES + 9), Paths(items="@", title="t"))) == MAX_ENTRIES
    assert len(read([{"t": "x", "b": ["w"] * 9999}], Paths(items="@", title="t", content="b"))[0].content) == 2 * MAX_PIECES - 1
    for bound in ("MAX_VALUES", "MAX_BYTES"):
        monkeypatch.setattr(jsontext, bound, 50)
        with pytest.raises(NotAFeed, match="too_large"):
            read([1] * 60)
        monkeypatch.undo()


def test_a_deep_value_is_no_text_and_ends() -> None:
    deep = "[" * 900 + "]" * 900
    body = f'[{{"t": "a", "u": {deep}, "d": {deep}}}]'.encode()
    (entry,) = read_api(body, Paths(items="@", title="t", link="u", id="to_string(d)", summary="d == u && 'same'"), url=URL).entries
    assert (entry.title, entry.url) == ("a", "")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["data", "items", "title", "url", "id", "date", "body"]), inner)
    ),
    max_leaves=30,
)


@settings(deadline=None, max_examples=150)
@given(VALUES, st.sampled_from(["data.items", "@", "items", "*", "[].items[]", "max_by(@, &id)", "sort_by(items, &date)", "[::0]"]))
def test_any_json_is_read_or_no_feed(value: object, items: str) -> None:
    with suppress(NotAFeed):
        for entry in read_api(
            json.dumps(value).encode(), Paths(items=items, title="title", link="url", id="id", time="date"), url=URL
        ).entries:
            assert entry.guid


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_no_feed(body: bytes) -> None:
    with suppress(NotAFeed):
        read_api(body, Paths(items="@", title="@"), url=URL)
