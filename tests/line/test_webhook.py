"""Telegram posts what people write: believed by the secret alone, kept before it is answered, acted on once. All is on loopback."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from contextlib import closing

import pytest

from monitor.errors import ConfigInvalid
from monitor.storage.telegram_updates import pending_updates
from monitor.telegram.webhook import MOST_BYTES, PATH, Door, secret_of
from tests.line.bot_api import TOKEN
from tests.line.posting import post, posting
from tests.line.running import Monitor, running, until
from tests.line.site import config

pytestmark = pytest.mark.anyio
ENVIRON = {"MONITOR_TELEGRAM_TOKEN": TOKEN}
READER = 51


@pytest.fixture
def own():
    """An address that is free."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


def house(tmp_path, bot_api, own, public="http://{own}/somewhere"):
    webhook = f", webhook: {{public_url: '{public.format(own=own)}', listen: '{own}'}}" if own else ""
    return config(
        tmp_path / "config", {"none": "http://127.0.0.1:9/"}, topics={"talks": "talks"}, telegram=f"{{api_url: '{bot_api.url}'{webhook}}}"
    )


def stored(tmp_path):
    """How many updates are in the database, finished or not."""
    with closing(sqlite3.connect(tmp_path / "monitor.db")) as database:
        return database.execute("SELECT count(*) FROM telegram_updates").fetchone()[0]


def start(bot_api):
    """What Telegram posts when the reader says /start, and it forgets it at once."""
    number = bot_api.say(READER, "/start")
    update = bot_api.oldest_update
    bot_api.confirm(number)
    return update


async def test_what_telegram_posts_is_answered_and_nobody_is_asked(tmp_path, bot_api, own):
    async with running(house(tmp_path, bot_api, own), ENVIRON), posting(bot_api) as statuses:
        bot_api.say(READER, "/start")
        await until(lambda: bot_api.chat(READER).texts)
        bot_api.say(READER, "/help")
        await until(lambda: len(bot_api.chat(READER).texts) == 2)
    assert statuses == [200, 200]
    assert bot_api.asked("getUpdates") == []
    assert bot_api.webhook["url"] == f"http://{own}/somewhere{PATH}"
    assert bot_api.webhook["allowed_updates"] == ["message", "callback_query", "my_chat_member"]
    assert TOKEN not in str(bot_api.webhook)


async def test_switched_off_it_is_taken_away_and_telegram_is_asked_again(tmp_path, bot_api, own):
    async with running(house(tmp_path, bot_api, own), ENVIRON):
        await until(lambda: bot_api.webhook)
    assert bot_api.webhook  # what comes between two runs waits at Telegram
    bot_api.say(READER, "/start")
    async with running(house(tmp_path, bot_api, ""), ENVIRON):
        await until(lambda: bot_api.chat(READER).texts)
    assert bot_api.webhook == {}


async def test_a_wrong_secret_is_refused_and_nothing_is_kept(tmp_path, bot_api, own):
    url = f"http://{own}{PATH}"
    async with running(house(tmp_path, bot_api, own), ENVIRON):
        await until(lambda: bot_api.webhook)
        right, update = bot_api.webhook["secret_token"], start(bot_api)
        wrong = [None, "", "x", right[:-1], right + "0", right.upper(), TOKEN, "é" * 64]
        assert [await post(url, update, each and each.encode()) for each in wrong] == [403] * len(wrong)
        assert stored(tmp_path) == 0
        assert await post(url.replace(PATH, "/other"), update, right) == 404
    assert bot_api.chat(READER).texts == []


async def test_what_is_no_update_is_refused(tmp_path, bot_api, own):
    async with running(house(tmp_path, bot_api, own), ENVIRON):
        await until(lambda: bot_api.webhook)
        url, right = bot_api.webhook["url"], bot_api.webhook["secret_token"]
        about = start(bot_api)["message"]
        none = [
            b"", b"{", b"\xff", b"[]", b"7", b"[" * 100_000, b"{}", {"update_id": 1}, {"update_id": "1", "message": about},
            {"update_id": True, "message": about}, {"update_id": -1, "message": about}, {"update_id": 2**63, "message": about},
            {"update_id": 1, "message": "text"}, {"update_id": 1, "poll": {}}, {"update_id": 1, "message": about, "callback_query": {}},
        ]  # fmt: skip
        assert [await post(url, each, right) for each in none] == [400] * len(none)
        assert await post(url, b" " * (MOST_BYTES + 1), right) == 413
        assert await post(url, {"update_id": 1, "message": {"unreadable": 1}}, right) == 200  # it would be no better another time
        assert stored(tmp_path) == 0
        bot_api.say(READER, "/help")
        async with posting(bot_api):
            await until(lambda: bot_api.chat(READER).texts)


async def test_an_update_that_comes_again_is_acted_on_once(tmp_path, bot_api, own):
    async with running(house(tmp_path, bot_api, own), ENVIRON):
        await until(lambda: bot_api.webhook)
        url, right, update = bot_api.webhook["url"], bot_api.webhook["secret_token"], start(bot_api)
        assert [await post(url, update, right) for _ in range(3)] == [200] * 3
        await until(lambda: bot_api.chat(READER).texts)
        assert await post(url, update, right) == 200
        bot_api.say(READER, "/help")
        async with posting(bot_api):
            await until(lambda: len(bot_api.chat(READER).texts) == 2)
    assert len(bot_api.chat(READER).texts) == 2
    assert stored(tmp_path) == 2


@pytest.mark.long
async def test_a_command_that_was_acknowledged_outlives_kill_9(tmp_path, bot_api, own):
    bot_api.fault("hang_before", times=9)  # it is acknowledged, and nothing is answered
    run = ("run", "--config", house(tmp_path, bot_api, own))
    async with Monitor(*run, environ=ENVIRON, folder=tmp_path) as monitor:
        await until(lambda: bot_api.webhook)
        bot_api.say(READER, "/start")
        async with posting(bot_api) as statuses:
            await until(lambda: 200 in statuses)
        await monitor.kill()
    assert bot_api.unconfirmed == 0
    assert bot_api.chat(READER).texts == []
    bot_api.faults.clear()
    async with Monitor(*run, environ=ENVIRON, folder=tmp_path) as monitor:
        await until(lambda: bot_api.chat(READER).texts)
        assert await monitor.stop() == 0
    assert len(bot_api.chat(READER).texts) == 1


async def test_what_cannot_be_kept_is_not_acknowledged(tmp_path, bot_api, own):
    async with running(house(tmp_path, bot_api, own), ENVIRON) as service:
        await until(lambda: bot_api.webhook)
        url, right, update = bot_api.webhook["url"], bot_api.webhook["secret_token"], start(bot_api)
        with closing(sqlite3.connect(tmp_path / "monitor.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            posted = asyncio.create_task(post(url, update, right))
            status = None if not (await asyncio.wait([posted], timeout=4))[0] else posted.result()
            assert status in {None, 503}
            assert not await service.service.database.read(pending_updates)
            other.execute("ROLLBACK")
        with_another = await posted
        assert with_another in {200, 503}


async def test_a_body_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr("monitor.telegram.webhook.BODY_SECONDS", 0.05)

    async def slow():
        yield b"{"
        await asyncio.sleep(60)

    door = Door(None, TOKEN, lambda: None)
    assert await door.take(secret_of(TOKEN), slow()) == 408
    assert TOKEN not in repr(door)


async def test_an_address_that_is_taken_is_a_mistake_in_the_config(tmp_path, bot_api, own):
    host, _, port = own.rpartition(":")
    with socket.create_server((host, int(port))), pytest.raises(ConfigInvalid, match=r"telegram.webhook.listen"):
        async with running(house(tmp_path, bot_api, own), ENVIRON) as service:
            await until(lambda: service.service is None, within=20)
