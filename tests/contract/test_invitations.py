from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.storage.invitations import Invitation, add_invitation, open_invitations, use_invitation, withdraw_invitation

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)


async def invite(database, now, code="one", *, left=1, hours=1) -> Invitation:
    made = Invitation(code=code, by=7, at=now, until=now + hours * HOUR, left=left)
    await database.run(add_invitation, made)
    return made


async def test_so_many_come_in_and_no_more(database, now):
    await invite(database, now, left=2)
    assert [await database.run(use_invitation, "one", at=now) for _ in range(3)] == [True, True, False]
    assert await database.read(open_invitations, at=now) == []


async def test_nobody_comes_in_after_its_end(database, now):
    await invite(database, now)
    assert not await database.run(use_invitation, "one", at=now + HOUR)


@pytest.mark.parametrize("guess", ["", "two", "ONE", "one "])
async def test_nobody_comes_in_by_another_code(database, now, guess):
    await invite(database, now)
    assert not await database.run(use_invitation, guess, at=now)


async def test_what_is_over_is_forgotten_with_the_next(database, now):
    await invite(database, now, "over")
    first = await invite(database, now + 2 * HOUR, "long", hours=5)
    second = await invite(database, now + 2 * HOUR, "short")
    assert await database.read(open_invitations, at=now) == [second, first]


async def test_one_is_withdrawn(database, now):
    await invite(database, now)
    assert [await database.run(withdraw_invitation, "one") for _ in range(2)] == [True, False]
    assert not await database.run(use_invitation, "one", at=now)
