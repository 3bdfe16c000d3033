"""Revisions: what articles said before they changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import desc, insert, select, update

from monitor.model import Article, ArticleId, Revision, RevisionKind
from monitor.storage.rows import revision_of
from monitor.storage.tables import revisions
from monitor.storage.transaction import Transaction
from monitor.text.diff import patch_of, restored

KEPT = 20  # revisions of one article; what changes more often is a live page, and its last revision stands for all that follow


def keep_revision(tx: Transaction, before: Article, after: Article, kind: RevisionKind, *, similarity: float, at: datetime) -> Revision:
    """Keep what an article said before a change, and return it.

    Beyond ``KEPT`` nothing is added: the last one then leads from the text as it is now to the one it has kept, and counts.

    Args:
        tx: the transaction that stores the text after the change.
        before: the article as it is stored.
        after: the article as it will be.
        kind: what changed.
        similarity: how much of the words stayed, from 0 to 1.
        at: now.
    """
    newest = tx.execute(select(revisions).where(revisions.c.article_id == before.id).order_by(desc(revisions.c.id)).limit(KEPT)).all()
    if len(newest) >= KEPT:
        last = _carried(tx, revision_of(newest[0]), before, after)
        counted = replace(last, times=last.times + 1)
        tx.execute(update(revisions).where(revisions.c.id == last.id).values(times=counted.times))
        return counted
    values = {
        "article_id": before.id,
        "at": at,
        "kind": kind.value,
        "similarity": similarity,
        "times": 1,
        "title": before.title,
        "lead": before.lead,
        "body": patch_of(after.body, before.body),
    }
    return revision_of(tx.execute(insert(revisions).returning(*revisions.c), values).one())


def carry(tx: Transaction, before: Article, after: Article) -> None:
    """Let the newest revision lead to what it kept from a new text that is none itself: an article's page completed it, say."""
    newest = tx.execute(select(revisions).where(revisions.c.article_id == before.id).order_by(desc(revisions.c.id)).limit(1)).one_or_none()
    if newest is not None:
        _carried(tx, revision_of(newest), before, after)


def _carried(tx: Transaction, last: Revision, before: Article, after: Article) -> Revision:
    carried = replace(last, body=patch_of(after.body, restored(before.body, last.body)))
    tx.execute(update(revisions).where(revisions.c.id == last.id).values(body=carried.body))
    return carried


def revisions_of(tx: Transaction, article_id: ArticleId) -> list[Revision]:
    """Return an article's revisions, the oldest first."""
    found = select(revisions).where(revisions.c.article_id == article_id).order_by(revisions.c.id)
    return [revision_of(row) for row in tx.execute(found)]
