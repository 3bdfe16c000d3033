"""Clauses of several parts, explained by these; and how sentences name clauses and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.topics.clauses import Bounds, Hit
from monitor.topics.explained.absent import ABSENT
from monitor.topics.explained.seen import named
from monitor.topics.explained.values import Explained, Kind
from monitor.topics.explained.wanting import lacking

SHORT = 60  # characters of a clause within a sentence


def times_apart(hits: Sequence[Hit]) -> int:
    """How many of these hits share no word with one that ends before: what a count counts."""
    count, free = 0, -1
    for first, last, _ in sorted(hits, key=lambda hit: hit[1]):
        if first > free:
            count, free = count + 1, last
    return count


def all_of(bare: Explained) -> Explained:
    """A clause all of whose parts must be true."""
    gone = [part for part in bare.parts if not part.holds]
    missing, evidence = sum(part.missing for part in gone), sum(part.evidence for part in bare.parts)
    reason = f"{len(gone)} of its {len(bare.parts)} parts {'is' if len(gone) == 1 else 'are'} not true" if gone else ""
    return replace(bare, own=False, reason=reason, missing=missing, evidence=evidence)


_LEAVES = frozenset({Kind.WORD, Kind.PHRASE, Kind.CONCEPT, Kind.FILTER})
_TOLD = 6  # parts of a list that a sentence names


def some_of(bare: Explained, bounds: Bounds) -> Explained:
    """A clause some of whose parts must be true, ``needed`` of them."""
    evidence = max(part.evidence for part in bare.parts)
    if bare.holds:
        return replace(bare, own=False, evidence=evidence)
    near = lacking(bare)
    bare = replace(bare, missing=sum(part.missing for part in near), evidence=evidence)
    if {part.kind for part in bare.parts} <= _LEAVES:
        return _too_few_of(bare, near[0], bounds)
    true = sum(part.holds for part in bare.parts)
    reason = f"{true} of the {bare.needed} that are needed {'is' if true == 1 else 'are'} there"
    return replace(bare, own=False, reason=reason if bare.needed > 1 else f"none of its {len(bare.parts)} branches is true")


def _too_few_of(bare: Explained, near: Explained, bounds: Bounds) -> Explained:
    """A list of plain words is a clause of its own: no one of them is asked for more than another."""
    says = [short(part.says) for part in bare.parts]
    listed = ", ".join(says[:_TOLD]) + (f" and {len(says) - _TOLD} more" if len(says) > _TOLD else "")
    there = [short(part.says) for part in bare.parts if part.holds]
    if all(part.kind is Kind.FILTER for part in bare.parts):
        told = dict.fromkeys(part.reason.partition(", and ")[0] for part in bare.parts)
        asked = f"one of {listed} is" if bare.needed == 1 else f"{bare.needed} of {listed} are"
        return replace(bare, reason=f"{' and '.join(told)}, and {asked} asked for")
    detail = f"{short(near.says)}: {near.detail}" if near.missing < ABSENT and near.detail else ""
    many = f"only {' and '.join(there)}" if there else "none"
    of = f" of the {bare.needed} needed" if bare.needed > 1 else ""
    return replace(bare, reason=f"{many}{of} of {listed} in the {named(bounds)}", detail=detail)


def parts_gone(bare: Explained, gone: Sequence[Explained]) -> Explained:
    """A clause of several that must stand together, where some stand nowhere: theirs is the reason."""
    reason = " and ".join(dict.fromkeys(part.reason for part in gone))
    if len(gone) == 1:
        detail = gone[0].detail
    else:
        near = [part for part in gone if part.detail and part.missing < ABSENT]
        detail = ", and ".join(part.detail if part.kind is Kind.SOME else f"{short(part.says)}: {part.detail}" for part in near)
    return replace(bare, reason=reason, detail=detail, missing=sum(part.missing for part in gone))


def words_told(number: int) -> str:
    """So many words."""
    return "1 word" if number == 1 else f"{number} words"


def times_told(number: int) -> str:
    """So many times."""
    return "once" if number == 1 else f"{number} times"


def named_part(part: Explained) -> str:
    """A part as a sentence names it."""
    return short(part.says) if part.kind in _LEAVES else f"({short(part.says)})"


def short(says: str, most: int = SHORT) -> str:
    """A clause cut to what a sentence has room for."""
    return says if len(says) <= most else f"{says[: most - 1].rstrip()}…"
