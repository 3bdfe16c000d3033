"""What subscribers may ask of the archive through the bot, by the config in force: a search, and why an article is of which topics."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from monitor.catalog.load import Catalog
from monitor.errors import QueryInvalid
from monitor.model import Article, Topic, TopicId
from monitor.review.search import search_archive
from monitor.storage.archive import Window
from monitor.storage.database import Database
from monitor.telegram.commands.office import Searched
from monitor.topics.explain import Explainer
from monitor.topics.explained.values import Explanation
from monitor.topics.matcher import Matcher

SEARCH = TopicId("search")
PATIENCE = 8.0  # seconds for all of a search
READING = 2.0  # seconds for reading what its words could not rule out, the newest first
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)


class Lookups:
    """Asks a database with the catalog that ``catalog`` gives at the time."""

    def __init__(
        self,
        database: Database,
        catalog: Callable[[], Catalog],
        now: Callable[[], datetime],
        *,
        patience: float = PATIENCE,
        reading: float = READING,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._now = now
        self._patience = patience
        self._reading = reading
        self._explainer: tuple[Catalog, Explainer] | None = None

    async def search(self, query: str, limit: int) -> Searched:
        """Search the whole archive, the newest first, for no longer than there is patience.

        Raises:
            DatabaseUnreachable: the database does not answer.
        """
        catalog = self._catalog()
        try:
            matcher = await asyncio.to_thread(Matcher, [Topic(id=SEARCH, query=query)], catalog.concepts, catalog.sources)
        except QueryInvalid as error:
            return Searched(problems=error.problems)
        window = Window(since=_FIRST, until=self._now() + timedelta(minutes=1))
        try:
            async with asyncio.timeout(self._patience):
                found = await search_archive(
                    self._database, matcher, SEARCH, window, limit=limit, progress=_unseen, enough=_after(self._reading)
                )
        except TimeoutError:
            return Searched(late=True)
        newest = tuple((one.article, one.match) for one in found.newest)
        late = not found.total and found.unread > 0
        return Searched(total=found.total, archived=found.archived, newest=newest, more=found.unread > 0, late=late)

    async def explain(self, article: Article) -> Sequence[Explanation]:
        """Explain an article by every topic in force."""
        return await asyncio.to_thread(self._explained, article)

    def _explained(self, article: Article) -> Sequence[Explanation]:
        catalog, known = self._catalog(), self._explainer
        if known is None or known[0] is not catalog:
            topics = [topic for topic in catalog.topics if topic.enabled]
            known = self._explainer = (catalog, Explainer(topics, catalog.concepts, catalog.sources))
        return known[1].explain(article)


def _after(seconds: float) -> Callable[[], bool]:
    """Says whether so many seconds have passed."""
    until = time.monotonic() + seconds
    return lambda: time.monotonic() >= until


def _unseen(done: int, total: int) -> None:
    del done, total
