"""The whole line to a mailbox and a service over HTTP: from an article that appears to the letter, by the config that an operator writes."""

from __future__ import annotations

import pytest

from tests.line.receiver import Receiver, mail_server
from tests.line.running import QUICK, running, until
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio

TALKS = ("Envoys of ten states meet for talks on the border", "Envoys of ten states met on Tuesday for talks on trade and water.")
HARVEST = ("Harvest is up a fifth", "Traders credit new cold stores and cheaper flights for the record harvest this year.")


async def test_an_article_that_appears_comes_by_mail_and_over_http(tmp_path):
    with Site() as site, Receiver() as receiver:
        site.pages["/rss"] = rss(HARVEST)
        async with mail_server() as mails:
            topics = {"talks": "talks", "harvest": "harvest"}
            folder = config(tmp_path / "config", {"wire": site.url("/rss")}, topics=topics, polling=QUICK)
            written = (folder / "monitor.yaml").read_text()
            entries = f"\nnotify:\n  - {{name: desk-mail, topics: [talks]}}\n  - {{name: room, url: '{receiver.url()}', topics: [talks]}}\n"
            (folder / "monitor.yaml").write_text(written + entries)
            environ = {"MONITOR_NOTIFY_DESK_MAIL": mails.url()}
            async with running(folder, environ) as service:
                await until(lambda: site.asked)
                site.pages["/rss"] = rss(TALKS, HARVEST)
                await until(lambda: mails.taken and receiver.taken)
                await until(lambda: TALKS[0] in service.shown)
    (mail,) = mails.taken
    assert mail["Subject"] == f"About talks: {TALKS[0]}"
    assert "<b>talks</b> on trade and water." in mail.get_body(("html",)).get_content()
    (posted,) = receiver.taken
    assert posted["title"] == f"About talks: {TALKS[0]}"
    assert posted["message"].splitlines()[0] == TALKS[0]
    assert "Envoys of ten states met on Tuesday for talks on trade and water." in posted["message"].splitlines()
