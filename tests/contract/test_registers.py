"""Official lists in the database: the rows as confirmed, what waits for a second look, and every reading as evidence."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import FeedKind, RegisterSpec
from monitor.registers.diff import diff
from monitor.registers.rows import Row
from monitor.storage import registers
from monitor.storage.registers import Snapshot, Standing

pytestmark = pytest.mark.anyio
MINUTE = timedelta(minutes=1)
TALIBAN = Row(key="талибан" * 600, name="Движение «Талибан»", cells=(("3", "Верховный Суд"), ("4", "")), note="до 2025")
OTHER = Row(key="other", name="Other")
THIRD = Row(key="third", name="Third")


@pytest.fixture
async def feed(newsroom):
    """A list that nobody has looked at."""
    return await newsroom.feed("fsb", kind=FeedKind.REGISTER, register=RegisterSpec(form="fsb"))


def snapshot(feed, at, body=b"<table>", **values):
    given = {"url": feed.url, "status": 200, "content_type": "text/html", "headers": (("etag", '"1"'),), "sha256": "00", "look": "first"}
    return Snapshot(**{**given, "digest": "d1", "size": len(body), "rows": 2, **values}, feed=feed.id, at=at, packed=zlib.compress(body))


async def test_rows_come_back_as_they_were_in_the_lists_order(database, feed):
    assert await database.read(registers.rows_of, feed.id) == ()
    await database.run(registers.replace_rows, feed.id, [TALIBAN, OTHER])
    assert await database.read(registers.rows_of, feed.id) == (TALIBAN, OTHER)
    await database.run(registers.replace_rows, feed.id, [OTHER])
    assert await database.read(registers.rows_of, feed.id) == (OTHER,)


async def test_confirmed_changes_change_the_rows(database, feed):
    await database.run(registers.replace_rows, feed.id, [TALIBAN, OTHER])
    renamed = replace(OTHER, key="another", name="Other (again)")
    for after in ([replace(TALIBAN, note="suspended"), OTHER], [OTHER], [renamed, THIRD]):
        before = await database.read(registers.rows_of, feed.id)
        await database.run(registers.change_rows, feed.id, diff(before, after))
        assert list(await database.read(registers.rows_of, feed.id)) == after


async def test_an_empty_list_can_get_rows(database, feed):
    await database.run(registers.change_rows, feed.id, diff([], [OTHER]))
    assert await database.read(registers.rows_of, feed.id) == (OTHER,)


async def test_a_list_of_thousands_of_rows(database, feed):
    rows = tuple(Row(key=f"{n}", name=f"n{n}") for n in range(1_200))
    await database.run(registers.replace_rows, feed.id, rows)
    await database.run(registers.change_rows, feed.id, diff(rows, rows[:100]))
    assert await database.read(registers.rows_of, feed.id) == rows[:100]


async def test_how_a_list_stands_comes_back_as_it_was(database, feed, now):
    assert await database.read(registers.standing_of, feed.id) == Standing()
    changes = diff([TALIBAN, OTHER], [replace(TALIBAN, note=""), THIRD])
    first = Standing(pending=changes, since=now, fault="shrunk", held_since=now, waived="w", confirmed=now)
    assert await database.run(registers.take_turn, feed.id, first)
    stored = await database.read(registers.standing_of, feed.id)
    assert stored == replace(first, version=1)
    assert await database.run(registers.take_turn, feed.id, replace(stored, pending=()))
    assert (await database.read(registers.standing_of, feed.id)).pending == ()


async def test_of_two_looks_at_once_one_is_in_vain(database, feed):
    assert await database.run(registers.take_turn, feed.id, Standing())
    assert not await database.run(registers.take_turn, feed.id, Standing(fault="none"))
    stored = await database.read(registers.standing_of, feed.id)
    assert await database.run(registers.take_turn, feed.id, stored)
    assert not await database.run(registers.take_turn, feed.id, replace(stored, fault="none"))
    assert (await database.read(registers.standing_of, feed.id)).fault == ""


async def test_a_reading_is_kept_as_it_came(database, feed, now):
    assert await database.read(registers.newest_snapshot, feed.id) is None
    kept = snapshot(feed, now, "Движение «Талибан»".encode("windows-1251"))
    await database.run(registers.keep_snapshot, kept)
    found = await database.read(registers.newest_snapshot, feed.id)
    assert replace(found, packed=kept.packed) == replace(kept, id=found.id)
    assert await database.read(registers.body_of, found.id) == "Движение «Талибан»".encode("windows-1251")


async def test_only_readings_that_differ_are_kept(database, feed, now):
    looks = [("d1", "first", ""), ("d1", "same", ""), ("d2", "changed", ""), ("d2", "confirmed", ""), ("d2", "same", "")]
    looks += [("", "unread", "challenge"), ("", "unread", "challenge"), ("", "unread", "broken"), ("d3", "held", "shrunk")]
    for n, (digest, look, fault) in enumerate(looks):
        await database.run(registers.keep_snapshot, snapshot(feed, now + n * MINUTE, digest=digest, look=look, fault=fault))
    found = [(s.digest, s.look, s.fault, s.again) for s in await database.read(registers.snapshots_of, feed.id)]
    assert found[::-1] == [
        ("d1", "first", "", now + MINUTE),
        ("d2", "confirmed", "", now + 4 * MINUTE),
        ("", "unread", "challenge", now + 6 * MINUTE),
        ("", "unread", "broken", None),
        ("d3", "held", "shrunk", None),
    ]
    assert (await database.read(registers.newest_snapshot, feed.id, at=now + 3 * MINUTE)).digest == "d2"


async def test_what_proves_nothing_is_forgotten(database, feed, newsroom, now):
    other = await newsroom.feed("nac", kind=FeedKind.REGISTER, register=RegisterSpec(form="table"))
    for n, look in enumerate(("first", "changed", "same", "confirmed", "held", "unread")):
        await database.run(registers.keep_snapshot, snapshot(feed, now + n * MINUTE, look=look, digest=f"d{n}"))
    await database.run(registers.keep_snapshot, snapshot(other, now, look="unread", digest=""))
    assert await database.run(registers.forget_snapshots, before=now) == 0
    assert await database.run(registers.forget_snapshots, before=now + timedelta(days=1)) == 3
    assert [s.look for s in await database.read(registers.snapshots_of, feed.id)] == ["unread", "confirmed", "first"]
    assert [s.look for s in await database.read(registers.snapshots_of, other.id)] == ["unread"]


async def test_a_held_reading_is_accepted_without_a_word(database, feed, now):
    await database.run(registers.replace_rows, feed.id, [TALIBAN, OTHER])
    await database.run(registers.take_turn, feed.id, Standing(fault="shrunk", held_since=now, confirmed=now))
    await database.run(registers.keep_snapshot, snapshot(feed, now, look="held", fault="shrunk"))
    await database.run(registers.accept, feed.id, [OTHER], at=now + MINUTE)
    assert await database.read(registers.rows_of, feed.id) == (OTHER,)
    assert await database.read(registers.standing_of, feed.id) == Standing(version=2, confirmed=now + MINUTE)
    assert (await database.read(registers.newest_snapshot, feed.id)).look == "confirmed"


async def test_a_held_reading_is_let_through_to_be_told(database, feed, now):
    await database.run(registers.take_turn, feed.id, Standing(fault="shrunk", held_since=now, confirmed=now))
    await database.run(registers.waive, feed.id, "d1", at=now + MINUTE)
    assert await database.read(registers.standing_of, feed.id) == Standing(version=2, waived="d1", confirmed=now)
    assert [one.next_at for one in await database.read(registers.lists)] == [now + MINUTE]


async def test_only_lists_are_lists(database, feed, newsroom):
    await newsroom.feed("paper")
    assert [one.source for one in await database.read(registers.lists)] == ["fsb"]


async def test_rows_can_be_accepted_of_a_list_without_readings(database, feed, now):
    await database.run(registers.accept, feed.id, [OTHER], at=now)
    assert await database.read(registers.rows_of, feed.id) == (OTHER,)
