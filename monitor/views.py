"""What a delivery shows: its alert's article with the hits, and the copies that tell the same text elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from monitor.alerts.shown import AlertView, article_view
from monitor.model import Alert, Delivery, DeliveryId, Source, SourceId, Subscriber, Topic, TopicId
from monitor.storage import alerts, articles, stories, subscribers
from monitor.storage.database import Transaction

LoadViews = Callable[[Transaction, Sequence[Delivery]], Mapping[DeliveryId, AlertView]]


def load_views(
    tx: Transaction, deliveries: Sequence[Delivery], *, topics: Mapping[TopicId, Topic], sources: Mapping[SourceId, Source]
) -> dict[DeliveryId, AlertView]:
    """Return the view of each delivery, in its subscriber's locale; of a topic that config no longer has, its id is the title."""
    raised = {a.id: a for a in alerts.alerts_by_id(tx, [d.alert for d in deliveries])}
    readers = {s.id: s for s in subscribers.subscribers_by_id(tx, [d.subscriber for d in deliveries])}
    return {d.id: _view(tx, raised[d.alert], readers[d.subscriber], topics=topics, sources=sources) for d in deliveries}


def _view(
    tx: Transaction, alert: Alert, reader: Subscriber, *, topics: Mapping[TopicId, Topic], sources: Mapping[SourceId, Source]
) -> AlertView:
    (first,) = articles.articles_by_id(tx, [alert.article])
    spans = [span for match in alerts.matches_of(tx, alert.article) if match.topic == alert.topic for span in match.spans]
    others = [a for a in stories.story_articles(tx, alert.story) if a.id != alert.article]
    topic = topics.get(alert.topic)
    title = (topic.title.get(reader.locale) or topic.title.get("en", "")) if topic else ""
    return AlertView(
        topic=alert.topic,
        topic_title=title or alert.topic,
        articles=(
            article_view(first, spans, source=sources.get(first.source)),
            *(article_view(a, (), source=sources.get(a.source)) for a in others),
        ),
        locale=reader.locale,
        stage=alert.stage,
    )
