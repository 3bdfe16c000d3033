"""Rechecks: the pages of articles that people were told of, to be seen again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from monitor.model import ArticleId, FeedKind, Recheck
from monitor.storage.queues import claim_one_a_host, host_of
from monitor.storage.rows import pieces, recheck_of
from monitor.storage.tables import articles, feeds, rechecks
from monitor.storage.transaction import Transaction, insert_new

NEVER = (FeedKind.GOOGLE_NEWS, FeedKind.REGISTER, FeedKind.CHANNEL)  # their links lead to no page of an article


def schedule_recheck(tx: Transaction, article_id: ArticleId, *, told: datetime, due: datetime) -> None:
    """Queue an article's page to be seen again; nothing where it waits already, or its feed's articles have no pages to fetch."""
    found = (
        select(articles.c.url)
        .join(feeds, feeds.c.id == articles.c.feed_id)
        .where(
            articles.c.id == article_id,
            articles.c.canonical_url != "",
            feeds.c.pages.is_(True),
            feeds.c.kind.not_in([kind.value for kind in NEVER]),
        )
    )
    url = tx.execute(found).scalar()
    if url is not None:
        tx.execute(insert_new(tx, rechecks), {"article_id": article_id, "host": host_of(url), "told": told, "due": due})


def claim_rechecks(tx: Transaction, *, limit: int, now: datetime, lease: timedelta) -> list[ArticleId]:
    """Lease up to ``limit`` articles that are due: at most one of each host, and none of a host that is being asked for one."""
    return [ArticleId(claimed) for claimed in claim_one_a_host(tx, rechecks, limit=limit, now=now, lease=lease)]


def rechecks_of(tx: Transaction, ids: Sequence[ArticleId]) -> list[Recheck]:
    """Return what is waiting for these articles."""
    return [recheck_of(row) for some in pieces(ids) for row in tx.execute(select(rechecks).where(rechecks.c.article_id.in_(some)))]


def save_recheck(tx: Transaction, recheck: Recheck, *, due: datetime | None) -> None:
    """End the lease: see the page again at ``due``, or never where that is None."""
    mine = rechecks.c.article_id == recheck.article
    if due is None:
        tx.execute(delete(rechecks).where(mine))
        return
    again = {"due": due, "step": recheck.step, "missing": recheck.missing, "leased_until": None}
    tx.execute(update(rechecks).where(mine).values(again))


def release_recheck(tx: Transaction, article_id: ArticleId) -> None:
    """End the lease and change nothing else: the page was not asked for."""
    tx.execute(update(rechecks).where(rechecks.c.article_id == article_id).values(leased_until=None))
