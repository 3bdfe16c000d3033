"""A language that an operator brings: whoever speaks it reads alerts and answers in it, and in English what it lacks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor import locales
from monitor.locales import translator
from tests.line.bot_api import TOKEN
from tests.line.running import QUICK, running, until
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio

READER = 52
TALKS = ("Ten states may meet for talks", "Envoys of ten states met on Tuesday for talks on trade, water and the border.")
GERMAN = """msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Subscribe to alerts"
msgstr "Meldungen abonnieren"

msgid "no date"
msgstr "ohne Datum"
"""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(locales, "_folders", list(locales._folders))
    with Site() as running_site:
        running_site.pages["/rss"] = rss()
        yield running_site
    translator.cache_clear()


async def test_who_speaks_it_reads_it(tmp_path, site, bot_api):
    telegram = f"{{api_url: '{bot_api.url}'}}"
    folder = config(
        tmp_path / "config", {"rss": site.url("/rss")}, topics={"talks": "talks"}, polling=QUICK, telegram=telegram, locales="locales"
    )
    (folder / "locales" / "de").mkdir(parents=True)
    (folder / "locales" / "de" / "messages.po").write_text(GERMAN)
    reader = bot_api.chat(READER)
    async with running(folder, {"MONITOR_TELEGRAM_TOKEN": TOKEN}):
        bot_api.say(READER, "/start", language="de")
        await until(
            lambda: reader.texts and [path for path, _ in site.asked].count("/rss") > 1
        )  # what has no date is held at the first check
        site.pages["/rss"] = rss(TALKS).replace(b"pubDate", b"nothing")
        await until(lambda: len(reader.texts) == 2)
    menus = [call for call in bot_api.asked("setMyCommands") if "de" in str(call)]
    assert "Meldungen abonnieren" in str(menus)
    assert "ohne Datum" in reader.texts[1]
