"""Stories: the articles that tell one happening, why each is there, and the sources that tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, delete, insert, select, update

from monitor.model import Article, ArticleId, Join, SourceId, StoryId, StorySource
from monitor.storage.rows import article_of
from monitor.storage.tables import articles, stories, story_joins, story_keys, story_sources
from monitor.storage.transaction import Transaction, insert_for, insert_new

# Statements of every article in a story are made once: building one anew costs more than running it.
_STORY_OF = select(articles.c.story_id).where(articles.c.id == bindparam("article")).with_for_update()
_OPEN = insert(stories).returning(stories.c.id)
_JOIN = update(articles).where(articles.c.id == bindparam("article"))
_PROFILE = select(stories.c.profile).where(stories.c.id == bindparam("story"))
_CHANGE = update(stories).where(stories.c.id == bindparam("story"))
_SOURCES = (
    select(story_sources).where(story_sources.c.story_id == bindparam("story")).order_by(story_sources.c.first_at, story_sources.c.source)
)
_HEADLINES = (
    select(articles.c.story_id, articles.c.source, articles.c.title)
    .where(articles.c.story_id.in_(bindparam("stories", expanding=True)), articles.c.copy_of.is_(None))
    .order_by(articles.c.id.desc())
    .limit(bindparam("limit"))
)
_LATELY = select(stories.c.profile).order_by(stories.c.changed.desc()).limit(bindparam("limit"))


def open_story(tx: Transaction, article_id: ArticleId, *, at: datetime, profile: Mapping[str, Any] | None = None) -> StoryId:
    """Open a story with this article as its first; the story it is in already, where it is in one.

    Args:
        tx: a transaction.
        article_id: the article.
        at: now.
        profile: what articles that follow are compared with (``stories.profile.to_json``); without one none is found to be like it.

    Raises:
        LookupError: there is no such article.
    """
    row = tx.execute(_STORY_OF, {"article": article_id}).one_or_none()
    if row is None:
        raise LookupError(f"no article {article_id}")
    if row.story_id is not None:
        return StoryId(row.story_id)
    story = StoryId(tx.execute(_OPEN, {"opened": at, "changed": at, "profile": profile or {}}).scalar_one())
    join_story(tx, article_id, story)
    return story


def join_story(tx: Transaction, article_id: ArticleId, story: StoryId) -> None:
    """Put an article into a story."""
    tx.execute(_JOIN, {"article": article_id, "story_id": story})


def empty_story(tx: Transaction, story: StoryId, *, into: StoryId, at: datetime) -> None:
    """Move all articles of a story that nobody was told of into another, where its id leads from then on."""
    tx.execute(update(articles).where(articles.c.story_id == story).values(story_id=into))
    tx.execute(update(story_joins).where(story_joins.c.story_id == story).values(story_id=into, at=at, score=1.0))
    for table in (story_keys, story_sources):
        tx.execute(delete(table).where(table.c.story_id == story))
    tx.execute(update(stories).where(stories.c.id == story).values(merged_into=into))


def story_articles(tx: Transaction, story: StoryId) -> list[Article]:
    """Return the articles of a story, in the order they were seen."""
    found = select(articles).where(articles.c.story_id == story).order_by(articles.c.seen, articles.c.id)
    return [article_of(row) for row in tx.execute(found)]


def headlines_in(tx: Transaction, some: Sequence[StoryId], *, limit: int) -> list[tuple[StoryId, SourceId, str]]:
    """Return the newest headlines of these stories' own tellings, copies left out, each with its story and its source."""
    found = tx.execute(_HEADLINES, {"stories": list(some), "limit": limit}) if some else ()
    return [(StoryId(row.story_id), SourceId(row.source), row.title) for row in found]


def keep_join(tx: Transaction, join: Join) -> None:
    """Keep why an article is in its story; the first reason stays."""
    values = {
        "article_id": join.article,
        "story_id": join.story,
        "at": join.at,
        "score": join.score,
        "shared": list(join.shared),
        "refused": [[one.story, one.score, one.veto] for one in join.refused],
        "by": join.by,
    }
    tx.execute(insert_new(tx, story_joins), values)


# ── what articles are compared with ────────────────────────────────────────────────────────────────


def profile_json(tx: Transaction, story: StoryId) -> Mapping[str, Any]:
    """Return a story's profile as JSON values; empty where it has none."""
    profile: Mapping[str, Any] | None = tx.execute(_PROFILE, {"story": story}).scalar()
    return profile or {}


def change_story(tx: Transaction, story: StoryId, *, at: datetime, profile: Mapping[str, Any] | None = None) -> None:
    """Note that something joined a story, and its profile where that has changed."""
    tx.execute(_CHANGE, {"story": story, "changed": at} | ({} if profile is None else {"profile": profile}))


def newest_profiles(tx: Transaction, *, limit: int) -> list[Mapping[str, Any]]:
    """Return the profiles of the stories that changed last, the newest last."""
    return [profile for profile in tx.execute(_LATELY, {"limit": limit}).scalars() if profile][::-1]


# ── who tells it ───────────────────────────────────────────────────────────────────────────────────


def note_source(tx: Transaction, told: StorySource) -> None:
    """Note that a source tells a story; of several articles of one source the earliest counts."""
    values = {
        "story_id": told.story,
        "source": told.source,
        "country": told.country,
        "official": told.official,
        "first_at": told.first_at,
        "article_id": told.article,
    }
    tx.execute(_earlier(tx.dialect.name), values)


def sources_of_story(tx: Transaction, story: StoryId) -> list[StorySource]:
    """Return the sources that tell a story, who was first before the others."""
    return [
        StorySource(
            story=StoryId(row.story_id),
            source=SourceId(row.source),
            country=row.country,
            official=row.official,
            first_at=row.first_at,
            article=ArticleId(row.article_id),
        )
        for row in tx.execute(_SOURCES, {"story": story})
    ]


@cache
def _earlier(dialect: str) -> Executable:
    statement = insert_for(dialect, story_sources)
    return statement.on_conflict_do_update(
        index_elements=["story_id", "source"],
        set_={"first_at": statement.excluded.first_at, "article_id": statement.excluded.article_id},
        where=statement.excluded.first_at < story_sources.c.first_at,
    )
