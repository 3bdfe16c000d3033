"""`monitor search` over what the line has stored: feed, page and revision, read with the matcher that reads the news."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import pty
import shutil
import sys
from datetime import timedelta

import pytest
from click.testing import CliRunner
from rich.console import Console

from monitor import cli
from monitor.app import opened
from monitor.catalog.load import load
from monitor.errors import ConfigInvalid
from monitor.service import now
from monitor.storage import archive_index, overview, retention
from monitor.storage.database import open_database
from tests.line.site import Site, config, rss

CONCEPT = "id: council\nterms: {en: [envoy, high council], ru: [посланник]}\n"
TOPICS = {"skiing": "skiing", "herat": "herat NOT traders", "council": "@council NOT herat", "format": '"московский формат"'}
ITEMS = (
    ("Envoys met in Herat", "Ten states sent envoys. They talked about water."),
    ("Посланников ждут в Кабуле", "Встреча московского формата начнётся завтра."),
    ("Harvest is up", "Traders of Herat credit new cold stores. The high council was pleased."),
)


async def _store(folder):
    async with opened(folder, load(folder), console=Console(file=io.StringIO())) as service:
        await service.once()


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A folder with a config and the database of what one check of a feed brought."""
    with Site() as site, pytest.MonkeyPatch.context() as patch:
        patch.delenv("MONITOR_DATABASE_URL", raising=False)
        site.pages["/rss"] = rss(*ITEMS)
        folder = config(tmp_path_factory.mktemp("stored") / "config", {"wire": site.url("/rss")}, topics=TOPICS)
        (folder / "concepts").mkdir()
        (folder / "concepts" / "council.yaml").write_text(CONCEPT)
        asyncio.run(_store(folder))
    return folder.parent


@pytest.fixture
def archive(stored, tmp_path, monkeypatch):
    """A copy of its config folder, over a copy of its database."""
    monkeypatch.delenv("MONITOR_DATABASE_URL", raising=False)
    here = shutil.copytree(stored, tmp_path / "copy")
    settings = here / "config" / "monitor.yaml"
    settings.write_text(settings.read_text().replace(str(stored), str(here)))
    return here / "config"


def search(folder, *words):
    return CliRunner().invoke(cli.monitor, ["search", *words, "--config", str(folder)])


def headlines(folder, *words):
    return [row["headline"] for row in json.loads(search(folder, *words, "--json").stdout)["articles"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("talks", [0], id="another-form"),
        pytest.param('"московский формат"', [1], id="phrase"),
        pytest.param("@council", [0, 1, 2], id="concept"),
        pytest.param("@council NOT herat", [1], id="not"),
        pytest.param("herat NEAR/4 traders", [2], id="near"),
        pytest.param("title:herat", [0], id="field"),
        pytest.param("@council lang:ru", [1], id="filter-by-language"),
        pytest.param("@council source:wire since:2001", [0, 1, 2], id="filters-that-hold"),
        pytest.param("@council before:2001", [], id="filter-by-date"),
        pytest.param("skiing", [], id="nothing"),
    ],
)
def test_the_archive_is_asked_in_the_language_of_topics(archive, query, found):
    assert headlines(archive, query) == [ITEMS[n][0] for n in found]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_search_finds_what_the_line_has_matched(archive, topic):
    async def matched():
        database = open_database(load(archive).database_url)
        found = await database.read(overview.fates)
        await database.close()
        return {fate.article.title for fate in found if topic in fate.matched}

    assert set(headlines(archive, TOPICS[topic])) == asyncio.run(matched())


def test_text_has_the_newest_first_with_the_hit_marked_and_says_how_many(archive):
    lines = search(archive, "herat", "--limit", "1").output.splitlines()
    assert [line.split(" · ")[1:] for line in lines[:1]] == [["Wire", "en"]]
    assert lines[1:] == ["  Envoys met in [Herat]", "  Ten states sent envoys.", "2 of 3 articles found; the newest 1 are shown"]


def test_json_has_the_proof(archive):
    result = json.loads(search(archive, "traders", "--days", "2", "--json").stdout)
    (row,) = result["articles"]
    assert (result["query"], result["total"], result["archived"], result["forgotten"], result["read"]) == ("traders", 1, 3, 0, 1)
    assert (row["source"], row["field"], row["spans"]) == ("wire", "lead", [["lead", 0, 7]])
    assert [row["sentence"][start:end] for start, end in row["sentence_hits"]] == ["Traders"]


def test_what_is_no_longer_archived_is_counted(archive):
    async def forget():
        database = open_database(load(archive).database_url)
        await database.run(retention.forget, before=now() + timedelta(minutes=1))
        await database.close()

    asyncio.run(forget())
    assert search(archive, "traders").output == "0 of 2 articles found; 1 more is no longer archived, and cannot be searched\n"


def test_what_another_version_has_filed_is_searched_in_full_until_the_night(archive, monkeypatch):
    monkeypatch.setattr(archive_index, "version", lambda: 1)
    assert json.loads(search(archive, "traders", "--json").stdout)["read"] == 3

    async def night():
        async with opened(archive, load(archive), console=Console(file=io.StringIO())) as service:
            await service.forget()

    asyncio.run(night())
    assert json.loads(search(archive, "traders", "--json").stdout)["read"] == 1


def test_no_article_need_be_shown(archive):
    assert search(archive, "herat", "--limit", "0").output == "2 of 3 articles found; the newest 0 are shown\n"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        pytest.param("herat AND", "1:7: ", id="dangling"),
        pytest.param("lang:en", "without any word", id="filters-alone"),
        pytest.param("@counsil", '"@counsil"', id="unknown-concept"),
        pytest.param("*herat", "1:1: ", id="leading-wildcard"),
    ],
)
def test_a_query_that_is_wrong_says_where(archive, query, said):
    result = search(archive, query)
    assert result.exit_code == 2
    assert said in result.stderr


def test_what_looks_like_a_slip_is_said_and_searched(archive):
    result = search(archive, "herat and traders")
    assert "warning" in result.stderr
    assert "found" in result.stdout


def test_a_wrong_config_is_not_searched_with(archive):
    (archive / "concepts" / "council.yaml").write_text("id: council\nterms: {}\n")
    assert isinstance(search(archive, "herat").exception, ConfigInvalid)


def test_a_terminal_shows_the_hit_in_colour(archive):
    async def at_a_terminal():
        ours, theirs = pty.openpty()
        environ = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80"}
        command = [sys.executable, "-m", "monitor", "search", "herat", "--config", str(archive)]
        process = await asyncio.create_subprocess_exec(*command, env=environ, stdout=theirs, stderr=theirs)
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # its end, on Linux
            while piece := os.read(ours, 4096):
                shown += piece
        await process.wait()
        os.close(ours)
        return shown.decode()

    shown = asyncio.run(at_a_terminal())
    assert "\x1b[1;30;43mHerat\x1b[0m" in shown
    assert "2 of 3 articles found" in shown
