"""Stories: the articles that tell one happening."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from monitor.model import Article, ArticleId, StoryId
from monitor.storage.rows import article_of
from monitor.storage.tables import articles, stories
from monitor.storage.transaction import Transaction

_STORY_OF = select(articles.c.story_id).where(articles.c.id == bindparam("article")).with_for_update()
_OPEN = insert(stories).returning(stories.c.id)
_JOIN = update(articles).where(articles.c.id == bindparam("article"))


def open_story(tx: Transaction, article_id: ArticleId, *, at: datetime) -> StoryId:
    """Open a story with this article as its first; the story it is in already, where it is in one.

    Raises:
        LookupError: there is no such article.
    """
    row = tx.execute(_STORY_OF, {"article": article_id}).one_or_none()
    if row is None:
        raise LookupError(f"no article {article_id}")
    if row.story_id is not None:
        return StoryId(row.story_id)
    story = StoryId(tx.execute(_OPEN, {"opened": at, "changed": at, "profile": {}}).scalar_one())
    join_story(tx, article_id, story)
    return story


def join_story(tx: Transaction, article_id: ArticleId, story: StoryId) -> None:
    """Put an article into a story."""
    tx.execute(_JOIN, {"article": article_id, "story_id": story})


def story_articles(tx: Transaction, story: StoryId) -> list[Article]:
    """Return the articles of a story, in the order they were seen."""
    found = select(articles).where(articles.c.story_id == story).order_by(articles.c.seen, articles.c.id)
    return [article_of(row) for row in tx.execute(found)]
