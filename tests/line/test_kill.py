"""kill -9 at any instant of the service, and of a single run: every story is told, and told once."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from monitor.storage.database import open_database, upgrade
from monitor.telegram import records
from tests.line.bot_api import TOKEN, BotApi
from tests.line.running import QUICK, Monitor, until
from tests.line.site import Site, config, rss

pytestmark = [pytest.mark.anyio, pytest.mark.long]

ENVIRON = {"MONITOR_TELEGRAM_TOKEN": TOKEN}
READERS = (31, 32, 33)
FEEDS = ("/a", "/b", "/c")
STORIES, KILLS = 4, 3
_words = random.Random(41)
_serial = count(1)


def story() -> tuple[str, str]:
    """A story that resembles no other."""
    title = f"Talks number {next(_serial)}"
    return title, "The envoys spoke about " + " ".join("".join(_words.choices("bdfgklmnprstv", k=6)) for _ in range(20)) + "."


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        yield running_site


def house(tmp_path: Path, site: Site, bot_api: BotApi) -> Path:
    return config(
        tmp_path / "config",
        {path.strip("/"): site.url(path) for path in FEEDS},
        topics={"talks": "talks"},
        telegram=f"{{api_url: '{bot_api.url}'}}",
        polling=QUICK,
        alerts="{flood_limit: 1000}",
    )


def publish(site: Site, stories: list[tuple[str, str]]) -> None:
    """Put these stories into the feeds, each into one."""
    for number, path in enumerate(FEEDS):
        site.pages[path] = rss(*stories[number :: len(FEEDS)], at=datetime.now(UTC))


def told(bot_api: BotApi) -> Counter[tuple[int, str]]:
    """How often each chat was told each headline; a message that is marked as a possible repeat has a star."""
    alerts = [(chat.id, each) for chat in bot_api.chats.values() for each in chat.texts if each.startswith("About ")]
    return Counter((chat, each.split("\n")[1] + "*" * ("Possible repeat" in each)) for chat, each in alerts)


def once_each(stories: list[tuple[str, str]]) -> Counter[tuple[int, str]]:
    return Counter((chat, title) for chat in READERS for title, _ in stories)


def deliveries(tmp_path: Path) -> Counter[str]:
    """How many of the deliveries for Telegram are in each state."""
    engine = create_engine(f"sqlite:///{tmp_path / 'monitor.db'}")
    with engine.connect() as tx:
        states = Counter(
            tx.execute(
                text("SELECT state FROM deliveries WHERE subscriber_id IN (SELECT id FROM subscribers WHERE chat_id <> 0)")
            ).scalars()
        )
    engine.dispose()
    return states


def all_sent(tmp_path: Path) -> bool:
    return set(deliveries(tmp_path)) == {"sent"}


async def killed(monitor: Monitor, tmp_path: Path) -> None:
    """Kill it, and let so much time pass that nothing it had begun can still be under way."""
    await monitor.kill()
    engine = create_engine(f"sqlite:///{tmp_path / 'monitor.db'}")
    with engine.begin() as tx:
        if inspect(tx).has_table("deliveries"):
            tx.execute(text("UPDATE deliveries SET leased_until = NULL"))
    engine.dispose()


async def test_the_service_killed_again_and_again_tells_every_story_once(tmp_path, site, bot_api):
    chance = random.Random(5)
    folder = house(tmp_path, site, bot_api)
    publish(site, [])
    bot_api.latency = 0.2  # most kills come between the taking of a message and the word of it
    run = ("run", "--config", folder)

    async with Monitor(*run, environ=ENVIRON, folder=tmp_path) as monitor:  # while it makes its database
        await until((tmp_path / "monitor.db").exists)
        await asyncio.sleep(chance.uniform(0, 0.3))
        await killed(monitor, tmp_path)
    for reader in READERS:
        bot_api.say(reader, "/start")
    async with Monitor(*run, environ=ENVIRON, folder=tmp_path) as monitor:  # while it answers people
        await until(lambda: bot_api.asked("sendMessage"))
        await asyncio.sleep(chance.uniform(0, 0.3))
        await killed(monitor, tmp_path)

    first = [story()]
    async with Monitor(*run, environ=ENVIRON, folder=tmp_path) as monitor:
        await until(lambda: all(bot_api.chat(reader).texts for reader in READERS))
        publish(site, first)
        await until(lambda: told(bot_api) == once_each(first) and len(bot_api.asked("editMessageText")) >= 2)
        stories = [story() for _ in range(STORIES)]
        publish(site, first + stories)
        await until(lambda: len(told(bot_api)) > len(READERS))
        await asyncio.sleep(chance.uniform(0, 0.5))
        await killed(monitor, tmp_path)

    for _ in range(3):
        seen = len(bot_api.requests)
        more = [story()]
        async with Monitor(*run, environ=ENVIRON, folder=tmp_path) as monitor:
            await until(lambda before=seen: len(bot_api.requests) > before)
            stories += more
            publish(site, first + stories)
            await asyncio.sleep(chance.uniform(0, 2))
            await killed(monitor, tmp_path)

    async with Monitor(*run, environ=ENVIRON, folder=tmp_path) as monitor:
        await until(lambda: set(told(bot_api)) >= set(once_each(first + stories)), within=90)
        assert await monitor.stop() == 0
    bot_api.violations.clear()  # a new process does not know when the one before it wrote last
    assert told(bot_api) == once_each(first + stories)


async def test_a_single_run_killed_and_repeated_tells_every_story_once(tmp_path, site, bot_api):
    chance = random.Random(6)
    folder = house(tmp_path, site, bot_api)
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    upgrade(url)
    database = open_database(url)
    await database.run(records.remember_probing, works=True)
    await database.close()
    for reader in READERS:  # whoever is told anything has written once: a message's fate is asked from there on
        bot_api.say(reader, "/start")
    stories = [story() for _ in range(STORIES)]
    publish(site, stories)
    bot_api.latency = 0.2

    kills = 0
    while set(told(bot_api)) < set(once_each(stories)):
        before = told(bot_api)
        async with Monitor("run", "--once", "--config", folder, environ=ENVIRON, folder=tmp_path) as monitor:
            if kills < KILLS:
                await until(lambda so_far=before: told(bot_api) != so_far or not monitor.running)
                await asyncio.sleep(chance.uniform(0, 1) * (kills > 0))  # at first before anything is answered
                await killed(monitor, tmp_path)
                kills += 1
            else:
                assert await monitor.ended() == 0
    assert kills == KILLS
    bot_api.violations.clear()
    told_now = told(bot_api)
    assert Counter({key: times for key, times in told_now.items() if not key[1].endswith("*")}) == once_each(stories)
    assert {key for key in told_now if key[1].endswith("*")} == set()


async def test_a_stop_in_the_midst_of_it_leaves_nothing_half_done(tmp_path, site, bot_api):
    folder = house(tmp_path, site, bot_api)
    gate = threading.Event()
    publish(site, [])
    for reader in READERS:
        bot_api.say(reader, "/start")
    stories = [story() for _ in range(6)]
    try:
        async with Monitor("run", "--config", folder, environ=ENVIRON, folder=tmp_path) as monitor:
            await until(lambda: all(bot_api.chat(reader).texts for reader in READERS))
            publish(site, stories)
            site.pages[FEEDS[0]] = lambda _: gate.wait(60) and None
            bot_api.latency = 1.0
            await until(lambda: told(bot_api))
            began = time.monotonic()
            assert await monitor.stop(within=10) == 0
            assert time.monotonic() - began < 10
    finally:
        gate.set()
    states = deliveries(tmp_path)
    assert set(states) <= {"queued", "sent"}
    assert states["sent"] == told(bot_api).total() > 0

    bot_api.latency = 0.0
    publish(site, stories)
    async with Monitor("run", "--config", folder, environ=ENVIRON, folder=tmp_path) as monitor:
        await until(lambda: set(told(bot_api)) >= set(once_each(stories)), within=90)
        assert await monitor.stop() == 0
    bot_api.violations.clear()
    assert told(bot_api) == once_each(stories)


async def test_a_stop_does_not_wait_for_who_never_answers(tmp_path, site, bot_api):
    folder = house(tmp_path, site, bot_api)
    gate = threading.Event()
    publish(site, [])
    for reader in READERS:
        bot_api.say(reader, "/start")
    stories = [story() for _ in range(3)]
    hung = [bot_api.fault("hang_after", chat_id=reader, after=1) for reader in READERS]
    try:
        async with Monitor("run", "--config", folder, environ=ENVIRON, folder=tmp_path) as monitor:
            await until(lambda: all(bot_api.chat(reader).texts for reader in READERS))
            publish(site, stories)
            await until(lambda: not any(fault.times for fault in hung))
            publish(site, [])
            for path in FEEDS:
                site.pages[path] = lambda _: gate.wait(60) and None
            asked = len(site.asked)
            await until(lambda: len(site.asked) >= asked + 2)
            began = time.monotonic()
            assert await monitor.stop(within=15) == 0
            assert time.monotonic() - began < 10
    finally:
        gate.set()
    publish(site, stories)
    async with Monitor("run", "--config", folder, environ=ENVIRON, folder=tmp_path) as monitor:
        await until(lambda: set(told(bot_api)) >= set(once_each(stories)) and all_sent(tmp_path), within=90)
        assert await monitor.stop() == 0
    bot_api.violations.clear()
    assert told(bot_api) == once_each(stories)
