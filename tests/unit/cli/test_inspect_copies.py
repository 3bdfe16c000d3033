from __future__ import annotations

import pytest

from monitor.cli import inspect_copies, inspect_stories

GOOD = (
    '{"id": "a", "lang": "en", "title": "Supreme Court suspends ban on heron hunting", "text": "Judges in the northern capital suspended'
    ' the ban on hunting grey herons along the river, which farmers and fishermen had fought since early spring."}'
)
ROWS = [
    pytest.param("nonsense", None, "line 2: not a JSON line", id="no JSON"),
    pytest.param("[1]", None, "line 2: a line holds one object", id="a list"),
    pytest.param('{"id": "b", "text": 5}', "b", 'line 2: a line needs "text" as text', id="a number for a text"),
    pytest.param('{"id": "b", "title": ["x"]}', "b", 'line 2: a line needs "title" as text', id="a list for a title"),
    pytest.param('{"id": "b", "lang": 7}', "b", 'line 2: a line needs "lang" as text', id="a number for a language"),
]


@pytest.mark.parametrize("inspect", [inspect_copies, inspect_stories])
@pytest.mark.parametrize(("line", "name", "error"), ROWS)
def test_a_line_that_cannot_be_used_is_answered_and_the_stream_goes_on(inspect, line, name, error):
    first, bad, last = inspect.run([GOOD, line, GOOD])
    assert (first["id"], last["id"]) == ("a", "a")
    assert first["cluster"] == last["cluster"]
    assert bad["id"] == name
    assert bad["error"].startswith(error)
