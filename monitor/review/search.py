"""The archive searched: candidates come from its index of words, the truth from the matcher that also reads the news."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Article, ArticleId, Match, TopicId
from monitor.storage.archive import Window, count_archived, count_forgotten
from monitor.storage.articles import articles_by_id
from monitor.storage.database import Database
from monitor.storage.search import find_candidates
from monitor.topics.archive_keys import wanted_keys
from monitor.topics.matcher import Matcher

AT_ONCE = 250  # articles read and matched before the progress is told

Progress = Callable[[int, int], None]
"""Told how many candidates were read, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article that matches, with the proof."""

    article: Article
    match: Match

    @property
    def when(self) -> datetime:
        """When it was published, or first seen where that is not known."""
        when = self.article.published or self.article.seen
        if when is None:
            raise ValueError("an archived article has the time it was seen")
        return when


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a search found.

    Attributes:
        total: how many articles match, of those that were read.
        newest: the newest of them first, no more than were asked for.
        archived: how many articles there are in the window.
        forgotten: how many more there were, of which the archive keeps nothing.
        read: how many the index could not rule out, and were read.
        unread: how many more it could not, and were not: older ones.
        unaided: whether the index could rule nothing out: too many words were asked for.
    """

    total: int
    newest: tuple[Found, ...]
    archived: int
    forgotten: int
    read: int
    unread: int = 0
    unaided: bool = False


async def search_archive(
    database: Database,
    matcher: Matcher,
    topic: TopicId,
    window: Window,
    *,
    limit: int,
    progress: Progress,
    enough: Callable[[], bool] = lambda: False,
) -> Results:
    """Return the articles of a window that a topic of the matcher matches, whatever was matched at the time.

    No transaction is held, and the loop is not, for longer than a piece of the archive takes.

    Args:
        database: the archive.
        matcher: asked by this search alone while it lasts.
        topic: one of the matcher's.
        window: where to look.
        limit: how many of the newest are wanted.
        progress: is told.
        enough: asked after each piece, the newest first; where it says so, the rest is not read.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    wanted = wanted_keys(matcher.required_words(topic))
    ids: list[ArticleId] = []
    while some := await database.read(
        find_candidates, wanted, since=window.since, until=window.until, after=ids[-1] if ids else ArticleId(0)
    ):
        ids += some
    ids.reverse()  # the newest were seen last
    newest: list[tuple[datetime, ArticleId, Found]] = []
    total = read = 0
    while read < len(ids) and not (read and enough()):
        progress(read, len(ids))
        piece = await database.read(articles_by_id, ids[read : read + AT_ONCE])
        read += AT_ONCE
        for found in await asyncio.to_thread(_matching, matcher, topic, piece):
            total += 1
            heapq.heappush(newest, (found.when, found.article.id, found))
            if len(newest) > limit:
                heapq.heappop(newest)
    read = min(read, len(ids))
    progress(read, len(ids))
    return Results(
        total=total,
        newest=tuple(found for *_, found in sorted(newest, key=lambda one: one[:2], reverse=True)),
        archived=(await database.read(count_archived, window)).articles,
        forgotten=(await database.read(count_forgotten, window, ())).get("", 0),
        read=read,
        unread=len(ids) - read,
        unaided=wanted.everything,
    )


def _matching(matcher: Matcher, topic: TopicId, articles: Sequence[Article]) -> list[Found]:
    return [Found(article=article, match=match) for article in articles for match in matcher.match(article) if match.topic == topic]
