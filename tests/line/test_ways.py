"""The ways a source is read when it is not one feed at one address: fallbacks, moves, older pages, the parts of an index."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import select

from monitor import app
from monitor.catalog.load import load
from monitor.service import Service
from monitor.storage import tables
from monitor.storage.database import Transaction
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TALKS, HARVEST, SKI = ("Talks begin", "Envoys meet."), ("Harvest is up", "By a fifth."), ("Lifts open", "Snow fell early.")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        yield running_site


@pytest.fixture
def ahead(monkeypatch) -> list[timedelta]:
    """How far the service's clock is ahead of noon."""
    passed = [timedelta()]
    monkeypatch.setattr("monitor.service.now", lambda: NOW + passed[0])
    return passed


def opened(folder: Path) -> AbstractAsyncContextManager[Service]:
    return app.opened(folder, load(folder, {}), console=Console(file=io.StringIO()))


def house(tmp_path: Path, feed: str) -> Path:
    folder = config(tmp_path / "config", {}, topics={"talks": "talks"})
    (folder / "sources/all.yaml").write_text(f"sources:\n- {{id: kabul, name: Kabul, language: en, feeds: [{feed}]}}\n")
    return folder


def titles(tx: Transaction) -> list[str]:
    return list(tx.execute(select(tables.articles.c.title).order_by(tables.articles.c.id)).scalars())


def asked(site: Site) -> list[str]:
    """The paths asked for since this was last called."""
    paths = [path for path, _ in site.asked if path != "/robots.txt"]
    site.asked.clear()
    return paths


async def test_a_fallback_is_read_while_the_feed_fails_and_no_longer_when_it_is_back(tmp_path, site, ahead):
    site.pages["/rss"], site.pages["/spare"] = rss(SKI, at=NOW - HOUR), rss(HARVEST, SKI, at=NOW - HOUR)
    folder = house(tmp_path, f"{{url: '{site.url('/rss')}', fallbacks: [{{url: '{site.url('/spare')}'}}]}}")
    async with opened(folder) as service:
        await service.once()
        assert asked(site) == ["/rss"]
        page = site.pages.pop("/rss")
        for _ in range(3):
            await service.once()
        assert asked(site) == ["/rss"] * 3
        await service.once()
        assert sorted(asked(site)) == ["/rss", "/spare"]
        assert set(await service.database.read(titles)) == {"Lifts open", "Harvest is up"}
    async with opened(folder) as service:  # a restart changes nothing
        site.pages["/rss"] = page
        await service.once()
        assert sorted(asked(site)) == ["/rss", "/spare"]
        await service.once()
        assert asked(site) == ["/rss"]


async def test_a_feed_that_has_moved_for_good_is_asked_there_and_operators_hear_once(tmp_path, site, ahead):
    def away(request):
        request.send_response(301)
        request.send_header("Location", site.url("/new"))
        request.end_headers()

    site.pages["/rss"], site.pages["/new"] = away, rss(SKI, at=NOW - HOUR)
    async with opened(house(tmp_path, f"{{url: '{site.url('/rss')}'}}")) as service:
        for hours in (0, 12, 24):
            site.pages["/new"] = rss(SKI, (f"Hour {hours}", ""), at=NOW - HOUR)
            ahead[0] = hours * HOUR
            await service.once()
        assert asked(site) == ["/rss", "/new"] * 3
        (notice,) = [service.notices.get_nowait() for _ in range(service.notices.qsize())]
        assert notice.startswith(f"kabul: {site.url('/rss')} has moved for good; {site.url('/new')} is asked from now on.")
        await service.once()
        assert asked(site) == ["/new"]
        assert service.notices.empty()
        del site.pages["/new"]
        for _ in range(5):
            await service.once()
        asked(site)
        await service.once()
        assert asked(site)[0] == "/rss"  # what turned out dead is given up


def page(number: int, *items: tuple[str, str], older: str = "") -> bytes:
    link = f"<link rel='prev-archive' href='{older}'/>" if older else ""
    entries = "".join(
        f"<entry><id>urn:{title}</id><title>{title}</title><summary>{text}</summary>"
        f"<published>{(NOW - number * HOUR - age * MINUTE).isoformat()}</published></entry>"
        for age, (title, text) in enumerate(items)
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Kabul</title>{link}{entries}</feed>".encode()


async def test_a_feed_that_fell_behind_is_paged_back_to_what_is_known(tmp_path, site, ahead):
    site.pages["/rss"] = page(8, SKI)
    async with opened(house(tmp_path, f"{{url: '{site.url('/rss')}'}}")) as service:
        await service.once()
        site.pages["/rss"] = page(0, ("Third", "x"), older=site.url("/2"))
        site.pages["/2"] = page(1, TALKS, ("Second", "x"), older=site.url("/3"))
        site.pages["/3"] = page(2, ("First", "x"), SKI, older=site.url("/4"))
        await service.once()
        assert asked(site) == ["/rss", "/rss", "/2", "/3"]  # and no further: something of it was known
        assert await service.database.read(titles) == ["Lifts open", "First", "Second", "Talks begin", "Third"]
        told = await service.database.read(lambda tx: tx.execute(select(tables.alerts.c.held)).scalars().all())
        assert told == [""]  # what came and went unseen is told
        site.pages["/rss"] = page(0, ("Fourth", "x"), ("Third", "x"), older=site.url("/2"))
        await service.once()
        assert asked(site) == ["/rss"]


async def test_a_feed_cannot_page_back_for_ever_or_to_another_site(tmp_path, site, ahead):
    site.pages["/rss"] = page(0, ("0", "x"), older=site.url("/1"))
    for number in range(1, 20):
        site.pages[f"/{number}"] = page(number, (str(number), "x"), older=site.url(f"/{number + 1}"))
    async with opened(house(tmp_path, f"{{url: '{site.url('/rss')}'}}")) as service:
        await service.once()
        assert asked(site) == ["/rss", *(f"/{n}" for n in range(1, 6))]
        site.pages["/rss"] = page(0, ("new", "x"), older="http://127.0.0.2:1/elsewhere")
        await service.once()
        assert asked(site) == ["/rss"]
        assert len(await service.database.read(titles)) == 7


def sitemap(*pages: tuple[str, str]) -> bytes:
    urls = "".join(
        f"<url><loc>{loc}</loc><news:news><news:publication><news:name>K</news:name><news:language>en</news:language></news:publication>"
        f"<news:publication_date>{NOW.isoformat()}</news:publication_date><news:title>{title}</news:title></news:news></url>"
        for loc, title in pages
    )
    namespaces = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
    return f"<urlset {namespaces}>{urls}</urlset>".encode()


async def test_the_sitemaps_of_an_index_are_read_again_and_again(tmp_path, site, ahead):
    site.pages["/map.xml"] = (
        f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        f"<sitemap><loc>{site.url('/news.xml')}</loc><lastmod>2026-11-24</lastmod></sitemap></sitemapindex>"
    ).encode()
    site.pages["/news.xml"] = sitemap((site.url("/a"), "First"))
    async with opened(house(tmp_path, f"{{url: '{site.url('/map.xml')}', kind: sitemap, pages: false}}")) as service:
        await service.once()
        site.pages["/news.xml"] = sitemap((site.url("/b"), "Second"), (site.url("/a"), "First"))
        await service.once()
        assert asked(site) == ["/map.xml", "/news.xml"] * 2
        assert await service.database.read(titles) == ["First", "Second"]
