"""`monitor inspect fetch` and the adapter of the shared harness: the same fetcher and reader that the line uses."""

from __future__ import annotations

import asyncio
import json

import pytest
from click.testing import CliRunner

from monitor.cli import inspect_fetch
from monitor.cli.inspect import command
from tests import harness_adapter
from tests.unit.fetching.loopback import Site, answer

pytestmark = pytest.mark.anyio
FEED = b"""<rss version="2.0"><channel><title>News</title>
<item><title>One</title><link>/one</link><guid>1</guid></item><item><title>Two</title><link>/two</link><guid>2</guid></item></channel></rss>"""
HERE = ["127.0.0.1/32"]

OUTCOMES = [
    pytest.param(answer(body=FEED), "ok", 200, None, id="ok"),
    pytest.param(answer(body=b"<html><title>x</title></html>"), "not_feed", 200, None, id="a-page"),
    pytest.param(answer(body=b"<rss version='2.0'><channel"), ("parse", "ok", "not_feed"), 200, None, id="broken"),
    pytest.param(answer(body=b""), "empty", 200, None, id="empty"),
    pytest.param(answer("404 Not Found"), "http", 404, None, id="not-found"),
    pytest.param(answer("410 Gone"), "gone", 410, None, id="gone"),
    pytest.param(answer("429 Slow down", Retry_After="90"), "rate_limited", 429, 90.0, id="slow-down"),
    pytest.param(answer("302 Found", Location="file:///etc/passwd"), "redirect", 302, None, id="redirect"),
    pytest.param(answer("302 Found", Location="http://10.0.0.1/"), "blocked", 0, None, id="blocked"),
    pytest.param(answer(Content_Length="99999999999"), "too_large", 200, None, id="too-large"),
    pytest.param(b"", "network", 0, None, id="network"),
]


@pytest.mark.parametrize(("reply", "outcome", "status", "retry_after"), OUTCOMES)
async def test_one_line_says_what_came_of_it(site: Site, reply: bytes, outcome: str, status: int, retry_after: float | None) -> None:
    line = await asyncio.to_thread(inspect_fetch.run, site.on("/feed", reply), HERE)
    assert list(line) == ["outcome", "status", "entries", "retry_after"]
    assert line["outcome"] in outcome
    assert (line["status"], line["retry_after"]) == (status, retry_after)
    json.dumps(line)


async def test_entries_come_with_title_link_and_guid(site: Site) -> None:
    line = await asyncio.to_thread(harness_adapter.fetch, site.on("/feed", answer(body=FEED)), allow=HERE)
    assert line["entries"] == [
        {"title": "One", "link": site.url("/one"), "guid": "1"},
        {"title": "Two", "link": site.url("/two"), "guid": "2"},
    ]


async def test_the_command_prints_one_line(site: Site) -> None:
    url = site.on("/feed", answer(body=FEED))
    result = await asyncio.to_thread(CliRunner().invoke, command, ["fetch", url, "--allow-network", "127.0.0.0/8", "--allow-port", "8800"])
    assert (result.exit_code, json.loads(result.stdout)["outcome"]) == (0, "ok")


def test_an_internal_address_is_blocked_by_default() -> None:
    assert inspect_fetch.run("http://127.0.0.1:8800/")["outcome"] == "blocked"


def test_a_network_that_is_none_is_a_usage_error() -> None:
    assert CliRunner().invoke(command, ["fetch", "http://example.org/", "--allow-network", "nonsense"]).exit_code == 2


def test_what_was_not_modified_has_its_word(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unchanged(*_: object) -> inspect_fetch.NotModified:
        return inspect_fetch.NotModified()

    monkeypatch.setattr(inspect_fetch, "_fetch", unchanged)
    assert inspect_fetch.run("http://example.org/") == {"outcome": "not_modified", "status": 304, "entries": [], "retry_after": None}
