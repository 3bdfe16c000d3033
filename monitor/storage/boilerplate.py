"""What each source repeats on its pages, as far as it was learnt."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from monitor.model import SourceId
from monitor.pages.learnt import Learnt
from monitor.storage.tables import boilerplate
from monitor.storage.transaction import Transaction, insert

_OF = select(boilerplate.c.stories, boilerplate.c.counts).where(boilerplate.c.source == bindparam("wanted"))


def learnt_of(tx: Transaction, source: SourceId) -> Learnt:
    """Return what was learnt of a source; nothing of one that is new."""
    row = tx.execute(_OF, {"wanted": source}).one_or_none()
    return Learnt() if row is None else Learnt(stories=row.stories, counts=dict(row.counts))


def known_of(tx: Transaction, source: SourceId) -> frozenset[int]:
    """Return the blocks that are a source's own, and no article's."""
    return learnt_of(tx, source).known


def learn(tx: Transaction, source: SourceId, stories: Iterable[Iterable[int]]) -> None:
    """Count the blocks of some stories of a source, each once a story."""
    learnt = learnt_of(tx, source)
    for blocks in stories:
        learnt = learnt.with_story(blocks)
    values = {"stories": learnt.stories, "counts": list(learnt.counts.items())}
    anew = insert(tx, boilerplate).values(source=source, **values)
    tx.execute(anew.on_conflict_do_update(index_elements=[boilerplate.c.source], set_=values))
