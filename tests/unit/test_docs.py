"""The documents are true: every event, command, link and example in them is there, and nothing that is there is missing from them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from monitor import cli
from monitor.topics.syntax import parse

TOP = Path(__file__).parent.parent.parent
DOCUMENTS = [*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md")]


def events_in_code():
    for path in (TOP / "monitor").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="log"), attr="debug" | "info" | "warning" | "error" | "exception" as level)
                ):
                    name = node.args[0]
                    assert isinstance(name, ast.Constant), f"{path}:{node.lineno}: an event's name is written out"
                    yield name.value, "error" if level == "exception" else level, {k.arg for k in node.keywords if k.arg}


def events_in_docs():
    for row in re.findall(r"^\| `([a-z_.]+)` \| (\w+) \|[^|]*\|([^|]*)\|$", (TOP / "docs/logs.md").read_text("utf8"), re.MULTILINE):
        yield row[0], row[1], row[2]


def test_every_event_is_documented_and_every_documented_event_exists():
    documented = {name: level for name, level, _ in events_in_docs()}
    assert {name: level for name, level, _ in events_in_code()} == documented


def test_every_value_of_an_event_is_documented():
    documented = {name: set(re.findall(r"`([a-z_]+)`", values)) for name, _, values in events_in_docs()}
    missing = {(name, value) for name, _, values in events_in_code() for value in values - documented[name]}
    assert missing == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(TOP)))
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf8")):
        assert target.startswith("https://") or (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(TOP)))
def test_no_document_names_a_machine_or_a_registry(path):
    assert not re.search(r"/w[o]rk/|/tmp/[a-z]|pypi[.]org|npmjs[.]org", path.read_text("utf8"))


def test_every_query_in_the_documents_is_one():
    text = (TOP / "docs/query-language.md").read_text("utf8")
    queries = [line for block in re.findall(r"```query\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    assert len(queries) > 6
    for query in queries:
        parse(query)


def test_every_command_is_documented():
    text = (TOP / "docs/commands.md").read_text("utf8")
    for name in cli.COMMANDS:
        assert f"monitor {name}" in text
    for name in cli.INSPECT:
        assert f"inspect {name}" in text


def test_the_readme_is_short_and_begins_with_the_quick_start():
    text = (TOP / "README.md").read_text("utf8")
    assert len(text.splitlines()) <= 120
    assert re.findall(r"^## (.*)$", text, re.MULTILINE)[0] == "Quick start"


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z]+):", (TOP / "Makefile").read_text("utf8"), re.MULTILINE))
    for path in DOCUMENTS:
        assert set(re.findall(r"`make ([a-z]+)`", path.read_text("utf8"))) <= targets, path
