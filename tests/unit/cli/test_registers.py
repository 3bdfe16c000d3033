"""`monitor registers diff`: what differs between two saved copies of a list."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli.registers import command

BEFORE = "<table><tr><td>1<td>Движение Талибан<td>2003<tr><td>2<td>Other<td>2006</table>"
AFTER = "<table><tr><td>1<td>Движение Талибан<td>2003, приостановлен<tr><td>2<td>Third<td>2025</table>"


@pytest.fixture
def copies(tmp_path: Path) -> tuple[str, str]:
    """Two saved copies of a page."""
    (tmp_path / "a.html").write_text(BEFORE, encoding="utf-8")
    (tmp_path / "b.html").write_text(AFTER, encoding="utf-8")
    return str(tmp_path / "a.html"), str(tmp_path / "b.html")


@pytest.mark.parametrize("how", [["--format", "fsb"], ["--selectors", "tr", "td:not(:first-child)"]], ids=["format", "selectors"])
def test_rows_and_cells_that_differ_are_told(copies: tuple[str, str], how: list[str]) -> None:
    done = CliRunner().invoke(command, ["diff", *copies, *how])
    assert done.exit_code == 1
    first, cell, *rest = done.stdout.splitlines()
    assert first == "changed: Движение Талибан"
    assert cell.endswith(": '2003' -> '2003, приостановлен'")
    assert rest == ["added: Third", "removed: Other"]


def test_json_holds_both_rows(copies: tuple[str, str]) -> None:
    done = CliRunner().invoke(command, ["diff", *copies, "--format", "fsb", "--json"])
    changed, *_ = map(json.loads, done.stdout.splitlines())
    assert (changed["kind"], changed["before"]["cells"], changed["after"]["name"]) == ("changed", [["3", "2003"]], "Движение Талибан")


def test_the_same_list_twice_is_no_finding(copies: tuple[str, str]) -> None:
    done = CliRunner().invoke(command, ["diff", copies[0], copies[0], "--format", "fsb"])
    assert (done.exit_code, done.stdout) == (0, "")
