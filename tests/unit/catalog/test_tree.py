from __future__ import annotations

from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog.scalars import resolve
from monitor.catalog.tree import DEEPEST, read_yaml

PLAIN = [
    pytest.param("no", "no", id="norway-not-false"),
    pytest.param("on", "on", id="on"),
    pytest.param("Off", "Off", id="off"),
    pytest.param("yes", "yes", id="yes"),
    pytest.param("12:30", "12:30", id="clock-not-base-sixty"),
    pytest.param("2026-04-17", "2026-04-17", id="date"),
    pytest.param("true", True, id="true"),
    pytest.param("False", False, id="false"),
    pytest.param("null", None, id="null"),
    pytest.param("~", None, id="tilde"),
    pytest.param("", None, id="nothing"),
    pytest.param("007", 7, id="leading-zeros-are-decimal"),
    pytest.param("0o17", 15, id="octal"),
    pytest.param("0x1f", 31, id="hex"),
    pytest.param("-12", -12, id="negative"),
    pytest.param("1_000", "1_000", id="underscore"),
    pytest.param("1.5", 1.5, id="float"),
    pytest.param("+.5e3", 500.0, id="exponent"),
    pytest.param("-.inf", float("-inf"), id="infinity"),
    pytest.param("1.2.3", "1.2.3", id="version"),
    pytest.param("9" * 200, "9" * 200, id="too-long-for-a-number"),
    pytest.param("талибан", "талибан", id="word"),
]


@pytest.mark.parametrize(("spelling", "value"), PLAIN)
def test_plain_scalars_by_yaml_1_2(spelling, value):
    assert resolve(spelling) == value
    assert type(resolve(spelling)) is type(value)


def test_not_a_number_is_one():
    assert resolve(".nan") != resolve(".nan")


BROKEN = [
    pytest.param("a:\n\t- b\n", "2:1", "indent with spaces", id="tab-as-indentation"),
    pytest.param("a: |\n\tb\n", "2:1", "indent with spaces", id="tab-in-a-block"),
    pytest.param("a: 1\n\tb: 2\n", "2:1", "indent with spaces", id="tab-after-a-value"),
    pytest.param('id: a\ntitle: "abc\nquery: x\n', "2:8", "never closed", id="quote-never-closed"),
    pytest.param("a: 'abc", "1:4", "half written", id="half-written-in-a-quote"),
    pytest.param("a: 1\nquer", "2:1", "`quer: value`", id="half-written-key"),
    pytest.param("a: 1\nquer", "2:1", "half written", id="half-written-key-says-so"),
    pytest.param("a\nb: 1\nc: 2\n", "2:2", "no colon in the line above, `a`", id="key-without-colon"),
    pytest.param("a: [1, 2\nb: 3\n", "1:4", "`[` is not closed", id="bracket-never-closed"),
    pytest.param("a: {b: c\n", "1:4", "`{` is not closed", id="brace-never-closed"),
    pytest.param("a: [1,,2]\n", "1:7", "a comma or a bracket is too much", id="two-commas"),
    pytest.param("a: 1\n  b: 2\n", "2:4", "indented deeper", id="deeper-than-its-key"),
    pytest.param("a: b: c\n", "1:5", "a second colon", id="colon-in-a-value"),
    pytest.param("a:\n    b: 1\n  c: 2\n", "3:3", "indented less", id="between-two-levels"),
    pytest.param("query: @taliban NEAR x\n", "1:8", "cannot begin with `@`", id="query-begins-with-a-concept"),
    pytest.param("query: `x`\n", "1:8", "cannot begin with ```", id="backtick"),
    pytest.param('query: "a" OR "b"\n', "1:12", "write `|` after the colon", id="query-begins-with-a-quote"),
    pytest.param("query: *x\n", "1:8", "is an alias", id="alias"),
    pytest.param("query: &x y\n", "1:8", "is an anchor", id="anchor"),
    pytest.param("query: & x\n", "1:9", "cannot begin with `&`", id="ampersand"),
    pytest.param("query: !x y\n", "1:8", "is a tag", id="tag-would-swallow-a-not"),
    pytest.param("query: !<x\n", "1:8", "cannot begin with `!`", id="broken-tag"),
    pytest.param("query: !!python/object:os.system x\n", "1:8", "`!!python/object:os.system` is a tag", id="python-tag"),
    pytest.param("list: !!seq [a]\n", "1:7", "`!!seq` is a tag", id="tag-on-a-list"),
    pytest.param("a: }\n", "1:4", "cannot begin with `}`", id="closing-brace"),
    pytest.param('a: "\\q"\n', "1:5", "unknown `\\`", id="unknown-escape"),
    pytest.param("a: 1\n---\nb: 2\n", "2:1", "one file for each", id="two-documents"),
    pytest.param("a: 1\n...\nb: 2\n", "3:1", "three dots", id="text-after-the-end"),
    pytest.param("%YAML 2.0\n---\na: 1\n", "1:1", "%YAML", id="another-version"),
    pytest.param("a: 1\na: 2\n", "2:1", "`a` is already written on line 1", id="duplicate-key"),
    pytest.param("? [a]\n: b\n", "1:3", "cannot be a key", id="list-as-a-key"),
    pytest.param("- a\nb: c\n", "2:1", "among the items of a list", id="key-among-items"),
    pytest.param("a: x\x00y\n", "1:5", "U+0000", id="nul"),
    pytest.param("a: 1\nb: \x07\n", "2:4", "U+0007", id="bell"),
    pytest.param("[" * 1500, "1:1001", "too deep", id="libyaml-gives-up"),
    pytest.param("[" * 500 + "]" * 500, f"1:{DEEPEST + 1}", "levels of nesting", id="deep"),
    pytest.param(": x\n", "1:1", "indented less", id="no-key-at-all"),
    pytest.param("%FOO bar\n---\na: 1\n", "1:5", "delete it", id="directive"),
    pytest.param("a: > x\n", "1:6", "begin it on the next line", id="text-beside-the-block-mark"),
    pytest.param("a: [", "2:1", "never closed", id="half-written-in-a-bracket"),
    pytest.param("a: |0\n", "1:5", "not YAML", id="anything-else"),
    pytest.param("a: \x80\n", "1:4", "U+0080", id="control-of-latin-1"),
]


@pytest.mark.parametrize(("text", "place", "words"), BROKEN)
def test_broken_yaml_has_its_own_words_and_place(text, place, words):
    first = read_yaml(text, name="topics/a.yaml").problems[0]
    assert (f"{first.line}:{first.column}", first.file) == (place, "topics/a.yaml")
    assert words in first.message


def test_an_alias_bomb_is_refused_without_being_unfolded():
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    read = read_yaml(bomb, name="x.yaml")
    assert read.root is None
    assert any("`*a0` is an alias" in one.message for one in read.problems)


def test_a_duplicate_key_leaves_the_rest_readable():
    read = read_yaml("a: 1\na: 2\nb: no\n", name="x.yaml")
    assert read.root is not None
    assert read.root.value == {"a": 1, "b": "no"}


def test_a_key_without_a_value_counts_as_not_written():
    read = read_yaml("fetch:\n  # at_once: 5\nweb: ~\nitems: [a, ]\n", name="x.yaml")
    assert read.root is not None
    assert read.root.value == {"items": ["a"]}


def test_places_are_counted_in_characters():
    read = read_yaml("تیتر: {ru: Москва, x: 1}\n", name="x.yaml")
    node, place = read.node_at(("تیتر", "x"))
    assert (place.line, place.column) == (1, 20)
    assert node is not None
    assert node.value == 1


def test_a_path_is_followed_as_far_as_it_leads():
    read = read_yaml("a:\n  - b: 1\n", name="x.yaml")
    assert read.node_at(("a", 0, "c", 5))[1] == read.node_at(("a", 0))[1]
    assert read.node_at(("a", 7))[1] == read.node_at(("a",))[1]
    assert read_yaml("", name="x.yaml").node_at(("a",)) == (None, read.root.place)


@given(st.text(st.characters(codec="utf-8"), max_size=60) | st.text("ab:-[]{}&*!|>'\"%@`?# \t\n,", max_size=40))
def test_any_text_is_a_tree_or_has_a_problem_with_a_place(text):
    read = read_yaml(text, name="x.yaml")
    for problem in read.problems:
        assert problem.line >= 1
        assert problem.column >= 1
    if read.root is not None:
        assert read.node_at(())[0] is read.root


@given(st.recursive(st.booleans() | st.integers(-999, 999) | st.text("abя ١:'\"#-", max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3), max_leaves=12))  # fmt: skip
def test_what_was_dumped_is_read(value):
    """PyYAML quotes more than YAML 1.2 asks for, so that its dumps mean the same in both."""
    with suppress(yaml.YAMLError):
        read = read_yaml(yaml.safe_dump(value, allow_unicode=True), name="x.yaml")
        assert read.problems == ()
        assert read.root is not None
        assert read.root.value == value
