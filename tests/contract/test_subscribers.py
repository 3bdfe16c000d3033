from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import Channel, DeliveryState, Subscriber, SubscriberId, Subscription, TopicId
from monitor.storage import claims, deliveries, subscribers

pytestmark = pytest.mark.anyio
OLD, NEW = -100, -1_001_234_567_890
BRICS, TALIBAN = TopicId("brics"), TopicId("taliban")


async def by_chat(database, chat_id):
    return await database.read(subscribers.subscriber_by_chat, Channel.TELEGRAM, chat_id)


async def claim(database, now):
    return await database.run(claims.claim_deliveries, Channel.TELEGRAM, limit=9, now=now, lease=timedelta(minutes=1))


async def counts(database):
    return {state.value: n for state, n in (await database.read(deliveries.delivery_counts)).items() if n}


async def test_a_subscriber_comes_back_as_stored(database):
    wanted = Subscriber(chat_id=NEW, locale="ru", subscriptions={t: Subscription(topic=t, on=False) for t in (BRICS, TALIBAN)})
    stored = await database.run(subscribers.add_subscriber, wanted)
    assert stored == Subscriber(
        id=stored.id, chat_id=NEW, locale="ru", subscriptions={t: Subscription(topic=t, on=False) for t in (BRICS, TALIBAN)}
    )
    assert await by_chat(database, NEW) == stored
    assert await by_chat(database, 5) is None
    assert await database.read(subscribers.subscribers_by_id, [SubscriberId(77), stored.id]) == [stored]
    assert await database.read(subscribers.active_subscribers) == [stored]


async def test_who_comes_back_hears_again_what_was_heard_before(database, now, newsroom):
    reader = await newsroom.reader(1, subscriptions={t: Subscription(topic=t, on=False) for t in (BRICS,)})
    await database.run(subscribers.deactivate, reader.id, reason="stopped", at=now)
    away = await by_chat(database, 1)
    assert (away.active, away.reason) == (False, "stopped")
    assert await database.read(subscribers.active_subscribers) == []
    again = await newsroom.reader(1, locale="ru")
    kept = {t: Subscription(topic=t, on=False) for t in (BRICS,)}
    assert again == Subscriber(id=reader.id, chat_id=1, locale="ru", since=now, subscriptions=kept)


async def test_who_was_away_is_not_flooded(database, now, newsroom):
    reader = await newsroom.reader(1)
    feed = await newsroom.feed()
    await newsroom.queued(feed, reader)
    await database.run(subscribers.deactivate, reader.id, reason="blocked", at=now)
    await newsroom.reader(1)
    assert await claim(database, now) == []
    assert await counts(database) == {"parked": 1}


async def test_topics_are_switched_off_and_on(database, newsroom):
    reader = await newsroom.reader(1)
    for on, muted in [(False, {BRICS}), (False, {BRICS}), (True, set()), (True, set())]:
        await database.run(subscribers.set_topic, reader.id, BRICS, on)
        assert (await by_chat(database, 1)).muted_topics == muted


async def test_the_language_is_changed(database, newsroom):
    reader = await newsroom.reader(1)
    await database.run(subscribers.set_locale, reader.id, "fa")
    assert (await by_chat(database, 1)).locale == "fa"


async def test_a_chat_and_a_terminal_of_one_number_are_two(newsroom):
    assert (await newsroom.reader(0)).id != (await newsroom.reader(0, channel=Channel.TERMINAL)).id


async def test_a_group_takes_everything_along(database, now, newsroom):
    reader = await newsroom.reader(OLD, subscriptions={t: Subscription(topic=t, on=False) for t in (BRICS,)})
    await newsroom.queued(await newsroom.feed(), reader)
    await database.run(subscribers.move_chat, OLD, NEW)
    assert await by_chat(database, OLD) is None
    moved = await by_chat(database, NEW)
    assert (moved.id, moved.muted_topics) == (reader.id, {BRICS})
    assert len(await claim(database, now)) == 1


async def test_a_group_whose_new_chat_is_known_becomes_that_one(database, now, newsroom):
    old, new = (
        await newsroom.reader(OLD, subscriptions={t: Subscription(topic=t, on=False) for t in (BRICS,)}),
        await newsroom.reader(NEW, subscriptions={t: Subscription(topic=t, on=False) for t in (TALIBAN,)}),
    )
    feed = await newsroom.feed()
    both, mine = await newsroom.queued(feed, old, new), await newsroom.queued(feed, old)
    await database.run(subscribers.deactivate, new.id, reason="kicked", at=now)
    await database.run(subscribers.move_chat, OLD, NEW)
    assert (await by_chat(database, OLD)).active is False
    after = await by_chat(database, NEW)
    assert (after.active, after.reason, after.muted_topics) == (True, "", {BRICS, TALIBAN})
    assert [(d.alert, d.subscriber) for d in await claim(database, now)] == [(mine.id, new.id)]
    assert both.id != mine.id
    assert await counts(database) == {"parked": 1, "collapsed": 1, "queued": 1}


async def test_what_was_sent_to_the_old_chat_stays_there(database, now, newsroom):
    old, _new = await newsroom.reader(OLD), await newsroom.reader(NEW)
    feed = await newsroom.feed()
    await newsroom.queued(feed, old)
    (delivery,) = await claim(database, now)
    await database.run(deliveries.mark_sending, delivery.id, html="h", probe_from=0)
    await database.run(deliveries.mark_sent, delivery.id, message_id=1, at=now)
    await database.run(subscribers.move_chat, OLD, NEW)
    assert await counts(database) == {DeliveryState.SENT: 1}
    assert await claim(database, now) == []


@pytest.mark.parametrize(("old", "new"), [(5, NEW), (OLD, OLD)], ids=["unknown", "nowhere"])
async def test_a_move_that_is_none_changes_nothing(database, newsroom, old, new):
    reader = await newsroom.reader(OLD)
    await database.run(subscribers.move_chat, old, new)
    assert await database.read(subscribers.active_subscribers) == [reader]
