"""Stories as the line leaves them, written in one line of a test."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from monitor.model import ArticleId, Refusal, StoryId
from monitor.storage.tables import articles, stories, story_joins, story_keys, story_sources
from monitor.storage.transaction import Transaction, insert_new


def told(
    tx: Transaction,
    article: ArticleId,
    story: StoryId | None = None,
    *,
    at: datetime,
    official: bool = False,
    country: str = "",
    score: float = 0.0,
    shared: Sequence[str] = (),
    refused: Sequence[Refusal] = (),
) -> StoryId:
    """Put an article into a story, a new one where none is given: with why, its source, and a key that leads to the story."""
    if story is None:
        story = StoryId(tx.execute(insert(stories).values(opened=at, changed=at, profile={}).returning(stories.c.id)).scalar_one())
    tx.execute(update(stories).where(stories.c.id == story).values(changed=at))
    tx.execute(update(articles).where(articles.c.id == article).values(story_id=story))
    why = [[one.story, one.score, one.veto] for one in refused]
    join = {"article_id": article, "story_id": story, "at": at, "score": score, "shared": list(shared), "refused": why, "by": ""}
    tx.execute(insert(story_joins).values(join))
    source = tx.execute(select(articles.c.source).where(articles.c.id == article)).scalar_one()
    first = {"story_id": story, "source": source, "country": country, "official": official, "first_at": at, "article_id": article}
    tx.execute(insert_new(tx, story_sources), first)
    tx.execute(insert_new(tx, story_keys), {"hash": 7, "story_id": story, "at": int(at.timestamp())})
    return story
