"""What a delivery shows: its alert's article with the hits, how far its story has come, and what is news of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.alerts.shown import AlertView, ArticleView, StoryView, article_view
from monitor.model import Alert, Delivery, DeliveryId, Source, SourceId, StoryId, Subscriber, Topic, TopicId
from monitor.storage import alerts, articles, subscribers
from monitor.storage.database import Transaction
from monitor.storage.told import HowTold, Telling, how_told, told_before


def load_views(
    tx: Transaction, deliveries: Sequence[Delivery], *, topics: Mapping[TopicId, Topic], sources: Mapping[SourceId, Source]
) -> dict[DeliveryId, AlertView]:
    """Return the view of each delivery, in its subscriber's locale; of a topic that config no longer has, its id is the title."""
    raised = {a.id: a for a in alerts.alerts_by_id(tx, [d.alert for d in deliveries])}
    readers = {s.id: s for s in subscribers.subscribers_by_id(tx, [d.subscriber for d in deliveries])}
    return {d.id: _view(tx, d, raised[d.alert], readers[d.subscriber], topics=topics, sources=sources) for d in deliveries}


def _view(
    tx: Transaction,
    delivery: Delivery,
    alert: Alert,
    reader: Subscriber,
    *,
    topics: Mapping[TopicId, Topic],
    sources: Mapping[SourceId, Source],
) -> AlertView:
    (quoted,) = articles.articles_by_id(tx, [alert.article])
    spans = [span for match in alerts.matches_of(tx, alert.article) if match.topic == alert.topic for span in match.spans]
    told = how_told(tx, alert.story)
    before = told_before(tx, delivery, alert)
    topic = topics.get(alert.topic)
    title = (topic.title.get(reader.locale) or topic.title.get("en", "")) if topic else ""
    others = [telling for telling in told.sources if telling.article.source != quoted.source] if told else []
    return AlertView(
        topic=alert.topic,
        topic_title=title or alert.topic,
        articles=(article_view(quoted, spans, source=sources.get(quoted.source)), *(_teller(each, sources) for each in others)),
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
