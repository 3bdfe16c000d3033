"""What an operator sees of the running service: edits, refusals, exit codes, silence about secrets."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.line.bot_api import TOKEN
from tests.line.running import QUICK, Monitor, running, until
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio

ENVIRON = {"MONITOR_TELEGRAM_TOKEN": TOKEN}
OTHER_TOKEN = "123456789:AAF-another-that-is-not-real-0123456789"
READER = 41
TALKS = ("Ten states meet for talks", "Envoys of ten states met on Tuesday for talks on trade, water and the border.")
HARVEST = ("Harvest is up a fifth", "Traders credit new cold stores and cheaper flights for the record harvest this year.")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        running_site.pages["/rss"] = rss(HARVEST)
        yield running_site


def closed_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def write_topic(folder: Path, topic: str, query: str) -> None:
    (folder / "topics" / f"{topic}.yaml").write_text(f"id: {topic}\ntitle: {{en: About {topic}}}\nquery: |\n  {query}\n")


# ── edits of a running service ─────────────────────────────────────────────────────────────────────


async def test_a_valid_edit_is_applied_and_an_invalid_one_is_refused_aloud(tmp_path, site):
    folder = config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks"}, polling=QUICK)
    async with Monitor("run", "--config", folder, folder=tmp_path) as monitor:
        await until(lambda: "Watching 1 feeds" in monitor.out)
        await until(lambda: site.asked)
        assert "MONITOR_TELEGRAM_TOKEN" in monitor.out  # what to set so that alerts go there too

        write_topic(folder, "water", "water AND (border")
        await until(lambda: "is not applied" in monitor.out)
        assert re.search(r"topics/water\.yaml:\d+:\d+: ", monitor.out)
        site.pages["/rss"] = rss(TALKS, HARVEST)
        await until(lambda: "●" in monitor.out)  # by the last good one
        assert monitor.out.count("●") == 1

        write_topic(folder, "water", "water AND dam")
        await until(lambda: "is applied: 2 topics" in monitor.out)
        (folder / "topics" / "water.yaml").touch()
        (folder / "topics" / ".water.yaml.swp").write_text("an editor's own file")
        asked = len(site.asked)
        await until(lambda: len(site.asked) > asked + 2)  # long enough for a second edit to be seen
        site.pages["/rss"] = rss(("Dam is full", "There is water behind the new dam, engineers said today."), TALKS, HARVEST)
        await until(lambda: "About water" in monitor.out)

        (folder / "sources" / "all.yaml").write_text(
            f"sources:\n- {{id: wire, name: Wire, feeds: [{{url: '{site.url('/rss')}'}}]}}\n"
            f"- {{id: late, name: Late, feeds: [{{url: '{site.url('/late')}'}}]}}\n"
        )
        site.pages["/late"] = rss(("Talks about fishing", "Two neighbours will share the lake, their ministers agreed by telephone."))
        await until(lambda: "Talks about fishing" in monitor.out)
        settings = folder / "monitor.yaml"
        settings.write_text(settings.read_text().replace("seconds_between: 0", "seconds_between: 1"))
        await until(lambda: "What changed in fetch counts from the next start on." in monitor.out)
        assert await monitor.stop() == 0
        assert monitor.out.count("●") == 3
        assert [monitor.out.count(words) for words in ("is applied", "is not applied")] == [3, 1]  # each edit once, and nothing else


# ── exit codes ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("options", [("run",), ("run", "--once"), ("check",)], ids=" ".join)
async def test_an_invalid_config_is_exit_code_3_with_every_error(tmp_path, site, options):
    folder = config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks AND"}, alerts="{flood_limit: many}")
    (folder / "topics" / "water.yaml").write_text("id: water\ntitel: {en: Water}\nquery: water\n")
    async with Monitor(*options, "--config", folder, folder=tmp_path) as monitor:
        assert await monitor.ended() == 3
        said = monitor.err + monitor.out
        for place in (r"monitor\.yaml:\d+:\d+: ", r"topics/talks\.yaml:\d+:\d+: ", r"topics/water\.yaml:\d+:\d+: "):
            assert re.search(place, said)
        assert "title" in said
        assert "Traceback" not in said
        assert not (tmp_path / "monitor.db").exists()


async def test_a_database_out_of_reach_is_exit_code_4_and_its_password_is_not_said(tmp_path, site):
    folder = config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks"})
    environ = {"MONITOR_DATABASE_URL": f"postgresql://monitor:hunter2@127.0.0.1:{closed_port()}/monitor"}
    async with Monitor("run", "--config", folder, environ=environ, folder=tmp_path) as monitor:
        assert await monitor.ended() == 4
        assert "127.0.0.1" in monitor.err
        assert "hunter2" not in monitor.err + monitor.out
        assert "Traceback" not in monitor.err


async def test_a_database_that_cannot_be_made_is_exit_code_4(tmp_path, site):
    folder = config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks"})
    (tmp_path / "file").touch()
    environ = {"MONITOR_DATABASE_URL": f"sqlite:///{tmp_path / 'file' / 'monitor.db'}"}
    async with Monitor("run", "--once", "--config", folder, environ=environ, folder=tmp_path) as monitor:
        assert await monitor.ended() == 4
        assert monitor.err.startswith("monitor: ")
        assert "Traceback" not in monitor.err


@pytest.mark.parametrize("options", [("run",), ("run", "--once")], ids=" ".join)
async def test_a_refused_token_is_exit_code_4(tmp_path, site, bot_api, options):
    topics = {"talks": "talks"}
    folder = config(tmp_path / "config", {"wire": site.url("/rss")}, topics=topics, telegram=f"{{api_url: '{bot_api.url}'}}")
    async with Monitor(*options, "--config", folder, environ={"MONITOR_TELEGRAM_TOKEN": OTHER_TOKEN}, folder=tmp_path) as monitor:
        assert await monitor.ended() == 4
        assert "Telegram refuses the token" in monitor.err
        assert OTHER_TOKEN not in monitor.err + monitor.out
        assert "Traceback" not in monitor.err


# ── out of reach ───────────────────────────────────────────────────────────────────────────────────


async def test_what_cannot_be_reached_is_named_and_the_rest_goes_on(tmp_path, site):
    site.pages["/rss"] = rss(TALKS)
    nothing = f"http://127.0.0.1:{closed_port()}/rss"
    feeds = {"wire": site.url("/rss"), "island": nothing, "missing": site.url("/missing")}
    folder = config(
        tmp_path / "config", feeds, topics={"talks": "talks"}, polling=QUICK, telegram=f"{{api_url: 'http://127.0.0.1:{closed_port()}'}}"
    )
    async with Monitor("run", "--config", folder, environ=ENVIRON, folder=tmp_path) as monitor:
        await until(lambda: "●" in monitor.out)
        await until(lambda: "Island" in monitor.out)
        assert "Missing" in monitor.out
        await until(lambda: "telegram.unreachable" in monitor.err)
        asked = len(site.asked)
        await until(lambda: len(site.asked) > asked + 2)
        assert await monitor.stop() == 0
        assert monitor.out.count("●") == 1


async def test_a_single_run_names_what_cannot_be_reached(tmp_path, site):
    site.pages["/rss"] = rss(TALKS)
    feeds = {"wire": site.url("/rss"), "island": f"http://127.0.0.1:{closed_port()}/rss"}
    folder = config(tmp_path / "config", feeds, topics={"talks": "talks"})
    async with Monitor("run", "--once", "--config", folder, folder=tmp_path) as monitor:
        assert await monitor.ended() == 0
        assert monitor.out.count("●") == 1
        assert "island" in monitor.out.lower()


async def test_telegram_out_of_reach_in_a_single_run_is_exit_code_4_and_the_next_run_sends_it(tmp_path, site, bot_api):
    site.pages["/rss"] = rss()
    topics = {"talks": "talks"}
    folder = config(tmp_path / "config", {"wire": site.url("/rss")}, topics=topics, telegram=f"{{api_url: '{bot_api.url}'}}", polling=QUICK)
    async with running(folder, ENVIRON):
        bot_api.say(READER, "/start")
        await until(lambda: bot_api.chat(READER).texts)
    await bot_api.close()
    site.pages["/rss"] = rss(TALKS)
    once = ("run", "--once", "--config", folder)
    async with Monitor(*once, environ=ENVIRON, folder=tmp_path) as monitor:
        assert await monitor.ended() == 4
        assert "Telegram does not answer" in monitor.err
        assert monitor.out.count("●") == 1
    await bot_api.open()
    for _ in range(2):
        async with Monitor(*once, environ=ENVIRON, folder=tmp_path) as monitor:
            assert await monitor.ended() == 0
            assert monitor.out.count("●") == 1
    assert sum(text.startswith("About talks") for text in bot_api.chat(READER).texts) == 1


# ── secrets ────────────────────────────────────────────────────────────────────────────────────────


async def test_the_token_is_nowhere_even_at_debug(tmp_path, site, bot_api):
    folder = config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks"}, polling=QUICK)
    settings = folder / "monitor.yaml"
    settings.write_text(
        settings.read_text().replace("log'}", "log', level: debug}")
        + f"telegram: {{api_url: '{bot_api.url}'}}\nalerts: {{flood_limit: 100}}\n"
    )
    for method in ("getMe", "getUpdates", "sendMessage"):
        for kind in ("500_before", "reset_before", "429", "page"):
            bot_api.fault(kind, method=method, seconds=0.1)
    bot_api.fault("unauthorized", method="editMessageText")
    bot_api.fault("reset_after")
    bot_api.say(READER, "/start")
    async with Monitor("run", "--config", folder, environ=ENVIRON, folder=tmp_path) as monitor:
        await until(lambda: "telegram.started" in monitor.err, within=90)
        for _ in range(30):
            if bot_api.chat(READER).texts:
                break
            bot_api.say(READER, "/start")
            asked = len(bot_api.asked("sendMessage"))
            await until(lambda before=asked: len(bot_api.asked("sendMessage")) > before)
        site.pages["/rss"] = rss(TALKS, HARVEST)
        await until(lambda: any(each.startswith("About talks") for each in bot_api.chat(READER).texts), within=90)
        assert await monitor.stop() == 0
        written = {"stdout": monitor.out, "stderr": monitor.err}
    written |= {path.name: path.read_text() for path in (tmp_path / "log").iterdir()}
    assert "alert.raised" in written["monitor.jsonl"]
    secret = TOKEN.partition(":")[2]
    assert [name for name, text in written.items() if secret in text or TOKEN.replace(":", "%3A") in text] == []


async def test_a_single_run_that_is_told_to_stop_ends_in_order(tmp_path, site):
    gate = threading.Event()
    site.pages["/hangs"] = lambda _: gate.wait(60) and None
    folder = config(tmp_path / "config", {"hangs": site.url("/hangs")}, topics={"talks": "talks"})
    try:
        async with Monitor("run", "--once", "--config", folder, folder=tmp_path) as monitor:
            await until(lambda: any(path == "/hangs" for path, _ in site.asked))
            assert await monitor.stop() == 130
            assert "Traceback" not in monitor.err
    finally:
        gate.set()
