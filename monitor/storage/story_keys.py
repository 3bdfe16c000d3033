"""By what running stories are found: hashes of the weightiest words and facts of their articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import BigInteger, Executable, Select, Text, bindparam, delete, desc, func, select, true, type_coerce

from monitor.model import StoryId
from monitor.storage.lists import each_of, is_among
from monitor.storage.tables import stories, story_keys
from monitor.storage.transaction import Transaction, insert_for
from monitor.storage.types import Id

CANDIDATES = 40
_NO_PROFILE = "{}"


def find_stories(tx: Transaction, hashes: Sequence[int], *, since: datetime, limit: int = CANDIDATES) -> list[tuple[StoryId, str]]:
    """Return the stories that share most of these hashes, each with its profile as JSON text; of those that share as many, the newest."""
    if not hashes:
        return []
    asked = {"hashes": hashes, "since": int(since.timestamp()), "limit": limit}
    return [(StoryId(story), profile) for story, profile in tx.execute(_found(tx.dialect.name), asked).all() if profile != _NO_PROFILE]


def keep_keys(tx: Transaction, story: StoryId, hashes: Sequence[int], *, at: datetime) -> None:
    """Let a story be found by these hashes for a window from now on."""
    if hashes:
        tx.execute(_keep(tx.dialect.name), {"story": story, "now": int(at.timestamp()), "hashes": list(dict.fromkeys(hashes))})


def forget_keys(tx: Transaction, *, before: datetime) -> int:
    """Forget the hashes of stories that nothing has joined since; return how many."""
    return tx.execute(delete(story_keys).where(story_keys.c.at < int(before.timestamp()))).rowcount


# Made once: building a statement anew costs more than running it.


@cache
def _found(dialect: str) -> Select[int, str]:
    shared, newest = func.count().label("shared"), func.max(story_keys.c.at).label("newest")
    nearest = (
        select(story_keys.c.story_id, shared, newest)
        .where(is_among(dialect, story_keys.c.hash, "hashes"), story_keys.c.at >= bindparam("since"))
        .group_by(story_keys.c.story_id)
        .order_by(desc(shared), desc(newest), desc(story_keys.c.story_id))
        .limit(bindparam("limit"))
        .subquery()
    )
    return (
        select(stories.c.id, type_coerce(stories.c.profile, Text).label("profile"))
        .join(nearest, nearest.c.story_id == stories.c.id)
        .order_by(desc(nearest.c.shared), desc(nearest.c.newest), desc(stories.c.id))
    )


@cache
def _keep(dialect: str) -> Executable:
    columns = ["hash", "story_id", "at"]
    given = (each_of(dialect, "hashes").c.value, bindparam("story", type_=Id), bindparam("now", type_=BigInteger))
    kept = insert_for(dialect, story_keys).from_select(columns, select(*given).where(true()))  # SQLite takes "ON CONFLICT" for a join's
    return kept.on_conflict_do_update(index_elements=["hash", "story_id"], set_={"at": kept.excluded.at})
