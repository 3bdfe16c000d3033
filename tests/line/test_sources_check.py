"""`monitor sources`: from a URL to the YAML that watches it, over loopback; nothing outside the allowed network is ever asked."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
from click.testing import CliRunner

from monitor import cli
from monitor.catalog.load import load
from monitor.feeds.opml import read_opml
from tests.line.running import Monitor
from tests.unit.fetching.loopback import Site, answer

pytestmark = pytest.mark.anyio
ITEMS = "".join(
    f"<item><title>Item {n}</title><link>/i{n}</link><pubDate>Mon, 0{n} Jun 2026 10:00:00 GMT</pubDate></item>" for n in range(1, 6)
)
FEED = f"<rss version='2.0'><channel><title>The News: «all»</title><language>ru-RU</language>{ITEMS}</channel></rss>".encode()
ROWS = "".join(f"<li class=n><a href=/p{n}>A headline of the day, and its number is {n}</a></li>" for n in range(9)).encode()
URLS = "".join(f"<url><loc>/u{n}</loc><lastmod>2026-01-0{n}</lastmod></url>" for n in range(1, 5))
TABLE = b"<table>" + b"".join(b"<tr><td>%d<td>Name<td>Date</tr>" % n for n in range(20)) + b"</table>"


@contextlib.asynccontextmanager
async def serving(address):
    site = Site(address)
    server = await asyncio.start_server(site.meet, address, 0)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()


@pytest.fixture
async def site():
    async with serving("127.0.0.2") as site:
        yield site


@pytest.fixture
async def trap():
    async with serving("127.0.0.1") as trap:
        yield trap


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv("MONITOR_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    config = tmp_path / "config"
    config.mkdir()
    (config / "monitor.yaml").write_text(f"database: sqlite:///{tmp_path / 'm.db'}\n")
    return config


async def call(*words):
    return await asyncio.to_thread(CliRunner().invoke, cli.monitor, ["sources", *words], standalone_mode=False)


async def check(url):
    result = await call("check", url, "--allow-network", "127.0.0.2/32", "--json")
    return json.loads(result.stdout), result.return_value


KINDS = [
    pytest.param(FEED, "feed", ["feed"], "Item 5", id="feed"),
    pytest.param(
        b"<link rel=alternate type=application/rss+xml href=/feed><a href=/atom.xml>dead</a>" + ROWS,
        "page_with_feeds",
        ["feed"],
        "Item 5",
        id="page",
    ),
    pytest.param(
        b"<html lang=en><title>Press</title><ul>" + ROWS, "listing", ["listing"], "A headline of the day, and its number is 0", id="listing"
    ),
    pytest.param(
        b"<a href=/rss>dead</a>" + ROWS, "page_with_feeds", ["listing"], "A headline of the day, and its number is 0", id="dead-feed"
    ),
    pytest.param(f"<urlset>{URLS}</urlset>".encode(), "sitemap", ["sitemap"], "", id="sitemap"),
    pytest.param(b"<sitemapindex><sitemap><loc>/map</loc></sitemap></sitemapindex>", "sitemap_index", ["sitemap"], "", id="index"),
    pytest.param(b"<sitemapindex></sitemapindex>", "nothing", [], None, id="empty-index"),
    pytest.param(TABLE, "register", ["register"], "Name", id="table"),
    pytest.param(b"<p>Nothing", "nothing", [], None, id="nothing"),
]


@pytest.mark.parametrize(("body", "what", "kinds", "newest"), KINDS)
async def test_a_url_is_told_with_what_to_write(site, folder, body, what, kinds, newest):
    site.on("/feed", answer(body=FEED))
    site.on("/map", answer(body=f"<urlset>{URLS}</urlset>".encode()))
    report, code = await check(site.on("/", answer(body=body, ETag='"1"')))
    assert (report["what"], [one["kind"] for one in report["found"]], code) == (what, kinds, 0 if kinds else 1)
    assert [item["title"] for item in report["preview"][:1]] == ([newest] if kinds else [])
    text = await call("check", site.url("/"), "--allow-network", "127.0.0.2/32")
    assert ("For a file in config/sources:" in text.output) == bool(kinds)
    if kinds:
        (folder / "sources").mkdir()
        (folder / "sources/new.yaml").write_text(report["yaml"])
        (source,) = load(folder).sources
        assert [feed.kind for feed in source.feeds] == kinds


async def test_no_link_leads_to_an_address_that_is_not_allowed(site, trap, folder):
    inside = trap.on("/rss", answer(body=FEED))
    hostile = f'<link rel=alternate type=application/rss+xml href="{inside}"><a href="{inside}.xml">x</a><a href=/feed>y</a>'
    pages = [
        site.on("/links", answer(body=hostile.encode())),
        site.on("/base", answer(body=f'<base href="{trap.url()}"><a href=/rss>x</a>'.encode())),
        site.on("/moved", answer("302 Found", Location=inside)),
        site.on("/index", answer(body=f"<sitemapindex><sitemap><loc>{inside}</loc></sitemap></sitemapindex>".encode())),
        inside,
    ]
    site.on("/feed", answer("301 Moved", Location=inside))
    for page in pages:
        report, code = await check(page)
        assert (report["found"], code) == ([], 1)
    assert report["outcome"] == "blocked"
    assert trap.requests == []


async def test_only_a_handful_is_followed(site, folder):
    await check(site.on("/", answer(body="".join(f"<a href=/x/{n}/rss>x</a>" for n in range(50)).encode())))
    assert len([path for path in site.paths() if path != "/robots.txt"]) == 6


async def test_a_wrong_network_is_a_usage_error(folder):
    result = await call("check", "http://127.0.0.2:1/", "--allow-network", "here")
    assert result.exception.exit_code == 2


async def test_lists_go_out_and_come_in(folder, tmp_path):
    sources = "sources:\n  - id: a\n    name: A\n    language: ru\n    feeds:\n      - url: https://a.example/rss\n      - url: https://a.example/kk\n        language: kk\n"
    (folder / "sources").mkdir()
    (folder / "sources/a.yaml").write_text(
        sources + "  - id: c\n    name: C\n    feeds: [{url: 'https://t.me/s/cc', kind: channel, pages: false}]\n"
    )
    exported = await call("export", "--config", str(folder))
    assert [(one.url, one.language) for one in read_opml(exported.stdout_bytes)] == [
        ("https://a.example/rss", "ru"),
        ("https://a.example/kk", "kk"),
    ]
    (tmp_path / "f.opml").write_bytes(exported.stdout_bytes)
    imported = (await call("import", str(tmp_path / "f.opml"))).output
    (folder / "sources/a.yaml").write_text(imported)
    (source,) = load(folder).sources
    assert (source.id, source.language, [feed.language for feed in source.feeds]) == ("a-example", "ru", ["", "kk"])


async def test_what_is_watched_is_listed_with_its_last_answer(site, folder, tmp_path):
    (folder / "monitor.yaml").write_text((folder / "monitor.yaml").read_text() + "fetch: {allow_networks: [127.0.0.2/32]}\n")
    (folder / "sources").mkdir()
    url = site.on("/feed", answer(body=FEED))
    (folder / "sources/a.yaml").write_text(f"sources:\n  - id: a\n    name: A\n    feeds: [{{url: '{url}', pages: false}}]\n")
    before = json.loads((await call("list", "--config", str(folder), "--json")).stdout)
    assert (before["source"], before["outcome"], before["next_at"]) == ("a", "", "")
    assert " new " in (await call("list", "--config", str(folder))).output
    async with Monitor("run", "--once", "--config", folder, folder=tmp_path) as monitor:
        assert await monitor.ended() == 0
    after = json.loads((await call("list", "--config", str(folder), "--json")).stdout)
    assert (after["outcome"], after["status"], after["kind"]) == ("ok", 200, "feed")
    assert " ok " in (await call("list", "--config", str(folder))).output
