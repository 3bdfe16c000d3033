"""Alerts in a form of the operators' own, and what becomes of them where that fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.line.bot_api import TOKEN
from tests.line.running import QUICK, running, until
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio

OPERATOR, READER = 51, 52
FIRST = ("Ten states meet for talks", "Envoys of ten states met on Tuesday for talks on trade, water and the border.")
SECOND = (
    "Farmers leave the talks on seed",
    "Growers walked out on Friday; prices of seed wheat had doubled in the valley since spring, they said.",
)
THIRD = (
    "Talks with pilots fail",
    "An airline and its pilots ended a week of talks at the airport without a contract, and flights stand still.",
)
FORM = '<i>{{ topic }}</i>: {% if url %}<a href="{{ url }}">{{ title_html }}</a>{% else %}{{ title_html }}{% endif %}\n'


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        running_site.pages["/rss"] = rss()
        yield running_site


async def test_where_the_operators_form_fails_alerts_have_ours_and_operators_hear_once(tmp_path, site, bot_api):
    operator, reader = bot_api.chat(OPERATOR), bot_api.chat(READER)
    folder = config(
        tmp_path / "config",
        {"rss": site.url("/rss")},
        topics={"talks": "talks"},
        polling=QUICK,
        telegram=f"{{api_url: '{bot_api.url}', operators: [{OPERATOR}]}}",
    )
    template = folder / "templates" / "alert.html.j2"
    template.parent.mkdir()
    template.write_text(FORM)
    bot_api.say(READER, "/start")
    async with running(folder, {"MONITOR_TELEGRAM_TOKEN": TOKEN}) as service:
        await until(lambda: len(reader.texts) == 1)
        site.pages["/rss"] = rss(FIRST)
        await until(lambda: len(reader.texts) == 2)
        assert reader.texts[1] == "About talks: Ten states meet for talks"
        template.write_text(FORM + "{% if topic_id == 'talks' %}{{ others[9].name }}{% endif %}\n")  # no sample is so
        await until(lambda: "The edit of the config is applied" in service.shown)
        site.pages["/rss"] = rss(FIRST, SECOND)
        await until(lambda: len(reader.texts) == 3 and operator.texts)
        site.pages["/rss"] = rss(FIRST, SECOND, THIRD)
        await until(lambda: len(reader.texts) == 4)
    assert [text.split("\n")[:2] for text in reader.texts[2:]] == [["About talks", SECOND[0]], ["About talks", THIRD[0]]]
    (told,) = operator.texts
    assert told.startswith("templates/alert.html.j2 failed at an alert on talks: line 2: list object has no element 9.")
