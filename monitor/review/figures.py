"""All that the review of one UTC day says, looked up in the database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from monitor.review.daily import failing_now
from monitor.review.health import Turns, turns_of
from monitor.review.precision import LOOKED_BACK, Precisions, precisions
from monitor.storage.database import Database
from monitor.storage.feedback import verdicts
from monitor.storage.health import standings, told_on
from monitor.storage.lead_times import LeadTime, lead_times
from monitor.storage.overview import Answer, last_answers
from monitor.storage.review import DayFigures, day_figures

Figures = tuple[DayFigures, list[Answer], Turns, tuple[LeadTime, ...], Precisions]


async def figures_of(database: Database, day: date) -> Figures:
    """Return a day's figures, feeds that failed when last asked, what became of feeds, who was first, and what people said of alerts.

    What they said is that of the 30 days that end with this one.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    start = datetime.combine(day, time.min, tzinfo=UTC)
    end = start + timedelta(days=1)
    return (
        await database.read(day_figures, day),
        failing_now(await database.read(last_answers), day),
        turns_of(await database.read(told_on, day), await database.read(standings)),
        await database.read(lead_times, since=start, until=end),
        precisions(await database.read(verdicts, since=end - LOOKED_BACK, until=end)),
    )
