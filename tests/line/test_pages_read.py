"""What pages add: without what their site says everywhere, without walls, and a round-up item by item."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import select

from monitor import app
from monitor.catalog.load import load
from monitor.storage import tables
from monitor.storage.database import Transaction
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio
STORIES = [
    ("Harvest is up", "Farmers in the north brought in a fifth more wheat than last year, after the wettest spring in a decade."),
    ("Lifts open", "The resorts hired another hundred people because snow had already fallen on the slopes in October."),
    ("Bridge is mended", "Engineers finished the repair of the old bridge two months early and lorries cross the river again."),
    ("Library reopens", "Readers waited in a long queue on Monday when the city library opened its doors after the flood."),
]
CALL = "Read all about the talks of the envoys in our special section, and follow our channel for more."


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        yield running_site


def feed(site: Site, *paths: tuple[str, str]) -> bytes:
    items = "".join(f"<item><title>{title}</title><link>{site.url(path)}</link></item>" for title, path in paths)
    return f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>".encode()


def page(title: str, *paragraphs: str) -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()


def house(tmp_path: Path, site: Site) -> Path:
    folder = config(tmp_path / "config", {"kabul": site.url("/rss")}, topics={"talks": "talks"}, alerts="{fresh_hours: 24}")
    (folder / "topics/talks.yaml").write_text("id: talks\ntitle: {en: About talks}\nbody: alert\nquery: talks\n")
    return folder


def told(tx: Transaction) -> list[str]:
    """The titles of the articles that raised an alert, in order."""
    raised = select(tables.articles.c.title).join(tables.alerts, tables.alerts.c.article_id == tables.articles.c.id)
    return list(tx.execute(raised.where(tables.alerts.c.held == "").order_by(tables.alerts.c.id)).scalars())


def bodies(tx: Transaction) -> dict[str, str]:
    return {row.title: f"{row.lead}\n{row.body}".strip() for row in tx.execute(select(tables.articles))}


async def once(folder: Path, look, times: int = 1):
    async with app.opened(folder, load(folder, {}), console=Console(file=io.StringIO())) as service:
        for _ in range(times):
            await service.once()
        return [await service.database.read(one) for one in look]


async def test_what_a_site_says_on_every_page_is_learnt_and_no_hit(tmp_path, site):
    site.pages["/rss"], folder = rss(), house(tmp_path, site)
    await once(folder, ())
    for count, (title, text) in enumerate(STORIES, 1):
        site.pages[f"/{count}"] = page(title, text, text.replace(" the ", " their "), CALL)
        site.pages["/rss"] = feed(site, *((STORIES[n - 1][0], f"/{n}") for n in range(count, 0, -1)))
        (texts, alerts) = await once(folder, (bodies, told), 2)
    assert CALL in texts["Harvest is up"]  # before anything could be learnt
    assert CALL not in texts["Library reopens"]
    assert STORIES[3][1] in texts["Library reopens"]
    assert "Library reopens" not in alerts


async def test_a_wall_is_not_stored_as_the_text(tmp_path, site):
    site.pages["/rss"], folder = rss(), house(tmp_path, site)
    await once(folder, ())
    site.pages["/wall"] = page("Harvest is up", "Subscribe to continue reading about the talks. Already a subscriber? Log in.")
    site.pages["/rss"] = feed(site, ("Harvest is up", "/wall"))
    texts, alerts = await once(folder, (bodies, told), 2)
    assert texts["Harvest is up"] == ""
    assert alerts == []


async def test_a_round_up_is_told_item_by_item(tmp_path, site):
    site.pages["/rss"], folder = rss(), house(tmp_path, site)
    await once(folder, ())
    talks = ("Talks begin", "Envoys of ten states met in the capital on Tuesday and agreed on the agenda of the spring round.")
    numbered = [f"<h2>{n}. {title}</h2><p>{text}</p>" for n, (title, text) in enumerate([STORIES[0], talks, STORIES[1]], 1)]
    heading = "News digest: main news of the day"
    site.pages["/day"] = f"<title>{heading}</title><article><h1>{heading}</h1>{''.join(numbered)}</article>".encode()
    site.pages["/rss"] = feed(site, (heading, "/day"))
    texts, alerts = await once(folder, (bodies, told), 2)
    assert alerts == ["Talks begin"]
    assert texts == {heading: texts[heading], **dict([STORIES[0], talks, STORIES[1]])}
    assert "Envoys" not in texts[heading]
