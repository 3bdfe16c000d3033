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

CANDIDATES = 40  # of which those are compared that nothing speaks against
_NO_PROFILE = "{}"


def find_stories(tx: Transaction, hashes: Sequence[int], *, since: datetime, limit: int = CANDIDATES) -> list[StoryId]:
    """Return the stories that share most of these hashes, the nearest first; of those that share as many, the newest."""
    asked = {"hashes": hashes, "since": int(since.timestamp()), "limit": limit}
    return [StoryId(story) for story in tx.execute(_nearest(tx.dialect.name), asked).scalars()] if hashes else []


def profiles_of(tx: Transaction, some: Sequence[StoryId]) -> list[tuple[StoryId, str]]:
    """Return the profiles of these stories as JSON text, in the order asked for; a story without one is left out."""
    found = {StoryId(story): profile for story, profile in tx.execute(_profiles(tx.dialect.name), {"ids": some}).all()} if some else {}
    return [(story, found[story]) for story in some if found.get(story, _NO_PROFILE) != _NO_PROFILE]


def keep_keys(tx: Transaction, story: StoryId, hashes: Sequence[int], *, at: datetime) -> None:
    """Let a story be found by these hashes for a window from now on."""
    if hashes:
        tx.execute(_keep(tx.dialect.name), {"story": story, "now": int(at.timestamp()), "hashes": list(dict.fromkeys(hashes))})


def forget_keys(tx: Transaction, *, before: datetime) -> int:
    """Forget the hashes of stories that nothing has joined since; return how many."""
    return tx.execute(delete(story_keys).where(story_keys.c.at < int(before.timestamp()))).rowcount


# Made once: building a statement anew costs more than running it.


@cache
def _nearest(dialect: str) -> Select[int]:
    shared, newest = func.count(), func.max(story_keys.c.at)
    return (
        select(story_keys.c.story_id)
        .where(is_among(dialect, story_keys.c.hash, "hashes"), story_keys.c.at >= bindparam("since"))
        .group_by(story_keys.c.story_id)
        .order_by(desc(shared), desc(newest), desc(story_keys.c.story_id))
        .limit(bindparam("limit"))
    )


@cache
def _profiles(dialect: str) -> Select[int, str]:
    return select(stories.c.id, type_coerce(stories.c.profile, Text)).where(is_among(dialect, stories.c.id, "ids"))


@cache
def _keep(dialect: str) -> Executable:
    columns = ["hash", "story_id", "at"]
    given = (each_of(dialect, "hashes").c.value, bindparam("story", type_=Id), bindparam("now", type_=BigInteger))
    kept = insert_for(dialect, story_keys).from_select(columns, select(*given).where(true()))  # SQLite takes "ON CONFLICT" for a join's
    return kept.on_conflict_do_update(index_elements=["hash", "story_id"], set_={"at": kept.excluded.at})
