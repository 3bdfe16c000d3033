"""Feeds die, fall silent and come back: each is told once, by name, with what to do; the feeds beside them are as before."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.console import Console
from structlog.testing import capture_logs

from monitor import app
from monitor.catalog.load import load
from monitor.model import Health
from monitor.service import Service
from monitor.service import now as clock
from monitor.storage import feeds, overview
from monitor.storage.health import standings, waiting_notice
from tests.line.bot_api import TOKEN
from tests.line.running import running, until
from tests.line.site import config, rss
from tests.unit.fetching.loopback import Site, answer

pytestmark = pytest.mark.anyio

OPERATOR = 51
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WELL = [f"well{n}" for n in range(14)]
PAGE = b"<!doctype html><title>Welcome</title><p>" + b"This is a page for people and no feed. " * 20
CHALLENGE = b"<!doctype html><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script>"
DEATHS = {
    "forbidden": (answer("403 Forbidden", PAGE), Health.BLOCKED),
    "gone": (answer("410 Gone"), Health.GONE),
    "human": (answer("403 Forbidden", CHALLENGE, Content_Type="text/html", cf_mitigated="challenge"), Health.CHALLENGE),
    "wall": (answer("200 OK", CHALLENGE, Content_Type="text/html"), Health.CHALLENGE),
    "failing": (answer("500 Internal Server Error"), Health.BROKEN),
    "page": (answer("200 OK", PAGE, Content_Type="text/html"), Health.BROKEN),
    "nothing": (answer("200 OK", b"<rss/>", Content_Type="text/xml"), Health.ZOMBIE),
    "elsewhere": (answer("302 Found", Location="/front", Connection="close"), Health.REDIRECTED),
    "circle": (answer("302 Found", Location="/circle"), Health.REDIRECTED),
    "hangs": (None, Health.BROKEN),
}


@pytest.fixture
def ahead(monkeypatch) -> list[timedelta]:
    """How far the service's clock is ahead of ours."""
    ahead = [timedelta()]
    monkeypatch.setattr("monitor.service.now", lambda: clock() + ahead[0])
    return ahead


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    server = await asyncio.start_server(site.meet, site.address, 0)
    site.port = server.sockets[0].getsockname()[1]
    site.on("/front", answer("200 OK", PAGE, Content_Type="text/html"))
    for name in [*WELL, *DEATHS]:
        alive(site, name)
    async with server:
        yield site


def alive(site: Site, name: str) -> str:
    return site.on(f"/{name}", answer("200 OK", rss((f"The story of {name}", "A long summary of it.")), Content_Type="text/xml"))


def dead(site: Site, name: str) -> None:
    async def hang(_writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(1.5)

    site.on(f"/{name}", DEATHS[name][0] or hang)


def house(tmp_path, site: Site, names=(*WELL, *DEATHS), **settings: str):
    return config(tmp_path / "config", {name: site.url(f"/{name}") for name in names}, topics={"story": "story"}, **settings)


@asynccontextmanager
async def opened(folder) -> AsyncIterator[tuple[Service, io.StringIO]]:
    terminal = io.StringIO()
    async with app.opened(folder, load(folder, {}), console=Console(file=terminal, width=400)) as service:
        yield service, terminal


async def check(service: Service) -> None:
    await service.check_feeds(await service.database.read(overview.all_feed_ids))


async def states(service: Service) -> dict[str, Health]:
    return {turn.feed.source: turn.feed.health for turn in await service.database.read(standings)}


@pytest.fixture
def _hurried(monkeypatch) -> None:
    """A fetcher that gives a site one second in all."""
    policy = app.policy_of
    monkeypatch.setattr(app, "policy_of", lambda catalog: replace(policy(catalog), total_seconds=1.0))


@pytest.mark.usefixtures("_hurried")
async def test_each_death_is_told_once_and_each_return_once(tmp_path, site, ahead):
    folder = house(tmp_path, site)
    async with opened(folder) as (service, _):
        await check(service)
        await service.tell_of_sources()
        for name in DEATHS:
            dead(site, name)
        for hours in (1, 2, 3):
            ahead[0] = hours * HOUR
            await check(service)
        assert await states(service) == {name: DEATHS[name][1] if name in DEATHS else Health.OK for name in [*WELL, *DEATHS]}
    with capture_logs() as logged:
        async with opened(folder) as (service, terminal):  # as after a restart: what is due is in the database
            for _ in range(3):
                await service.tell_of_sources()
    died = {event["source"]: event["health"] for event in logged if event["event"] == "feed.died"}
    assert died == {name: health for name, (_, health) in DEATHS.items()}
    assert len([event for event in logged if event["event"] == "feed.died"]) == len(DEATHS)
    shown = terminal.getvalue()
    assert all(shown.count(site.url(f"/{name}")) == 1 for name in DEATHS)
    assert not any(site.url(f"/{name},") in shown for name in WELL)

    for name in DEATHS:
        alive(site, name)
    async with opened(folder) as (service, _):
        ahead[0] = 4 * HOUR
        await check(service)
        assert set((await states(service)).values()) == {Health.OK}
        ahead[0] = 5 * HOUR
        with capture_logs() as logged:
            await service.tell_of_sources()
    async with opened(folder) as (service, terminal):
        await service.tell_of_sources()
    assert sorted(event["source"] for event in logged if event["event"] == "feed.back") == sorted(DEATHS)
    assert "Back:" not in terminal.getvalue()


async def test_where_all_fall_at_once_the_network_is_told_of_once(tmp_path, site, ahead):
    folder = house(tmp_path, site, WELL)
    async with opened(folder) as (service, terminal):
        await check(service)
        for name in WELL:
            site.on(f"/{name}", b"")  # hangs up
        for hours in (1, 2, 3):
            ahead[0] = hours * HOUR
            await check(service)
        with capture_logs() as logged:
            await service.tell_of_sources()
            await service.tell_of_sources()
            for name in WELL[2:]:
                alive(site, name)
            ahead[0] = 4 * HOUR
            await check(service)
            await service.tell_of_sources()
            for hours in (4.5, 5, 6):
                ahead[0] = hours * HOUR
                await check(service)
                await service.tell_of_sources()
    assert [event["event"] for event in logged if event["event"].startswith("network")] == ["network.lost", "network.back"]
    assert sorted(event["source"] for event in logged if event["event"] == "feed.died") == WELL[:2]
    assert terminal.getvalue().count("this machine's network") == 1


async def test_a_fallback_serves_and_is_named(tmp_path, site, ahead):
    folder = house(tmp_path, site, WELL[:3])
    (folder / "sources" / "tass.yaml").write_text(
        f"sources:\n- {{id: tass, name: TASS, language: en, feeds: [{{url: '{site.url('/gone')}', fallbacks: [{{url: '{site.url('/page')}'}}]}}]}}\n"
    )
    async with opened(folder) as (service, terminal):
        await check(service)
        dead(site, "gone")
        ahead[0] = HOUR
        await check(service)
        await check(service)
        await service.tell_of_sources()
    assert f"• TASS: {site.url('/gone')}, since" in terminal.getvalue()
    assert f"meanwhile {site.url('/page')}" in terminal.getvalue()


async def test_operators_in_telegram_hear_what_a_process_before_this_one_could_not_tell(tmp_path, site, bot_api, ahead):
    chat = bot_api.chat(OPERATOR)
    folder = house(tmp_path, site, ["gone", *WELL[:3]], telegram=f"{{api_url: '{bot_api.url}', operators: [{OPERATOR}]}}")
    environ = {"MONITOR_TELEGRAM_TOKEN": TOKEN}
    async with app.opened(folder, load(folder, environ), console=Console(file=io.StringIO())) as service:  # no bot runs in it
        await check(service)
        dead(site, "gone")
        await check(service)
        telling = asyncio.create_task(service.tell_of_sources())
        await until(service.notices.qsize)
        telling.cancel()
    async with running(folder, environ) as service:
        await service.service.tell_of_sources()
        await until(lambda: chat.texts)
        await service.service.tell_of_sources()
        assert await service.service.database.read(waiting_notice) == ""
    async with running(folder, environ) as service:
        await until(lambda: service.service._kept_told)
    assert [text.startswith("Gone: is gone.") for text in chat.texts] == [True]


async def test_a_feed_silent_against_its_rhythm_is_told_of(tmp_path, site, ahead):
    folder = house(tmp_path, site, WELL[:3])
    async with opened(folder) as (service, terminal):
        await check(service)
        for day in range(1, 22):  # something new each day
            ahead[0] = day * DAY
            site.on("/well0", answer("200 OK", rss((f"Day {day}", "A long summary.")), Content_Type="text/xml"))
            await check(service)
        for day in range(22, 34):
            ahead[0] = day * DAY
            await check(service)
            await service.tell_of_sources()
        (feed,) = [one for one in await service.database.read(feeds.feeds_by_id, [1, 2, 3]) if one.source == "well0"]
    assert feed.told is Health.QUIET
    assert feed.told_at is not None
    assert feed.news_at is not None
    assert 6 * DAY <= feed.told_at - feed.news_at <= 8 * DAY
    assert terminal.getvalue().count("Quiet: answers, and is silent") == 1
