"""Stories of which a subscriber wants to hear no more. What is queued of one is left out when its time comes."""

from __future__ import annotations

from sqlalchemy import delete, exists, select

from monitor.model import StoryId, SubscriberId
from monitor.storage.tables import story_mutes
from monitor.storage.transaction import Transaction, insert


def mute_story(tx: Transaction, subscriber: SubscriberId, story: StoryId) -> None:
    """Tell a subscriber nothing more of a story."""
    row = {"subscriber_id": subscriber, "story_id": story}
    tx.execute(insert(tx, story_mutes).values(row).on_conflict_do_nothing())


def unmute_story(tx: Transaction, subscriber: SubscriberId, story: StoryId) -> None:
    """Tell a subscriber of a story again."""
    tx.execute(delete(story_mutes).where(story_mutes.c.subscriber_id == subscriber, story_mutes.c.story_id == story))


def is_muted(tx: Transaction, subscriber: SubscriberId, story: StoryId) -> bool:
    """Whether a subscriber wants to hear no more of a story."""
    found = exists().where(story_mutes.c.subscriber_id == subscriber, story_mutes.c.story_id == story)
    return bool(tx.execute(select(found)).scalar_one())
