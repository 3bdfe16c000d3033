from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import Channel, Subscriber
from monitor.storage import subscribers
from monitor.storage.broadcasts import (
    Broadcast,
    SendState,
    broadcast_of,
    claim_sends,
    confirm,
    draft,
    give_up_unsettled,
    hearers,
    progress_of,
    settle_send,
)

pytestmark = pytest.mark.anyio
CHATS = (1, 2, 3)


async def written(database, now, html="<b>Maintenance</b>") -> int:
    return await database.run(draft, html, by=7, at=now)


async def counts(database, number) -> dict[str, int]:
    return {state.value: n for state, n in (await database.read(progress_of, number)).items() if n}


async def claim(database, now, limit=9, behind=9):
    return await database.run(claim_sends, limit=limit, behind=behind, now=now)


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


async def test_what_a_killed_sender_was_sending_is_not_repeated(database, now, newsroom):
    await newsroom.reader(1)
    number = await written(database, now)
    await database.run(confirm, number, at=now)
    await claim(database, now)
    assert [await database.run(give_up_unsettled) for _ in range(2)] == [1, 0]
    assert await claim(database, now) == []
    assert await counts(database, number) == {"uncertain": 1}


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
