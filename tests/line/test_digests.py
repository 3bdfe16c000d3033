"""Digests as they come to a chat: paged, by story, with what one source alone tells, and without what was switched off."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from monitor.alerts.shown import AlertView, ArticleView, StoryView
from monitor.model import Delivery, DeliveryId, Sound, Stage, Subscription
from monitor.storage import subscribers, tables
from monitor.storage.alerts import alerts_by_id
from monitor.storage.database import Database, Transaction, open_database, upgrade
from monitor.telegram import records
from monitor.telegram.bot import BotSettings, deliver_once
from monitor.telegram.parcels import claim_parcels
from tests.line.archive import TOPIC, all_deliveries, bundle, follow_up, now, queue_alerts, views_of
from tests.line.bot_api import TOKEN, BotApi

pytestmark = pytest.mark.anyio
READER = 71
DAILY, QUIET = "daily:2026-03-01", "quiet:2026-03-01"
LEASE = timedelta(seconds=30)


@pytest.fixture
async def database(tmp_path) -> AsyncIterator[Database]:
    upgrade(f"sqlite:///{tmp_path}/monitor.db")
    opened = open_database(f"sqlite:///{tmp_path}/monitor.db")
    await opened.run(records.remember_id, READER, 100)
    await opened.run(records.remember_probing, works=True)
    yield opened
    await opened.close()


def with_stories(tx: Transaction, wanted: Sequence[Delivery]) -> Mapping[DeliveryId, AlertView]:
    shown = ArticleView(title="")
    stories = {each.id: each.story for each in alerts_by_id(tx, [delivery.alert for delivery in wanted])}
    known = {each.id: StoryView(id=stories[each.alert], sources=2, languages=1, first=shown, latest=shown) for each in wanted}
    return {key: replace(view, story=known[key]) for key, view in views_of(tx, wanted).items()}


async def deliver(bot_api: BotApi, database: Database, load_views=views_of) -> list[str]:
    chat = bot_api.chat(READER)
    settings = BotSettings(token=TOKEN, api_url=bot_api.url, request_seconds=1.0)
    await deliver_once(settings, database=database, load_views=load_views, now=now)
    return list(chat.texts)


def slots(tx: Transaction) -> dict[str, int]:
    return {row.slot: row.alerts for row in tx.execute(select(tables.digests).order_by(tables.digests.c.slot))}


def hold(tx: Transaction, titles: Sequence[str]) -> None:
    """Let these alerts be held until more sources tell of them."""
    queue_alerts(tx, titles, [])
    tx.execute(update(tables.alerts).where(~tables.alerts.c.id.in_(select(tables.deliveries.c.alert_id))).values(held="uncorroborated"))


def listed(text: str) -> list[str]:
    return [line.removeprefix("• ") for line in text.split("\n") if line.startswith("• ")]


async def test_a_long_digest_is_three_messages_and_counts_the_rest(bot_api, database):
    titles = [f"Story {number:03} {'x' * 150}" for number in range(200)]
    await database.run(queue_alerts, titles, [READER])
    await database.run(bundle, DAILY)
    texts = await deliver(bot_api, database)
    assert [text.split("\n")[0] for text in texts] == [
        "Your day: 200 alerts",
        "Your day: 170 alerts (continued)",
        "Your day: 140 alerts (continued)",
    ]
    told = [line for text in texts for line in listed(text)]
    assert [line[:9] for line in told] == [title[:9] for title in titles[: len(told)]]
    assert texts[2].split("\n")[-1] == f"and {200 - len(told)} more"
    assert await database.read(slots) == {DAILY: 30, f"{DAILY}/2": 30, f"{DAILY}/3": 140}
    assert await deliver(bot_api, database) == texts


async def test_a_story_that_grew_in_quiet_hours_is_told_once(bot_api, database):
    await database.run(queue_alerts, ["It may be lifted"], [READER])
    await database.run(follow_up, "It may be lifted", "It was lifted", [READER], Stage.DECIDED)
    await database.run(bundle, QUIET)
    (text,) = await deliver(bot_api, database, with_stories)
    assert text.split("\n")[:2] == ["Moscow Format", "It was lifted"]


async def test_what_one_source_alone_tells_stands_at_the_end_of_a_digest(bot_api, database):
    await database.run(queue_alerts, ["Sure"], [READER])
    await database.run(bundle, DAILY)
    await database.run(hold, ["Perhaps", "May be"])
    (text,) = await deliver(bot_api, database)
    assert text.split("\n") == ["Your day: 3 alerts", "", "Moscow Format", "• Sure", "", "One source only", "• Perhaps", "• May be"]
    assert [each.state.value for each in await database.read(all_deliveries)] == ["sent"]


async def test_what_too_few_sources_tell_for_its_reader_stands_there_too(bot_api, database):
    await database.run(queue_alerts, ["One", "Two"], [READER])
    await database.run(bundle, DAILY)
    await database.run(lambda tx: tx.execute(update(tables.subscribers).values(corroboration=2)))
    (text,) = await deliver(bot_api, database)
    assert text.split("\n") == ["Your day: 2 alerts", "", "One source only", "• One", "• Two"]


async def test_what_was_switched_off_is_left_out(bot_api, database):
    await database.run(queue_alerts, ["Loud", "Dull"], [READER])

    def bored(tx: Transaction) -> None:
        (reader,) = subscribers.active_subscribers(tx)
        dull = tx.execute(select(tables.articles.c.story_id).where(tables.articles.c.title == "Dull")).scalar_one()
        tx.execute(tables.story_mutes.insert(), {"subscriber_id": reader.id, "story_id": dull})

    await database.run(bored)
    (text,) = await deliver(bot_api, database)
    assert "Loud" in text
    assert [(each.state.value, each.reason) for each in await database.read(all_deliveries)] == [("sent", ""), ("parked", "unwanted")]


async def test_nobody_is_written_to_where_all_was_switched_off(bot_api, database):
    await database.run(queue_alerts, ["Loud"], [READER])
    (reader,) = await database.read(subscribers.active_subscribers)
    await database.run(subscribers.subscribe, reader.id, Subscription(topic=TOPIC, sound=Sound.OFF))
    assert await deliver(bot_api, database) == []
    assert await database.run(claim_parcels, limit=9, now=now(), lease=LEASE) == []


async def test_a_digest_that_was_not_sent_is_the_same_message_again(bot_api, database):
    await database.run(queue_alerts, ["One", "Two"], [READER])
    await database.run(bundle, DAILY)
    bot_api.fault("cannot_parse")
    (text,) = await deliver(bot_api, database)
    assert text.split("\n") == ["Your day: 2 alerts", "", "Moscow Format", "• One", "• Two"]
    assert await database.read(slots) == {DAILY: 2}
