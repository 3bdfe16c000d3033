"""`monitor backtest` over an archive that the line made: edits against what is in force, drift, ideas, and how it ends."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import delete

from monitor.cli.backtest import command
from monitor.errors import ConfigInvalid, DatabaseUnreachable
from monitor.model import Topic, TopicId
from monitor.storage.database import open_database, upgrade
from monitor.storage.in_force import take_into_force
from monitor.storage.tables import matches
from tests.line.running import ROOT, Monitor
from tests.line.site import Site, config, rss

ITEMS = (
    ("Dam on the upper river is full", "Engineers opened the gates of the dam on Tuesday."),
    ("Talks on the river resume", "Envoys of four states met for talks on the shared river."),
    ("Переговоры о реке", "Послы четырёх стран говорили о плотине и о реке."),
    ("Harvest is up a fifth", "Traders credit cold stores. A dam helped, they said, and the river rose."),
)
TOPICS = {"dams": "@dam", "talks": "talks river", "old": "harvest"}


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    """A folder with config/ and the database that one run of the service on it made."""
    top = tmp_path_factory.mktemp("archive")
    with Site() as site:
        site.pages["/rss"] = rss(*ITEMS)
        folder = config(top / "config", {"wire": site.url("/rss")}, topics=TOPICS)
        (folder / "concepts").mkdir()
        (folder / "concepts" / "dam.yaml").write_text("id: dam\nterms: {en: [dam]}\n")

        async def once() -> None:
            async with Monitor("run", "--once", "--config", folder, folder=top) as monitor:
                assert await monitor.ended() == 0

        asyncio.run(once())
    return top


@pytest.fixture
def draft(archive, tmp_path) -> Path:
    """A copy of the config folder, to be edited; its database is the same."""
    folder = tmp_path / "draft"
    for file in (archive / "config").rglob("*.y*ml"):
        copy = folder / file.relative_to(archive / "config")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(file.read_text())
    return folder


Backtest = Callable[..., tuple[int, str]]


@pytest.fixture
def backtest(archive) -> Backtest:
    """Runs the command; gives its exit code and what it printed."""

    def invoke(*arguments: str | Path, folder: Path = archive / "config") -> tuple[int, str]:
        done = CliRunner().invoke(command, [*map(str, arguments), "--config", str(folder)], standalone_mode=False)
        match done.exception:
            case None:
                return done.return_value, done.output
            case ConfigInvalid() as error:
                return 3, str(error)
            case DatabaseUnreachable() as error:
                return 4, str(error)
            case click.ClickException() as error:
                return error.exit_code, error.message
        raise done.exception

    return invoke


def answered(backtest: Backtest, *arguments, folder) -> dict[str, dict]:
    code, out = backtest(*arguments, "--json", folder=folder)
    assert code == 0
    return {topic["topic"]: topic for topic in json.loads(out)["topics"]}


def titles(hits) -> list[str]:
    return sorted(hit["headline"]["text"] for hit in hits)


# ── edits ──────────────────────────────────────────────────────────────────────────────────────────


def test_without_an_edit_nothing_differs(backtest):
    code, out = backtest("--changed")
    assert code == 0
    assert "No topic differs from what is in force" in out
    assert "3 topics compared" in out


def test_an_edited_query_gains_and_loses(backtest, draft):
    (draft / "topics" / "talks.yaml").write_text("id: talks\ntitle: {en: Talks}\nquery: title:(dam OR плотина) OR послы\n")
    found = answered(backtest, "--changed", folder=draft)
    assert list(found) == ["talks"]
    talks = found["talks"]
    assert talks["changed"] == ["query"]
    assert (titles(talks["gained_hits"]), titles(talks["lost_hits"])) == (
        ["Dam on the upper river is full", "Переговоры о реке"],
        [ITEMS[1][0]],
    )
    marks = {text[slice(*mark)] for hit in talks["gained_hits"] for text, mark in marked(hit)}
    assert marks == {"Dam", "Послы"}
    assert talks["alerts"]["now"]["alerts"] == 2
    assert talks["alerts"]["subscribers"] == 1  # the terminal


def marked(hit):
    return [(hit[part]["text"], mark) for part in ("headline", "sentence") for mark in hit[part]["marks"]]


def test_an_edited_concept_changes_the_topics_that_name_it(backtest, draft):
    (draft / "concepts" / "dam.yaml").write_text("id: dam\nterms: {en: [weir], ru: [плотина]}\n")
    found = answered(backtest, "--changed", folder=draft)
    assert [(name, topic["changed"]) for name, topic in found.items()] == [("dams", ["@dam"])]
    assert titles(found["dams"]["gained_hits"]) == ["Переговоры о реке"]
    assert titles(found["dams"]["lost_hits"]) == ["Dam on the upper river is full", "Harvest is up a fifth"]


def test_topics_come_and_go(backtest, draft):
    (draft / "topics" / "old.yaml").unlink()
    (draft / "topics" / "new.yaml").write_text("id: new\ntitle: {en: New}\nquery: engineers\n")
    found = answered(backtest, "--changed", folder=draft)
    assert [(name, topic["changed"], topic["gained"], topic["lost"]) for name, topic in found.items()] == [
        ("new", ["added"], 1, 0),
        ("old", ["removed"], 0, 1),
    ]
    by_name = answered(backtest, "new", folder=draft)
    assert by_name["new"]["gained"] == 1


def test_a_background_hit_that_is_to_alert_is_told_otherwise(backtest, draft):
    topic = draft / "topics" / "dams.yaml"
    topic.write_text(topic.read_text() + "body: alert\n")
    dams = answered(backtest, "--changed", folder=draft)["dams"]
    assert (dams["changed"], dams["gained"], dams["lost"]) == (["body"], 0, 0)
    assert {one["before"] for one in dams["retold"]} <= {"body only"}


def test_two_folders_are_compared_without_the_service(backtest, draft, archive):
    (draft / "topics" / "talks.yaml").write_text("id: talks\ntitle: {en: Talks}\nquery: nothing\n")
    code, out = backtest("--changed", "--against", archive / "config", folder=draft)
    assert code == 0
    assert f"then: {archive / 'config'}/; now: the config folder" in out
    assert "−1 lost" in out
    code, out = backtest("dams", "--against", archive / "config", folder=draft)
    assert (code, "+0 gained   −0 lost" in out) == (0, True)


def test_an_example_that_fails_is_the_finding(backtest, draft):
    (draft / "topics" / "old.yaml").write_text(
        "id: old\ntitle: {en: Old}\nquery: harvest NOT dam\nexamples:\n  matches:\n  - The dam and the harvest\n"
    )
    code, out = backtest("--changed", folder=draft)
    assert code == 1
    assert "topics/old.yaml:6:5: the example “The dam and the harvest” is not found" in out


# ── a topic, an idea ───────────────────────────────────────────────────────────────────────────────


def test_an_unchanged_topic_is_compared_with_what_was_recorded(backtest, archive):
    code, out = backtest("talks")
    assert code == 0
    assert "what was matched and recorded at the time" in out
    assert "then 1   now 1   +0 gained   −0 lost   1 kept" in out

    async def forget_matches() -> None:
        database = open_database(f"sqlite:///{archive / 'monitor.db'}")
        await database.run(lambda tx: tx.execute(delete(matches).where(matches.c.topic == "old")))
        await database.close()

    asyncio.run(forget_matches())
    assert "+1 gained" in backtest("old")[1]


def test_a_query_is_tried_with_the_concepts_of_the_folder(backtest):
    code, out = backtest("--query", "@dam NEAR/9 river", "--show", "1")
    assert code == 0
    assert "then: nothing; now: the query" in out
    assert "[Dam] on the upper [river] is full" in out


def test_what_is_doubtful_in_a_query_is_said_beside_the_answer(backtest):
    code, out = backtest("--query", "river and dam")
    assert code == 0
    assert out.startswith('--query 1:7: warning: "and" is searched as a word')


def test_a_topic_that_is_switched_off_is_tried_as_if_it_were_on(backtest, draft):
    (draft / "topics" / "off.yaml").write_text("id: off\ntitle: {en: Off}\nquery: envoys\nenabled: false\n")
    assert answered(backtest, "off", folder=draft)["off"]["gained"] == 1
    assert "off" not in answered(backtest, "--changed", folder=draft)


def test_the_page_is_written_beside_what_is_printed(backtest, tmp_path):
    code, out = backtest("--query", "river", "--html", tmp_path / "page.html")
    assert code == 0
    assert "now 3" in out
    page = (tmp_path / "page.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert page.count("<mark>river</mark>") == 4


# ── what cannot be done ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "say one of these: a TOPIC, --query Q, or --changed"),
        (["talks", "--changed"], "say one of these"),
        (["talk"], 'there is no topic `talk`; did you mean "talks"?'),
        (["zzz"], "there is no topic `zzz`; known: dams, old, talks"),
        (["--query", "a AND"], "--query 1:3: nothing stands behind AND"),
        (["--query", "@weir"], "--query 1:1: "),
        (["--query", "river", "--against", "."], "--against goes with a TOPIC or with --changed"),
        (["talks", "--html", "nowhere/page.html"], "there is no folder nowhere"),
        (["talks", "--html", "/dev/full"], "--html: /dev/full cannot be written (No space left on device)"),
        (["talks", "--days", "0"], "0 is not in the range"),
    ],
)
def test_wrong_usage_says_what_to_write(backtest, arguments, said):
    code, out = backtest(*arguments)
    assert code == 2
    assert said in out


def test_where_nothing_is_in_force_it_says_what_to_do(backtest, tmp_path):
    folder = config(tmp_path / "config", {"wire": "http://127.0.0.1:1/rss"}, topics={"talks": "talks"})
    code, out = backtest("--changed", folder=folder)
    assert code == 4
    assert "there is no database yet: `monitor run` makes it" in out
    assert not (tmp_path / "monitor.db").exists()
    upgrade(f"sqlite:///{tmp_path / 'monitor.db'}")
    code, out = backtest("--changed", folder=folder)
    assert code == 2
    assert "nothing is in force yet" in out
    assert "--against" in out
    assert backtest("talks", folder=folder)[0] == 0  # nothing was recorded, and nothing is archived


def test_what_is_in_force_may_be_of_another_version(backtest, tmp_path):
    folder = config(tmp_path / "config", {"wire": "http://127.0.0.1:1/rss"}, topics={"talks": "talks"})
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    upgrade(url)
    take(url, Topic(id=TopicId("talks"), query="talks WITHOUT (water"))
    code, out = backtest("--changed", folder=folder)
    assert code == 2
    assert "what is in force is not understood by this version" in out


def take(url: str, *topics: Topic) -> None:
    """Note that topics are in force."""

    async def noted() -> None:
        database = open_database(url)
        await database.run(take_into_force, topics, [], now=datetime(2026, 3, 1, tzinfo=UTC))
        await database.close()

    asyncio.run(noted())


def test_an_invalid_folder_is_named(backtest, draft, archive):
    (draft / "topics" / "talks.yaml").write_text("id: talks\ntitle: {en: Talks}\nquery: a AND\n")
    for arguments, folder in (([], draft), (["--against", draft], archive / "config")):
        code, out = backtest("--changed", *arguments, folder=folder)
        assert code == 3
        assert f"{draft}/topics/talks.yaml:3:10: nothing stands behind AND" in out


def test_ctrl_c_ends_it_without_a_trace(archive):
    script = """if True:
        import contextlib, os, signal
        from monitor.cli import backtest, main

        @contextlib.contextmanager
        def pressed():
            yield lambda done, total: os.kill(os.getpid(), signal.SIGINT)

        backtest._bar = pressed
        main()
    """
    arguments = ["backtest", "--query", "river", "--config", archive / "config"]
    done = subprocess.run([sys.executable, "-c", script, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "")


def test_progress_is_shown_to_people_alone(archive):
    arguments = [sys.executable, "-m", "monitor", "backtest", "--query", "river", "--config", str(archive / "config")]
    piped = subprocess.run(arguments, capture_output=True, text=True, cwd=ROOT)
    assert (piped.returncode, piped.stderr) == (0, "")
    ours, theirs = pty.openpty()
    watched = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=theirs, text=True, cwd=ROOT, env=os.environ | {"TERM": "xterm"})
    os.close(theirs)
    assert watched.returncode == 0
    assert b"matching" in os.read(ours, 100_000)
    os.close(ours)
    assert "matching" not in watched.stdout
