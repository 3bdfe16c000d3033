"""From an article that appears to the message in Telegram: a person says /start, and hears each story once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.storage import overview
from tests.line.bot_api import TOKEN, BotApi
from tests.line.running import QUICK, Running, running, until
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio

TALKS = (
    "Envoys of ten states meet for talks on the border",
    "Envoys of ten states met on Tuesday for talks on trade, water and the border.",
)
LATER = ("A second round of talks is set for May", "The hosts announced the date this morning, after a night of telephone calls.")
# Talks again, and other happenings.
PAY = ("Pay talks at Lyon airport fail", "Baggage handlers will walk out on Friday, their union said after a ballot of members.")
MERGER = ("Merger talks between two banks stall", "Shareholders in Zurich think the price too low, an analyst of the sector wrote.")
TRUCE = ("Truce talks for Sudan open in Jeddah", "Mediators hope that the guns fall silent before the rainy season begins.")
HARVEST = ("Harvest is up a fifth", "Traders credit new cold stores and cheaper flights for the record harvest this year.")
SKI = ("Lifts open early", "Snow fell in October already, and the resorts hired another hundred people.")
ENVIRON = {"MONITOR_TELEGRAM_TOKEN": TOKEN}
READER = 11


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        running_site.pages["/rss"] = rss(SKI)
        yield running_site


def house(tmp_path: Path, site: Site, bot_api: BotApi, *paths: str, topics: tuple[str, ...] = ("talks",)) -> Path:
    return config(
        tmp_path / "config",
        {path.strip("/"): site.url(path) for path in paths or ("/rss",)},
        topics={topic: topic for topic in topics},
        telegram=f"{{api_url: '{bot_api.url}'}}",
        polling=QUICK,
    )


async def subscribed(bot_api: BotApi, chat: int = READER) -> list[str]:
    """Say /start, wait for the answer, and return the list of alerts that this chat will have had by then: none."""
    before = len(bot_api.chat(chat).texts)
    bot_api.say(chat, "/start")
    await until(lambda: len(bot_api.chat(chat).texts) > before)
    return alerts(bot_api, chat)


def alerts(bot_api: BotApi, chat: int = READER) -> list[str]:
    """The headline of each alert in a chat, in order."""
    return [text.split("\n")[1] for text in bot_api.chat(chat).texts if text.startswith("About ")]


async def checked_again(site: Site, *paths: str, times: int = 3) -> None:
    """Wait until each of these feeds was asked for so many times more: what stood in it is stored by then."""
    before = [asked(site, path) for path in paths]
    await until(lambda: all(asked(site, path) >= count + times for path, count in zip(paths, before, strict=True)))


def asked(site: Site, path: str) -> int:
    return sum(each == path for each, _ in site.asked)


async def copies(service: Running) -> list[str]:
    fates = await service.service.database.read(overview.fates)
    return [each.article.title for each in fates if each.article.copy_of is not None]


async def test_an_article_that_appears_is_one_message_and_stays_one(tmp_path, site, bot_api):
    folder = house(tmp_path, site, bot_api)
    async with running(folder, ENVIRON) as first:
        assert await subscribed(bot_api) == []
        site.pages["/rss"] = rss(TALKS, SKI)
        await until(lambda: alerts(bot_api))
        await checked_again(site, "/rss")
        assert first.shown.count("●") == 1
        assert TALKS[0] in first.shown
    assert alerts(bot_api) == [TALKS[0]]
    (message,) = [each for each in bot_api.chat(READER).messages.values() if each.text.startswith("About ")]
    assert "talks" in message.pieces("b")
    assert "Rss" in message.text

    site.pages["/rss"] = rss(TALKS, SKI, at=datetime.now(UTC) + timedelta(seconds=5), guid="rewritten-")
    async with running(folder, ENVIRON) as second:
        await checked_again(site, "/rss")
        assert second.shown == ""
    assert alerts(bot_api) == [TALKS[0]]


async def test_wire_copies_of_one_text_are_one_message(tmp_path, site, bot_api):
    site.pages |= {path: rss(SKI) for path in ("/a", "/b", "/c")}
    async with running(house(tmp_path, site, bot_api, "/a", "/b", "/c"), ENVIRON) as service:
        await subscribed(bot_api)
        site.pages |= {"/a": rss(TALKS), "/b": rss(("Ten states talk", f"WIRE - {TALKS[1]}")), "/c": rss(TALKS)}
        await until(lambda: alerts(bot_api))
        await checked_again(site, "/a", "/b", "/c")
        assert service.shown.count("●") == 1
        assert len([title for title in await copies(service) if title != SKI[0]]) == 2
    assert len(alerts(bot_api)) == 1


async def test_a_topic_switched_off_is_not_heard_and_stop_ends_it_all(tmp_path, site, bot_api):
    async with running(house(tmp_path, site, bot_api, topics=("talks", "harvest")), ENVIRON) as service:
        await subscribed(bot_api)
        bot_api.say(READER, "/topics")
        await until(lambda: any(each.buttons for each in bot_api.chat(READER).messages.values()))
        (choice,) = [each for each in bot_api.chat(READER).messages.values() if each.buttons]
        bot_api.press(READER, choice.id, "✅ About talks")
        await until(lambda: choice.edits == 1)
        assert [button["text"] for row in choice.buttons for button in row] == ["✅ About harvest", "▫️ About talks"]

        site.pages["/rss"] = rss(TALKS, HARVEST, SKI)
        await until(lambda: service.shown.count("●") == 2)
        await until(lambda: alerts(bot_api))
        assert alerts(bot_api) == [HARVEST[0]]

        bot_api.press(READER, choice.id, "▫️ About talks")
        await until(lambda: choice.edits == 2)
        site.pages["/rss"] = rss(LATER, TALKS, HARVEST, SKI)
        await until(lambda: len(alerts(bot_api)) == 2)

        before = len(bot_api.chat(READER).texts)
        bot_api.say(READER, "/stop")
        await until(lambda: len(bot_api.chat(READER).texts) == before + 1)
        site.pages["/rss"] = rss(PAY, LATER, TALKS, HARVEST, SKI)
        await until(lambda: service.shown.count("●") == 4)
        await checked_again(site, "/rss")
    assert alerts(bot_api) == [HARVEST[0], LATER[0]]


async def test_each_subscriber_hears_it_once_and_who_came_later_hears_what_is_new(tmp_path, site, bot_api):
    async with running(house(tmp_path, site, bot_api), ENVIRON):
        await subscribed(bot_api, 21)
        bot_api.chat(-22).administrators.add(22)  # who says it there
        await subscribed(bot_api, -22)
        site.pages["/rss"] = rss(TALKS, SKI)
        await until(lambda: alerts(bot_api, 21) and alerts(bot_api, -22))
        await subscribed(bot_api, 23)
        site.pages["/rss"] = rss(LATER, TALKS, SKI)
        await until(lambda: len(alerts(bot_api, 21)) == 2 and len(alerts(bot_api, -22)) == 2 and alerts(bot_api, 23))
    assert [alerts(bot_api, chat) for chat in (21, -22, 23)] == [[TALKS[0], LATER[0]], [TALKS[0], LATER[0]], [LATER[0]]]


@pytest.mark.parametrize("how", ["refused", "reset", "503"])
async def test_what_is_raised_while_telegram_is_down_is_sent_once_when_it_comes_back(tmp_path, site, bot_api, how):
    async with running(house(tmp_path, site, bot_api), ENVIRON) as service:
        await subscribed(bot_api)
        site.pages["/rss"] = rss(TALKS, SKI)
        await until(lambda: alerts(bot_api) and len(bot_api.asked("editMessageText")) == 2)  # it knows now how to ask after a message
        if how == "refused":
            await bot_api.close()
        else:
            bot_api.down = how
        site.pages["/rss"] = rss(MERGER, TRUCE, TALKS, SKI)
        await until(lambda: service.shown.count("●") == 3)  # the terminal does not wait
        await checked_again(site, "/rss")
        assert alerts(bot_api) == [TALKS[0]]
        bot_api.down = ""
        if how == "refused":
            await bot_api.open()
        await until(lambda: len(alerts(bot_api)) == 3, within=90)
        await checked_again(site, "/rss")
    assert sorted(alerts(bot_api)) == sorted([TALKS[0], MERGER[0], TRUCE[0]])
    assert not any("Possible repeat" in text for text in bot_api.chat(READER).texts)
