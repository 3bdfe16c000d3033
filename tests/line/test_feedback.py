"""From what readers say of alerts to an edited topic: the service tells, readers object, an operator looks and takes, the service obeys."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from monitor import app, cli
from monitor.catalog.load import load
from monitor.model import AlertId, Channel, Subscriber
from monitor.service import now
from monitor.storage import subscribers
from monitor.storage.database import Database, Transaction, open_database, upgrade
from monitor.storage.feedback import say
from monitor.storage.in_force import load_in_force
from monitor.storage.tables import alerts, articles
from tests.line.running import QUICK, Monitor
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio

CRICKET = (
    "Cricket stars open the fair",
    "The captain of the national squad cut the ribbon and bowled an over for the children of the port.",
)
BOOKS = (
    "Book fair draws poets to the capital",
    "Two hundred publishers came by train, and the national library read verses all night long.",
)
FLOUR = (
    "Bakers find insect flour at the bazaar",
    "Loaves made of ground cricket sell out by noon; a mill in the hills grinds two tons every week.",
)
LATER = (
    (
        "Cricket board buys the fairground",
        "The league paid forty million for the old stands and will build nets where stalls used to be; the fair moves.",
    ),
    (
        "Grain fair signs a pact with five ports",
        "Silos in the delta will load ships within a day, says the ministry of trade in its statement.",
    ),
)
TOPIC = """\
# ours
id: fairs
title: {en: Fairs}
query: |
  fair OR fairground OR bazaar OR expo
  # and what else there is

# tried by monitor check
examples:
  matches:
    - Book fair opens
"""
WITH_EXCLUSION = TOPIC.replace(
    "\n\n# tried",
    "\nexclusions:\n  - query: cricket\n    because: Not about this because of these words, say 2 subscribers.\n\n# tried",
)
BREAKS = "    - Cricket club at the fair\n"


class Desk:
    """An operator at a terminal, and the database beside it."""

    def __init__(self, folder, database: Database) -> None:
        self.folder = folder
        self.database = database

    async def types(self, *words: object) -> tuple[int, str]:
        call = [*map(str, words), "--config", str(self.folder)]
        ended = await asyncio.to_thread(CliRunner().invoke, cli.monitor, call)
        return ended.exit_code, ended.output.replace(str(self.folder), "config")

    async def told(self) -> dict[str, AlertId]:
        return await self.database.read(_told)

    async def sees(self, *headlines: str) -> dict[str, AlertId]:
        """Wait until alerts with these headlines, and no others, are told."""
        async with asyncio.timeout(60):
            while set(told := await self.told()) != set(headlines):  # noqa: ASYNC110 - what is waited for is seen from outside
                await asyncio.sleep(0.1)
        return told


def _told(tx: Transaction) -> dict[str, AlertId]:
    found = select(articles.c.title, alerts.c.id).join(alerts, alerts.c.article_id == articles.c.id).where(alerts.c.held == "")
    return {row.title: AlertId(row.id) for row in tx.execute(found)}


@pytest.fixture
def site():
    with Site() as site:
        site.pages["/rss"] = rss(CRICKET, BOOKS, FLOUR)
        yield site


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def desk(request, tmp_path, monkeypatch, site) -> AsyncIterator[Desk]:
    """A service that has told of three articles, two readers, and an operator."""
    monkeypatch.delenv("MONITOR_DATABASE_URL", raising=False)
    folder = config(tmp_path / "config", {"post": site.url("/rss")}, topics={}, polling=QUICK)
    (folder / "topics" / "fairs.yaml").write_text(TOPIC, "utf8")
    environ = {}
    if request.param == "postgres":
        environ["MONITOR_DATABASE_URL"] = request.getfixturevalue("empty_postgres")
        monkeypatch.setenv("MONITOR_DATABASE_URL", environ["MONITOR_DATABASE_URL"])
    url = load(folder, environ).database_url
    upgrade(url)
    database = open_database(url)
    async with Monitor("run", "--config", folder, environ=environ, folder=tmp_path):
        yield Desk(folder, database)
    await database.close()


async def say_all(desk: Desk, told: dict[str, AlertId]) -> None:
    """Two readers like the book fair and one the flour; both say that the others are not about fairs because of cricket."""
    for chat in (1, 2):
        reader = await desk.database.run(subscribers.add_subscriber, Subscriber(channel=Channel.TELEGRAM, chat_id=chat))
        await desk.database.run(say, told[BOOKS[0]], reader.id, good=True, at=now())
        await desk.database.run(say, told[CRICKET[0]], reader.id, good=False, because="term:Cricket", at=now())
        await desk.database.run(say, told[FLOUR[0]], reader.id, good=chat == 1, because="term:cricket", at=now())


async def test_what_readers_object_to_is_proposed_taken_and_obeyed(desk, site):
    told = await desk.sees(CRICKET[0], BOOKS[0], FLOUR[0])
    assert await desk.types("proposals") == (0, "Nothing is proposed: readers have not asked for a change of any topic.\n")
    await say_all(desk, told)

    code, listed = await desk.types("proposals")
    cost, because = "2 of 3 hits in 30 days, 2 of 2 wrong alerts, 0 of 1 right alerts", "because of these words, say 2 subscribers."
    assert (code, " ".join(listed.splitlines()[1].split())) == (0, f"1 open fairs cricket {cost} Not about this {because}")
    _, shown = await desk.types("proposals", "show", 1)
    assert "proposal 1, open: fairs without cricket" in shown
    assert "of 2 alerts called wrong it would have spared 2, of 1 called right it would have lost 0" in shown
    assert CRICKET[0] in shown
    _, row = await desk.types("proposals", "--json")
    assert (json.loads(row)["exclusion"], json.loads(row)["backtest"]["lost"]) == ("cricket", 2)
    assert "fairs: 1 of 3 right, 6–79 %; too few to say more" in (await desk.types("review"))[1]

    file = desk.folder / "topics" / "fairs.yaml"
    file.write_text(TOPIC + BREAKS, "utf8")
    code, refused = await desk.types("proposals", "take", 1)
    assert code == 1
    assert "config/topics/fairs.yaml is left as it was: with this exclusion its examples fail" in refused
    assert "config/topics/fairs.yaml:12:7: the example “Cricket club at the fair” is not found" in refused
    assert file.read_text("utf8") == TOPIC + BREAKS

    file.write_text(TOPIC, "utf8")
    said = "config/topics/fairs.yaml excludes cricket now; a running service takes it into force by itself\n"
    assert await desk.types("proposals", "take", 1) == (0, said)
    assert file.read_text("utf8") == WITH_EXCLUSION
    async with asyncio.timeout(60):
        while not (await desk.database.read(load_in_force)).topics[0].exclusions:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.1)

    site.pages["/rss"] = rss(*LATER, CRICKET, BOOKS, FLOUR)
    await desk.sees(CRICKET[0], BOOKS[0], FLOUR[0], LATER[1][0])
    assert (await desk.types("proposals"))[1].startswith("Nothing is proposed")
    assert " taken " in (await desk.types("proposals", "--all"))[1]
    assert (await desk.types("proposals", "take", 1))[0] == 2
    assert (await desk.types("proposals", "refuse", 1))[0] == 2


async def test_operators_are_told_once_of_what_readers_ask_for(desk):
    await say_all(desk, await desk.sees(CRICKET[0], BOOKS[0], FLOUR[0]))
    said: list[str] = []
    service = SimpleNamespace(
        database=desk.database, desk=SimpleNamespace(catalog=load(desk.folder, os.environ)), tell_operators=said.append
    )
    await app.tell_of_proposals(service)
    await app.tell_of_proposals(service)
    assert [one.partition(" in 30 days")[0] for one in said] == [
        "fairs: Not about this because of these words, say 2 subscribers. 2 of 3 hits"
    ]


async def test_what_an_operator_refuses_leaves_the_topic_alone_until_he_takes_it(desk):
    await say_all(desk, await desk.sees(CRICKET[0], BOOKS[0], FLOUR[0]))
    await desk.types("proposals")
    code, said = await desk.types("proposals", "refuse", 1)
    assert (code, said) == (0, "proposal 1 is refused: fairs stays as it is, and this is not proposed again\n")
    assert (await desk.types("proposals"))[1].startswith("Nothing is proposed")
    code, said = await desk.types("proposals", "refuse", 1)
    assert (code, "proposal 1 was refused already" in said) == (2, True)

    file = desk.folder / "topics" / "fairs.yaml"
    file.write_text(WITH_EXCLUSION, "utf8")  # by hand
    assert await desk.types("proposals", "take", 1) == (0, "config/topics/fairs.yaml has it already\n")
    assert file.read_text("utf8") == WITH_EXCLUSION


async def test_what_cannot_be_done_is_said(desk):
    await say_all(desk, await desk.sees(CRICKET[0], BOOKS[0], FLOUR[0]))
    await desk.types("proposals")
    for words in (("show", 9), ("take", 9), ("refuse", 9)):
        code, said = await desk.types("proposals", *words)
        assert (code, "there is no proposal 9" in said) == (2, True)
    file = desk.folder / "topics" / "fairs.yaml"
    by_hand = "{id: fairs, title: {en: Fairs}, query: fair}\n"
    file.write_text(by_hand, "utf8")
    code, said = await desk.types("proposals", "take", 1)
    assert (code, "by hand" in said, file.read_text("utf8")) == (1, True, by_hand)
    file.write_text(TOPIC.replace("id: fairs", "id: bazaars"), "utf8")
    code, said = await desk.types("proposals", "take", 1)
    assert (code, "there is no topic `fairs` any more" in said) == (2, True)
