"""What is told of a path that an operator wrote."""

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds.jsonpaths import LONGEST, asker, check_path

GOOD = [
    "data.items",
    "@",
    "[]",
    '"a-b".c',
    "items[?kind=='news']",
    "join('', ['https://x.example/', slug])",
    "not_null(a, b, c)",
    "a[1:2].b",
    "sort_by(a, &b)",
]
BAD = [
    pytest.param("", "there is no path", id="nothing"),
    pytest.param(" ", "there is no path", id="blank"),
    pytest.param("a" * (LONGEST + 1), "longer than", id="long"),
    pytest.param("data.", "ends too early", id="cut"),
    pytest.param("a.{", "ends too early", id="cut-in-braces"),
    pytest.param("data items", "`items` at character 6", id="two-words"),
    pytest.param("data.#x", "character 6", id="a-sign"),
    pytest.param("$.data", "character 1", id="jsonpath"),
    pytest.param("(" * 900, "is no path", id="deep"),
    pytest.param("a[", "is no path", id="open"),
    pytest.param("jion('', a)", "did you mean `join`?", id="misspelled-function"),
    pytest.param("translate(a)", "there is no function `translate`", id="unknown-function"),
    pytest.param("join(a)", "takes 2 arguments, here are 1", id="too-few"),
    pytest.param("a.b | [length()]", "takes 1 arguments, here are 0", id="inner"),
    pytest.param("not_null()", "takes 1 arguments", id="any-number-but-none"),
]


@pytest.mark.parametrize("path", GOOD)
def test_a_path_is_fine(path: str) -> None:
    assert check_path(path) == ""
    asker(path)({"data": {}})


@pytest.mark.parametrize(("path", "words"), BAD)
def test_a_wrong_path_is_told_in_words(path: str, words: str) -> None:
    assert words in check_path(path)
    with pytest.raises(ValueError, match=r"path|function|arguments"):
        asker(path)


@settings(deadline=None)
@given(st.text(alphabet="ab.[]*&|'\"`(){}@!<>=?:,-0 ", max_size=25))
def test_any_path_is_fine_or_told(path: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        if not check_path(path):
            asker(path)({"a": [{"b": "x"}, 1, None]})
