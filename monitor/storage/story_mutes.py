"""Stories of which a subscriber wants to hear no more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, select, update

from monitor.model import DeliveryState, StoryId, SubscriberId
from monitor.storage.tables import alerts, deliveries, queued, story_mutes
from monitor.storage.transaction import Transaction, insert

MUTED = "muted"
"""Why what was queued of a story is parked."""


def mute_story(tx: Transaction, subscriber: SubscriberId, story: StoryId, *, at: datetime) -> None:
    """Tell a subscriber nothing more of a story; what is queued of it is parked."""
    row = {"subscriber_id": subscriber, "story_id": story}
    tx.execute(insert(tx, story_mutes).values(row).on_conflict_do_nothing())
    of_story = deliveries.c.alert_id.in_(select(alerts.c.id).where(alerts.c.story_id == story))
    parked = {"state": DeliveryState.PARKED.value, "reason": MUTED, "parked": at, "leased_until": None, "edit_due": None}
    tx.execute(update(deliveries).where(queued, deliveries.c.subscriber_id == subscriber, of_story).values(parked))


def unmute_story(tx: Transaction, subscriber: SubscriberId, story: StoryId) -> None:
    """Tell a subscriber of a story again, from its next news on."""
    tx.execute(delete(story_mutes).where(story_mutes.c.subscriber_id == subscriber, story_mutes.c.story_id == story))


def is_muted(tx: Transaction, subscriber: SubscriberId, story: StoryId) -> bool:
    """Whether a subscriber wants to hear no more of a story."""
    found = exists().where(story_mutes.c.subscriber_id == subscriber, story_mutes.c.story_id == story)
    return bool(tx.execute(select(found)).scalar_one())
