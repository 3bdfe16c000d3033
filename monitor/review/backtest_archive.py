"""The archive asked: candidates come from its index of words, the truth from the matcher, one side beside the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.model import Article, ArticleId, Concept, Source, Topic, TopicId
from monitor.review.backtest import Hit, Rules, hit_of
from monitor.storage.archive import Window, recorded, sample
from monitor.storage.articles import articles_by_id
from monitor.storage.database import Database
from monitor.storage.search import find_candidates
from monitor.text.words import Reading, read
from monitor.topics.archive_keys import wanted_keys
from monitor.topics.matcher import LEARNED_FROM, Matcher

AT_ONCE = 200  # articles read and matched before the progress is told, and before Ctrl-C is heard
RECORDED_AT_ONCE = 5_000
IDS_AT_ONCE = 20_000
SETS_ASKED = 2  # of a way, the rarest: to ask the index for more takes longer than to match what they would rule out

Progress = Callable[[int, int], None]
"""Told how many candidates were read, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Topics of one time, compiled together."""

    topics: Mapping[TopicId, Topic]
    matcher: Matcher


def side_of(topics: Iterable[Topic], concepts: Iterable[Concept], sources: Iterable[Source]) -> Side:
    """Compile topics.

    Raises:
        QueryInvalid: one of their queries, or a concept, is wrong.
    """
    named = {topic.id: topic for topic in topics}
    return Side(topics=named, matcher=Matcher(named.values(), concepts, sources))


async def find_ids(database: Database, sides: Sequence[Side], window: Window) -> list[ArticleId]:
    """Return every article of the window that some topic of some side may find, by rising id.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    await _teach(database, sides, window)
    ways = (way for side in sides for topic in side.topics for way in side.matcher.ways(topic))
    found: set[ArticleId] = set()
    for wanted in {wanted_keys(way[:SETS_ASKED]) for way in ways}:
        after = ArticleId(0)
        while some := await database.read(find_candidates, wanted, since=window.since, until=window.until, after=after, limit=IDS_AT_ONCE):
            found.update(some)
            after = some[-1]
    return sorted(found)


async def _teach(database: Database, sides: Iterable[Side], window: Window) -> None:
    """Let the matchers see which words are rare in this archive: by these they find candidates."""
    for article in await database.read(sample, window, 2 * LEARNED_FROM):
        reading = read(article)
        for side in sides:
            if side.topics:
                side.matcher.match(article, reading)


async def find_hits(
    database: Database, sides: Sequence[Side], ids: Sequence[ArticleId], *, rules: Rules, progress: Progress
) -> list[list[Hit]]:
    """Return the hits of each side among these articles. An article is read once, for all sides; none is held for longer.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    hits: list[list[Hit]] = [[] for _ in sides]
    for start in range(0, len(ids), AT_ONCE):
        progress(start, len(ids))
        for article in await database.read(articles_by_id, ids[start : start + AT_ONCE]):
            for found, new in zip(hits, _hits_in(article, sides, rules), strict=True):
                found.extend(new)
    progress(len(ids), len(ids))
    return hits


def _hits_in(article: Article, sides: Sequence[Side], rules: Rules) -> list[list[Hit]]:
    reading = read(article)
    return [_hits_of(article, reading, side, rules) if side.topics else [] for side in sides]


def _hits_of(article: Article, reading: Reading, side: Side, rules: Rules) -> list[Hit]:
    return [hit_of(match, side.topics[match.topic], article, rules) for match in side.matcher.match(article, reading)]


async def recorded_hits(database: Database, topic: Topic, window: Window, *, rules: Rules) -> list[Hit]:
    """Return what a topic matched at the time, of the articles that are still there.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    hits: list[Hit] = []
    last = None
    while some := await database.read(recorded, topic.id, window, after=last, limit=RECORDED_AT_ONCE):
        hits += [hit_of(one.match, topic, one.article, rules) for one in some]
        last = some[-1]
    return hits
