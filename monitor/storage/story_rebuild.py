"""A story made anew from the articles it has: what others are compared with, by what it is found, and who told it first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from monitor.model import ArticleId, SourceId, StoryId
from monitor.storage.articles import articles_by_id
from monitor.storage.rows import pieces
from monitor.storage.tables import articles, stories, story_keys, story_sources
from monitor.storage.transaction import Transaction
from monitor.stories.assign import probes
from monitor.stories.profile import grown, profile_of, to_json
from monitor.stories.rarity import Rarity
from monitor.text.words import read

READ = 200  # articles of a story, its newest, that are read again: others wait meanwhile, and a profile keeps no more words than these have


def rebuild_story(tx: Transaction, story: StoryId, *, at: datetime, official: Mapping[SourceId, bool]) -> None:
    """Make a story's profile, keys and sources anew, after a person moved articles. One that has none left is found no more.

    Args:
        tx: the transaction that moved them.
        story: a story.
        at: now: the story has changed.
        official: whether a source is official, for those that are known to be or not to be.
    """
    told = sorted(_articles_of(tx, story), key=lambda row: (row.published or row.seen, row.id))
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
            "first_at": row.published or row.seen,
            "article_id": row.id,
        }
        for row in first.values()
    ]
    if rows:
        tx.execute(insert(story_sources), rows)


def _read_again(tx: Transaction, told: Sequence[Any]) -> tuple[dict[str, Any], dict[int, int]]:
    """Return the profile of these articles as JSON values, and the hashes that lead to them with when they were last seen."""
    originals = [row for row in told if row.copy_of is None] or told
    read_again = articles_by_id(tx, [ArticleId(row.id) for row in originals[-READ:]])
    profiles = [profile_of(read(article), published=article.published) for article in read_again]
    if not profiles:
        return {}, {}
    keys = {
        key: int(article.seen.timestamp())
        for article, profile in zip(read_again, profiles, strict=True)
        if article.seen is not None
        for key in probes(profile, Rarity())
    }
    return to_json(replace(reduce(grown, profiles), members=len(told))), keys
