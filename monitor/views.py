"""What a delivery shows: its alert's article with the hits, how far its story has come, and what is news of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.alerts.shown import AlertView, ArticleView, StoryView, article_view
from monitor.model import Alert, Article, Delivery, DeliveryId, Source, SourceId, Span, StoryId, Subscriber, Topic, TopicId
from monitor.storage import alerts, articles, subscribers
from monitor.storage.database import Transaction
from monitor.storage.told import HowTold, Telling, how_told, told_before


def load_views(
    tx: Transaction, deliveries: Sequence[Delivery], *, topics: Mapping[TopicId, Topic], sources: Mapping[SourceId, Source]
) -> dict[DeliveryId, AlertView]:
    """Return the view of each delivery, in its subscriber's locale; of a topic that config no longer has, its id is the title."""
    raised = {a.id: a for a in alerts.alerts_by_id(tx, [d.alert for d in deliveries])}
    readers = {s.id: s for s in subscribers.subscribers_by_id(tx, [d.subscriber for d in deliveries])}
    shown = {a.id: _shown(tx, a) for a in raised.values()}  # once for all who are told of it
    return {d.id: _view(tx, d, shown[d.alert], readers[d.subscriber], topics=topics, sources=sources) for d in deliveries}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What an alert shows to everybody."""

    alert: Alert
    quoted: Article
    spans: Sequence[Span]
    told: HowTold | None


def _shown(tx: Transaction, alert: Alert) -> _Shown:
    (quoted,) = articles.articles_by_id(tx, [alert.article])
    spans = [span for match in alerts.matches_of(tx, alert.article) if match.topic == alert.topic for span in match.spans]
    return _Shown(alert=alert, quoted=quoted, spans=spans, told=how_told(tx, alert.story))


def _view(
    tx: Transaction,
    delivery: Delivery,
    shown: _Shown,
    reader: Subscriber,
    *,
    topics: Mapping[TopicId, Topic],
    sources: Mapping[SourceId, Source],
) -> AlertView:
    alert, quoted, told = shown.alert, shown.quoted, shown.told
    before = told_before(tx, delivery, alert)
    topic = topics.get(alert.topic)
    title = (topic.title.get(reader.locale) or topic.title.get("en", "")) if topic else ""
    others = [telling for telling in told.sources if telling.article.source != quoted.source] if told else []
    return AlertView(
        topic=alert.topic,
        topic_title=title or alert.topic,
        articles=(article_view(quoted, shown.spans, source=sources.get(quoted.source)), *(_teller(each, sources) for each in others)),
        locale=reader.locale,
        timezone=reader.timezone,
        stage=alert.stage,
        change=alert.change,
        told=before is not None,
        stage_before=before.stage if before else None,
        story=_story(alert.story, told, sources) if told else None,
    )


def _story(story: StoryId, told: HowTold, sources: Mapping[SourceId, Source]) -> StoryView:
    return StoryView(
        id=story,
        sources=len(told.sources),
        languages=told.languages,
        first=_teller(told.sources[0], sources),
        latest=_teller(told.latest, sources),
    )


def _teller(telling: Telling, sources: Mapping[SourceId, Source]) -> ArticleView:
    return article_view(replace(telling.article, published=telling.at), (), source=sources.get(telling.article.source))
