"""What operators may ask of the running service through the bot: a reload, the review of a day, a query tried on the archive."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta

from monitor.catalog.changes import changes
from monitor.catalog.load import Catalog
from monitor.errors import QueryInvalid
from monitor.review.backtest_plan import plan_query
from monitor.review.backtest_report import Report
from monitor.review.backtest_run import Terms, run_backtest, window_of
from monitor.review.daily import as_text
from monitor.review.figures import figures_of
from monitor.storage.database import Database
from monitor.telegram.commands.office import Found, Reloaded, Trial

SHOWN = 5  # articles of a trial


class Operating:
    """Works with the catalog that ``catalog`` gives at the time; ``reload`` applies the folder and returns its problems."""

    def __init__(
        self,
        database: Database,
        *,
        catalog: Callable[[], Catalog],
        reload: Callable[[], Awaitable[Sequence[str]]],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._reload = reload
        self._now = now

    async def reload(self) -> Reloaded:
        """Apply the config folder, where it is valid, and say what changed or what is wrong."""
        before = self._catalog()
        problems = tuple(await self._reload())
        return Reloaded(problems=problems) if problems else Reloaded(changes=changes(before, self._catalog()))

    async def review(self, day: date) -> str:
        """Return the figures of a UTC day as plain text.

        Raises:
            DatabaseUnreachable: the database does not answer.
        """
        return as_text(*await figures_of(self._database, day))

    async def trial(self, query: str, days: int) -> Trial:
        """Try a query on the last days of the archive, in a thread of its own: the loop goes on meanwhile.

        Raises:
            DatabaseUnreachable: the database does not answer.
        """
        catalog = self._catalog()
        try:
            return await asyncio.to_thread(lambda: asyncio.run(_tried(self._database, catalog, query, days, self._now())))
        except QueryInvalid as error:
            return Trial(problems=tuple(map(str, error.problems)))


async def _tried(database: Database, catalog: Catalog, query: str, days: int, at: datetime) -> Trial:
    alerts = catalog.settings.alerts
    terms = Terms(window=window_of(days, at), fresh=timedelta(hours=alerts.fresh_hours), late=timedelta(days=alerts.late_days), show=SHOWN)
    return _trial(await run_backtest(database, plan_query(query, catalog), terms, catalog.sources, _unseen))


def _trial(report: Report) -> Trial:
    (topic,) = report.topics
    return Trial(
        articles=topic.total.now,
        archived=report.archived.articles,
        alerts=topic.expected_now.alerts,
        a_day=topic.expected_now.per_day,
        languages={language: count.now for language, count in topic.languages.items()},
        newest=tuple(Found(headline=each.headline.text, url=each.url, source=each.source) for each in topic.gained),
    )


def _unseen(done: int, total: int) -> None:
    """Nobody watches how far it is."""
    del done, total
