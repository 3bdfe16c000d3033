"""What is forgotten after a while, so that the database does not grow for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, or_, select

from monitor.storage.archive_index import drop_parts
from monitor.storage.registers import forget_snapshots
from monitor.storage.rows import pieces
from monitor.storage.sketches import epoch_of
from monitor.storage.tables import (
    alerts,
    articles,
    checks,
    feed_turns,
    forgotten,
    forgotten_days,
    matches,
    pages,
    sketches,
    stories,
    story_corrections,
    story_joins,
    story_keys,
    story_sources,
    telegram_updates,
)
from monitor.storage.transaction import Transaction, insert

_UPDATES_KEPT = 10_000
_BATCH = 2_000  # articles of one transaction: other writers wait meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How much was forgotten. ``more`` says that there is more: ask again."""

    checks: int
    sketches: int
    articles: int
    more: bool


def forget(tx: Transaction, *, before: datetime, unsketched: datetime | None = None) -> Forgotten:
    """Forget checks and articles older than ``before``, and sketches older than that or, where it is given, ``unsketched``.

    Articles stay that were alerted, tell a story that was, or are the original of one that stays. Of those that go, the guid stays:
    a feed may list them for years, and they must not be new again. Readings of official lists stay where they prove something,
    stories where people said something of them.
    """
    old_checks = tx.execute(delete(checks).where(checks.c.at < before)).rowcount
    old_sketches = tx.execute(delete(sketches).where(sketches.c.epoch < epoch_of(unsketched or before))).rowcount
    copies = articles.alias("copies")
    needed = or_(
        exists().where(alerts.c.article_id == articles.c.id),
        exists().where(alerts.c.story_id == articles.c.story_id),
        exists().where(copies.c.copy_of == articles.c.id),
        exists().where(pages.c.article_id == articles.c.id),
    )
    old = select(articles.c.id).where(articles.c.seen < before, ~needed).order_by(articles.c.seen).limit(_BATCH)
    ids = list(tx.execute(old).scalars())
    for start in range(0, len(ids), 500):
        some = articles.c.id.in_(ids[start : start + 500])
        tx.execute(
            insert(tx, forgotten)
            .from_select(["feed_id", "guid_hash"], select(articles.c.feed_id, articles.c.guid_hash).where(some))
            .on_conflict_do_nothing()
        )
        _count_forgotten(tx, ids[start : start + 500])
        tx.execute(delete(articles).where(some))
    drop_parts(tx, before=before)
    _forget_the_rest(tx, before)
    forget_snapshots(tx, before=before)
    return Forgotten(checks=old_checks, sketches=old_sketches, articles=len(ids), more=len(ids) == _BATCH)


def _count_forgotten(tx: Transaction, ids: Sequence[int]) -> None:
    """Add articles that go to what is known of their days: whoever looks back there is told how many are missing."""
    days = {row.id: row.seen.date().isoformat() for row in tx.execute(select(articles.c.id, articles.c.seen).where(articles.c.id.in_(ids)))}
    matched = tx.execute(select(matches.c.article_id, matches.c.topic).where(matches.c.article_id.in_(ids)))
    counts = Counter([(day, "") for day in days.values()] + [(days[row.article_id], row.topic) for row in matched])
    statement = insert(tx, forgotten_days)
    more = statement.on_conflict_do_update(
        index_elements=["day", "topic"], set_={"articles": forgotten_days.c.articles + statement.excluded.articles}
    )
    tx.execute(more, [{"day": day, "topic": topic, "articles": count} for (day, topic), count in counts.items()])


def _forget_the_rest(tx: Transaction, before: datetime) -> None:
    merged = stories.alias("merged")
    needed = or_(
        exists().where(articles.c.story_id == stories.c.id),
        exists().where(alerts.c.story_id == stories.c.id),
        exists().where(or_(story_corrections.c.story_id == stories.c.id, story_corrections.c.other_id == stories.c.id)),
        exists().where(merged.c.merged_into == stories.c.id),
    )
    gone = tx.execute(select(stories.c.id).where(stories.c.opened < before, ~needed)).scalars().all()
    for some in pieces(gone):
        for table in (story_keys, story_joins, story_sources):
            tx.execute(delete(table).where(table.c.story_id.in_(some)))
        tx.execute(delete(stories).where(stories.c.id.in_(some)))
    tx.execute(delete(feed_turns).where(feed_turns.c.at < before))
    last = select(func.max(telegram_updates.c.seq) - _UPDATES_KEPT).scalar_subquery()
    tx.execute(delete(telegram_updates).where(telegram_updates.c.finished.is_(True), telegram_updates.c.seq <= last))
