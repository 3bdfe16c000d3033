"""What subscribers said of alerts: good or not, and because of what. The last word of each counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from monitor.model import AlertId, ArticleId, SourceId, SubscriberId, TopicId
from monitor.storage.tables import alerts, articles, feedback, subscribers
from monitor.storage.transaction import Transaction, insert

LONGEST = 200  # characters of a reason that are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What one subscriber said last of one alert.

    Attributes:
        alert: of which.
        subscriber: who.
        at: when he said so first, unchanged since.
        good: whether the alert was what he wants to hear.
        because: of what it is not: ``term:…``, ``source:…``, ``topic``; empty where he did not say.
    """

    alert: AlertId
    subscriber: SubscriberId
    at: datetime
    good: bool
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What all subscribers together said of one alert, with what its article is counted by."""

    alert: AlertId
    topic: TopicId
    article: ArticleId
    source: SourceId
    language: str
    good: int
    bad: int

    @property
    def right(self) -> bool:
        """Whether most said that it was right: one that as many call wrong was a false alarm to half of them."""
        return self.good > self.bad


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Somebody said of an alert of a topic that it is not about that, because of a term or a source."""

    topic: TopicId
    because: str
    subscriber: SubscriberId
    chat_id: int


def say(tx: Transaction, alert: AlertId, subscriber: SubscriberId, *, good: bool, because: str = "", at: datetime) -> bool:
    """Note what a subscriber says of an alert in place of what he said before; return whether that is something else.

    Args:
        tx: a transaction.
        alert: one that there is: of any other nothing can be said, and nothing is noted.
        subscriber: one that there is.
        good: whether it was what he wants to hear.
        because: ``term:…``, ``source:…`` or ``topic`` of what it is not; of a good one, nothing.
        at: now.
    """
    said = {"good": good, "because": "" if good else " ".join(because.split())[:LONGEST]}
    if tx.execute(select(alerts.c.id).where(alerts.c.id == alert)).one_or_none() is None:
        return False
    anew = insert(tx, feedback).values(alert_id=alert, subscriber_id=subscriber, at=at, **said)
    differs = (feedback.c.good.is_distinct_from(anew.excluded.good)) | (feedback.c.because != anew.excluded.because)
    stored = anew.on_conflict_do_update(index_elements=["alert_id", "subscriber_id"], set_=said | {"at": at}, where=differs)
    return tx.execute(stored.returning(feedback.c.alert_id)).one_or_none() is not None


def feedback_of(tx: Transaction, alert: AlertId) -> list[Vote]:
    """Return what was said of an alert, in the order it was said."""
    found = select(feedback).where(feedback.c.alert_id == alert).order_by(feedback.c.at, feedback.c.subscriber_id)
    return [
        Vote(
            alert=AlertId(row.alert_id),
            subscriber=SubscriberId(row.subscriber_id),
            at=row.at,
            good=row.good,
            because=row.because,
        )
        for row in tx.execute(found)
    ]


def vote_of(tx: Transaction, alert: AlertId, subscriber: SubscriberId) -> Vote | None:
    """Return what a subscriber said last of an alert; None where he said nothing."""
    found = select(feedback).where(feedback.c.alert_id == alert, feedback.c.subscriber_id == subscriber)
    row = tx.execute(found).one_or_none()
    return None if row is None else Vote(alert=alert, subscriber=subscriber, at=row.at, good=row.good, because=row.because)


def verdicts(
    tx: Transaction, *, since: datetime | None = None, until: datetime | None = None, topic: TopicId | None = None
) -> Sequence[Verdict]:
    """Return the alerts of which something was said, by rising id: from a time on, before another, of one topic, where these are given."""
    good = func.sum(case((feedback.c.good.is_(True), 1), else_=0)).label("good")
    which = [
        *([feedback.c.at >= since] if since is not None else []),
        *([feedback.c.at < until] if until is not None else []),
        *([alerts.c.topic == topic] if topic is not None else []),
    ]
    counted = (
        select(alerts.c.id, alerts.c.topic, alerts.c.article_id, articles.c.source, articles.c.language, good, func.count().label("all"))
        .join(alerts, alerts.c.id == feedback.c.alert_id)
        .join(articles, articles.c.id == alerts.c.article_id)
        .where(*which)
        .group_by(alerts.c.id, alerts.c.topic, alerts.c.article_id, articles.c.source, articles.c.language)
        .order_by(alerts.c.id)
    )
    return [
        Verdict(
            alert=AlertId(row.id),
            topic=TopicId(row.topic),
            article=ArticleId(row.article_id),
            source=SourceId(row.source),
            language=row.language,
            good=int(row.good),
            bad=row.all - int(row.good),
        )
        for row in tx.execute(counted)
    ]


def objections(tx: Transaction, *, since: datetime) -> list[Objection]:
    """Return what was said from a time on against alerts because of a term or a source, each subscriber's once a topic and reason."""
    said = (
        select(alerts.c.topic, feedback.c.because, subscribers.c.id, subscribers.c.chat_id)
        .join(alerts, alerts.c.id == feedback.c.alert_id)
        .join(subscribers, subscribers.c.id == feedback.c.subscriber_id)
        .where(feedback.c.at >= since, feedback.c.good.is_(False), feedback.c.because.not_in(["", "topic"]))
        .distinct()
        .order_by(alerts.c.topic, feedback.c.because, subscribers.c.id)
    )
    return [
        Objection(topic=TopicId(row.topic), because=row.because, subscriber=SubscriberId(row.id), chat_id=row.chat_id)
        for row in tx.execute(said)
    ]
