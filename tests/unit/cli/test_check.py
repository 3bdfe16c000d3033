from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli.check import command

TOPIC = """\
id: moscow-format
title: {en: Moscow Format}
query: |
  "moscow format"
examples:
  matches:
    - Sixth Moscow Format meeting opens
  ignores:
    - {lang: en, title: A format agreed in Moscow}
"""
SOURCES = "sources:\n  - {id: tass, name: TASS, feeds: [{url: 'https://example.org/a'}, {url: 'https://example.org/b'}]}\n"


@pytest.fixture
def run(tmp_path: Path):
    """Write a config folder and check it; the exit code and the output."""

    def checked(files: dict[str, str], *options: str) -> tuple[int, str]:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        result = CliRunner().invoke(command, ["--config", str(tmp_path), *options], standalone_mode=False)
        assert result.exception is None
        return result.return_value, result.output.replace(str(tmp_path), "config")

    return checked


def test_a_good_folder_is_counted(run):
    assert run({"topics/a.yaml": TOPIC, "sources/a.yaml": SOURCES}) == (0, "ok: topics 1, sources 1, feeds 2\n")


def test_json_says_the_same(run):
    code, output = run({"topics/a.yaml": TOPIC, "sources/a.yaml": SOURCES}, "--json")
    assert (code, json.loads(output)) == (0, {"ok": True, "problems": [], "topics": 1, "sources": 1, "feeds": 2})


def test_warnings_are_shown_and_accepted(run):
    code, output = run({"topics/a.yaml": TOPIC})
    assert code == 0
    assert "config/sources: warning: there are no sources" in output


def test_every_problem_is_shown_with_its_place(run):
    code, output = run({"topics/a.yaml": TOPIC.replace("query: |", "querry: |"), "sources/a.yaml": SOURCES.replace("name", "nam")})
    assert code == 3
    assert "config/topics/a.yaml:3:1: `querry` is not a known key: did you mean `query`?" in output
    assert "config/sources/a.yaml:2:16: `nam` is not a known key: did you mean `name`?" in output
    assert output.endswith("invalid: 4 to mend\n")


def test_json_holds_the_problems(run):
    code, output = run({"sources/a.yaml": SOURCES.replace("name", "nam")}, "--json")
    report = json.loads(output)
    assert (code, report["ok"]) == (3, False)
    assert {
        "file": "sources/a.yaml",
        "line": 2,
        "column": 16,
        "severity": "error",
        "message": "`nam` is not a known key: did you mean `name`?",
    } in report["problems"]


def test_a_missing_folder_is_said(tmp_path):
    result = CliRunner().invoke(command, ["--config", str(tmp_path / "none")], standalone_mode=False)
    assert result.return_value == 3
    assert "there is no folder" in result.output


def test_failing_examples_are_errors_at_their_place(run):
    swapped = TOPIC.replace("matches", "x").replace("ignores", "matches").replace("x:", "ignores:")
    code, output = run({"topics/a.yaml": swapped, "sources/a.yaml": SOURCES})
    assert code == 3
    assert "config/topics/a.yaml:7:7: the example “Sixth Moscow Format meeting opens” is found by the query" in output
    assert "config/topics/a.yaml:9:7: the example “A format agreed in Moscow” is not found by the query" in output


def test_examples_of_a_topic_that_is_not_enabled_are_left_alone(run):
    code, output = run(
        {
            "topics/a.yaml": TOPIC.replace("  matches:", "  ignores:", 1).replace("  ignores:\n    - {", "  matches:\n    - {")
            + "enabled: false\n",
            "sources/a.yaml": SOURCES,
        }
    )
    assert code == 0
    assert "no topics that are enabled" in output
