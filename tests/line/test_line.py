"""From a feed on loopback to alerts at the terminal: each happening once, whatever the feeds do."""

from __future__ import annotations

import asyncio
import io
import random
import threading
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console
from sqlalchemy import select

from monitor.app import opened
from monitor.catalog.load import load
from monitor.storage import feeds, overview, tables
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio

TALKS = (
    "Envoys of ten states meet for talks on the border",
    "Envoys of ten states met on Tuesday for talks on trade, water and the border.",
)
OTHER = ("Harvest is up a fifth", "Traders credit new cold stores and cheaper flights for the record harvest this year.")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


class Terminal:
    """Runs the service once over a config, again and again, and keeps what the terminal showed."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.shown = ""

    async def once(self) -> str:
        out = io.StringIO()
        catalog = load(self.folder)
        async with opened(self.folder, catalog, console=Console(file=out, width=100)) as service:
            await service.once()
            await service.deliver_to_terminal()
            self.outcomes = {a.source: a.check.outcome for a in await service.database.read(overview.last_answers)}
            self.fates = await service.database.read(overview.fates)
        self.shown = out.getvalue()
        return self.shown


def alerts(shown: str) -> int:
    return shown.count("●")


def happenings(count: int) -> list[tuple[str, str]]:
    """Talks that have nothing in common but that they are talks."""
    chance = random.Random(7)
    words = ["".join(chance.choices("abdefgiklmnoprstuvz", k=8)) for _ in range(25 * count)]
    return [
        (f"Talks on {' '.join(words[at : at + 5])}", " ".join(words[at + 5 : at + 25]).capitalize() + ".")
        for at in range(0, 25 * count, 25)
    ]


async def test_one_article_is_one_alert_and_the_second_run_says_nothing(tmp_path, site):
    site.pages["/rss"] = rss(TALKS, OTHER)
    terminal = Terminal(config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks"}))
    shown = await terminal.once()
    assert alerts(shown) == 1
    assert "About talks" in shown
    assert TALKS[0] in shown
    assert await terminal.once() == ""


async def test_the_same_text_on_three_sources_is_one_alert(tmp_path, site):
    site.pages["/a"] = rss(TALKS)
    site.pages["/b"] = rss(("Ten states talk", f"WIRE - {TALKS[1]}"))
    site.pages["/c"] = rss(TALKS)
    terminal = Terminal(config(tmp_path / "config", {n: site.url(f"/{n}") for n in "abc"}, topics={"talks": "talks", "water": "water"}))
    shown = await terminal.once()
    assert alerts(shown) == 2  # one a topic
    assert sum(f.article.copy_of is not None for f in terminal.fates) == 2
    assert await terminal.once() == ""


async def test_entries_that_all_link_to_the_front_page_are_told_apart(tmp_path, site):
    linked = f"<link>{site.url('/')}</link><guid".encode()
    site.pages["/rss"] = rss(*happenings(3)).replace(b"<guid", linked)
    terminal = Terminal(config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks"}))
    assert alerts(await terminal.once()) == 3


async def test_entries_that_say_nothing_are_no_articles(tmp_path, site):
    site.pages["/rss"] = rss(TALKS).replace(b"</channel>", b"<item/><item></item></channel>")
    terminal = Terminal(config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks"}))
    assert alerts(await terminal.once()) == 1
    assert len(terminal.fates) == 1


async def test_a_host_that_asked_for_quiet_is_left_alone_and_that_is_no_check(tmp_path, site):
    def busy(request):
        request.send_response(429)
        request.send_header("Retry-After", "600")
        request.end_headers()

    site.pages |= {"/busy": busy, "/rss": rss(TALKS)}
    catalog = load(config(tmp_path / "config", {"busy": site.url("/busy"), "wire": site.url("/rss")}, topics={"talks": "talks"}))
    async with opened(tmp_path, catalog, console=Console(file=io.StringIO())) as service:
        first, second = await service.database.read(overview.all_feed_ids)
        await service.check_feeds([first])
        await service.check_feeds([second])
        assert [a.check.outcome for a in await service.database.read(overview.last_answers)] == ["rate_limited"]
        due = await service.database.run(feeds.claim_due, limit=9, now=datetime.now(UTC), lease=timedelta(minutes=1))
        assert due == []


async def test_what_appears_later_is_told_then(tmp_path, site):
    site.pages["/rss"] = rss(OTHER)
    terminal = Terminal(config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks"}))
    assert await terminal.once() == ""
    site.pages["/rss"] = rss(TALKS, OTHER)
    assert alerts(await terminal.once()) == 1


async def test_a_feed_that_rewrites_its_ids_tells_nothing_twice(tmp_path, site):
    at = datetime.now(UTC)
    site.pages["/rss"] = rss(TALKS, at=at)
    terminal = Terminal(config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks"}))
    assert alerts(await terminal.once()) == 1
    site.pages["/rss"] = rss(TALKS, at=at + timedelta(minutes=5), guid="new-")
    assert await terminal.once() == ""
    assert len(terminal.fates) == 2


async def test_an_archive_at_the_first_check_raises_no_alert_and_neither_do_its_copies(tmp_path, site):
    month = datetime.now(UTC) - timedelta(days=30)
    site.pages["/rss"] = rss(
        *[(f"Talks, round {i}", f"Envoys met for round {i} of the talks in city number {i}.") for i in range(50)], at=month
    )
    folder = config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks"})
    assert await Terminal(folder).once() == ""
    site.pages["/rss"] = rss(("Talks, round 7", "Envoys met for round 7 of the talks in city number 7."), guid="again-")
    assert await Terminal(folder).once() == ""


@pytest.mark.parametrize(("days", "told"), [(6, 1), (400, 0)], ids=["a ministry publishes late", "an archive is imported"])
async def test_what_appears_late_is_told_unless_it_is_archive(tmp_path, site, days, told):
    site.pages["/rss"] = rss(OTHER)
    folder = config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks"})
    assert await Terminal(folder).once() == ""
    site.pages["/rss"] = rss(TALKS, at=datetime.now(UTC) - timedelta(days=days))
    assert alerts(await Terminal(folder).once()) == told


async def test_beyond_so_many_alerts_an_hour_the_rest_waits_for_one_message(tmp_path, site):
    site.pages["/rss"] = rss(*happenings(30))
    folder = config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks"}, alerts="{flood_limit: 10}")
    terminal = Terminal(folder)
    assert alerts(await terminal.once()) == 10
    assert sum(bool(f.alerted) for f in terminal.fates) == 30
    async with opened(folder, load(folder), console=Console(file=io.StringIO())) as service:
        rows = await service.database.read(lambda tx: tx.execute(select(tables.deliveries.c.bundle, tables.deliveries.c.due)).all())
    assert Counter(row.bundle.rpartition(":")[0] for row in rows) == {"": 10, "flood:talks": 20}
    assert {row.due.minute for row in rows if row.bundle} == {0}
    assert await terminal.once() == ""


async def test_what_the_feed_leaves_out_is_read_from_the_page(tmp_path, site):
    site.pages["/page"] = (
        b"<!doctype html><html lang='en'><title>Ten states meet</title><article><h1>Ten states meet</h1>"
        b"<p>Envoys of ten states met on Tuesday in the capital, a spokesman said after the session.</p>"
        b"<p>The talks on water and the border will go on, and a statement is expected in the evening of Thursday.</p></article></html>"
    )
    empty = "<rss version='2.0'><channel><title>F</title></channel></rss>"
    item = f"<item><title>Ten states meet</title><link>{site.url('/page')}</link></item>"
    site.pages["/rss"] = empty.encode()
    folder = config(tmp_path / "config", {"wire": site.url("/rss")}, topics={})
    (folder / "topics" / "talks.yaml").write_text("id: talks\ntitle: {en: Talks}\nquery: talks AND water\nbody: alert\n")
    terminal = Terminal(folder)
    await terminal.once()
    site.pages["/rss"] = empty.replace("</channel>", f"{item}</channel>").encode()
    shown = await terminal.once()
    assert alerts(shown) == 1
    assert "talks on water" in shown
    assert "a statement is expected" in terminal.fates[0].article.lead + terminal.fates[0].article.body


@pytest.mark.parametrize("page", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"", None], ids=["a picture", "nothing", "not there"])
async def test_without_its_page_an_article_is_what_the_feed_told(tmp_path, site, page):
    if page is not None:
        site.pages["/page"] = page
    site.pages["/rss"] = rss(TALKS).replace(b"<guid", f"<link>{site.url('/page')}</link><guid".encode())
    terminal = Terminal(config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks"}))
    assert alerts(await terminal.once()) == 1
    assert [path for path, _ in site.asked].count("/page") == 1
    assert terminal.fates[0].article.lead == TALKS[1]
    assert await terminal.once() == ""
    assert [path for path, _ in site.asked].count("/page") == 1


def _hangs(gate):
    def answer(request):
        gate.wait(30)

    return answer


def _lies(request):
    request.send_response(200)
    request.send_header("Content-Length", "100000")
    request.end_headers()
    request.wfile.write(b"<rss")


def _bomb(request):
    packer = zlib.compressobj(9, wbits=31)
    request.send_response(200)
    request.send_header("Content-Encoding", "gzip")
    request.end_headers()
    request.wfile.write(b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush())


def _redirect(to):
    def answer(request):
        request.send_response(302)
        request.send_header("Location", to)
        request.end_headers()

    return answer


async def test_each_kind_of_bad_source_is_one_outcome_and_the_good_one_is_not_late(tmp_path, site):
    gate = threading.Event()
    million = (
        b"<rss version='2.0'><channel><title>M</title>" + b"<item><title>x</title><guid>1</guid></item>" * 200_000 + b"</channel></rss>"
    )
    site.pages |= {
        "/good": rss(TALKS),
        "/hangs": _hangs(gate),
        "/lies": _lies,
        "/bomb": _bomb,
        "/html": b"<!doctype html><html><body><h1>We are moving</h1></body></html>",
        "/nul": rss(OTHER).replace(b"Harvest", b"Har\x00vest"),
        "/charset": rss(OTHER).replace(b"<?xml version='1.0'?>", b"<?xml version='1.0' encoding='utf-16'?>"),
        "/million": million,
        "/file": _redirect("file:///etc/passwd"),
        "/inside": _redirect("http://127.0.0.1:22/"),
        "/metadata": _redirect("http://169.254.169.254/latest/"),
        "/empty": b"",
    }
    names = [path.strip("/") for path in site.pages]
    terminal = Terminal(config(tmp_path / "config", {n: site.url(f"/{n}") for n in names}, topics={"talks": "talks"}))
    began = asyncio.get_running_loop().time()
    try:
        shown = await asyncio.wait_for(terminal.once(), 60)
    finally:
        gate.set()
    assert asyncio.get_running_loop().time() - began < 45
    assert alerts(shown) == 1
    assert terminal.outcomes == {
        "good": "ok",
        "hangs": "timeout",
        "lies": "network",
        "bomb": "too_large",
        "html": "not_feed",
        "nul": "ok",
        "charset": "ok",
        "million": "ok",
        "file": "redirect",
        "inside": "network",
        "metadata": "blocked",
        "empty": "empty",
    }
