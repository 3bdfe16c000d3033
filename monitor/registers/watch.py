"""What one look at a list means: the first, the same, changed, confirmed or held. Nothing is told that only one look saw."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.registers.diff import Change, Guards, applied, confirmed, diff, fault
from monitor.registers.rows import Row


class Look(StrEnum):
    """What a look at a list found."""

    FIRST = "first"  # the baseline: nothing is told
    SAME = "same"  # the rows stand as they were confirmed
    CHANGED = "changed"  # a second look is due before anything is told
    CONFIRMED = "confirmed"  # two looks in a row saw it
    HELD = "held"  # not to be believed without a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What follows from a look. ``told`` are the changes that it confirms, ``pending`` those that wait for the next one."""

    look: Look
    digest: str  # of the rows that were read, in whatever order
    fault: str = ""
    told: tuple[Change, ...] = ()
    pending: tuple[Change, ...] = ()


def judge(rows: Sequence[Row], last: Sequence[Row] | None, pending: Sequence[Change], guards: Guards, *, waived: str = "") -> Verdict:
    """Return what a look at a list means.

    Args:
        rows: what was read; nothing where the list has no rows.
        last: the last confirmed rows; None before the first look.
        pending: the changes that the look before saw, against ``last``.
        guards: what a reading must keep to.
        waived: the digest of a held reading that a person has accepted: the guards do not hold it again.
    """
    digest = digest_of(rows)
    changes = () if last is None else diff(last, rows)
    if why := "none" if not rows else "" if digest == waived else fault(rows, last or (), guards, changes):
        return Verdict(look=Look.HELD, digest=digest, fault=why, pending=tuple(pending))
    if last is None:
        return Verdict(look=Look.FIRST, digest=digest)
    told = confirmed(pending, changes)
    left = diff(applied(last, told), rows) if told else changes
    look = Look.CONFIRMED if told else Look.CHANGED if left else Look.SAME
    return Verdict(look=look, digest=digest, told=told, pending=left)


def digest_of(rows: Sequence[Row]) -> str:
    """Return what tells one set of rows from another, in whatever order (BLAKE2b, 16 bytes, hex)."""
    total = hashlib.blake2b(digest_size=16)
    for one in sorted(repr((row.key, row.name, row.cells, row.note)) for row in rows):
        total.update(one.encode("utf-8", "surrogatepass"))
    return total.hexdigest()
