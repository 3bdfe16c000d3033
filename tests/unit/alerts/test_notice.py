from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.notice import NAMED, REPEATED_UNITS, network_notice, render_notice, repeated_notice, sources_notice
from monitor.alerts.render import BUDGET
from monitor.health import Turn, advice
from monitor.model import Feed, FeedId, Health, SourceId
from tests.line.telegram_html import parse_html, utf16

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        pytest.param([], "", id="nothing"),
        pytest.param(["", " \n\t"], "", id="nothing-in-words"),
        pytest.param(["a <b>\u202e\n  c  "], "a &lt;b&gt;\nc", id="lines-stay-lines"),
        pytest.param(["first", "second"], "first\n\nsecond", id="what-waited-is-one-message"),
        pytest.param(["x" * 3000, "y" * 3000], "y" * 3000, id="the-oldest-gives-way"),
        pytest.param(["old", "z" * 5000], "z" * (BUDGET - 1) + "…", id="the-newest-is-cut"),
    ],
)
def test_notices(texts: list[str], message: str) -> None:
    assert render_notice(texts) == message


@given(st.lists(st.text(max_size=5000), max_size=4))
def test_any_texts_are_a_message_that_telegram_takes_or_nothing(texts: list[str]) -> None:
    if html := render_notice(texts):
        assert utf16(parse_html(html).text) <= BUDGET


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "Possible repeat: Telegram did not say whether the first one arrived.\n\nOne <two>"),
        ("ru", "Возможен повтор: Telegram не подтвердил, что первое сообщение дошло.\n\nOne <two>"),
    ],
)
def test_a_message_that_may_be_a_repeat_says_so(locale: str, text: str) -> None:
    parsed = parse_html(repeated_notice("One <b>&lt;two&gt;</b>", locale))
    assert parsed.text == text
    assert utf16(text) - utf16("One <two>") <= REPEATED_UNITS


def turn(source: str, health: Health, *serving: str, **changes: Any) -> Turn:
    values = {"id": FeedId(1), "source": SourceId(source), "url": f"https://{source}.example/rss", "next_at": NOW, "health_since": NOW}
    return Turn(feed=Feed(**values | {"health": health} | changes), serving=serving)


def test_feeds_are_told_of_by_state_and_what_waits_for_a_person_first() -> None:
    turns = [
        turn("tass", Health.OK),
        turn("ria", Health.BLOCKED, "https://t.me/s/ria", "https://ria.example/list"),
        turn("unsc", Health.SHRUNK, address="https://new.example/list"),
        turn("bbc", Health.BLOCKED, health_since=None),
    ]
    assert sources_notice(turns, {SourceId("ria"): "RIA"}).splitlines() == [
        f"Shrunk: has lost rows and is held. {advice(Health.SHRUNK)}",
        "• unsc: https://new.example/list, since 2026-03-01 12:00 UTC",
        "",
        f"Blocked: refuses us. {advice(Health.BLOCKED)}",
        "• RIA: https://ria.example/rss, since 2026-03-01 12:00 UTC; meanwhile https://t.me/s/ria, https://ria.example/list",
        "• bbc: https://bbc.example/rss",
        "",
        "Back:",
        "• tass: https://tass.example/rss, since 2026-03-01 12:00 UTC",
    ]


def test_many_are_counted() -> None:
    text = sources_notice([turn(f"s{n}", Health.BROKEN) for n in range(NAMED + 3)], {})
    assert text.splitlines()[-1] == "• and 3 more: monitor sources list --health broken"
    assert text.count("https://") == NAMED
    assert sources_notice([turn(f"s{n}", Health.OK) for n in range(NAMED + 3)], {}).endswith("\n• and 3 more")


def test_the_network_is_told_of() -> None:
    assert "since 2026-03-01 12:00 UTC: this machine's network" in network_notice(NOW, lost=True)
    assert network_notice(NOW, lost=False).startswith("Sources can be reached again.")
