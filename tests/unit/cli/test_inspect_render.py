from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.inspect_render import run
from tests.line.telegram_html import parse_html

ARTICLE = {
    "title": "Taliban in Moscow",
    "url": "https://news.example/1",
    "source": "Dawn",
    "country": "PK",
    "lang": "en",
    "published": "2026-10-07T13:35:00+04:30",
    "text": "Talks begin. The Taliban arrived.",
}


def rendered(**row: object) -> dict[str, object]:
    (out,) = run([json.dumps(row)])
    return out


def test_a_whole_line() -> None:
    assert rendered(topic="moscow-format", articles=[{**ARTICLE, "spans": [[17, 24]]}, {"title": "x", "source": "TASS"}], locale="ru") == {
        "html": "<b>moscow-format</b>\n"
        '<a href="https://news.example/1">Taliban in Moscow</a>\n'
        "Dawn 🇵🇰 · en · 2026-10-07 09:05 UTC\n"
        "<blockquote>The <b>Taliban</b> arrived.</blockquote>\n"
        "2 источника, 1 язык\n"
        "Также: TASS"
    }


def test_a_stage() -> None:
    assert str(rendered(topic="t", articles=[ARTICLE], stage="in_force")["html"]).startswith("<b>t</b> · in force\n")
    assert rendered(topic="t", articles=[ARTICLE], stage="done") == {
        "error": "stage must be one of proposed, announced, decided, in_force, denied"
    }


@pytest.mark.parametrize(
    ("changes", "bold"),
    [
        pytest.param({}, [], id="no-spans"),
        pytest.param({"spans": {"title": [[0, 7]]}}, ["Taliban"], id="in-the-headline"),
        pytest.param({"spans": {"title": [[0, 7]], "text": [[17, 24]]}}, ["Taliban", "Taliban"], id="in-both"),
        pytest.param({"spans": {"lead": [[4, 8]]}, "lead": "The lead."}, ["lead"], id="in-a-lead-beside-the-text"),
        pytest.param({"spans": [["lead", 4, 8]], "lead": "The lead."}, ["lead"], id="as-the-database-keeps-it"),
        pytest.param({"spans": [{"field": "body", "start": 4, "end": 8}], "body": "The body."}, ["body"], id="in-the-body"),
        pytest.param({"spans": [[4, 8]], "lead": "The lead.", "text": None}, ["lead"], id="a-lead-in-place-of-the-text"),
        pytest.param({"spans": [[400, 800]]}, [], id="beyond-the-text"),
    ],
)
def test_where_hits_are_marked(changes: dict[str, object], bold: list[str]) -> None:
    html = rendered(topic={"id": "t", "title": "T"}, articles=[{**ARTICLE, **changes}])["html"]
    assert parse_html(str(html)).texts("b") == ["T", *bold]


@pytest.mark.parametrize(
    ("topic", "locale", "expected"),
    [
        ({"id": "t", "title": "Title"}, "ru", "Title"),
        ({"id": "t", "title": {"en": "Title", "ru": "Имя"}}, "ru", "Имя"),
        ({"id": "t", "title": {"en": "Title", "ru": "Имя"}}, "ru-RU", "Имя"),
        ({"id": "t", "title": {"en": "Title", "ru": "Имя"}}, "fa", "Title"),
        ({"id": "t", "title": {"ru": "Имя"}}, "fa", "Имя"),
        ({"id": "t", "title": {}}, "fa", "t"),
        ({"id": "t"}, None, "t"),
        ({"title": "Title"}, None, "Title"),
    ],
)
def test_the_topic(topic: object, locale: str | None, expected: str) -> None:
    assert str(rendered(topic=topic, articles=[{"title": "x"}], locale=locale)["html"]).startswith(f"<b>{expected}</b>")


def test_a_time_without_an_offset_is_utc() -> None:
    assert "2026-10-07 09:05 UTC" in str(rendered(topic="t", articles=[{"title": "x", "published": "2026-10-07 09:05"}]))


def test_a_possible_repeat() -> None:
    assert "<i>" in str(rendered(topic="t", articles=[{"title": "x"}], possible_repeat=True)["html"])


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{", "not JSON"),
        ("[]", "a line must be a JSON object"),
        ('{"topic": "t"}', "articles must be"),
        ('{"topic": "t", "articles": []}', "articles must be"),
        ('{"topic": "t", "articles": [1]}', "articles[0] must be an object"),
        ('{"articles": [{"title": "x"}]}', "topic must be"),
        ('{"topic": 7, "articles": [{"title": "x"}]}', "topic must be a text"),
        ('{"topic": {"id": "t", "title": 7}, "articles": [{"title": "x"}]}', "a topic's title"),
        ('{"topic": "t", "articles": [{"title": 1}]}', "title must be a text"),
        ('{"topic": "t", "articles": [{"title": "x", "published": "tomorrow"}]}', "articles[0]: published"),
        ('{"topic": "t", "articles": [{"title": "x", "published": "0001-01-01T00:00:00+12:00"}]}', "articles[0]: published"),
        ('{"topic": "t", "articles": [{"title": "x", "spans": [[1]]}]}', "articles[0]: spans"),
        ('{"topic": "t", "articles": [{"title": "x", "spans": "all"}]}', "articles[0]: spans"),
    ],
)
def test_a_bad_line_is_an_error_and_the_next_is_read(line: str, error: str) -> None:
    first, second = run([line, json.dumps({"topic": "t", "articles": [{"title": "x"}]})])
    assert str(first["error"]).startswith(error)
    assert "html" in second


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["topic", "id", "title", "articles", "spans", "text", "lead"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_any_json_is_a_message_or_an_error(topic: object, articles: object) -> None:
    out = rendered(topic=topic, articles=articles)
    if "error" not in out:
        parse_html(str(out["html"]))
