"""What goes out as one message."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from monitor.alerts.digest import NEWEST, OVERDUE
from monitor.storage.database import Database
from monitor.storage.deliveries import mark_sent
from monitor.storage.tables import deliveries
from monitor.telegram.parcels import Parcel, claim_parcels
from tests.line.archive import all_deliveries, now, queue_alerts

pytestmark = pytest.mark.anyio
LEASE = timedelta(seconds=30)


async def test_after_an_outage_an_urgent_alert_is_a_message_of_its_own_and_the_first(database: Database) -> None:
    titles = [str(number) for number in range(NEWEST + 5)]
    await database.run(queue_alerts, titles, [11])
    waiting = await database.read(all_deliveries)
    urgent = waiting[3]
    await database.run(lambda tx: tx.execute(update(deliveries).where(deliveries.c.id == urgent.id).values(priority=1)))
    later = now() + 2 * OVERDUE
    first = await claimed(database, later)
    assert (first.delivery.id, first.tells, first.digest) == (urgent.id, (), False)
    await database.run(mark_sent, urgent.id, message_id=5, at=later)
    digest = await claimed(database, later)
    assert [each.id for each in (digest.delivery, *digest.tells)] == [each.id for each in waiting[:-NEWEST] if each != urgent]


async def claimed(database: Database, at: datetime) -> Parcel:
    (parcel,) = await database.run(claim_parcels, limit=1, now=at, lease=LEASE)
    return parcel
