"""`monitor sources list`: how each feed of the config stands."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from monitor import cli
from monitor.catalog.load import load
from monitor.health import advice
from monitor.model import Check, Health
from monitor.storage import feeds, watchlist
from monitor.storage.database import open_database, upgrade

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SOURCES = """
sources:
  - id: agency
    name: Agency
    tier: A
    feeds:
      - url: https://agency.example/rss
        fallbacks:
          - {url: https://agency.example/news, kind: listing}
          - {url: https://t.me/s/agency, kind: channel}
  - id: paper
    name: Paper
    feeds: [{url: https://paper.example/rss}, {url: https://paper.example/new}]
  - id: off
    name: Off
    enabled: false
    feeds: [{url: https://off.example/rss}]
"""


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.delenv("MONITOR_DATABASE_URL", raising=False)
    folder = tmp_path / "config"
    (folder / "sources").mkdir(parents=True)
    (folder / "monitor.yaml").write_text(f"database: sqlite:///{tmp_path / 'monitor.db'}\n")
    (folder / "sources" / "all.yaml").write_text(SOURCES)
    asyncio.run(stand(load(folder, {})))
    return lambda *words: CliRunner().invoke(cli.monitor, ["sources", "list", *words, "--config", str(folder)])


async def stand(catalog) -> None:
    """The agency's feed refuses us and its listing serves; one feed of the paper has moved, the other was never asked."""
    upgrade(catalog.database_url)
    database = open_database(catalog.database_url)
    await database.run(watchlist.sync_feeds, catalog.sources, now=NOW)
    rss, listing, _, paper, _ = await database.read(feeds.feeds_by_id, range(1, 6))
    since = {"health_since": NOW - timedelta(hours=3), "news_at": NOW - timedelta(hours=4), "checks": 9}
    for feed in (
        replace(rss, **since, health=Health.BLOCKED, failures=3),
        replace(listing, **since),
        replace(paper, **since, address="https://new.example/rss"),
    ):
        await database.run(feeds.save_feed, feed)
    await database.run(feeds.record_check, Check(feed=rss.id, at=NOW, outcome="http", status=403, detail="HTTP 403"))
    await database.run(watchlist.settle, "agency", rss.url, now=NOW)
    await database.close()


def test_each_feed_has_a_line_and_what_is_to_be_done_one_more(call):
    assert [line.rstrip() for line in call().output.splitlines()] == [
        "agency                       feed        A  blocked    since 2026-11-24 09:00 news 2026-11-24 08:00  next 2026-11-24 12:00  https://agency.example/rss",
        "    http 403 HTTP 403",
        f"    {advice(Health.BLOCKED)}",
        "    Meanwhile https://agency.example/news",
        "agency                       listing     A  ok         since 2026-11-24 09:00 news 2026-11-24 08:00  next 2026-11-24 12:00  https://agency.example/news",
        "    stands in for https://agency.example/rss",
        "agency                       channel     A  new                               news never             in standby             https://t.me/s/agency",
        "paper                        feed        B  ok         since 2026-11-24 09:00 news 2026-11-24 08:00  next 2026-11-24 12:00  https://paper.example/rss",
        "    has moved: https://new.example/rss is asked",
        "paper                        feed        B  new                               news never             next 2026-11-24 12:00  https://paper.example/new",
    ]


def test_machines_get_the_same(call):
    rows = [json.loads(line) for line in call("--json").output.splitlines()]
    assert rows[0] == {
        "source": "agency",
        "url": "https://agency.example/rss",
        "kind": "feed",
        "tier": "A",
        "fallback_of": "",
        "standby": False,
        "health": "blocked",
        "since": "2026-11-24T09:00:00+00:00",
        "news_at": "2026-11-24T08:00:00+00:00",
        "next_at": "2026-11-24T12:00:00+00:00",
        "address": "",
        "serving": ["https://agency.example/news"],
        "advice": advice(Health.BLOCKED),
        "outcome": "http",
        "status": 403,
        "at": "2026-11-24T12:00:00+00:00",
        "detail": "HTTP 403",
        "failures": 3,
    }
    assert [(row["url"], row["health"], row["standby"], row["next_at"] != "") for row in rows[1:3]] == [
        ("https://agency.example/news", "ok", False, True),
        ("https://t.me/s/agency", "new", True, False),
    ]


@pytest.mark.parametrize(
    ("words", "urls"),
    [
        pytest.param(["--health", "blocked"], ["https://agency.example/rss"], id="blocked"),
        pytest.param(["--health", "blocked", "--health", "new"], ["https://agency.example/rss", "https://t.me/s/agency", "https://paper.example/new"], id="two"),
        pytest.param(["--health", "gone"], [], id="none"),
    ],
)  # fmt: skip
def test_one_state_alone(call, words, urls):
    assert [json.loads(line)["url"] for line in call("--json", *words).output.splitlines()] == urls


def test_a_state_that_is_none_is_a_usage_error(call):
    assert call("--health", "ill").exit_code == 2


def test_a_feed_that_the_service_has_not_seen_yet_is_new(call, tmp_path):
    (tmp_path / "config" / "sources" / "more.yaml").write_text(
        "sources:\n- id: late\n  name: Late\n  feeds: [{url: https://late.example/rss, fallbacks: [{url: https://late.example/x}]}]\n"
    )
    rows = [json.loads(line) for line in call("--json").output.splitlines()]
    assert [(row["health"], row["standby"], row["next_at"]) for row in rows if row["source"] == "late"] == [
        ("new", False, ""),
        ("new", True, ""),
    ]
