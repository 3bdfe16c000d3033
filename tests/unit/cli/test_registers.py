"""`monitor registers`: how lists stand, what was read of them, and what differs between two saved copies."""

import asyncio
import json
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli.registers import command
from monitor.model import FeedKind, FeedSpec, RegisterSpec, Source, SourceId
from monitor.registers.diff import diff
from monitor.registers.rows import Row
from monitor.storage import registers, watchlist
from monitor.storage.database import open_database, upgrade
from monitor.storage.registers import Snapshot, Standing

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


# ── the lists that are watched ─────────────────────────────────────────────────────────────────────

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROWS = tuple(Row(key=f"movement{n}", name=f"Movement {n}", cells=(("3", "Court"),)) for n in range(9))
HELD = b"<table>" + b"".join(f"<tr><td>{n}<td>Movement {n}<td>Court".encode() for n in range(3)) + b"</table>"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A config with two lists, one of them with a reading that is held."""
    folder = tmp_path / "config"
    (folder / "sources").mkdir(parents=True)
    (folder / "topics").mkdir()
    (folder / "monitor.yaml").write_text(f"database: sqlite:///{tmp_path / 'monitor.db'}\n")
    (folder / "topics" / "t.yaml").write_text("id: t\ntitle: {en: T}\nquery: word\n")
    (folder / "sources" / "s.yaml").write_text("sources: []\n")
    specs = [FeedSpec(url=f"https://fsb.example/{n}", kind=FeedKind.REGISTER, register=RegisterSpec(form="fsb")) for n in (1, 2)]
    sources = [Source(id=SourceId("fsb"), name="FSB", feeds=tuple(specs[:1])), Source(id=SourceId("two"), name="Two", feeds=tuple(specs))]
    asyncio.run(filled(f"sqlite:///{tmp_path / 'monitor.db'}", sources))
    return folder


async def filled(url: str, sources: list[Source]) -> None:
    upgrade(url)
    database = open_database(url)
    await database.run(watchlist.sync_feeds, sources, now=AT)
    feed, *_ = await database.read(registers.lists)
    await database.run(registers.replace_rows, feed.id, ROWS)
    await database.run(
        registers.take_turn, feed.id, Standing(fault="shrunk", held_since=AT, pending=diff(ROWS, ROWS[1:]), since=AT, confirmed=AT)
    )
    for look, body, n in (("first", b"<html>", 0), ("held", HELD, 1)):
        snapshot = Snapshot(
            feed=feed.id,
            at=AT + timedelta(hours=n),
            url=feed.url,
            status=200,
            content_type="text/html",
            headers=(("date", "today"),),
            sha256=f"abc{n}",
            digest=f"d{n}",
            size=len(body),
            rows=3,
            look=look,
            fault="shrunk" if n else "",
            packed=zlib.compress(body),
        )
        await database.run(registers.keep_snapshot, snapshot)
    await database.close()


def told(house: Path, *words: str) -> str:
    done = CliRunner().invoke(command, [words[0], "--config", str(house), *words[1:]])
    assert (done.exit_code, done.exception) == (0, None), done.output
    return done.stdout


def test_how_each_list_stands(house: Path) -> None:
    first, *others = map(json.loads, told(house, "list", "--json").splitlines())
    assert (first["source"], first["state"], first["fault"], first["rows"], first["pending"]) == ("fsb", "held", "shrunk", 9, 1)
    assert [other["state"] for other in others] == ["new", "new"]
    assert "held: shrunk since 2026-11-24T12:00, 1 to confirm since 2026-11-24T12:00" in told(house, "list")


def test_the_readings_that_were_kept(house: Path) -> None:
    newest, _ = map(json.loads, told(house, "list", "fsb", "--json").splitlines())
    assert (newest["look"], newest["sha256"], newest["headers"]) == ("held", "abc1", {"date": "today"})
    assert "held: shrunk            3 rows" in told(house, "list", "fsb")


def test_the_rows_now_and_then(house: Path) -> None:
    assert told(house, "show", "fsb").splitlines()[0] == "Movement 0  Court"
    assert len(told(house, "show", "fsb", "--json").splitlines()) == 9
    assert len(told(house, "show", "fsb", "--at", "2026-11-25").splitlines()) == 3
    assert told(house, "show", "fsb", "--at", "2026-11-25", "--raw").encode() == HELD


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "paper"), "no official list of `paper` is watched; those that are: fsb, two"),
        (("show", "two"), "`two` has several lists: choose one with --url https://fsb.example/1"),
        (("show", "fsb", "--at", "2020-01-01"), "no reading of `fsb` before 2020-01-01 00:00 was kept"),
        (("show", "fsb", "--at", "2026-11-24T12:30"), "the reading of 2026-11-24 12:00 has no rows"),
        (("accept", "two", "--url", "https://fsb.example/2"), "nothing of `two` is held"),
    ],
)
def test_what_cannot_be_done_is_said(house: Path, words: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(command, [words[0], "--config", str(house), *words[1:]])
    assert done.exit_code == 1
    assert said in done.output


def test_a_held_reading_is_accepted_once(house: Path) -> None:
    assert "3 rows read at 2026-11-24 13:00: 6 removed. They are the list" in told(house, "accept", "fsb")
    assert json.loads(told(house, "list", "--json").splitlines()[0])["state"] == "ok"
    assert CliRunner().invoke(command, ["accept", "fsb", "--config", str(house)]).exit_code == 1


def test_a_held_reading_is_let_through_to_be_told(house: Path) -> None:
    assert "They are told once the next two looks agree" in told(house, "accept", "fsb", "--tell")
    assert len(told(house, "show", "fsb").splitlines()) == 9
