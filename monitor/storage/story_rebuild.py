"""A story made anew from the articles it has: what others are compared with, by what it is found, and who told it first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from monitor.model import ArticleId, SourceId, StoryId
from monitor.storage.articles import articles_by_id
from monitor.storage.rows import pieces
from monitor.storage.tables import articles, stories, story_keys, story_sources
from monitor.storage.transaction import Transaction
from monitor.stories.assign import probes
from monitor.stories.outline import to_json, together
from monitor.stories.profile import profile_of
from monitor.stories.rarity import Rarity
from monitor.text.words import read

BELIEVED = timedelta(days=30)  # a date further back than that says nothing of who was first
READ = 200  # articles of a story, its newest, that are read again: others wait meanwhile, and a profile keeps no more words than these have


def rebuild_story(tx: Transaction, story: StoryId, *, at: datetime, official: Mapping[SourceId, bool]) -> None:
    """Make a story's profile, keys and sources anew, after a person moved articles. One that has none left is found no more.

    Args:
        tx: the transaction that moved them.
        story: a story.
        at: now: the story has changed.
        official: whether a source is official, for those that are known to be or not to be.
    """
    told = sorted(_articles_of(tx, story), key=lambda row: (told_at(row.published, row.seen), row.id))
    _renew_sources(tx, story, told, official)
    profile, keys = _read_again(tx, told)
    tx.execute(delete(story_keys).where(story_keys.c.story_id == story))
    for some in pieces(list(keys.items())):
        tx.execute(insert(story_keys), [{"hash": key, "story_id": story, "at": when} for key, when in some])
    tx.execute(update(stories).where(stories.c.id == story).values(changed=at, profile=profile))


def sources_of(tx: Transaction, some: Sequence[StoryId]) -> dict[SourceId, bool]:
    """Return the sources of these stories, and whether each is official."""
    found = select(story_sources.c.source, story_sources.c.official).where(story_sources.c.story_id.in_(some))
    return {SourceId(row.source): row.official for row in tx.execute(found)}


def told_at(published: datetime | None, seen: datetime) -> datetime:
    """Return when an article was published, or was seen where its date is missing, still to come or longer ago than anyone waits."""
    return published if published is not None and seen - BELIEVED <= published <= seen else seen


def _articles_of(tx: Transaction, story: StoryId) -> Sequence[Row[Any, Any, Any, Any, Any, Any]]:
    columns = (articles.c.id, articles.c.source, articles.c.country, articles.c.published, articles.c.seen, articles.c.copy_of)
    return tx.execute(select(*columns).where(articles.c.story_id == story)).all()


def _renew_sources(tx: Transaction, story: StoryId, told: Sequence[Any], official: Mapping[SourceId, bool]) -> None:
    tx.execute(delete(story_sources).where(story_sources.c.story_id == story))
    first: dict[str, Any] = {}
    for row in told:
        first.setdefault(row.source, row)
    rows = [
        {
            "story_id": story,
            "source": row.source,
            "country": row.country,
            "official": official.get(SourceId(row.source), False),
            "first_at": told_at(row.published, row.seen),
            "article_id": row.id,
        }
        for row in first.values()
    ]
    if rows:
        tx.execute(insert(story_sources), rows)


def _read_again(tx: Transaction, told: Sequence[Any]) -> tuple[dict[str, Any], dict[int, int]]:
    """Return the profile of these articles as JSON values, and the hashes that lead to them with when they were last seen."""
    originals = [row for row in told if row.copy_of is None] or told
    rarity = Rarity()
    read_again = articles_by_id(tx, [ArticleId(row.id) for row in originals[-READ:]])
    when = {row.id: told_at(row.published, row.seen) for row in told}
    weighed = [rarity.weigh(profile_of(read(article), published=when[article.id])) for article in read_again]
    if not weighed:
        return {}, {}
    seen = {row.id: int(row.seen.timestamp()) for row in told}
    keys = {key: seen[article.id] for article, one in zip(read_again, weighed, strict=True) for key in probes(one)}
    return to_json(replace(together(weighed), members=len(told))), keys
