"""Spellings that an operator does not want for a concept: they are not suggested again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from monitor.storage.tables import refused_spellings
from monitor.storage.transaction import Transaction, insert
from monitor.text.normalize import fold

_OF = select(refused_spellings).where(refused_spellings.c.concept == bindparam("concept")).order_by(refused_spellings.c.spelling)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A spelling, folded, that is none of a concept's."""

    spelling: str
    because: str
    at: datetime


def refuse(tx: Transaction, concept: str, spellings: Iterable[str], *, because: str, at: datetime) -> None:
    """Remember that these are none of the concept's; one that was refused before has the new reason."""
    for spelling in spellings:
        values = {"because": because, "at": at}
        anew = insert(tx, refused_spellings).values(concept=concept, spelling=fold(spelling), **values)
        keys = [refused_spellings.c.concept, refused_spellings.c.spelling]
        tx.execute(anew.on_conflict_do_update(index_elements=keys, set_=values))


def take_back(tx: Transaction, concept: str, spellings: Iterable[str]) -> None:
    """Forget that these were refused."""
    folded = [fold(spelling) for spelling in spellings]
    ours = refused_spellings.c.concept == concept
    tx.execute(delete(refused_spellings).where(ours, refused_spellings.c.spelling.in_(folded)))


def refusals_of(tx: Transaction, concept: str) -> Sequence[Refusal]:
    """Return what was refused for a concept, by spelling."""
    return [Refusal(spelling=row.spelling, because=row.because, at=row.at) for row in tx.execute(_OF, {"concept": concept})]
