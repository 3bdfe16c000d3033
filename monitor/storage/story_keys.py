"""By what running stories are found: hashes of the weightiest words and facts of their articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, Text, bindparam, delete, desc, func, select, type_coerce

from monitor.model import StoryId
from monitor.storage.tables import stories, story_keys
from monitor.storage.transaction import Transaction, insert_for

CANDIDATES = 40
_NO_PROFILE = "{}"

# Made once: building a statement anew costs more than running it.
_shared = func.count().label("shared")
_newest = func.max(story_keys.c.at).label("newest")
_NEAREST = (
    select(story_keys.c.story_id, _shared, _newest)
    .where(story_keys.c.hash.in_(bindparam("hashes", expanding=True)), story_keys.c.at >= bindparam("since"))
    .group_by(story_keys.c.story_id)
    .order_by(desc(_shared), desc(_newest), desc(story_keys.c.story_id))
    .limit(bindparam("limit"))
    .subquery()
)
_FOUND = (
    select(stories.c.id, type_coerce(stories.c.profile, Text).label("profile"))
    .join(_NEAREST, _NEAREST.c.story_id == stories.c.id)
    .order_by(desc(_NEAREST.c.shared), desc(_NEAREST.c.newest), desc(stories.c.id))
)


def find_stories(tx: Transaction, hashes: Sequence[int], *, since: datetime, limit: int = CANDIDATES) -> list[tuple[StoryId, str]]:
    """Return the stories that share most of these hashes, each with its profile as JSON text; of those that share as many, the newest."""
    asked = {"hashes": hashes, "since": int(since.timestamp()), "limit": limit}
    return [(StoryId(row.id), row.profile) for row in tx.execute(_FOUND, asked) if row.profile != _NO_PROFILE] if hashes else []


def keep_keys(tx: Transaction, story: StoryId, hashes: Sequence[int], *, at: datetime) -> None:
    """Let a story be found by these hashes for a window from now on."""
    if hashes:
        tx.execute(_anew(tx.dialect.name), [{"hash": hashed, "story_id": story, "at": int(at.timestamp())} for hashed in hashes])


def forget_keys(tx: Transaction, *, before: datetime) -> int:
    """Forget the hashes of stories that nothing has joined since; return how many."""
    return tx.execute(delete(story_keys).where(story_keys.c.at < int(before.timestamp()))).rowcount


@cache
def _anew(dialect: str) -> Executable:
    statement = insert_for(dialect, story_keys)
    return statement.on_conflict_do_update(index_elements=["hash", "story_id"], set_={"at": statement.excluded.at})
