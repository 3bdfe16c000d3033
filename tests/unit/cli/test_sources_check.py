"""Telegram channels, which no loopback can play: their answers are given as values."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.cli.source_yaml import as_yaml
from monitor.cli.sources_check import as_text, survey
from monitor.model import FeedSpec, Fetched, NotModified, Source, SourceId
from monitor.polling import Pace

pytestmark = pytest.mark.anyio
POST = b"""<div class="tgme_channel_info_header_title">A channel</div><div class="tgme_channel_info"></div><div class="tgme_widget_message"
data-post="chan/7"><div class="tgme_widget_message_text">A post \x1b[31m</div><time datetime="2026-01-01T00:00:00+00:00"></time></div>"""


def answering(outcome, asked):
    async def ask(url):
        asked.append(url)
        return outcome(url)

    return ask


async def look(url, outcome, asked):
    return await survey(url, answering(outcome, asked), pace=Pace(fastest=timedelta(minutes=2), slowest=timedelta(hours=6)))


@pytest.mark.parametrize("url", ["https://t.me/chan", "https://t.me/s/chan", "http://telegram.me/chan/"])
async def test_a_channel_is_asked_for_its_preview(url):
    asked = []
    report = await look(url, lambda to: Fetched(url=to, status=200, body=POST), asked)
    assert asked == ["https://t.me/s/chan"]
    assert report["what"] == "channel"
    assert "id: t-me-chan\n" in report["yaml"]
    assert "\x1b" not in as_text(report)


async def test_a_preview_that_is_off_is_told_apart():
    report = await look(
        "https://t.me/chan",
        lambda to: Fetched(url=to, status=200, body=b"<div class=tgme_page><div class=tgme_page_title>C</div></div>"),
        [],
    )
    assert (report["what"], report["found"]) == ("preview_off", [])


async def test_no_body_is_nothing():
    assert (await look("https://a.example/", lambda _: NotModified(), []))["outcome"] == "not_modified"


def test_a_text_cannot_become_syntax():
    source = Source(id=SourceId("a"), name='A": [x\n', feeds=(FeedSpec(url="https://a.example/#", language="ru"),))
    assert '    name: "A\\": [x"\n' in as_yaml([source])
