"""What operators hear in Telegram of the service itself, and what a single run hears of people."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from monitor import app
from monitor.catalog.load import load
from monitor.service import NOTICES
from tests.line.bot_api import TOKEN
from tests.line.running import QUICK, Monitor, running, until
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio

ENVIRON = {"MONITOR_TELEGRAM_TOKEN": TOKEN}
OPERATOR, READER = 51, 52
TALKS = ("Ten states meet for talks", "Envoys of ten states met on Tuesday for talks on trade, water and the border.")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        running_site.pages["/rss"] = rss()
        yield running_site


def house(tmp_path, site, bot_api, *paths, operators=(OPERATOR,)):
    feeds = {path.strip("/"): site.url(path) for path in ("/rss", *paths)}
    telegram = f"{{api_url: '{bot_api.url}', operators: {list(operators)}}}"
    return config(tmp_path / "config", feeds, topics={"talks": "talks"}, polling=QUICK, telegram=telegram)


async def test_an_invalid_edit_reaches_the_operator_and_the_last_good_config_stays(tmp_path, site, bot_api):
    chat, stranger = bot_api.chat(OPERATOR), bot_api.chat(READER)
    folder = house(tmp_path, site, bot_api, operators=(OPERATOR, 404))  # 404 never wrote to the bot
    async with running(folder, ENVIRON) as service:
        await until(lambda: bot_api.asked("getUpdates"))
        (folder / "topics" / "water.yaml").write_text("id: water\ntitle: {en: Water}\nquery: water AND (border\n")
        await until(lambda: chat.texts)
        assert chat.texts[0].startswith("The edit of the config is not applied; the last good one stays in force:\ntopics/water.yaml:")
        site.pages["/rss"] = rss(TALKS)
        await until(lambda: "About talks" in service.shown)
        (folder / "topics" / "water.yaml").unlink()
        await until(lambda: len(chat.texts) == 2)
        assert chat.texts[1].startswith("The edit of the config is applied: 1 topics")
    assert stranger.texts == []


async def test_where_operators_cannot_be_told_the_oldest_gives_way(tmp_path, site, bot_api):
    folder = house(tmp_path, site, bot_api)
    async with app.opened(folder, load(folder, ENVIRON), console=Console(file=io.StringIO())) as service:
        for number in range(NOTICES + 5):
            service.tell_operators(f"notice {number}")
        assert service.notices.qsize() == NOTICES
        assert service.notices.get_nowait() == "notice 5"


async def test_a_single_run_hears_who_said_start_before_it(tmp_path, site, bot_api):
    site.pages["/rss"] = rss(TALKS)
    folder = house(tmp_path, site, bot_api)
    bot_api.say(READER, "/start")
    for _ in range(2):
        async with Monitor("run", "--once", "--config", folder, environ=ENVIRON, folder=tmp_path) as monitor:
            assert await monitor.ended() == 0, monitor.err
    texts = bot_api.chat(READER).texts
    assert bot_api.unconfirmed == 0
    assert [text.startswith("About talks") for text in texts] == [False, True]
