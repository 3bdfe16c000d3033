"""Matches, the alerts they raise, and who is to be told: all written in the transaction that found them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from monitor.model import Alert, AlertId, ArticleId, Match, Stage, StoryId, SubscriberId, TopicId
from monitor.storage.rows import alert_row, match_of, pieces
from monitor.storage.tables import alerts, deliveries, matches
from monitor.storage.transaction import Transaction, insert_new


def save_matches(tx: Transaction, article_id: ArticleId, found: Sequence[Match], *, at: datetime) -> list[Match]:
    """Keep an article's matches and return those that are new; of a topic that matched before, the first proof stays."""
    if not found:
        return []
    rows = [{"article_id": article_id, "topic": match.topic, "at": at} | _proof(match) for match in found]
    new = set(tx.execute(insert_new(tx, matches, matches.c.topic), rows).scalars())
    return [match for match in found if match.topic in new]


def renew_matches(tx: Transaction, article_id: ArticleId, found: Sequence[Match], *, at: datetime, changed: bool = False) -> list[Match]:
    """Keep the matches of a text that took the place of another, and return those that say more than before.

    These are the topics that did not match, those that matched in the body alone and now do in title or lead, and of a text that
    was ``changed``, not made longer, those that it tells of at another stage. What matches still is proved by the text as it is now;
    what no longer does has matched once, without proof.
    """
    before = {match.topic: match for match in matches_of(tx, article_id)}
    now = {match.topic: match for match in found}
    mine = matches.c.article_id == article_id
    for topic in before:
        proof = _proof(now[topic]) if topic in now else {"spans": []}
        tx.execute(update(matches).where(mine, matches.c.topic == topic).values(proof))
    new = {match.topic for match in save_matches(tx, article_id, [match for match in found if match.topic not in before], at=at)}
    risen = {topic for topic, match in now.items() if topic in before and before[topic].field == "body" != match.field}
    moved = {topic for topic, match in now.items() if topic in before and match.stage not in {None, before[topic].stage}}
    return [match for match in found if match.topic in new | risen | (moved if changed else set())]


def _proof(match: Match) -> dict[str, Any]:
    return {"field": match.field, "stage": match.stage or "", "spans": [[span.field, span.start, span.end] for span in match.spans]}


def matches_of(tx: Transaction, article_id: ArticleId) -> list[Match]:
    """Return an article's matches, by topic."""
    found = select(matches).where(matches.c.article_id == article_id).order_by(matches.c.topic)
    return [match_of(row) for row in tx.execute(found)]


def raise_alert(tx: Transaction, alert: Alert) -> Alert | None:
    """Raise an alert and return it with its id. None where this topic has one for this story: it fires once for each stage.

    An alert without a stage tells nothing new where there is any.
    """
    if alert.stage is None and alert_of(tx, alert.topic, alert.story):
        return None
    raised = {
        "topic": alert.topic,
        "story_id": alert.story,
        "stage": alert.stage or "",
        "article_id": alert.article,
        "raised": alert.raised,
        "held": alert.held,
    }
    row = tx.execute(insert_new(tx, alerts, *alerts.c), raised).one_or_none()
    return None if row is None else alert_row(row)


def learn_stage(tx: Transaction, topic: TopicId, story: StoryId, stage: Stage | None) -> None:
    """Note the stage of what was told without one: more of its text has come, or the same text from elsewhere. No other news."""
    if stage is not None and alert_of(tx, topic, story, stage) is None:
        bare = (alerts.c.topic == topic) & (alerts.c.story_id == story) & (alerts.c.stage == "")
        tx.execute(update(alerts).where(bare).values(stage=stage))


def alert_of(tx: Transaction, topic: TopicId, story: StoryId, stage: Stage | None = None) -> Alert | None:
    """Return the alert of a topic for a story, where it was raised or held: that for a stage, or the first of any."""
    found = select(alerts).where(alerts.c.topic == topic, alerts.c.story_id == story).order_by(alerts.c.id).limit(1)
    row = tx.execute(found if stage is None else found.where(alerts.c.stage == stage)).one_or_none()
    return None if row is None else alert_row(row)


def alerts_by_id(tx: Transaction, ids: Sequence[AlertId]) -> list[Alert]:
    """Return these alerts, in the order asked for; unknown ids are left out."""
    found = {row.id: alert_row(row) for some in pieces(ids) for row in tx.execute(select(alerts).where(alerts.c.id.in_(some)))}
    return [found[wanted] for wanted in ids if wanted in found]


def queue_deliveries(tx: Transaction, alert_id: AlertId, subscribers: Sequence[SubscriberId], *, due: datetime) -> int:
    """Queue an alert for these subscribers and return for how many it was not queued before."""
    if not subscribers:
        return 0
    rows = [{"alert_id": alert_id, "subscriber_id": subscriber, "state": "queued", "due": due} for subscriber in subscribers]
    return len(tx.execute(insert_new(tx, deliveries, deliveries.c.id), rows).all())


def count_alerts_since(tx: Transaction, topic: TopicId | None, since: datetime) -> int:
    """Count the alerts that were told, not held, since a time: of one topic, or of all."""
    counted = select(func.count()).select_from(alerts).where(alerts.c.raised >= since, alerts.c.held == "")
    if topic is not None:
        counted = counted.where(alerts.c.topic == topic)
    return tx.execute(counted).scalar_one()
