"""Rows as the nouns of model.py, and long lists of keys in pieces that a statement can hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Row

from monitor.model import (
    Alert,
    AlertId,
    Article,
    ArticleId,
    Delivery,
    DeliveryId,
    DeliveryState,
    Feed,
    FeedId,
    FeedKind,
    Health,
    Match,
    Paths,
    Recheck,
    RegisterSpec,
    Revision,
    RevisionKind,
    Selectors,
    SourceId,
    Span,
    Stage,
    StoryId,
    SubscriberId,
    Tier,
    TopicId,
)

T = TypeVar("T")

_PIECE = 500


def pieces(keys: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut a list of keys so that each piece fits a statement."""
    for start in range(0, len(keys), _PIECE):
        yield keys[start : start + _PIECE]


def feed_of(row: Row[Any]) -> Feed:
    """Read a row of ``feeds``."""
    return Feed(
        id=FeedId(row.id),
        source=SourceId(row.source),
        url=row.url,
        kind=FeedKind(row.kind),
        language=row.language,
        country=row.country,
        selectors=Selectors(**row.options["selectors"]) if "selectors" in row.options else None,
        paths=Paths(**row.options["paths"]) if "paths" in row.options else None,
        register=_register(row.options["register"]) if "register" in row.options else None,
        pages=row.pages,
        tier=Tier(row.tier),
        chain=row.chain,
        rank=row.rank,
        standby=row.standby,
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        interval=row.interval,
        next_at=row.next_at,
        failures=row.failures,
        checks=row.checks,
        unconditional_at=row.unconditional_at,
        gone=row.gone,
        address=row.address,
        moved_to=row.moved_to,
        moved_since=row.moved_since,
        moved_times=row.moved_times,
        health=Health(row.health),
        health_since=row.health_since,
        told=Health(row.told),
        told_at=row.told_at,
        news_at=row.news_at,
        rhythm=tuple(row.rhythm),
        rhythm_since=row.rhythm_since,
        hub=row.hub,
        topic=row.topic,
        pushed_until=row.pushed_until,
        pushed_at=row.pushed_at,
    )


def _register(options: dict[str, Any]) -> RegisterSpec:
    return RegisterSpec(**options | {"without": tuple(options["without"])})


def article_of(row: Row[Any]) -> Article:
    """Read a row of ``articles``."""
    return Article(
        id=ArticleId(row.id),
        feed=FeedId(row.feed_id),
        source=SourceId(row.source),
        guid=row.guid,
        url=row.url,
        canonical_url=row.canonical_url,
        title=row.title,
        lead=row.lead,
        body=row.body,
        language=row.language,
        country=row.country,
        publisher=row.publisher,
        authors=tuple(row.authors),
        published=row.published,
        updated=row.updated,
        seen=row.seen,
        text_hash=row.text_hash,
        copy_of=None if row.copy_of is None else ArticleId(row.copy_of),
        story=None if row.story_id is None else StoryId(row.story_id),
        withdrawn=row.withdrawn,
        entry_hash=row.entry_hash,
        page_hash=row.page_hash,
        page_title_hash=row.page_title_hash,
    )


def revision_of(row: Row[Any]) -> Revision:
    """Read a row of ``revisions``."""
    return Revision(
        id=row.id,
        article=ArticleId(row.article_id),
        at=row.at,
        kind=RevisionKind(row.kind),
        similarity=row.similarity,
        title=row.title,
        lead=row.lead,
        body=tuple((start, end, before) for start, end, before in row.body),
        times=row.times,
    )


def recheck_of(row: Row[Any]) -> Recheck:
    """Read a row of ``rechecks``."""
    return Recheck(article=ArticleId(row.article_id), told=row.told, step=row.step, missing=row.missing)


def match_of(row: Row[Any]) -> Match:
    """Read a row of ``matches``."""
    spans = tuple(Span(field, start, end) for field, start, end in row.spans)
    return Match(topic=TopicId(row.topic), spans=spans, field=row.field, stage=Stage(row.stage) if row.stage else None)


def alert_row(row: Row[Any]) -> Alert:
    """Read a row of ``alerts``."""
    return Alert(
        id=AlertId(row.id),
        topic=TopicId(row.topic),
        story=StoryId(row.story_id),
        stage=Stage(row.stage) if row.stage else None,
        change=row.change,
        article=ArticleId(row.article_id),
        raised=row.raised,
        held=row.held,
    )


def delivery_of(row: Row[Any]) -> Delivery:
    """Read a row of ``deliveries``."""
    return Delivery(
        id=DeliveryId(row.id),
        alert=AlertId(row.alert_id),
        subscriber=SubscriberId(row.subscriber_id),
        state=DeliveryState(row.state),
        due=row.due,
        attempts=row.attempts,
        html=row.html,
        probe_from=row.probe_from,
        message_id=row.message_id,
        reason=row.reason,
        sent=row.sent,
        bundle=row.bundle,
        edit_due=row.edit_due,
        priority=row.priority,
    )
