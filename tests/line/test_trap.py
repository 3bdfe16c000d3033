"""Whatever a source says, no byte goes to an address that is not allowed: through redirects, links, indexes, older pages, robots.txt, hubs."""

from __future__ import annotations

import asyncio
import contextlib
import io
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import select

from monitor import app
from monitor.catalog.load import load
from monitor.storage import tables
from tests.unit.fetching.loopback import Site, answer

pytestmark = pytest.mark.anyio
MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@contextlib.asynccontextmanager
async def serving(address: str):
    site = Site(address)
    server = await asyncio.start_server(site.meet, address, 0)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()


def hostile_pages(site: Site, inside: str) -> dict[str, str]:
    """Sources of which each leads inside in its own way: URL and kind."""
    links = "".join(f"<item><title>Item {n}</title><link>{inside}/{n}</link><guid>{n}</guid></item>" for n in range(5))
    head = (
        f'<link rel="canonical" href="{inside}/c"><link rel="amphtml" href="{inside}/amp"><link rel="icon" href="{inside}/favicon.ico">'
        f'<meta property="og:url" content="{inside}/og"><meta property="og:image" content="{inside}/i.png">'
        f'<meta http-equiv="refresh" content="0;url={inside}/refresh"><base href="{inside}/">'
    )
    site.on("/page", answer(body=f"<title>Talks</title>{head}<article><p>{'Talks went on. ' * 60}</p></article>".encode()))
    site.on("/away", answer("302 Found", Location=f"{inside}/away"))
    links += (
        f"<item><title>Talks</title><link>{site.url('/page')}</link></item><item><title>Away</title><link>{site.url('/away')}</link></item>"
    )
    feed = f'<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><a:link rel="{{}}" href="{inside}/next"/>{links}</channel></rss>'
    rows = "".join(f'<li class="n"><a href="{inside}/{n}">A headline of the day with number {n}</a></li>' for n in range(6))
    return {
        site.on("/older", answer(body=feed.format("prev-archive").encode())): "feed",
        site.on("/hub", answer(body=feed.format("hub").encode(), Link=f'<{inside}/hub>; rel="hub"')): "feed",
        site.on("/moved", answer("301 Moved", Location=f"{inside}/moved")): "feed",
        site.on("/styled", answer(body=f'<?xml-stylesheet href="{inside}/x.xsl"?>{feed}'.encode())): "feed",
        site.on("/entity", answer(body=f'<!DOCTYPE rss SYSTEM "{inside}/x.dtd">{feed}'.encode())): "feed",
        site.on("/index", answer(body=f"<sitemapindex xmlns='{MAP}'><sitemap><loc>{inside}/s</loc></sitemap></sitemapindex>".encode())): "sitemap",
        site.on("/list", answer(body=f"<html>{head}<ul>{rows}</ul></html>".encode())): "listing",
    }  # fmt: skip


def config(folder: Path, sources: dict[str, str]) -> Path:
    for name in ("topics", "sources"):
        (folder / name).mkdir(parents=True)
    (folder / "monitor.yaml").write_text(
        f"database: sqlite:///{folder.parent / 'm.db'}\nfetch: {{allow_networks: [127.0.0.2/32], seconds_between: 0}}\n"
        f"logs: {{folder: '{folder.parent / 'log'}'}}\n"
    )
    (folder / "topics/talks.yaml").write_text("id: talks\ntitle: {en: Talks}\nquery: talks OR item OR headline\n")
    lines = [
        f"- {{id: s{n}, name: S, language: en, feeds: [{{url: '{url}', kind: {kind}}}]}}" for n, (url, kind) in enumerate(sources.items())
    ]
    (folder / "sources/all.yaml").write_text("sources:\n" + "\n".join(lines) + "\n")
    return folder


@pytest.mark.parametrize("robots", ["answers", "leads inside"])
async def test_nothing_that_a_source_says_leads_inside(tmp_path, robots):
    async with serving("127.0.0.2") as site, serving("127.0.0.1") as trap:
        inside = f"http://127.0.0.1:{trap.port}"
        folder = config(tmp_path / "config", hostile_pages(site, inside))
        site.on("/robots.txt", answer("302 Found", Location=f"{inside}/robots.txt") if robots == "leads inside" else answer())
        async with app.opened(folder, load(folder, {}), console=Console(file=io.StringIO())) as service, asyncio.timeout(60):
            for _ in range(3):
                await service.once()
            stored = await service.database.read(lambda tx: len(tx.execute(select(tables.articles.c.id)).all()))
        assert (stored > 10, "/older" in site.paths()) == ((True,) * 2 if robots == "answers" else (False,) * 2)  # unreachable: leave it
        assert trap.requests == []
