"""An operator runs the service from his chat: what he says there has its effect in the line, and outlives a kill."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from monitor.storage import tables
from tests.line.bot_api import TOKEN
from tests.line.running import QUICK, Monitor, running, until
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio

ENVIRON = {"MONITOR_TELEGRAM_TOKEN": TOKEN}
OPERATOR, READER = 51, 52
TALKS = ("Ten states meet for talks", "Envoys of ten states met on Tuesday for talks on trade, water and the border.")
FLOOD = (
    "Flood destroys bridges in the north",
    "Rivers rose overnight and carried away bridges, talks of rebuilding began on Friday in the capital.",
)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        running_site.pages["/rss"] = rss()
        yield running_site


def house(tmp_path, site, bot_api):
    telegram = f"{{api_url: '{bot_api.url}', operators: [{OPERATOR}]}}"
    return config(tmp_path / "config", {"rss": site.url("/rss")}, topics={"talks": "talks"}, polling=QUICK, telegram=telegram)


async def asks(bot_api, text: str) -> str:
    """What the operator is answered."""
    chat = bot_api.chat(OPERATOR)
    before = len(chat.texts)
    bot_api.say(OPERATOR, text)
    await until(lambda: len(chat.texts) > before)
    return chat.texts[before]


async def test_an_operator_runs_the_service_from_his_chat(tmp_path, site, bot_api):
    reader = bot_api.chat(READER)
    folder = house(tmp_path, site, bot_api)
    async with running(folder, ENVIRON) as service:
        bot_api.say(READER, "/start")
        await until(lambda: reader.texts)
        assert "until /resume" in await asks(bot_api, "/pause talks because too much")
        site.pages["/rss"] = rss(TALKS)

        def held(tx):
            return list(tx.execute(select(tables.alerts.c.held)).scalars())

        database = service.service.database
        while not (await database.read(held)):
            await until(lambda: True)
        assert await database.read(held) == ["silenced"]
        status = await asks(bot_api, "/status")
        assert "1 topic, 1 source." in status
        assert "Silent: talks." in status
        assert await asks(bot_api, "/resume talks") == "talks is told again."
        site.pages["/rss"] = rss(TALKS, FLOOD)
        await until(lambda: len(reader.texts) == 2)
        assert "Flood destroys bridges" in reader.texts[1]
        tried = await asks(bot_api, "/test bridges")
        assert tried.startswith("bridges within 7 days\n1 of 2 articles; 1 alert, ")
        assert (await asks(bot_api, "/review")).startswith("Review of ")
        assert "1 of 1 well" in (await asks(bot_api, "/status"))
        assert (await asks(bot_api, "/sources")).startswith("Sources: 1 of 1 feeds well.")
        (folder / "topics" / "water.yaml").write_text("id: water\ntitle: {en: Water}\nquery: water AND (border\n")
        bot_api.say(OPERATOR, "/reload")
        await until(lambda: any(text.startswith("The config is refused") for text in bot_api.chat(OPERATOR).texts))


async def test_a_broadcast_outlives_a_kill_and_reaches_each_chat_once(tmp_path, site, bot_api):
    folder = house(tmp_path, site, bot_api)
    chats = [READER + number for number in range(12)]
    arguments = ("run", "--config", folder)
    async with Monitor(*arguments, environ=ENVIRON, folder=tmp_path) as monitor:
        for chat in chats:
            bot_api.say(chat, "/start")
        await until(lambda: all(bot_api.chat(chat).texts for chat in chats))
        await asks(bot_api, "/broadcast Maintenance tonight")
        operator = bot_api.chat(OPERATOR)
        bot_api.press(OPERATOR, max(operator.messages), "Send to 12 chats")
        await until(lambda: sum(len(bot_api.chat(chat).texts) for chat in chats) > len(chats))
        await monitor.kill()
    async with Monitor(*arguments, environ=ENVIRON, folder=tmp_path):
        await until(lambda: sum("Maintenance tonight" in bot_api.chat(chat).texts for chat in chats) >= len(chats) - 4)
        told = [bot_api.chat(chat).texts.count("Maintenance tonight") for chat in chats]
    assert max(told) == 1  # at most the four that were in flight may have missed it
