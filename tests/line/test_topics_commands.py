"""From a feed to an accepted spelling: the service reads, an operator asks, and the next article is told of."""

from __future__ import annotations

import asyncio
import io

import pytest
from click.testing import CliRunner
from rich.console import Console

from monitor import cli
from monitor.app import opened
from monitor.catalog.load import load
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio

FIRST = (
    ("Haqqani receives envoys", "The minister Haqqani received three envoys in Kabul."),
    ("Хаккани принял послов", "Вчера министр Хаккани принял послов трёх стран."),
    ("Хоккей: итоги", "Вчера хоккеисты сыграли два матча."),
)
NEXT = ("Хаккани прибыл в Дубай", "Сегодня Хаккани прибыл в Дубай для переговоров.")
CONCEPT = "# of the network\nid: haqqani\nterms:\n  en: [Haqqani]\n"
EXAMPLES = "examples:\n  matches:\n    - Haqqani speaks\n    - {lang: ru, title: Хаккани выступил}\n"


async def test_a_spelling_is_found_accepted_and_heard(tmp_path, monkeypatch):
    monkeypatch.delenv("MONITOR_DATABASE_URL", raising=False)
    with Site() as site:
        site.pages["/rss"] = rss(*FIRST)
        folder = config(tmp_path / "config", {"agency": site.url("/rss")}, topics={"network": "@haqqani"})
        (folder / "concepts").mkdir()
        concept, topic = folder / "concepts" / "haqqani.yaml", folder / "topics" / "network.yaml"
        concept.write_text(CONCEPT, "utf8")
        topic.write_text(topic.read_text("utf8") + EXAMPLES, "utf8")

        async def told(*words: str) -> tuple[int, str]:
            call = [*words, "--config", str(folder)]
            ended = await asyncio.to_thread(CliRunner().invoke, cli.monitor, call, standalone_mode=False, catch_exceptions=False)
            return ended.return_value or 0, ended.output.replace(str(folder), "config")

        async def once() -> str:
            terminal = io.StringIO()
            async with opened(folder, load(folder), console=Console(file=terminal, width=100)) as service:
                await service.once()
                await service.deliver()
            return terminal.getvalue()

        assert FIRST[0][0] in await once()
        code, examples = await told("topics", "test")
        assert code == 1
        failed, reason, summary = examples.splitlines()
        assert failed.startswith("config/topics/network.yaml:8:7: the example “Хаккани выступил” is not found by the query: widen it")
        assert reason.startswith("    no @haqqani in the text")
        assert summary == "network: 1 of 2 examples fail"
        _, found = await told("concepts", "suggest", "haqqani")
        assert (found.split()[0], "Хоккей" in found) == ("Хаккани", False)
        assert await told("concepts", "suggest", "haqqani", "--accept", "Хаккани") == (0, "config/concepts/haqqani.yaml: ru: Хаккани\n")
        assert concept.read_text("utf8") == CONCEPT + "  ru: [Хаккани]\n"
        assert await told("topics", "test") == (0, "network: examples 2, all hold\n")
        site.pages["/rss"] = rss(NEXT, *FIRST)
        assert NEXT[0] in await once()
        row = (await told("topics"))[1].splitlines()[1].split()
        assert row[row.index("digest") + 1 :] == ["2", "+", "0", "0", "0", "2", "–", "1", "config/topics/network.yaml"]
