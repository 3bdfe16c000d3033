"""One happening is one message that edits itself as its story grows, and a reply where something material changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from monitor.alerts import decide
from tests.line.bot_api import Message
from tests.line.running import running, until
from tests.line.site import Site, rss
from tests.line.test_first_alert import ENVIRON, READER, SKI, TALKS, checked_again, house, subscribed

pytestmark = pytest.mark.anyio
PATHS = ("/post", "/gazette", "/ministry")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        running_site.pages |= {path: rss(SKI) for path in PATHS}
        yield running_site


async def test_a_message_grows_and_an_official_source_is_a_reply(tmp_path, site, bot_api, monkeypatch):
    monkeypatch.setattr(decide, "_EDIT_PAUSES", ())
    monkeypatch.setattr(decide, "_LATE_PAUSE", timedelta())
    folder = house(tmp_path, site, bot_api, *PATHS)
    sources = folder / "sources" / "all.yaml"
    sources.write_text(sources.read_text().replace("{id: ministry,", "{id: ministry, type: ministry,"))

    def alerts() -> list[Message]:
        return [each for each in bot_api.chat(READER).messages.values() if each.text.startswith("About ")]

    async with running(folder, ENVIRON) as service:
        await subscribed(bot_api)
        site.pages["/post"] = rss(TALKS, SKI)
        await until(alerts)
        (first,) = alerts()
        assert "source" not in first.text

        site.pages["/gazette"] = rss(("Ten states talk", f"WIRE - {TALKS[1]}"), SKI)
        await until(lambda: "\n2 sources, 1 language; first: Post " in first.text)
        assert first.text.endswith("\nAlso in: Gazette")
        await until(lambda: ": now 2 sources, 1 language · latest: Gazette (en) " in service.shown)

        site.pages["/ministry"] = rss(TALKS, SKI)
        await until(lambda: len(alerts()) == 2)
        reply = alerts()[1]
        assert reply.reply_to == first.id
        assert reply.text.startswith("About talks\nAn official source: Ministry\n")
        await until(lambda: "\n3 sources, 1 language; first: Post " in first.text)
        await checked_again(site, *PATHS)
        assert service.shown.count("●") == 2
    assert [(each.edits, each.reply_to) for each in alerts()] == [(2, 0), (0, first.id)]
