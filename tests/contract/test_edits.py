from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from monitor.model import Channel, DeliveryState
from monitor.storage import claims, deliveries, edits, subscribers
from monitor.storage.rows import delivery_of
from monitor.storage.tables import deliveries as outbox

pytestmark = pytest.mark.anyio
LEASE = timedelta(minutes=2)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def feed(newsroom):
    return await newsroom.feed()


def grow(tx, number, due):
    tx.execute(update(outbox).where(outbox.c.id == number).values(edit_due=due))


def stored(tx, number):
    return delivery_of(tx.execute(select(outbox).where(outbox.c.id == number)).one())


async def sent(database, now, newsroom, feed, reader, *, edit_due=None):
    """A delivery that was sent, and is to be shown anew at a time."""
    await newsroom.queued(feed, reader)
    (delivery,) = await database.run(claims.claim_deliveries, reader.channel, limit=1, now=now, lease=LEASE)
    await database.run(deliveries.mark_sending, delivery.id, html="<b>one</b>", probe_from=7)
    await database.run(deliveries.mark_sent, delivery.id, message_id=8, at=now)
    await database.run(grow, delivery.id, edit_due)
    return delivery.id


async def claim(database, now, *, limit=10, channel=Channel.TELEGRAM):
    return await database.run(edits.claim_edits, channel, limit=limit, now=now, lease=LEASE)


async def test_what_is_due_is_claimed_oldest_first_and_one_a_chat(database, now, newsroom, feed):
    anna, boris, clara = [await newsroom.reader(chat) for chat in (1, 2, 3)]
    young = await sent(database, now, newsroom, feed, anna, edit_due=now)
    old = await sent(database, now, newsroom, feed, anna, edit_due=now - SECOND)
    other = await sent(database, now, newsroom, feed, boris, edit_due=now)
    await sent(database, now, newsroom, feed, clara, edit_due=now + SECOND)
    await sent(database, now, newsroom, feed, clara)
    claimed = await claim(database, now)
    assert [(each.id, each.message_id, each.html) for each in claimed] == [(old, 8, "<b>one</b>"), (other, 8, "<b>one</b>")]
    assert await claim(database, now) == []
    assert [each.id for each in await claim(database, now + LEASE, limit=1)] == [old]  # whoever had it was killed
    await database.run(edits.drop_edit, claimed[0])
    assert [each.id for each in await claim(database, now + LEASE)] == [young, other, 4]


async def test_each_channel_has_its_own(database, now, newsroom, feed):
    here, there = await newsroom.reader(1), await newsroom.reader(1, channel=Channel.TERMINAL)
    mine = await sent(database, now, newsroom, feed, here, edit_due=now)
    theirs = await sent(database, now, newsroom, feed, there, edit_due=now)
    assert [each.id for each in await claim(database, now, channel=Channel.TERMINAL)] == [theirs]
    assert [each.id for each in await claim(database, now)] == [mine]


async def test_what_is_new_goes_first(database, now, newsroom, feed):
    reader = await newsroom.reader()
    first = await sent(database, now, newsroom, feed, reader, edit_due=now)
    await newsroom.queued(feed, reader)
    assert await claim(database, now) == []  # it waits
    (delivery,) = await database.run(claims.claim_deliveries, Channel.TELEGRAM, limit=1, now=now, lease=LEASE)
    assert await claim(database, now) == []  # it is claimed
    await database.run(deliveries.mark_sending, delivery.id, html="two", probe_from=8)
    assert await claim(database, now + LEASE) == []  # it is in flight
    await database.run(deliveries.mark_uncertain, delivery.id)
    assert await claim(database, now + LEASE) == []  # it may be there
    await database.run(deliveries.mark_queued, delivery.id, until=now + 2 * LEASE)
    assert await claim(database, now + LEASE) == []  # it comes as soon as it may
    await database.run(deliveries.park, delivery.id, reason="refused", at=now)
    assert [each.id for each in await claim(database, now)] == [first]


@pytest.mark.parametrize("meanwhile", [False, True])
@pytest.mark.parametrize("end", ["edited", "dropped", "put_off"])
async def test_an_edit_ends_what_was_due_and_nothing_later(database, now, newsroom, feed, end, meanwhile):
    number = await sent(database, now, newsroom, feed, await newsroom.reader(), edit_due=now)
    (delivery,) = await claim(database, now)
    if meanwhile:
        await database.run(grow, number, now + SECOND)
    if end == "edited":
        await database.run(edits.mark_edited, delivery, html="<b>two</b>")
    elif end == "dropped":
        await database.run(edits.drop_edit, delivery)
    else:
        await database.run(edits.put_off_edit, delivery, due=now + 3 * SECOND)
    after = await database.read(stored, number)
    assert after.html == ("<b>two</b>" if end == "edited" else "<b>one</b>")
    assert after.edit_due == (now + SECOND if meanwhile else now + 3 * SECOND if end == "put_off" else None)
    assert [each.id for each in await claim(database, now + 3 * SECOND)] == ([number] if after.edit_due else [])


async def test_what_is_not_known_to_have_arrived_is_not_shown_anew(database, now, newsroom, feed):
    await newsroom.queued(feed, await newsroom.reader())
    (delivery,) = await database.run(claims.claim_deliveries, Channel.TELEGRAM, limit=1, now=now, lease=LEASE)
    await database.run(grow, delivery.id, now)
    assert await claim(database, now) == []
    await database.run(deliveries.mark_sending, delivery.id, html="one", probe_from=7)
    await database.run(deliveries.mark_uncertain, delivery.id)
    assert await claim(database, now + LEASE) == []
    await database.run(deliveries.mark_sent, delivery.id, message_id=8, at=now)
    assert [each.id for each in await claim(database, now)] == [delivery.id]  # it had grown while it was sent


async def test_what_is_given_up_is_never_shown_anew(database, now, newsroom, feed):
    anna, boris, clara = [await newsroom.reader(chat) for chat in (1, 2, 3)]
    await newsroom.queued(feed, anna, boris, clara)
    claimed = await database.run(claims.claim_deliveries, Channel.TELEGRAM, limit=3, now=now, lease=LEASE)
    for delivery in claimed:
        await database.run(grow, delivery.id, now)
    await database.run(deliveries.park, claimed[0].id, reason="refused", at=now)
    await database.run(deliveries.collapse, [claimed[1].id], "told by 9")
    await database.run(subscribers.deactivate, clara.id, reason="blocked", at=now)
    after = [await database.read(stored, delivery.id) for delivery in claimed]
    assert [(each.state, each.edit_due) for each in after] == [
        (DeliveryState.PARKED, None),
        (DeliveryState.COLLAPSED, None),
        (DeliveryState.PARKED, None),
    ]


async def test_a_group_that_moved_has_other_messages_under_the_old_ids(database, now, newsroom, feed):
    number = await sent(database, now, newsroom, feed, await newsroom.reader(-5), edit_due=now)
    await database.run(subscribers.move_chat, -5, -1000000000005)
    assert (await database.read(stored, number)).message_id == 0
