"""Stories as an operator meets them: the service reads, its stories are listed, corrected while it runs, and stay corrected."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from monitor import cli
from tests.line.running import QUICK, Monitor
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio

BAN = (
    "Supreme court lifts the ban on the movement",
    "The supreme court in Moscow lifted the ban on the movement on Thursday after a closed hearing that lasted four hours.",
)
FLOOD = (
    "Floods cut off villages in the northern valley",
    "Heavy rain washed away two bridges on the river; the army flies tents and bread to villages that no lorry can reach.",
)
AGO = timedelta(minutes=30)


class Operator:
    """Types commands on a config folder."""

    def __init__(self, folder) -> None:
        self._folder = folder

    async def types(self, *words: object) -> str:
        call = [*map(str, words), "--config", str(self._folder)]
        ended = await asyncio.to_thread(CliRunner().invoke, cli.monitor, call, standalone_mode=False, catch_exceptions=False)
        return ended.output

    async def reads(self, *words: object) -> list[dict]:
        return [json.loads(line) for line in (await self.types(*words, "--json")).splitlines()]

    async def sees(self, articles: dict[str, int]) -> dict[str, int]:
        """Wait until the stories with these first headlines have so many articles; return the id of each."""
        async with asyncio.timeout(60):
            while True:
                found = await self.reads("stories")
                if {one["headline"]: one["articles"] for one in found} == articles:
                    return {one["headline"]: one["story"] for one in found}
                await asyncio.sleep(0.1)


async def test_stories_are_corrected_while_the_service_runs_and_stay_so(tmp_path, monkeypatch):
    monkeypatch.delenv("MONITOR_DATABASE_URL", raising=False)
    monkeypatch.setenv("USER", "anna")
    now = datetime.now(UTC)
    with Site() as site:
        feeds = {name: site.url(f"/{name}") for name in ("post", "echo", "gazette")}
        site.pages |= {"/post": rss(BAN, at=now - 2 * AGO), "/echo": rss(BAN, at=now - AGO), "/gazette": rss(FLOOD, at=now - AGO)}
        folder = config(tmp_path / "config", feeds, topics={"news": "court OR floods"}, polling=QUICK)
        operator = Operator(folder)
        async with Monitor("run", "--config", folder, folder=tmp_path) as service:
            told = await operator.sees({BAN[0]: 2, FLOOD[0]: 1})
            ban, flood = told[BAN[0]], told[FLOOD[0]]
            (story,) = await operator.reads("story", ban)
            assert [(one["source"], one["lag_seconds"]) for one in story["timeline"]] == [("post", 0), ("echo", AGO.total_seconds())]
            numbers = {one["article"] for one in story["timeline"]}
            assert {one["copy_of"] for one in story["timeline"]} - {None} < numbers  # whichever was read later is the other's copy
            assert [alert["topic"] for alert in story["alerts"]] == ["news"]
            (alone,) = (await operator.reads("story", flood))[0]["timeline"]

            assert f"story {flood} leads to story {ban}" in await operator.types("story", "merge", flood, ban)
            assert f"story {flood} was merged into story {ban}:" in await operator.types("story", flood)
            await operator.sees({BAN[0]: 3})
            await operator.types("story", "not", ban, alone["article"])
            again = (await operator.sees({BAN[0]: 2, FLOOD[0]: 1}))[FLOOD[0]]
            site.pages["/post"] = rss(FLOOD, BAN, at=now)  # a copy goes where the article that people took out went
            await operator.sees({BAN[0]: 2, FLOOD[0]: 2})
            (story,) = await operator.reads("story", again)
            assert [(one["source"], one["join"]["by"]) for one in story["timeline"]] == [("gazette", "anna"), ("post", "")]
            assert [said["kind"] for said in (await operator.reads("story", ban))[0]["corrections"]] == ["merge", "not"]
            assert await service.stop() == 0
        first = {one["source"]: (one["first"], one["stories"]) for one in await operator.reads("stories", "sources")}
        assert first == {"post": (1, 2), "gazette": (1, 1), "echo": (0, 1)}
        assert "gazette: first in 1 of 1 stories" in await operator.types("review", (now - AGO).date())


async def test_what_makes_no_sense_ends_with_2(tmp_path):
    folder = config(tmp_path / "config", {"post": "https://post.example/rss"}, topics={"news": "court"})
    for words in (("story", "7"), ("story", "merge", "7", "7"), ("story", "split", "7", "1"), ("story", "nonsense")):
        async with Monitor(*words, "--config", folder, folder=tmp_path) as command:
            assert await command.ended() == 2
    assert "there is no story 7" in (tmp_path / "stderr").read_text()
