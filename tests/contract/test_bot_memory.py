from __future__ import annotations

import pytest

from monitor.storage import facts, telegram_updates

pytestmark = pytest.mark.anyio


async def test_a_fact_is_the_last_one_set(database):
    assert await database.read(facts.get_fact, "newest_message") is None
    await database.run(facts.set_fact, "newest_message", "41")
    await database.run(facts.set_fact, "newest_message", "42")
    assert await database.read(facts.get_fact, "newest_message") == "42"


async def test_an_update_is_acted_on_once(database):
    assert await database.run(telegram_updates.save_update, 900_000_000_001, '{"text":"/start"}')
    assert await database.run(telegram_updates.save_update, 7, '{"text":"/stop"}')
    assert not await database.run(telegram_updates.save_update, 7, '{"text":"/stop"}')
    assert await database.read(telegram_updates.pending_updates) == [(900_000_000_001, '{"text":"/start"}'), (7, '{"text":"/stop"}')]
    await database.run(telegram_updates.finish_update, 900_000_000_001)
    assert await database.read(telegram_updates.pending_updates) == [(7, '{"text":"/stop"}')]
    assert not await database.run(telegram_updates.save_update, 900_000_000_001, "again")
