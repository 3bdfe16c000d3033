"""`monitor init`: which zone a machine is in, what an answer names, and what is stored of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click
import pytest

from monitor.catalog.secrets import TELEGRAM_TOKEN
from monitor.cli.init_message import MOST, message
from monitor.cli.init_reader import reader_of, store_reader, system_zone, topics_named, zone_named
from monitor.cli.init_token import seal, token_for
from monitor.errors import ConfigInvalid
from monitor.model import Subscriber, Topic, TopicId
from monitor.storage.database import open_database, upgrade
from monitor.storage.subscribers import deactivate
from monitor.telegram.bot import BotSettings

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOPICS = [Topic(id=TopicId(name), query="x", title={"en": name.title(), "ru": f"О {name}"}) for name in ("talks", "water", "snow")]
IDS = [topic.id for topic in TOPICS]


def zone_of(tmp_path, *, tz="", link="", named=""):
    localtime, timezone = tmp_path / "localtime", tmp_path / "timezone"
    if link:
        localtime.symlink_to(link)
    if named:
        timezone.write_text(named)
    return system_zone({"TZ": tz}, link=localtime, named=timezone)


@pytest.mark.parametrize(
    ("given", "zone"),
    [
        pytest.param({}, "", id="nothing"),
        pytest.param({"tz": "Asia/Tashkent", "named": "Asia/Almaty\n"}, "Asia/Tashkent", id="environment-first"),
        pytest.param({"tz": ":Asia/Tashkent"}, "Asia/Tashkent", id="with-a-colon"),
        pytest.param({"tz": "MSK-3", "named": "Asia/Almaty\n"}, "Asia/Almaty", id="a-rule-is-no-name"),
        pytest.param({"link": "/usr/share/zoneinfo/Europe/Moscow"}, "Europe/Moscow", id="a-link"),
        pytest.param({"link": "/usr/share/zoneinfo/Nowhere", "named": "UTC"}, "UTC", id="a-link-to-nothing"),
    ],
)
def test_the_zone_of_a_machine(tmp_path, given, zone):
    assert zone_of(tmp_path, **given) == zone


@pytest.mark.parametrize(("text", "zone"), [("Asia/Almaty", "Asia/Almaty"), (" utc ", "UTC"), ("america/new york", "America/New_York")])
def test_a_zone_is_known_however_it_is_written(text, zone):
    assert zone_named(text) == zone


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        pytest.param("all", IDS, id="all"),
        pytest.param("1, 3", ["talks", "snow"], id="numbers"),
        pytest.param("water 1", ["talks", "water"], id="a-name-and-a-number"),
        pytest.param("water,water", ["water"], id="twice"),
    ],
)
def test_topics_by_number_and_name(text, chosen):
    assert topics_named(text, TOPICS) == frozenset(chosen)


@pytest.mark.parametrize("text", ["", "0", "4", "all water", "-1"])
def test_what_is_no_topic(text):
    with pytest.raises(click.BadParameter):
        topics_named(text, TOPICS)


async def test_what_is_stored_of_a_reader(tmp_path):
    url = f"sqlite:///{tmp_path}/monitor.db"
    upgrade(url)
    database = open_database(url)

    async def store(zone="", heard=None, at=NOON):
        return await database.run(store_reader, Subscriber(chat_id=7, timezone=zone), topics=IDS, heard=heard, at=at)

    assert await store("Asia/Almaty", {"talks"})
    first = await database.read(reader_of, 7)
    assert (first.timezone, first.muted_topics, first.since) == ("Asia/Almaty", {"water", "snow"}, NOON)
    assert not await store("Asia/Almaty", {"talks"}, NOON + timedelta(days=1))
    assert not await store()
    assert await database.read(reader_of, 7) == first
    assert await store(heard={"talks", "snow"})
    assert (await database.read(reader_of, 7)).muted_topics == {"water"}
    await database.run(deactivate, first.id, reason="stopped", at=NOON)
    assert await store(at=NOON + timedelta(days=2))
    again = await database.read(reader_of, 7)
    assert (again.active, again.reason, again.since, again.muted_topics) == (True, "", NOON + timedelta(days=2), {"water"})
    await database.close()


def test_the_message_names_some_of_many_topics_and_escapes_them():
    many = [Topic(id=TopicId(f"t{number}"), query="x", title={"en": f"<{number}>"}) for number in range(MOST + 2)]
    text = message(Subscriber(timezone="Asia/Almaty"), many, NOON)
    assert "• &lt;0&gt;\n" in text
    assert f"• &lt;{MOST - 1}&gt;\n…\n" in text
    assert "17:00 (Asia/Almaty)" in text
    assert message(Subscriber(locale="ru"), TOPICS, NOON).splitlines()[1:5] == ["• О talks", "• О water", "• О snow", "У вас 12:00 (UTC)."]


def test_a_file_is_sealed_once(tmp_path):
    file = tmp_path / "token"
    file.touch(0o644)
    assert (seal(file), seal(file), file.stat().st_mode & 0o777) == (True, False, 0o600)


@pytest.mark.parametrize("body", ["", "no token\n", "1:a\n2:b\n"])
def test_a_file_that_holds_no_token(tmp_path, body):
    (tmp_path / "token").write_text(body)
    with pytest.raises(ConfigInvalid, match=TELEGRAM_TOKEN):
        token_for(BotSettings(token=""), {}, file=tmp_path / "token")
