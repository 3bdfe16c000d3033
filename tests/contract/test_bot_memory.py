from __future__ import annotations

import pytest

from monitor.storage import facts, telegram_updates

pytestmark = pytest.mark.anyio


async def test_a_fact_is_the_last_one_set(database):
    assert await database.read(facts.get_fact, "newest_message") is None
    await database.run(facts.set_fact, "newest_message", "41")
    await database.run(facts.set_fact, "newest_message", "42")
    assert await database.read(facts.get_fact, "newest_message") == "42"


async def test_facts_of_a_kind_are_forgotten_by_what_they_begin_with(database):
    for key, value in {"a_b.1": "2026-08-31 x", "a_b.2": "2026-09-01 x", "axb.3": "2026-08-31 x", "c": "2026-01-01"}.items():
        await database.run(facts.set_fact, key, value)
    assert await database.run(facts.forget_facts, "a_b.", below="2026-09-01") == 1
    assert [await database.read(facts.get_fact, key) is None for key in ("a_b.1", "a_b.2", "axb.3", "c")] == [True, False, False, False]


async def test_an_update_is_acted_on_once(database):
    assert await database.run(telegram_updates.save_update, 900_000_000_001, '{"text":"/start"}')
    assert await database.run(telegram_updates.save_update, 7, '{"text":"/stop"}')
    assert not await database.run(telegram_updates.save_update, 7, '{"text":"/stop"}')
    assert await database.read(telegram_updates.pending_updates) == [(900_000_000_001, '{"text":"/start"}'), (7, '{"text":"/stop"}')]
    await database.run(telegram_updates.finish_update, 900_000_000_001)
    assert await database.read(telegram_updates.pending_updates) == [(7, '{"text":"/stop"}')]
    assert not await database.run(telegram_updates.save_update, 900_000_000_001, "again")
