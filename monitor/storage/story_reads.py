"""Stories as people look at them: a list of what happened, and one story whole. Nothing here writes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, literal, select

from monitor.model import Article, ArticleId, Join, Refusal, Revision, SourceId, Stage, Story, StoryId, TopicId
from monitor.storage.articles import articles_by_id
from monitor.storage.explain import Raised, raised_of
from monitor.storage.revisions import revisions_of
from monitor.storage.rows import article_of
from monitor.storage.story_corrections import Correction, CorrectionKind, corrections_of, stands_as
from monitor.storage.story_rebuild import told_at
from monitor.storage.tables import alerts, articles, matches, revisions, stories, story_corrections, story_joins, story_sources
from monitor.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story in a few facts.

    Attributes:
        story: itself.
        headline: of its first article.
        first: when that was told: published, or seen where its date is not to be believed.
        latest: the same of its last.
        articles: how many it has.
        copies: how many of them are another's text again.
        sources: in the order they told it.
        official: those of them that are the voice of a state or body itself.
        languages: of its articles, by code.
        countries: of their sources, by code.
        topics: of which it has a match.
        stages: how far its topics have come in it, the first stage first.
        told: alerts that were told.
        held: alerts that were not, by reason.
    """

    story: Story
    headline: str
    first: datetime
    latest: datetime
    articles: int
    copies: int
    sources: tuple[SourceId, ...]
    official: frozenset[SourceId]
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    topics: tuple[TopicId, ...]
    stages: tuple[Stage, ...]
    told: int
    held: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One article of a story. Its body is there only where it was revised.

    Attributes:
        article: itself.
        at: when it was published, or seen where its date is not to be believed.
        join: why it is in the story, where that was kept.
        revisions: what it said before, the oldest first.
    """

    article: Article
    at: datetime
    join: Join | None = None
    revisions: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReport:
    """A story whole.

    Attributes:
        line: its facts.
        tellings: its articles in the order they were published.
        alerts: raised or held, with who was told: its own, then those left with stories that were merged into it.
        corrections: what people said of it.
        became: of each story that an article was kept apart from, where its articles are now.
    """

    line: StoryLine
    tellings: tuple[Telling, ...]
    alerts: tuple[Raised, ...] = ()
    corrections: tuple[Correction, ...] = ()
    became: Mapping[StoryId, StoryId]

    @property
    def runner_up(self) -> Telling | None:
        """The first article by another source than the first."""
        return next((one for one in self.tellings if one.article.source != self.tellings[0].article.source), None)


def stories_since(tx: Transaction, since: datetime, *, limit: int, topic: TopicId | None = None) -> tuple[list[StoryLine], int]:
    """Return the stories that changed last, the newest first, and how many changed since then: those of one topic, or of any."""
    its_own = (articles.c.story_id == stories.c.id) & (matches.c.article_id == articles.c.id)
    if topic is not None:
        its_own &= matches.c.topic == topic
    asked = (stories.c.changed >= since, stories.c.merged_into.is_(None), exists().where(its_own))
    total = tx.execute(select(func.count()).select_from(stories).where(*asked)).scalar_one()
    newest = select(stories).where(*asked).order_by(stories.c.changed.desc(), stories.c.id.desc()).limit(limit)
    return _lines(tx, tx.execute(newest).all()), total


def story_report(tx: Transaction, story: StoryId) -> StoryReport | None:
    """Return all that is known of a story; of one that was merged, of where it went. None where there is no such story, or nothing left."""
    now = stands_as(tx, story)
    lines = _lines(tx, tx.execute(select(stories).where(stories.c.id == now)).all())
    if not lines:
        return None
    told = _tellings(tx, now)
    refused = {one.story for telling in told if telling.join for one in telling.join.refused}
    return StoryReport(
        line=lines[0],
        tellings=told,
        alerts=tuple(raised for each in [now, *_merged_into(tx, now)] for raised in raised_of(tx, each)),
        corrections=tuple(corrections_of(tx, now)),
        became={each: stands_as(tx, each) for each in sorted(refused)},
    )


# ── a list ─────────────────────────────────────────────────────────────────────────────────────────


def _lines(tx: Transaction, found: Sequence[Row[Any]]) -> list[StoryLine]:
    if not found:
        return []
    ids = [row.id for row in found]
    of_them = articles.c.story_id.in_(ids)
    told = _by_story(tx, _articles(of_them))
    matched = select(articles.c.story_id, matches.c.topic, matches.c.stage).join(matches, matches.c.article_id == articles.c.id)
    found_in = _by_story(tx, matched.where(of_them).distinct())
    raised = _by_story(tx, select(alerts).where(alerts.c.story_id.in_(ids)))
    known = _by_story(tx, select(story_sources).where(story_sources.c.story_id.in_(ids)))
    return [
        _line(row, sorted(map(article_of, told[row.id]), key=_order), found_in[row.id], raised[row.id], known[row.id])
        for row in found
        if told[row.id]
    ]


def _line(
    row: Row[Any], told: Sequence[Article], found_in: Sequence[Row[Any]], raised: Sequence[Row[Any]], known: Sequence[Row[Any]]
) -> StoryLine:
    stages = {one.stage for one in (*found_in, *raised)}
    return StoryLine(
        story=Story(
            id=StoryId(row.id),
            opened=row.opened,
            changed=row.changed,
            merged_into=None if row.merged_into is None else StoryId(row.merged_into),
        ),
        headline=told[0].title or told[0].lead,
        first=_at(told[0]),
        latest=_at(told[-1]),
        articles=len(told),
        copies=sum(article.copy_of is not None for article in told),
        sources=tuple(dict.fromkeys(article.source for article in told)),
        official=frozenset(SourceId(one.source) for one in known if one.official),
        languages=_named(article.language for article in told),
        countries=_named(article.country for article in told),
        topics=tuple(TopicId(topic) for topic in sorted({one.topic for one in (*found_in, *raised)})),
        stages=tuple(stage for stage in Stage if stage.value in stages),
        told=sum(not one.held for one in raised),
        held=dict(Counter(one.held for one in raised if one.held)),
    )


def _at(article: Article) -> datetime:
    if article.seen is None:
        raise ValueError("an article is stored with the time it was seen")
    return told_at(article.published, article.seen)


def _order(article: Article) -> tuple[datetime, ArticleId]:
    return _at(article), article.id


def _named(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({code for code in codes if code}))


def _by_story(tx: Transaction, statement: Select[Any]) -> Mapping[int, list[Row[Any]]]:
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in tx.execute(statement):
        found[row.story_id].append(row)
    return found


def _articles(which: ColumnElement[bool]) -> Select[Any]:
    """Articles without their bodies, which are long and come last."""
    columns = [column for column in articles.c if column is not articles.c.body]
    return select(*columns, literal("").label("body")).where(which)


# ── one story ──────────────────────────────────────────────────────────────────────────────────────


def _tellings(tx: Transaction, story: StoryId) -> tuple[Telling, ...]:
    told = sorted((article_of(row) for row in tx.execute(_articles(articles.c.story_id == story))), key=_order)
    revised = select(revisions.c.article_id).join(articles, articles.c.id == revisions.c.article_id).where(articles.c.story_id == story)
    whole = {one.id: one for one in articles_by_id(tx, [ArticleId(one) for one in tx.execute(revised.distinct()).scalars()])}
    why = {row.article_id: _join_of(row) for row in tx.execute(select(story_joins).where(story_joins.c.story_id == story))}
    return tuple(
        Telling(
            article=whole.get(article.id, article),
            at=_at(article),
            join=why.get(article.id),
            revisions=tuple(revisions_of(tx, article.id)) if article.id in whole else (),
        )
        for article in told
    )


def _join_of(row: Row[Any]) -> Join:
    return Join(
        article=ArticleId(row.article_id),
        story=StoryId(row.story_id),
        at=row.at,
        score=row.score,
        shared=tuple(row.shared),
        refused=tuple(Refusal(story=StoryId(story), score=score, veto=veto) for story, score, veto in row.refused),
        by=row.by,
    )


def _merged_into(tx: Transaction, story: StoryId) -> list[StoryId]:
    """The stories that people merged into this one, and into those."""
    found: list[StoryId] = []
    asked = [story]
    while asked:
        merged = select(story_corrections.c.story_id).where(
            story_corrections.c.kind == CorrectionKind.MERGE.value, story_corrections.c.other_id.in_(asked)
        )
        asked = [StoryId(one) for one in tx.execute(merged.order_by(story_corrections.c.id)).scalars()]
        found += asked
    return found
