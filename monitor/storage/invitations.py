"""Links by which an operator lets people in: each for so many, until a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from monitor.storage.tables import invitations
from monitor.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link that is good still, or was. ``left`` is how many may come by it; ``by`` the operator who made it."""

    code: str
    by: int
    at: datetime
    until: datetime
    left: int


def add_invitation(tx: Transaction, invitation: Invitation) -> None:
    """Keep a link, and forget those that are of no use any more."""
    tx.execute(delete(invitations).where((invitations.c.until <= invitation.at) | (invitations.c.left <= 0)))
    row = {name: getattr(invitation, name) for name in ("code", "by", "at", "until", "left")}
    tx.execute(invitations.insert().values(row))


def use_invitation(tx: Transaction, code: str, *, at: datetime) -> bool:
    """Let one in by this code; False where there is none such, or it is used up or over."""
    good = (invitations.c.code == code) & (invitations.c.left > 0) & (invitations.c.until > at)
    return tx.execute(update(invitations).where(good).values(left=invitations.c.left - 1)).rowcount == 1


def withdraw_invitation(tx: Transaction, code: str) -> bool:
    """Let nobody in by this code any more; return whether it was there."""
    return tx.execute(delete(invitations).where(invitations.c.code == code)).rowcount == 1


def open_invitations(tx: Transaction, *, at: datetime) -> list[Invitation]:
    """Return the links that are good at this time, the one that ends first before the others."""
    good = (invitations.c.left > 0) & (invitations.c.until > at)
    found = select(invitations).where(good).order_by(invitations.c.until, invitations.c.code)
    return [Invitation(code=row.code, by=row.by, at=row.at, until=row.until, left=row.left) for row in tx.execute(found)]
