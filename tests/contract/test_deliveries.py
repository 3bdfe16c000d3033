from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import literal, select, update

from monitor.model import Channel, DeliveryState
from monitor.storage import claims, deliveries, subscribers, tables

pytestmark = pytest.mark.anyio
LEASE = timedelta(minutes=2)
SECOND = timedelta(seconds=1)


async def claim(database, now, *, limit=10, channel=Channel.TELEGRAM):
    return await database.run(claims.claim_deliveries, channel, limit=limit, now=now, lease=LEASE)


def crowd(tx, count, alert, *, due):
    """So many more readers, each with this alert waiting."""
    reader = {key: value for key, value in tx.execute(select(tables.subscribers).limit(1)).mappings().one().items() if key != "id"}
    tx.execute(tables.subscribers.insert(), [reader | {"chat_id": 10_000 + chat} for chat in range(count)])
    columns = [tables.deliveries.c[name] for name in ("alert_id", "subscriber_id", "state", "due")]
    rows = select(literal(alert), tables.subscribers.c.id, literal("queued"), literal(due, tables.deliveries.c.due.type))
    tx.execute(tables.deliveries.insert().from_select(columns, rows.where(tables.subscribers.c.chat_id >= 10_000)))


async def send(database, delivery, **more):
    return await database.run(deliveries.mark_sending, delivery.id, html="<b>hit</b>", probe_from=7, **more)


async def asked(database, now):
    return await database.read(deliveries.unsettled, Channel.TELEGRAM, now=now)


@pytest.fixture
async def feed(newsroom):
    return await newsroom.feed()


async def test_the_oldest_is_claimed_first_and_one_a_subscriber(database, now, newsroom, feed):
    anna, boris, clara = [await newsroom.reader(chat) for chat in (1, 2, 3)]
    late = await newsroom.queued(feed, anna, boris, due=now)
    early = await newsroom.queued(feed, anna, due=now - SECOND)
    await newsroom.queued(feed, clara, due=now + SECOND)
    claimed = await claim(database, now)
    assert [(d.alert, d.subscriber) for d in claimed] == [(early.id, anna.id), (late.id, boris.id)]
    assert claimed[0].state is DeliveryState.QUEUED
    assert await claim(database, now) == []
    assert await claim(database, now + LEASE, limit=1) == claimed[:1]


async def test_an_urgent_one_goes_before_ten_thousand_that_wait(database, now, newsroom, feed):
    first = await newsroom.reader(1)
    common = await newsroom.queued(feed, first, due=now - 9 * SECOND)
    await database.run(crowd, 10_000, common.id, due=now - 9 * SECOND)
    late, early = [(await newsroom.queued(feed, first, due=now - age * SECOND)).id for age in (1, 2)]
    bundled, other = [(await newsroom.queued(feed, await newsroom.reader(chat), due=now)).id for chat in (2, 3)]
    urgent = update(tables.deliveries).where(tables.deliveries.c.alert_id.in_([late, early, bundled, other])).values(priority=1)
    await database.run(lambda tx: tx.execute(urgent))
    await database.run(lambda tx: tx.execute(update(tables.deliveries).where(tables.deliveries.c.alert_id == bundled).values(bundle="x")))
    claimed = await claim(database, now, limit=4)
    assert [(d.alert, d.urgent) for d in claimed] == [(early, True), (other, True), (common.id, False), (common.id, False)]


async def test_each_channel_has_its_own(database, now, newsroom, feed):
    here, there = await newsroom.reader(1), await newsroom.reader(1, channel=Channel.TERMINAL)
    await newsroom.queued(feed, here, there)
    assert [d.subscriber for d in await claim(database, now, channel=Channel.TERMINAL)] == [there.id]
    assert [d.subscriber for d in await claim(database, now)] == [here.id]


async def test_nobody_is_told_who_left(database, now, newsroom, feed):
    reader = await newsroom.reader()
    await newsroom.queued(feed, reader)
    await database.run(subscribers.deactivate, reader.id, reason="blocked", at=now)
    assert await claim(database, now) == []


async def test_a_delivery_is_sent_and_the_next_one_follows(database, now, newsroom, feed):
    reader = await newsroom.reader()
    first, second = await newsroom.queued(feed, reader), await newsroom.queued(feed, reader)
    (delivery,) = await claim(database, now)
    assert await send(database, delivery)
    assert await claim(database, now + 10 * LEASE) == []
    await database.run(deliveries.mark_sent, delivery.id, message_id=2**40, at=now)
    (following,) = await claim(database, now)
    assert (delivery.alert, following.alert) == (first.id, second.id)
    counts = await database.read(deliveries.delivery_counts)
    assert counts == dict.fromkeys(DeliveryState, 0) | {DeliveryState.SENT: 1, DeliveryState.QUEUED: 1}


async def test_a_sender_that_came_too_late_does_not_send(database, now, newsroom, feed):
    await newsroom.queued(feed, await newsroom.reader())
    (mine,) = await claim(database, now)
    (theirs,) = await claim(database, now + LEASE)
    assert mine == theirs
    assert await send(database, theirs)
    assert not await send(database, mine)


async def test_a_killed_sender_leaves_what_its_fate_can_be_asked_by(database, now, newsroom, feed):
    await newsroom.queued(feed, await newsroom.reader())
    (delivery,) = await claim(database, now)
    await send(database, delivery)
    assert await asked(database, now) == []
    (left,) = await asked(database, now + LEASE)
    assert (left.id, left.state, left.html, left.probe_from, left.attempts) == (delivery.id, DeliveryState.SENDING, "<b>hit</b>", 7, 1)


async def test_a_sender_may_say_when_its_fate_may_be_asked(database, now, newsroom, feed):
    await newsroom.queued(feed, await newsroom.reader())
    (delivery,) = await claim(database, now)
    await send(database, delivery, until=now + 3 * LEASE)
    assert await asked(database, now + 2 * LEASE) == []
    assert len(await asked(database, now + 3 * LEASE)) == 1


async def test_a_lost_answer_holds_the_chat_until_its_fate_is_known(database, now, newsroom, feed):
    reader = await newsroom.reader()
    await newsroom.queued(feed, reader)
    await newsroom.queued(feed, reader, due=now + LEASE)
    (delivery,) = await claim(database, now)
    await send(database, delivery)
    await database.run(deliveries.mark_uncertain, delivery.id, reason="timeout", until=now + SECOND)
    assert await claim(database, now + LEASE) == []
    assert await asked(database, now) == []
    (left,) = await asked(database, now + SECOND)
    assert (left.state, left.reason) == (DeliveryState.UNCERTAIN, "timeout")
    await database.run(deliveries.mark_queued, delivery.id, reason="not sent")
    assert await asked(database, now + LEASE) == []
    assert [d.id for d in await claim(database, now + LEASE)] == [delivery.id]  # before what was due after it


async def test_what_was_sent_last(database, now, newsroom, feed):
    await newsroom.queued(feed, *[await newsroom.reader(chat) for chat in (1, 2, 3)])
    for delivery, minute in zip(await claim(database, now), (2, 0, 1), strict=True):
        await send(database, delivery)
        await database.run(deliveries.mark_sent, delivery.id, message_id=10 + minute, at=now + minute * SECOND)
    assert await database.read(deliveries.sent_last, Channel.TELEGRAM, limit=2) == [(3, 11), (1, 12)]
    assert await database.read(deliveries.sent_last, Channel.TERMINAL, limit=2) == []


async def test_uncertain_is_asked_at_once_unless_told(database, now, newsroom, feed):
    await newsroom.queued(feed, await newsroom.reader())
    (delivery,) = await claim(database, now)
    await send(database, delivery)
    await database.run(deliveries.mark_uncertain, delivery.id)
    assert [d.id for d in await asked(database, now)] == [delivery.id]
    assert await database.read(deliveries.unsettled, Channel.TERMINAL, now=now) == []


async def test_a_delivery_to_be_tried_later_holds_its_chat_and_keeps_its_place(database, now, newsroom, feed):
    reader = await newsroom.reader()
    await newsroom.queued(feed, reader)
    await newsroom.queued(feed, reader, due=now + SECOND)
    (delivery,) = await claim(database, now)
    await send(database, delivery)
    await database.run(deliveries.mark_queued, delivery.id, until=now + 3 * LEASE, reason="retry_after")
    assert await claim(database, now + 2 * LEASE) == []
    (again,) = await claim(database, now + 3 * LEASE)
    assert (again.id, again.attempts, again.reason) == (delivery.id, 1, "retry_after")


async def test_a_parked_delivery_is_over(database, now, newsroom, feed):
    await newsroom.queued(feed, await newsroom.reader())
    (delivery,) = await claim(database, now)
    await database.run(deliveries.park, delivery.id, reason="refused", at=now)
    assert not await send(database, delivery)
    assert await claim(database, now + LEASE) == []
    assert (await database.read(deliveries.delivery_counts))[DeliveryState.PARKED] == 1


async def test_only_what_is_still_queued_collapses(database, now, newsroom, feed):
    anna, boris = await newsroom.reader(1), await newsroom.reader(2)
    await newsroom.queued(feed, anna, boris)
    first, second = await claim(database, now)
    await send(database, first)
    assert await database.run(deliveries.collapse, [first.id, second.id], "flood") == 1
    counts = await database.read(deliveries.delivery_counts)
    assert (counts[DeliveryState.SENDING], counts[DeliveryState.COLLAPSED]) == (1, 1)


# ── a message that tells others too ────────────────────────────────────────────────────────────────


async def five_waiting(database, now, newsroom, feed):
    anna, boris = await newsroom.reader(1), await newsroom.reader(2)
    for age in (5, 4, 3, 2, 1):
        await newsroom.queued(feed, anna, boris, due=now - age * SECOND)
    await newsroom.queued(feed, anna, due=now + SECOND)
    return await database.read(deliveries.waiting_for, anna.id, now=now)


async def test_what_waits_for_one_subscriber_is_what_is_due_oldest_first(database, now, newsroom, feed):
    waiting = await five_waiting(database, now, newsroom, feed)
    assert [each.due for each in waiting] == [now - age * SECOND for age in (5, 4, 3, 2, 1)]
    assert len({each.subscriber for each in waiting}) == 1


async def test_what_a_message_tells_is_collapsed_when_it_is_sent(database, now, newsroom, feed):
    first, second, third, *rest = await five_waiting(database, now, newsroom, feed)
    await claim(database, now)
    assert await send(database, first, tells=[second.id, third.id])
    assert await database.read(deliveries.waiting_for, first.subscriber, now=now) == rest
    told = await database.read(deliveries.told_by, first.id)
    assert [(each.id, each.state) for each in told] == [(each.id, DeliveryState.COLLAPSED) for each in (second, third)]
    assert await database.read(deliveries.told_by, second.id) == []

    await database.run(deliveries.mark_queued, first.id)  # it was not sent: a later try tells more
    assert await send(database, first, tells=[rest[0].id])
    assert [each.id for each in await database.read(deliveries.told_by, first.id)] == [second.id, third.id, rest[0].id]
    await database.run(deliveries.mark_sent, first.id, message_id=8, at=now)
    assert await database.run(deliveries.release, second.id, reason="alone") == 0
    counts = await database.read(deliveries.delivery_counts)
    assert (counts[DeliveryState.SENT], counts[DeliveryState.COLLAPSED]) == (1, 3)


async def test_a_message_that_tells_what_is_no_longer_queued_is_not_sent(database, now, newsroom, feed):
    first, second, third, *_ = await five_waiting(database, now, newsroom, feed)
    await claim(database, now)
    await database.run(deliveries.park, third.id, reason="no_view", at=now)
    assert not await send(database, first, tells=[second.id, third.id])
    assert [each.id for each in (await database.read(deliveries.waiting_for, first.subscriber, now=now))[:2]] == [first.id, second.id]


async def test_what_a_given_up_message_was_to_tell_is_queued_again(database, now, newsroom, feed):
    first, second, third, *_ = await five_waiting(database, now, newsroom, feed)
    await claim(database, now)
    await send(database, first, tells=[second.id, third.id])
    await database.run(deliveries.park, first.id, reason="refused", at=now)
    assert await database.run(deliveries.release, first.id, reason="alone") == 2
    again = await database.read(deliveries.waiting_for, first.subscriber, now=now)
    assert [(each.id, each.reason) for each in again[:2]] == [(second.id, "alone"), (third.id, "alone")]
    assert again[0].due == second.due
