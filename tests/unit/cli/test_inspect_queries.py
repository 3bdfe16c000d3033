"""`monitor inspect queries`: every line is answered, whatever it holds."""

from __future__ import annotations

import json

import pytest

from monitor.cli.inspect_queries import run


def answer(**row: object) -> dict[str, object]:
    return next(run([json.dumps(row)]))


def test_a_match_has_its_spans() -> None:
    row = answer(id=1, lang="ru", query='"Московский формат"', title="Новости", text="Участники московского формата")
    assert row == {"id": 1, "match": True, "spans": [["lead", 10, 29]]}


def test_no_match_has_none() -> None:
    assert answer(id="a", lang="en", query="taliban", text="cricket", title=None) == {"id": "a", "match": False, "spans": []}


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{", "not a JSON line"),
        ("[1]", "one object"),
        ('{"id": 1, "text": "x"}', '"query" as text'),
        ('{"id": 1, "query": "x", "text": 5}', '"text" as text'),
        ('{"id": 1, "query": "x AND"}', "nothing stands behind AND"),
        ('{"id": 1, "query": "@nobody"}', "unknown concept"),
    ],
)
def test_a_bad_line_is_an_error_and_the_stream_goes_on(line: str, error: str) -> None:
    bad, good = run([line, '{"id": 2, "query": "x", "text": "x"}'])
    assert error in bad["error"]
    assert good["match"] is True
