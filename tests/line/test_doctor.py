"""`monitor doctor` over a whole installation: what is right, and each thing that can be wrong, with what to do."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from monitor import cli
from monitor.model import Check, FeedSpec, Health, Source, SourceId, Subscriber, TopicId
from monitor.service import now
from monitor.storage import facts, feeds, subscribers, watchlist
from monitor.storage.database import Transaction, open_database, upgrade
from monitor.storage.sole import sole_service
from tests.line.bot_api import TOKEN
from tests.line.site import config

pytestmark = pytest.mark.anyio

OPERATOR, GROUP = 51, -1_000_000_000_100
FEED = "https://agency.example/rss"
TELEGRAM = "{{api_url: '{url}', operators: {operators}}}"


@dataclass
class Patient:
    """An installation, and its doctor."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    url: str

    async def findings(self) -> tuple[int, dict[str, tuple[bool | None, str]]]:
        """Return the exit code, and by name what is said, the wrong before the right."""
        code, said = await self.asked("--json")
        assert TOKEN not in said
        rows = [json.loads(line) for line in said.splitlines()]
        assert all(row["do"] for row in rows if row["ok"] is False), rows
        told: dict[str, tuple[bool | None, str]] = {}
        for row in sorted(rows, key=lambda row: row["ok"] is not False):
            told.setdefault(row["name"], (row["ok"], row["says"].replace(str(self.folder), "here")))
        return code, told

    async def asked(self, *words: str) -> tuple[int, str]:
        self.monkeypatch.setattr(sys, "argv", ["monitor", "doctor", "--config", str(self.folder / "config"), *words])
        ended = await asyncio.to_thread(CliRunner().invoke, click.command("monitor")(cli.main), [])
        return ended.exit_code, ended.output.replace(str(self.folder), "here")

    async def run(self, unit, *arguments, **named):
        database = open_database(self.url)
        try:
            return await database.run(unit, *arguments, **named)
        finally:
            await database.close()


def furnish(tx: Transaction, *, health: Health = Health.OK, ago: timedelta = timedelta()) -> None:
    """A feed that was checked, an operator and a group that hear of all."""
    at = now() - ago
    watchlist.sync_feeds(tx, [Source(id=SourceId("agency"), name="Agency", language="en", feeds=(FeedSpec(url=FEED),))], now=at)
    (feed,) = feeds.feeds_by_id(tx, range(1, 10))
    feeds.save_feed(tx, replace(feed, health=health, health_since=at, checks=1, next_at=at + timedelta(minutes=5)))
    feeds.record_check(tx, Check(feed=feed.id, at=at, outcome="ok"))
    subscribers.add_subscriber(tx, Subscriber(chat_id=OPERATOR))
    subscribers.add_subscriber(tx, Subscriber(chat_id=GROUP, kind="supergroup"))
    facts.set_fact(tx, "telegram.probing", "works")


@pytest.fixture
async def patient(tmp_path, bot_api, monkeypatch):
    for name in [name for name in os.environ if name.startswith("MONITOR_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    token = tmp_path / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    monkeypatch.setenv("MONITOR_TELEGRAM_TOKEN_FILE", str(token))
    monkeypatch.chdir(tmp_path)
    telegram = TELEGRAM.format(url=bot_api.url, operators=[OPERATOR])
    config(tmp_path / "config", {"agency": FEED}, topics={"talks": "talks", "water": "water"}, telegram=telegram)
    for chat in (OPERATOR, GROUP):
        bot_api.chat(chat)
    url = f"sqlite:///{tmp_path}/monitor.db"
    upgrade(url)
    one = Patient(tmp_path, monkeypatch, url)
    await one.run(furnish)
    return one


async def test_all_is_well(patient, bot_api):
    with sole_service(patient.url):
        code, said = await patient.asked()
    assert code == 0, said
    assert said.endswith("All is well.\n")
    assert "✗" not in said
    for line in (
        "✓ config           here/config: topics 2, sources 1, feeds 1",
        "✓ service          runs; the last check was 0 min ago",
        "✓ feeds            1 ok",
        "✓ dns              127.0.0.1 is 127.0.0.1",
        f"✓ network          {bot_api.url} answers without TLS",
        "✓ clock            right within 30 s",
        "✓ token            https://t.me/monitor_test_bot",
        "✓ operator         Reader, private chat 51",
        "✓ group            Readers, supergroup chat -1000000000100",
        "✓ topics           2 topics, 2 subscribers in Telegram",
        "✓ uncertain sends  their fate can be found out: none is lost, none repeated",
    ):
        assert line in said.splitlines()
    assert bot_api.asked("sendMessage") == []


async def test_what_is_wrong_with_telegram(patient, bot_api):
    bot_api.clock_off = -3600
    bot_api.chat(GROUP).member = {"status": "restricted", "can_send_messages": False}
    del bot_api.chats[OPERATOR]
    await patient.run(facts.set_fact, "telegram.probing", "fails")
    for chat in (1, 2):
        await patient.run(subscribers.set_topic, chat, TopicId("water"), on=False)
    code, told = await patient.findings()
    assert code == 1
    assert told["clock"][0] is False
    assert told["operator"] == (False, "chat 51: it does not know the bot yet")
    assert told["group"] == (False, f"chat {GROUP}: the bot is restricted")
    assert told["topics"] == (False, "2 topics, 2 subscribers in Telegram; nobody hears of water")
    assert told["uncertain sends"][0] is False


async def test_a_token_that_is_refused(patient, monkeypatch):
    monkeypatch.setenv("MONITOR_TELEGRAM_TOKEN", "123456:another-one")
    monkeypatch.delenv("MONITOR_TELEGRAM_TOKEN_FILE")
    code, told = await patient.findings()
    assert (code, told["token"]) == (4, (False, "Telegram refuses the token"))


async def test_no_way_to_telegram(patient, bot_api):
    bot_api.down = "reset"
    code, told = await patient.findings()
    assert code == 4
    assert told["network"] == (False, f"{bot_api.url}: no connection (ReadError)")
    assert told["token"] == (False, "not tried: Telegram does not answer (ReadError)")
    assert told["clock"][0] is None


async def test_a_bot_api_that_does_not_answer_costs_seconds_not_more(patient, bot_api):
    bot_api.fault("hang_before", method="getMe", times=9)
    code, told = await patient.findings()
    assert (code, told["network"][0]) == (4, True)
    assert (told.get("token") or told["telegram"]) in {
        (False, "not tried: Telegram does not answer (ReadTimeout)"),
        (False, "no answer within 5 s"),
    }


async def test_a_name_that_does_not_resolve(patient, bot_api):
    path = patient.folder / "config" / "monitor.yaml"
    path.write_text(path.read_text().replace(bot_api.url, "https://nowhere.invalid"))
    code, told = await patient.findings()
    assert code == 4
    assert (told["dns"][0], told["dns"][1].startswith("nowhere.invalid does not resolve")) == (False, True)


async def test_without_a_token_telegram_is_not_missed(patient, monkeypatch):
    monkeypatch.delenv("MONITOR_TELEGRAM_TOKEN_FILE")
    code, told = await patient.findings()
    assert (code, told["token"], "topics" in told) == (0, (None, "not set"), False)


async def test_a_service_that_died_and_feeds_that_fail(patient):
    await patient.run(furnish, health=Health.BROKEN, ago=timedelta(hours=5))
    database = open_database(patient.url)
    await database.run(_forget_newer_checks)
    await database.close()
    code, told = await patient.findings()
    assert code == 1
    assert told["service"] == (False, "does not run; the last check was 5 h ago")
    assert told["feeds"] == (False, "1 broken; agency with nothing in their place")
    with sole_service(patient.url):
        _, told = await patient.findings()
    assert told["service"] == (False, "runs, but feeds are due since 4 h; the last check was 5 h ago")


def _forget_newer_checks(tx: Transaction) -> None:
    from monitor.storage.tables import checks

    tx.execute(checks.delete().where(checks.c.at > now() - timedelta(hours=1)))


async def test_a_first_start_that_is_still_to_come(patient):
    for file in patient.folder.glob("monitor.db*"):
        file.unlink()
    code, told = await patient.findings()
    assert code == 0
    assert told["database"] == (None, "is not there yet: the first `monitor run` makes it")
    assert told["feeds"][0] is None
    assert list(patient.folder.glob("monitor.db*")) == []


async def test_a_database_that_is_none(patient):
    (patient.folder / "monitor.db").write_bytes(b"no database at all " * 400)
    for file in patient.folder.glob("monitor.db-*"):
        file.unlink()
    code, told = await patient.findings()
    assert (code, told["database"][0]) == (4, False)
    assert "not an SQLite database" in told["database"][1]


async def test_a_database_that_does_not_answer(patient, monkeypatch):
    monkeypatch.setenv("MONITOR_DATABASE_URL", "postgresql://me:hidden-word@127.0.0.1:1/monitor")
    code, said = await patient.asked()
    assert code == 4
    assert "hidden-word" not in said


async def test_tables_of_another_version(patient):
    database = open_database(patient.url)
    await database.run(_age)
    await database.close()
    code, told = await patient.findings()
    assert (code, told["database"]) == (1, (False, "its tables have the form v0000, not " + told["database"][1].rpartition(" ")[2]))


def _age(tx: Transaction) -> None:
    from sqlalchemy import text

    tx.execute(text("UPDATE alembic_version SET version_num = 'v0000'"))


async def test_a_config_that_is_invalid(patient):
    (patient.folder / "config" / "topics" / "bad.yaml").write_text("id: bad\ntitle: {en: Bad}\nquery: (a\n")
    code, told = await patient.findings()
    assert code == 3
    assert told["config"][0] is False
    assert told["config"][1].startswith("here/config/topics/bad.yaml:3:")
    assert told["python"][0] is True


@pytest.mark.postgres
async def test_over_postgresql(patient, postgres_url, monkeypatch):
    monkeypatch.setenv("MONITOR_DATABASE_URL", postgres_url)
    code, told = await patient.findings()
    assert told["database"][0] is True
    assert told["database"][1].startswith("PostgreSQL ")
    assert code in {0, 1}  # nobody may hear of a topic there
