from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import Channel, Subscriber
from monitor.storage import subscribers
from monitor.storage.broadcasts import (
    Broadcast,
    SendState,
    begin_send,
    broadcast_of,
    claim_sends,
    confirm,
    draft,
    hearers,
    progress_of,
    settle_send,
    unsettled_sends,
)
from monitor.storage.claims import claim_deliveries

pytestmark = pytest.mark.anyio
CHATS = (1, 2, 3)
LEASE = timedelta(seconds=30)


async def written(database, now, html="<b>Maintenance</b>") -> int:
    return await database.run(draft, html, by=7, at=now)


async def counts(database, number) -> dict[str, int]:
    return {state.value: n for state, n in (await database.read(progress_of, number)).items() if n}


async def claim(database, now, limit=9, behind=9):
    return await database.run(claim_sends, limit=limit, behind=behind, now=now, lease=LEASE)


async def test_it_is_sent_to_nobody_before_it_is_confirmed(database, now, newsroom):
    await newsroom.reader(1)
    number = await written(database, now)
    assert await database.read(broadcast_of, number) == Broadcast(id=number, at=now, by=7, html="<b>Maintenance</b>")
    assert await database.read(broadcast_of, number + 1) is None
    assert await claim(database, now) == []


async def test_it_goes_to_who_is_active_in_telegram_once(database, now, newsroom):
    for chat in CHATS:
        await newsroom.reader(chat)
    await newsroom.reader(4, active=False)
    await database.run(subscribers.add_subscriber, Subscriber(channel=Channel.TERMINAL))
    await database.run(subscribers.add_subscriber, Subscriber(chat_id=-100, kind="group", thread_id=8))
    assert await database.read(hearers) == {"private": 3, "group": 1}
    number = await written(database, now)
    assert [await database.run(confirm, number, at=now) for _ in range(2)] == [4, 0]
    assert (await database.read(broadcast_of, number)).confirmed == now
    first = await claim(database, now, limit=3)
    assert [each.chat_id for each in first] == [1, 2, 3]
    for each, state in zip(first, (SendState.SENT, SendState.PARKED, SendState.QUEUED), strict=True):
        await database.run(settle_send, each, state)
    again = await claim(database, now)
    assert [(each.chat_id, each.thread_id, each.html) for each in again] == [(3, 0, "<b>Maintenance</b>"), (-100, 8, "<b>Maintenance</b>")]
    assert await claim(database, now) == []
    assert await counts(database, number) == {"sent": 1, "parked": 1, "sending": 2}


async def test_the_fate_of_what_a_killed_sender_was_sending_is_asked_when_its_time_is_over(database, now, newsroom):
    readers = [await newsroom.reader(chat) for chat in CHATS]
    number = await written(database, now)
    await database.run(confirm, number, at=now)
    claimed, begun, _ = await claim(database, now)
    until = now + timedelta(seconds=10)
    assert [await database.run(begin_send, begun, probe_from=7, until=until) for _ in range(2)] == [True, False]
    assert await claim(database, now + LEASE) == []
    asked = [await database.read(unsettled_sends, limit=2, now=at) for at in (now, until, now + LEASE)]
    assert [[(each.chat_id, each.probe_from) for each in found] for found in asked] == [[], [(2, 7)], [(2, 7), (1, None)]]
    await database.run(settle_send, begun, SendState.UNCERTAIN, due=now + LEASE)
    (uncertain,) = await database.read(unsettled_sends, limit=1, now=now + LEASE)
    assert (uncertain.subscriber, uncertain.probe_from) == (claimed.subscriber, None)
    assert [each.probe_from for each in await database.read(unsettled_sends, limit=9, now=now + LEASE)] == [None, 7, None]
    await database.run(settle_send, begun, SendState.QUEUED, note="possible_repeat")
    (again,) = await claim(database, now)
    assert (again.subscriber, again.probe_from, again.note) == (readers[1].id, None, "possible_repeat")


async def test_a_chat_has_one_message_in_flight(database, now, newsroom):
    first, second, _ = [await newsroom.reader(chat) for chat in CHATS]
    await database.run(confirm, await written(database, now), at=now)
    sends = await claim(database, now, limit=2)
    await database.run(settle_send, sends[1], SendState.UNCERTAIN, due=now)
    feed = await newsroom.feed()
    for reader in (first, second):
        await newsroom.queued(feed, reader)
    alerts = {"limit": 9, "now": now, "lease": LEASE}
    assert await database.run(claim_deliveries, Channel.TELEGRAM, **alerts) == []
    for each, state in zip(sends, (SendState.SENT, SendState.QUEUED), strict=True):
        await database.run(settle_send, each, state)
    claimed = await database.run(claim_deliveries, Channel.TELEGRAM, **alerts)
    assert [each.subscriber for each in claimed] == [first.id, second.id]
    assert [each.chat_id for each in await claim(database, now)] == [3]


async def test_two_go_to_a_chat_one_after_the_other(database, now, newsroom):
    await newsroom.reader(1)
    for text in ("first", "second"):
        await database.run(confirm, await written(database, now, text), at=now)
    (first,) = await claim(database, now)
    assert first.html == "first"
    assert await claim(database, now) == []
    await database.run(settle_send, first, SendState.SENT)
    assert [each.html for each in await claim(database, now)] == ["second"]


async def test_nobody_to_send_it_to(database, now):
    number = await written(database, now)
    assert await database.run(confirm, number, at=now) == 0
    assert await counts(database, number) == {}


async def test_alerts_go_first(database, now, newsroom):
    first, _, _ = [await newsroom.reader(chat) for chat in CHATS]
    await database.run(confirm, await written(database, now), at=now)
    await newsroom.queued(await newsroom.feed(), first)
    assert await claim(database, now, behind=1) == []
    assert [each.chat_id for each in await claim(database, now, limit=1, behind=2)] == [2]
    assert [each.chat_id for each in await claim(database, now, behind=2)] == [3]
    assert [each.chat_id for each in await claim(database, now - timedelta(hours=1), behind=1)] == [1]  # its alert is not due yet


async def test_who_stopped_meanwhile_gets_none(database, now, newsroom):
    reader = await newsroom.reader(1)
    number = await written(database, now)
    await database.run(confirm, number, at=now)
    await database.run(subscribers.deactivate, reader.id, reason="stopped", at=now)
    assert await claim(database, now) == []
    assert await counts(database, number) == {"parked": 1}
