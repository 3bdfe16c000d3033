"""What the terminal prints: alerts, bundles, and how stories that were told have grown."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from rich.console import Console
from sqlalchemy import insert, update

from monitor import views
from monitor.model import Channel, DeliveryState, Stage
from monitor.storage import alerts, deliveries, stories, tables
from monitor.terminal import deliver

pytestmark = pytest.mark.anyio
MINUTE = timedelta(minutes=1)


class Terminal:
    def __init__(self, database, newsroom, now) -> None:
        self.database = database
        self.newsroom = newsroom
        self.now = now
        self.sources: dict[str, object] = {}

    async def printed(self, **how) -> list[str]:
        """The lines that a look at what is due prints."""
        out = io.StringIO()
        self.count = await deliver(self.database, Console(file=out, width=120), load_views=self._views, now=lambda: self.now, **how)
        return out.getvalue().splitlines()

    async def tell(self, source, story=None, **values):
        """A source tells a story, another or a new one; whoever was told is to be shown it in a minute."""
        feed = await self.newsroom.feed(source)
        article = await self.newsroom.article(feed, title=f"By {source}", **values)
        if story is not None:
            await self.database.run(stories.join_story, article, story)
        else:
            story = await self.database.run(stories.open_story, article, at=self.now)
        told = {"story_id": story, "source": source, "country": "", "official": False, "first_at": self.now, "article_id": article}
        await self.database.run(_store, told, self.now + MINUTE)
        return article, story

    @staticmethod
    def _views(tx, due):
        return views.load_views(tx, due, topics={}, sources={})


def _store(tx, told, due):
    tx.execute(insert(tables.story_sources).values(told))
    tx.execute(update(tables.deliveries).values(edit_due=due))


def _bundle(tx):
    tx.execute(update(tables.deliveries).values(bundle="flood"))


@pytest.fixture
def terminal(database, newsroom, now):
    return Terminal(database, newsroom, now)


async def test_a_story_that_grows_is_one_line_more(terminal, newsroom):
    reader = await newsroom.reader(0, channel=Channel.TERMINAL)
    article, story = await terminal.tell("tass", language="ru")
    for topic in ("brics", "moscow-format"):
        alert = await newsroom.alert(article, topic=topic)
        await terminal.database.run(alerts.queue_deliveries, alert.id, [reader.id], due=terminal.now)
    assert [line for line in await terminal.printed() if line.startswith("●")] == ["● brics", "● moscow-format"]
    assert terminal.count == 2
    await terminal.tell("khaama", story, language="ps", published=terminal.now)
    assert await terminal.printed() == []  # not yet
    told = ["  ↳ brics: now 2 sources, 2 languages · latest: khaama (ps) 2026-03-01 12:00 · By khaama"]
    assert await terminal.printed(ahead=MINUTE) == told
    terminal.now += MINUTE
    assert await terminal.printed() == []
    await terminal.tell("dawn", story, language="en", seen=terminal.now)
    terminal.now += MINUTE
    assert await terminal.printed() == ["  ↳ brics: now 3 sources, 3 languages · latest: dawn (en) 2026-03-01 12:01 · By dawn"]


async def test_what_the_alert_has_said_is_no_update(terminal, newsroom):
    reader = await newsroom.reader(0, channel=Channel.TERMINAL)
    article, story = await terminal.tell("tass", language="ru", published=terminal.now)
    alert = await newsroom.alert(article)
    await terminal.database.run(alerts.queue_deliveries, alert.id, [reader.id], due=terminal.now)
    await terminal.tell("khaama", story, language="ps", published=terminal.now)
    assert "  2 sources, 2 languages; first: tass 12:00, latest: khaama 12:00" in await terminal.printed()
    terminal.now += MINUTE
    assert await terminal.printed() == []


async def test_what_a_follow_up_has_said_is_no_update(terminal, newsroom):
    reader = await newsroom.reader(0, channel=Channel.TERMINAL)
    article, story = await terminal.tell("tass", language="ru", published=terminal.now)
    first = await newsroom.alert(article)
    await terminal.database.run(alerts.queue_deliveries, first.id, [reader.id], due=terminal.now)
    await terminal.printed()
    article, _ = await terminal.tell("khaama", story, language="ps", published=terminal.now)
    second = await newsroom.alert(article, stage=Stage.DENIED)
    await terminal.database.run(alerts.queue_deliveries, second.id, [reader.id], due=terminal.now)
    lines = await terminal.printed(ahead=MINUTE)
    assert lines[:2] == ["● moscow-format · denied", "  Now: denied"]
    assert [line for line in lines if "↳" in line] == []


async def test_a_bundle_is_a_list(terminal, newsroom):
    feed = await newsroom.feed()
    reader = await newsroom.reader(0, channel=Channel.TERMINAL)
    for _ in range(3):
        await newsroom.queued(feed, reader)
    await terminal.database.run(_bundle)
    await newsroom.queued(feed, reader)
    lines = await terminal.printed()
    assert lines[0] == "● moscow-format"  # what comes by itself goes before what comes together
    assert lines.count("● moscow-format") == 1
    many = lines.index("● Many at once: 3 alerts on moscow-format within an hour")
    assert lines[many + 1 : many + 3] == ["  moscow-format", "  • (no headline) · kabul-times"]
    assert terminal.count == 4
    counts = await terminal.database.read(deliveries.delivery_counts)
    assert (counts[DeliveryState.SENT], counts[DeliveryState.COLLAPSED]) == (2, 2)
