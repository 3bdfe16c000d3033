from __future__ import annotations

import json

import pytest

from monitor.cli.inspect_articles import run


def test_a_page_becomes_a_line(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<html lang=en><title>Crossing opens</title><meta name=author content='Ada Sample'><meta name=date content=2026-05-03T12:00:00+03:00>"
        "<p>The first lorries passed on Monday, officials said, and buses will follow a week later.</p>"
    )
    (row,) = run([json.dumps({"file": str(page), "url": "https://example.org/a"})])
    assert row == {
        "file": str(page),
        "title": "Crossing opens",
        "content": "The first lorries passed on Monday, officials said, and buses will follow a week later.",
        "published": "2026-05-03T09:00:00+00:00",
        "updated": None,
        "authors": ["Ada Sample"],
        "language": "en",
        "canonical_url": "https://example.org/a",
    }


def test_lines_are_answered_as_they_come(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<title>One</title><meta property=article:modified_time content=2026-05-03T12:00:00Z>")

    def lines():
        yield json.dumps({"file": str(page)})
        pytest.fail("the first answer was not given before the second line was read")

    assert next(run(lines()))["updated"] == "2026-05-03T12:00:00+00:00"


BAD = [
    pytest.param("not json", None, "not JSON", id="not-json"),
    pytest.param("[]", None, "must be", id="not-an-object"),
    pytest.param('{"url": "https://example.org"}', None, "must be", id="no-file"),
    pytest.param('{"file": "/nowhere/at/all.html"}', "/nowhere/at/all.html", "cannot be read", id="no-such-file"),
    pytest.param('{"file": "a\\u0000b"}', "a\0b", "cannot be read", id="nul-in-a-path"),
]


@pytest.mark.parametrize(("line", "file", "words"), BAD)
def test_a_line_that_cannot_be_answered_names_its_error(line, file, words):
    (row,) = run([line])
    assert row["file"] == file
    assert words in row["error"]


def test_a_file_that_is_no_page_names_its_error(tmp_path):
    empty = tmp_path / "empty.html"
    empty.touch()
    assert list(run([json.dumps({"file": str(empty)})])) == [{"file": str(empty), "error": "empty"}]
