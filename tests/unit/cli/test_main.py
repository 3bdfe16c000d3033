import io
import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from monitor import cli, errors
from monitor.cli import jsonlines


def run(monkeypatch, capfdbinary, *words, stdin=b""):
    """Run the command line in process; return its exit code, output and errors."""
    monkeypatch.setattr(sys, "argv", ["monitor", *words])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    out, err = capfdbinary.readouterr()
    return ended.value.code, out.decode(), err.decode()


GROUPS = {"": cli.COMMANDS, "sources": cli.SOURCES, "registers": cli.REGISTERS, "topics": cli.TOPICS, "concepts": cli.CONCEPTS}


@pytest.mark.parametrize("group", GROUPS)
def test_help_names_every_command_and_imports_none_of_them(group):
    script = (
        f"import sys; from monitor.cli import main; sys.argv = ['monitor', *{group.split()}, '--help']\ntry: main()\nexcept SystemExit: pass\n"
        "print(sorted(name for name in sys.modules if name.startswith(('monitor', 'sqlalchemy', 'httpx', 'yaml', 'pydantic', 'rich'))))"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60).stdout
    for name in GROUPS[group]:
        assert f"  {name} " in out
    own = [f"monitor.cli.{group}"] if group else []
    assert out.splitlines()[-1] == str(sorted(["monitor", "monitor.cli", "monitor.errors", *own]))


@pytest.mark.parametrize("group", ["topics", "concepts"])
def test_the_usual_command_of_a_group_need_not_be_named(monkeypatch, capfdbinary, group):
    for words in (["list"], [], ["--json"], ["list", "--json"]):
        code, _, err = run(monkeypatch, capfdbinary, group, *words, "--config", "no-such-folder")
        assert (code, "no-such-folder" in err) == (3, True)
    monkeypatch.chdir(Path(cli.__file__).parent)  # without config/
    assert run(monkeypatch, capfdbinary, group)[0] == 3
    code, out, _ = run(monkeypatch, capfdbinary, group, "-h")
    assert (code, "Commands:" in out) == (0, True)
    code, _, err = run(monkeypatch, capfdbinary, group, "lst")
    assert (code, "No such command 'lst'" in err) == (2, True)


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        pytest.param(
            errors.ConfigInvalid([errors.Problem(file="a.yaml", line=3, column=1, message="no")]), 3, "a.yaml:3:1: no\n", id="config"
        ),
        pytest.param(errors.DatabaseUnreachable("no answer"), 4, "monitor: no answer\n", id="database"),
        pytest.param(errors.TelegramUnreachable("refused"), 4, "monitor: refused\n", id="telegram"),
        pytest.param(errors.MonitorError("other"), 1, "monitor: other\n", id="another error of ours"),
        pytest.param(KeyboardInterrupt(), 130, "", id="interrupted"),
        pytest.param(click.Abort(), 130, "", id="aborted at a prompt"),
        pytest.param(click.UsageError("what?"), 2, "Error: what?\n", id="usage"),
    ],
)
def test_each_end_has_its_exit_code(monkeypatch, capfdbinary, raised, code, said):
    def fails(**_):
        raise raised

    monkeypatch.setattr(cli, "monitor", fails)
    ended, _, err = run(monkeypatch, capfdbinary)
    assert (ended, err) == (code, said)


def test_a_number_that_a_command_returns_is_the_exit_code(monkeypatch, capfdbinary):
    monkeypatch.setattr(cli, "monitor", lambda **_: 1)
    assert run(monkeypatch, capfdbinary)[0] == 1
    monkeypatch.setattr(cli, "monitor", lambda **_: None)
    assert run(monkeypatch, capfdbinary)[0] == 0


def test_an_unknown_command_is_a_usage_error(monkeypatch, capfdbinary):
    code, _, err = run(monkeypatch, capfdbinary, "watch")
    assert code == 2
    assert "No such command 'watch'" in err


def test_version_and_help_end_well(monkeypatch, capfdbinary):
    assert run(monkeypatch, capfdbinary, "--version")[0] == 0
    assert run(monkeypatch, capfdbinary, "inspect", "--help")[0] == 0


def test_a_reader_that_has_seen_enough_is_no_error():
    script = "from monitor.cli import main; import sys; sys.argv = ['monitor', 'inspect', 'copies']; main()"
    lines = b"".join(b'{"id": %d, "lang": "en", "text": "some words to compare with others"}\n' % i for i in range(20_000))
    piped = subprocess.run(
        ["bash", "-c", f'{sys.executable} -c "$0" | head -n 1; echo ${{PIPESTATUS[0]}}', script],
        input=lines,
        capture_output=True,
        timeout=60,
    )
    assert piped.stdout.splitlines()[-1] == b"0"
    assert b"Traceback" not in piped.stderr


@pytest.mark.parametrize(
    ("stage", "line", "expected"),
    [
        pytest.param("copies", {"id": "a", "lang": "en", "text": "words"}, {"id": "a", "cluster": 0}, id="copies"),
        pytest.param("stories", {"id": "a", "lang": "en", "text": "words"}, {"id": "a", "cluster": 0}, id="stories"),
        pytest.param(
            "queries",
            {"id": 1, "lang": "ru", "query": '"московский формат"', "text": "Встреча московского формата"},
            {"id": 1, "match": True, "spans": [["text", 8, 27]]},
            id="queries",
        ),
    ],
)
def test_a_stage_reads_and_writes_json_lines(monkeypatch, capfdbinary, stage, line, expected):
    code, out, _ = run(monkeypatch, capfdbinary, "inspect", stage, stdin=json.dumps(line).encode() + b"\n\n")
    assert code == 0
    (row,) = map(json.loads, out.splitlines())
    assert {key: row[key] for key in expected if key != "spans"} == {key: expected[key] for key in expected if key != "spans"}


@pytest.mark.parametrize("line", [b"not json", b"[1]", b'"text"'], ids=["no JSON", "a list", "a string"])
def test_a_line_that_cannot_be_read_is_answered_and_the_next_is_read(monkeypatch, capfdbinary, line):
    _, out, _ = run(monkeypatch, capfdbinary, "inspect", "copies", stdin=line + b'\n{"id": 2, "text": "words"}\n')
    first, second = map(json.loads, out.splitlines())
    assert "line 1" in first["error"]
    assert second["id"] == 2


def test_lines_come_one_by_one_and_bad_bytes_are_replaced(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"one\xff\n\n  two  \n")))
    assert list(jsonlines.lines_in()) == ["one\ufffd", "two"]
