"""One happening is one message, whoever tells it and in whatever words: from the feeds to the chat."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from monitor.storage import overview, stories, tables
from tests.line.bot_api import TOKEN, BotApi
from tests.line.running import QUICK, Running, running, until
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio

ENVIRON = {"MONITOR_TELEGRAM_TOKEN": TOKEN}
READER = 11
SKI = ("Lifts open early", "Snow fell in October already, and the resorts hired another hundred people.")
BAN = (
    "Supreme court lifts ban on the Taliban movement",
    "Russia's Supreme Court on Thursday suspended the ban on the Taliban movement, granting a request of the prosecutor general in Moscow.",
)
AGAIN = (
    "Russian court suspends Taliban ban",
    "The ban on the Taliban was suspended by the Supreme Court in Moscow on Thursday, at the prosecutor general's request, after a hearing.",
)
SIXTH = (
    "Sixth meeting of the Moscow Format opens with the Taliban",
    "The sixth meeting of the Moscow Format on Afghanistan opened in Moscow on Tuesday, with the Taliban at the table.",
)
SEVENTH = (
    "Seventh meeting of the Moscow Format opens with the Taliban",
    "The seventh meeting of the Moscow Format on Afghanistan was opened in the capital, and the Taliban sent envoys to the talks there.",
)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        running_site.pages |= {f"/{name}": rss(SKI) for name in ("wire", "daily", "herald")}
        yield running_site


def house(tmp_path: Path, site: Site, bot_api: BotApi, *, more: str = "", **settings: str) -> Path:
    feeds = {name: site.url(f"/{name}") for name in ("wire", "daily", "herald")}
    folder = config(
        tmp_path / "config", feeds, topics={"taliban": "taliban"}, telegram=f"{{api_url: '{bot_api.url}'}}", polling=QUICK, **settings
    )
    topic = folder / "topics" / "taliban.yaml"
    topic.write_text(topic.read_text() + more)
    return folder


async def subscribed(bot_api: BotApi) -> None:
    bot_api.say(READER, "/start")
    await until(lambda: bot_api.chat(READER).texts)


def heard(bot_api: BotApi) -> list[str]:
    """The messages about the topic, in the order they came first."""
    return [text for text in bot_api.chat(READER).texts if text.startswith("About ")]


async def in_story(service: Running, title: str) -> list[str]:
    """The sources of the story that an article of this headline is in."""
    fates = await service.service.database.read(overview.fates)
    story = next((fate.article.story for fate in fates if fate.article.title == title), None)
    return [] if story is None else [one.source for one in await service.service.database.read(stories.sources_of_story, story)]


async def stored(service: Running, count: int) -> None:
    """Wait until so many articles match."""
    async with asyncio.timeout(120):
        while sum(bool(fate.matched) for fate in await service.service.database.read(overview.fates)) < count:  # noqa: ASYNC110 - nobody sets an event
            await asyncio.sleep(0.05)


async def test_two_outlets_that_tell_one_happening_are_one_message(tmp_path, site, bot_api):
    async with running(house(tmp_path, site, bot_api), ENVIRON) as service:
        await subscribed(bot_api)
        site.pages["/wire"] = rss(BAN, SKI)
        await until(lambda: heard(bot_api))
        site.pages["/daily"] = rss(AGAIN, SKI)
        await stored(service, 2)
        assert await in_story(service, AGAIN[0]) == ["wire", "daily"]
        edits = await service.service.database.read(lambda tx: tx.execute(select(tables.deliveries.c.edit_due)).scalars().all())
        assert any(due is not None and due > datetime.now(UTC) for due in edits)
    assert len(heard(bot_api)) == 1


async def test_the_sixth_meeting_is_not_the_seventh(tmp_path, site, bot_api):
    async with running(house(tmp_path, site, bot_api), ENVIRON):
        await subscribed(bot_api)
        site.pages["/wire"] = rss(SIXTH, SKI)
        await until(lambda: heard(bot_api))
        site.pages["/daily"] = rss(SEVENTH, SKI)
        await until(lambda: len(heard(bot_api)) == 2)


async def test_an_alert_waits_until_enough_stands_behind_it(tmp_path, site, bot_api):
    async with running(house(tmp_path, site, bot_api, more="alert_when: sources >= 2\n"), ENVIRON) as service:
        await subscribed(bot_api)
        site.pages["/wire"] = rss(BAN, SKI)
        await stored(service, 1)
        assert service.shown.count("●") == 0
        site.pages["/daily"] = rss(("The ban", BAN[1]), SKI)
        await until(lambda: heard(bot_api))
    assert [text.split("\n")[1] for text in heard(bot_api)] == [BAN[0]]


async def test_of_a_thousand_hits_ten_are_messages_and_none_is_lost(tmp_path, site, bot_api):
    chance = random.Random(3)
    words = ["".join(chance.choices("abdefgiklmnoprstuvz", k=8)) for _ in range(1_000 * 16)]
    burst = [(f"A marlowe {' '.join(words[at : at + 4])}", " ".join(words[at + 4 : at + 16])) for at in range(0, len(words), 16)]
    folder = house(tmp_path, site, bot_api)
    (folder / "topics" / "taliban.yaml").write_text("id: taliban\ntitle: {en: About it}\nquery: marlowe\n")
    async with running(folder, ENVIRON) as service:
        await subscribed(bot_api)
        site.pages["/wire"] = rss(*burst)
        await stored(service, 1_000)
        columns = (tables.deliveries.c.bundle, tables.subscribers.c.channel)
        query = select(*columns).join(tables.subscribers, tables.subscribers.c.id == tables.deliveries.c.subscriber_id)
        deliveries = await service.service.database.read(lambda tx: tx.execute(query).all())
        told = len(await service.service.database.read(lambda tx: tx.execute(select(tables.stories.c.id)).all()))
    found = Counter((row.channel, bool(row.bundle)) for row in deliveries)
    assert told > 900  # nearly each is a story of its own
    assert found == {(channel, bundled): told - 10 if bundled else 10 for channel in ("telegram", "terminal") for bundled in (False, True)}
