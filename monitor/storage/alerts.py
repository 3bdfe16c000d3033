"""Matches, the alerts they raise, and who is to be told: all written in the transaction that found them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from monitor.model import Alert, AlertId, ArticleId, Channel, DeliveryState, Match, Stage, StoryId, SubscriberId, TopicId
from monitor.storage.rows import alert_row, match_of, pieces
from monitor.storage.tables import alerts, deliveries, matches, subscribers
from monitor.storage.transaction import Transaction, insert_new
from monitor.storage.types import Moment

_OF_STORY = select(alerts).where(alerts.c.story_id == bindparam("story")).order_by(alerts.c.id)
_BY_ID = select(alerts).where(alerts.c.id.in_(bindparam("ids", expanding=True)))
_SHOWN = [state.value for state in (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNCERTAIN, DeliveryState.SENT)]
_SHOW_ANEW = update(deliveries).where(
    deliveries.c.alert_id.in_(select(alerts.c.id).where(alerts.c.story_id == bindparam("of_story"), alerts.c.held == "")),
    deliveries.c.state.in_(_SHOWN),
    deliveries.c.edit_due.is_(None) | (deliveries.c.edit_due <= bindparam("by_now", type_=Moment())),
    deliveries.c.subscriber_id.not_in(select(subscribers.c.id).where(subscribers.c.channel == Channel.APPRISE.value)),  # no edits there
)

_COUNTED = select(func.count()).select_from(alerts).where(alerts.c.raised >= bindparam("since"), alerts.c.held == "")
_COUNTED_OF_ONE = _COUNTED.where(alerts.c.topic == bindparam("topic"))


# ── matches ────────────────────────────────────────────────────────────────────────────────────────


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


# ── alerts ─────────────────────────────────────────────────────────────────────────────────────────


def raise_alert(tx: Transaction, alert: Alert) -> Alert | None:
    """Raise an alert and return it with its id. None where this topic has one for this story: it fires once for each stage and change.

    An alert without either tells nothing new where there is any that was told; and is not kept back for its age where there is any at all.
    """
    if alert.stage is None and not alert.change:
        others = [other for other in alerts_of_story(tx, alert.story) if other.topic == alert.topic]
        if any(alert.held or not other.held for other in others):
            return None
    raised = {
        "topic": alert.topic,
        "story_id": alert.story,
        "stage": alert.stage or "",
        "change": alert.change,
        "article_id": alert.article,
        "raised": alert.raised,
        "held": alert.held,
    }
    row = tx.execute(insert_new(tx, alerts, *alerts.c), raised).one_or_none()
    return None if row is None else alert_row(row)


def renew_alert(tx: Transaction, alert_id: AlertId, *, article: ArticleId, held: str, at: datetime) -> Alert:
    """Let an alert that was held tell of this article from now on, or be held for another reason; return it."""
    values = {"article_id": article, "held": held, "raised": at}
    return alert_row(tx.execute(update(alerts).where(alerts.c.id == alert_id).values(values).returning(*alerts.c)).one())


def supersede(tx: Transaction, ids: Sequence[AlertId]) -> None:
    """Note of held alerts that another one of their story tells what they would have."""
    if ids:
        tx.execute(update(alerts).where(alerts.c.id.in_(ids)).values(held="superseded"))


def learn_stage(tx: Transaction, topic: TopicId, story: StoryId, stage: Stage | None) -> None:
    """Note the stage of what was told without one: more of its text has come, or the same text from elsewhere. No other news."""
    if stage is not None and alert_of(tx, topic, story, stage) is None:
        bare = (alerts.c.topic == topic) & (alerts.c.story_id == story) & (alerts.c.stage == "") & (alerts.c.change == "")
        tx.execute(update(alerts).where(bare).values(stage=stage))


def alert_of(tx: Transaction, topic: TopicId, story: StoryId, stage: Stage | None = None) -> Alert | None:
    """Return the alert of a topic for a story, where it was raised or held: that for a stage, or the first of any."""
    found = select(alerts).where(alerts.c.topic == topic, alerts.c.story_id == story).order_by(alerts.c.id).limit(1)
    row = tx.execute(found if stage is None else found.where(alerts.c.stage == stage)).one_or_none()
    return None if row is None else alert_row(row)


def alerts_of_story(tx: Transaction, story: StoryId) -> list[Alert]:
    """Return a story's alerts of all topics, told and held, in the order they were raised first."""
    return [alert_row(row) for row in tx.execute(_OF_STORY, {"story": story})]


def alerts_by_id(tx: Transaction, ids: Sequence[AlertId]) -> list[Alert]:
    """Return these alerts, in the order asked for; unknown ids are left out."""
    found = {row.id: alert_row(row) for some in pieces(ids) for row in tx.execute(_BY_ID, {"ids": some})}
    return [found[wanted] for wanted in ids if wanted in found]


def queue_deliveries(tx: Transaction, alert_id: AlertId, subscribers: Sequence[SubscriberId], *, due: datetime, bundle: str = "") -> int:
    """Queue an alert for these subscribers and return for how many it was not queued before. Those of one bundle come as one digest."""
    if not subscribers:
        return 0
    row = {"alert_id": alert_id, "state": "queued", "due": due, "bundle": bundle}
    rows = [row | {"subscriber_id": subscriber} for subscriber in subscribers]
    return len(tx.execute(insert_new(tx, deliveries, deliveries.c.id), rows).all())


def show_anew(tx: Transaction, story: StoryId, *, now: datetime, due: datetime) -> int:
    """Have what was told of a story show it as it is now, at ``due``; return of how many deliveries that was asked only now.

    One that is to be shown anew already waits for its own time: a story that grows steadily postpones nothing.
    """
    return tx.execute(_SHOW_ANEW, {"of_story": story, "by_now": now, "edit_due": due}).rowcount


def count_alerts_since(tx: Transaction, topic: TopicId | None, since: datetime, *, until: datetime | None = None) -> int:
    """Count the alerts that were told, not held, since a time and before another: of one topic, or of all."""
    counted = _COUNTED if topic is None else _COUNTED_OF_ONE
    if until is not None:
        counted = counted.where(alerts.c.raised < until)
    return tx.execute(counted, {"since": since, "topic": topic}).scalar_one()
