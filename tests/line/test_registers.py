"""An official list on a site: what is told of it, and what is not, from the bytes to the message."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from monitor.catalog.load import load
from monitor.fetching.client import Fetcher
from monitor.fetching.policy import FetchPolicy
from monitor.model import Channel, Failure, Feed, FeedKind, FeedSpec, FetchFailed, Health, RegisterSpec, Source, SourceId, Subscriber
from monitor.pipeline.check import check_feeds
from monitor.pipeline.line import Alerting, Line
from monitor.polling import paces
from monitor.storage import feeds, overview, registers, subscribers, tables, watchlist
from monitor.storage.database import Database, open_database, upgrade
from monitor.topics.matcher import Matcher
from tests.line.bot_api import TOKEN, BotApi
from tests.line.running import QUICK, ROOT, Monitor, running, until
from tests.line.site import Site, config

pytestmark = pytest.mark.anyio

COURT = "Верховный Суд Российской Федерации, 14.02.2003, № ГКПИ 03-116. Вступило в силу 04.03.2003."
NAMES = ("«Высший военный Маджлисуль Шура»", "Асбат аль-Ансар", "Исламская группа", "Движение «Талибан»", "Исламская партия Туркестана")
TALIBAN = NAMES[3]
REGISTER = "Единый федеральный список террористических организаций"
CHALLENGE = b"<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>"


def page(*names: str, **courts: str) -> bytes:
    """A page as the FSB's: most rows in one table, each later one in a table of its own, within one that lays out the page."""
    rows = [f"<tr><td>{n}</td><td>{name}</td><td>{courts.get(f'row{n}', COURT)}</td></tr>" for n, name in enumerate(names, 1)]
    first, later = "".join(rows[:-1]), "".join(rows[-1:])
    return f"<table><tr><td>Menu</td><td><table><tr><th>№</th></tr>{first}</table><table>{later}</table></td></tr></table>".encode()


def without(name: str) -> tuple[str, ...]:
    return tuple(n for n in NAMES if n != name)


@dataclass
class Watch:
    """The line over one list, its clock in our hands: each look is a visit to the site."""

    site: Site
    database: Database
    line: Line
    feed: Feed
    at: datetime = datetime(2026, 11, 24, 12, tzinfo=UTC)
    due: list[timedelta] = field(default_factory=list)

    async def look(self, body: bytes | None = None, *, status: int = 200) -> int:
        """Visit the list a while later, with this body in it, and return how many changes were told."""
        if body is not None:
            self.site.pages["/list"] = body if status == 200 else lambda request: (request.send_error(status), None)[1]
        self.at += timedelta(hours=1)
        told = await check_feeds([self.feed.id], replace(self.line, now=lambda: self.at))
        self.feed = (await self.database.read(feeds.feeds_by_id, [self.feed.id]))[0]
        self.due.append(self.feed.next_at - self.at)
        return told

    async def told(self) -> list[tuple[str, str]]:
        """Return what became of a row and the topics it was alerted for, the first told first."""
        fates = await self.database.read(overview.fates)
        return [(fate.article.title.split(" ", 1)[0], " ".join(fate.alerted)) for fate in fates]

    async def looks(self) -> list[str]:
        """Return what each reading that was kept was found to be, the first first."""
        return [one.look for one in await self.database.read(registers.snapshots_of, self.feed.id)][::-1]

    async def names(self) -> list[str]:
        return [row.name for row in await self.database.read(registers.rows_of, self.feed.id)]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        yield running_site


@pytest.fixture(scope="module")
def matcher() -> tuple[Matcher, Alerting]:
    """The topic of delistings as config/ ships it."""
    catalog = load(ROOT / "config", {})
    topics = {topic.id: topic for topic in catalog.topics if topic.id == "delisting"}
    alerting = Alerting(topics=topics, fresh=timedelta(hours=24), late=timedelta(days=30), flood_limit=3)
    return Matcher(topics.values(), catalog.concepts), alerting


@pytest.fixture
async def watch(tmp_path: Path, site: Site, matcher: tuple[Matcher, Alerting]) -> AsyncIterator[Watch]:
    async for one in watched(tmp_path, site, matcher, RegisterSpec(form="fsb", lowest=3, shrink=0.4)):
        yield one


async def watched(
    tmp_path: Path, site: Site, matcher: tuple[Matcher, Alerting], spec: RegisterSpec, language: str = "ru"
) -> AsyncIterator[Watch]:
    """A list that nobody has looked at, and one reader who hears every alert."""
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    upgrade(url)
    database = open_database(url)
    named = Source(
        id=SourceId("list"),
        name=REGISTER,
        language=language,
        feeds=(FeedSpec(url=site.url("/list"), kind=FeedKind.REGISTER, register=spec),),
    )
    await database.run(watchlist.sync_feeds, [named], now=Watch.at)
    await database.run(subscribers.add_subscriber, Subscriber(channel=Channel.TERMINAL))
    (feed,) = await database.read(feeds.feeds_by_id, await database.read(overview.all_feed_ids))
    with ThreadPoolExecutor(1) as worker:
        line = Line(
            fetch=Fetcher(FetchPolicy(allow_networks=("127.0.0.0/8",), spacing_seconds=0)).fetch,
            database=database,
            matcher=matcher[0],
            alerting=replace(matcher[1], sources={named.id: named}),
            paces=paces(timedelta(minutes=2), timedelta(days=1), {}, 100),
            now=lambda: Watch.at,
            chance=lambda: 0.5,
            worker=worker,
            tell_operators=lambda _: None,
        )
        yield Watch(site, database, line, feed)
    await database.close()


ALERTED = "delisting"


async def test_a_removal_is_told_once_two_looks_saw_it(watch: Watch) -> None:
    for body, told in ((page(*NAMES), 0), (page(*NAMES), 0), (page(*without(TALIBAN)), 0), (None, 1), (None, 0), (None, 0)):
        assert await watch.look(body) == told
    assert await watch.told() == [("ИСКЛЮЧЕНИЕ", ALERTED)]
    assert await watch.names() == list(without(TALIBAN))
    assert watch.due[2] == timedelta(minutes=12, seconds=30)  # the second look, soon
    assert watch.due[3] > timedelta(minutes=13)


async def test_the_second_look_is_unconditional(watch: Watch) -> None:
    def answer(request) -> None:
        unchanged = request.headers.get("If-None-Match") == '"1"'
        request.send_response(304 if unchanged else 200)
        request.send_header("ETag", '"1"')
        request.end_headers()
        if not unchanged:
            request.wfile.write(page(*without(TALIBAN)))

    await watch.look(page(*NAMES))
    watch.site.pages["/list"] = answer
    assert [await watch.look(), await watch.look(), await watch.look()] == [0, 1, 0]
    assert ["If-None-Match" in headers for _, headers in watch.site.asked] == [False, False, False, True]


async def test_an_addition_is_told(watch: Watch) -> None:
    for body in (page(*without(TALIBAN)), page(*NAMES), None, None):
        await watch.look(body)
    assert await watch.told() == [("ВКЛЮЧЕНИЕ", ALERTED)]


async def test_the_trap_a_row_stays_and_what_is_noted_beside_it_changes(watch: Watch) -> None:
    noted = page(*NAMES, row4=f"{COURT} Запрет приостановлен решением от 17.04.2025.")
    for body in (page(*NAMES), noted, noted, None):
        await watch.look(body)
    assert await watch.told() == [("ИЗМЕНЕНИЕ", ALERTED)]
    (fate,) = await watch.database.read(overview.fates)
    was, now = fate.article.lead.split(" → ")
    assert "04.03.2003" in was
    assert "приостановлен" in now
    assert "Было: Движение «Талибан»" in fate.article.body


async def test_a_row_that_is_renamed_has_not_gone_and_come(watch: Watch) -> None:
    renamed = [f"{name} (запрет приостановлен)" if name == TALIBAN else name for name in NAMES]
    for body in (page(*NAMES), page(*renamed), None, None):
        await watch.look(body)
    assert await watch.told() == [("ИЗМЕНЕНИЕ", ALERTED)]


async def test_a_blip_is_not_told(watch: Watch) -> None:
    for body in (page(*NAMES), page(*without(TALIBAN)), page(*NAMES), None, page(*without(TALIBAN)), page(*NAMES), None):
        assert await watch.look(body) == 0
    assert await watch.told() == []
    assert await watch.names() == list(NAMES)
    assert await watch.looks() == ["first", "changed", "same", "changed", "same"]


async def test_a_row_removed_restored_and_removed_again_is_news_each_time(watch: Watch) -> None:
    await watch.look(page(*NAMES))
    for body in (page(*without(TALIBAN)), page(*NAMES), page(*without(TALIBAN))):
        assert [await watch.look(body), await watch.look(body)] == [0, 1]
    assert await watch.told() == [("ИСКЛЮЧЕНИЕ", ALERTED), ("ВКЛЮЧЕНИЕ", ALERTED), ("ИСКЛЮЧЕНИЕ", ALERTED)]


async def test_the_order_of_rows_and_what_stands_around_them_say_nothing(watch: Watch) -> None:
    for body in (page(*NAMES), page(*NAMES[::-1]), b"<p>News of today</p>" + page(*NAMES), page(*NAMES).replace(b"Menu", b"Another")):
        assert await watch.look(body) == 0
    assert await watch.looks() == ["first"]
    assert watch.feed.health is Health.OK


@pytest.mark.parametrize(
    ("body", "status", "outcome", "health"),
    [
        pytest.param(
            b"<div id='app'></div><script src='list.js'></script>" + b" " * 300, 200, "held", Health.SHRUNK, id="drawn-by-a-script"
        ),
        pytest.param(page(*NAMES[:2]), 200, "held", Health.SHRUNK, id="too-few"),
        pytest.param(page(*(f"Новая {n}" for n in range(5))), 200, "held", Health.SHRUNK, id="another-list"),
        pytest.param(page(*NAMES, **{f"row{n}": "Суд" for n in range(6)}), 200, "held", Health.SHRUNK, id="all-rows-rewritten"),
        pytest.param(CHALLENGE, 200, "not_feed", Health.CHALLENGE, id="challenge"),
        pytest.param(b"", 200, "empty", Health.ZOMBIE, id="empty"),
        pytest.param(b"oops", 500, "http", Health.BROKEN, id="500"),
    ],
)
async def test_what_is_no_list_between_two_looks_is_not_told(watch: Watch, body: bytes, status: int, outcome: str, health: Health) -> None:
    await watch.look(page(*NAMES))
    await watch.look(page(*without(TALIBAN)))
    assert await watch.look(body, status=status) == 0
    (answer,) = await watch.database.read(overview.last_answers)
    assert (answer.check.outcome, watch.feed.health) == (outcome, health)
    assert watch.due[-1] > watch.due[-2]  # it is left alone for longer
    assert await watch.look(page(*without(TALIBAN))) == 1
    assert await watch.told() == [("ИСКЛЮЧЕНИЕ", ALERTED)]
    assert watch.feed.health is Health.OK


async def test_a_list_that_shrank_is_held_and_kept_and_whole_again(watch: Watch) -> None:
    for body in (page(*NAMES), page(*NAMES[:2]), page(*NAMES[:2]), None, page(*NAMES)):
        assert await watch.look(body) == 0
    assert await watch.looks() == ["first", "held"]
    assert (await watch.database.read(registers.standing_of, watch.feed.id)).fault == ""
    assert await watch.names() == list(NAMES)
    kept = await watch.database.read(registers.snapshots_of, watch.feed.id)
    assert await watch.database.read(registers.body_of, kept[0].id) == page(*NAMES[:2])
    assert (kept[0].fault, kept[0].rows) == ("too_few", 2)


async def test_a_held_reading_that_a_person_lets_through_is_told_within_the_rule_of_floods(watch: Watch) -> None:
    many = [f"Ветвь «Талибана» №{n}" for n in range(12)]
    for body in (page(*NAMES, *many), page(*NAMES), None):
        assert await watch.look(body) == 0
    (kept, *_) = await watch.database.read(registers.snapshots_of, watch.feed.id)
    await watch.database.run(registers.waive, watch.feed.id, kept.digest, at=watch.at)
    assert [await watch.look(), await watch.look(), await watch.look()] == [0, 12, 0]
    assert [topics for _, topics in await watch.told()].count(ALERTED) == 12
    bundles = await watch.database.read(lambda tx: tx.execute(select(tables.deliveries.c.bundle)).scalars().all())
    assert Counter(bundle.partition(":")[0] for bundle in bundles) == {"": 3, "flood": 9}
    assert await watch.names() == list(NAMES)


async def test_of_two_changes_each_is_told_when_two_looks_saw_it(watch: Watch) -> None:
    for body, told in ((page(*NAMES), 0), (page(*without(TALIBAN)), 0), (page(*without(TALIBAN)[:-1]), 1), (None, 1), (None, 0)):
        assert await watch.look(body) == told
    assert await watch.names() == list(NAMES[:3])


async def test_a_look_that_was_overtaken_is_in_vain(watch: Watch) -> None:
    await watch.look(page(*NAMES))
    await watch.look(page(*without(TALIBAN)))
    at = watch.at + timedelta(hours=1)
    line = replace(watch.line, now=lambda: at)
    assert await check_feeds([watch.feed.id, watch.feed.id], line) == 1
    assert await watch.told() == [("ИСКЛЮЧЕНИЕ", ALERTED)]


async def test_a_host_that_has_no_turn_for_us_was_not_visited(watch: Watch) -> None:
    async def no_turn(url: str, **_: object) -> FetchFailed:
        return FetchFailed(failure=Failure.RATE_LIMITED, detail="no turn", retry_after=timedelta(minutes=3))

    assert await check_feeds([watch.feed.id], replace(watch.line, fetch=no_turn)) == 0
    (feed,) = await watch.database.read(feeds.feeds_by_id, [watch.feed.id])
    assert (feed.next_at - watch.at, feed.failures) == (timedelta(minutes=3), 0)


def un_list(*names: str, note: str = "") -> bytes:
    rows = "".join(
        f"<INDIVIDUAL><DATAID>{name}</DATAID><VERSIONNUM>{n}</VERSIONNUM><FIRST_NAME>{name}</FIRST_NAME><UN_LIST_TYPE>Taliban</UN_LIST_TYPE>"
        f"<COMMENTS1>{note}</COMMENTS1></INDIVIDUAL>"
        for n, name in enumerate(names)
    )
    return f"<CONSOLIDATED_LIST><INDIVIDUALS>{rows}</INDIVIDUALS></CONSOLIDATED_LIST>".encode()


async def test_a_list_in_xml(tmp_path: Path, site: Site, matcher: tuple[Matcher, Alerting]) -> None:
    names = [f"MULLAH {n}" for n in range(8)] + ["TALIBAN COUNCIL"]
    async for watch in watched(tmp_path, site, matcher, RegisterSpec(form="un", lowest=5), language="en"):
        half = un_list(*names)[:300]
        for body in (un_list(*names), half, CHALLENGE, un_list(*names[::-1]), un_list(*names[:-1]), None, None):
            await watch.look(body)
        assert await watch.told() == [("REMOVED", ALERTED)]
        (fate,) = await watch.database.read(overview.fates)
        assert fate.article.title == f"REMOVED from the list \u201c{REGISTER}\u201d: TALIBAN COUNCIL"
        assert await watch.looks() == ["first", "unread", "unread", "same", "confirmed"]


async def test_a_list_in_a_file_whose_name_changes(tmp_path: Path, site: Site, matcher: tuple[Matcher, Alerting]) -> None:
    """The page at the list's address links to the file of the day."""

    def list_of(*names: str) -> bytes:
        rows = "".join(f"<KyrgyzLegalPerson><Number>{n}</Number><Name>{name}</Name></KyrgyzLegalPerson>" for n, name in enumerate(names))
        return f"<SanctionList><legalPersons>{rows}</legalPersons></SanctionList>".encode()

    site.pages |= {"/one.xml": list_of(*NAMES), "/two.xml": list_of(*without(TALIBAN))}
    async for watch in watched(tmp_path, site, matcher, RegisterSpec(form="kg", lowest=3)):
        for file, told in (("one", 0), ("one", 0), ("two", 0), ("two", 1), ("two", 0), ("gone", 0), ("two", 0)):
            assert await watch.look(f"<!doctype html><a href='/{file}.xml'>XML</a>".encode()) == told
        assert await watch.told() == [("ИСКЛЮЧЕНИЕ", ALERTED)]
        newest, _ = await watch.database.read(registers.snapshots_of, watch.feed.id)
        assert newest.url == site.url("/two.xml")


# ── the whole service ──────────────────────────────────────────────────────────────────────────────


def house(tmp_path: Path, site: Site, bot_api: BotApi) -> Path:
    """A config with one list and a topic of removals."""
    made = config(
        tmp_path / "config",
        {},
        topics={"delisting": "(исключ* OR изменение) AND талибан"},
        telegram=f"{{api_url: '{bot_api.url}'}}",
        polling=QUICK,
    )
    (made / "sources" / "all.yaml").write_text(
        f"sources:\n- {{id: fsb, name: '{REGISTER}', language: ru, type: register, feeds: "
        f"[{{url: '{site.url('/list')}', kind: register, register: {{format: fsb, lowest: 3}}}}]}}\n"
    )
    return made


async def asked_again(site: Site, times: int) -> None:
    """Wait until the list was asked for so many times more: what stood in it before the last is stored by then."""

    def asked() -> int:
        return sum(path == "/list" for path, _ in site.asked)

    before = asked()
    await until(lambda: asked() >= before + times)


async def test_a_service_killed_between_two_looks_tells_once(tmp_path: Path, site: Site, bot_api: BotApi) -> None:
    folder, environ = house(tmp_path, site, bot_api), {"MONITOR_TELEGRAM_TOKEN": TOKEN}
    site.pages["/list"] = page(*NAMES)
    async with Monitor("run", "--config", folder, environ=environ, folder=tmp_path):
        bot_api.say(11, "/start")
        await asked_again(site, 2)
        await until(lambda: bot_api.chat(11).texts)
    site.pages["/list"] = page(*without(TALIBAN))
    for _ in range(2):
        async with Monitor("run", "--config", folder, environ=environ, folder=tmp_path) as monitor:
            await asked_again(site, 1)
            await monitor.kill()
    async with Monitor("run", "--config", folder, environ=environ, folder=tmp_path):
        await until(lambda: any("ИСКЛЮЧЕНИЕ" in text for text in bot_api.chat(11).texts))
        await asked_again(site, 3)
    assert sum("ИСКЛЮЧЕНИЕ" in text for text in bot_api.chat(11).texts) == 1


async def test_the_message_shows_the_row_before_and_after_exactly_once(tmp_path: Path, site: Site, bot_api: BotApi) -> None:
    folder, environ = house(tmp_path, site, bot_api), {"MONITOR_TELEGRAM_TOKEN": TOKEN}
    site.pages["/list"] = page(*NAMES)
    async with running(folder, environ):
        bot_api.say(11, "/start")
        await asked_again(site, 2)
    site.pages["/list"] = page(*NAMES, row4="Запрет приостановлен")
    database = sqlite3.connect(tmp_path / "monitor.db")
    async with running(folder, environ):  # stopped between the first look and the second, whenever that is
        await until(lambda: database.execute("SELECT count(*) FROM register_standings WHERE since IS NOT NULL").fetchone()[0] or None)
    async with running(folder, environ):
        await until(lambda: any("Запрет" in text for text in bot_api.chat(11).texts))
        await asked_again(site, 3)
    database.close()
    told = [text for text in bot_api.chat(11).texts if "Запрет" in text]
    assert len(told) == 1
    assert "ИЗМЕНЕНИЕ статуса или данных" in told[0]
    assert "04.03.2003" in told[0].split("→")[0]
    assert "Запрет приостановлен" in told[0].split("→")[1]
