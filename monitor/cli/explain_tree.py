"""A query as an indented tree for people: each clause with what makes it true or what it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.topics.explained.values import Explained, Explanation, Kind, Spot
from monitor.topics.explained.wanting import lacking

YES, NO = "✓", "✗"
_SPOTS = 3  # places of one field that are quoted
_WIDE = 100  # characters of a clause
_WORDS = frozenset({Kind.WORD, Kind.PHRASE, Kind.CONCEPT})
_TOGETHER = {Kind.ALL: "all", Kind.SOME: "any"}


def tree(found: Explanation, *, whole: bool) -> Iterator[str]:
    """Yield a topic's query, exclusions and stages as trees. Not ``whole``: only what made it so is opened."""
    yield from _lines(found.query, whole=whole, true=found.query.holds)
    if found.head is not None:
        yield "in title and lead alone:"
        yield from _lines(found.head, whole=whole, true=False)
    for one in found.exclusions:
        if whole or one.query.holds:
            yield f"left out where it says this: {one.because}"
            yield from _lines(one.query, whole=whole, true=True)
    for staged in found.stages:
        if found.matched and (whole or staged.stage is found.stage):
            yield f"stage {staged.stage}:"
            yield from _lines(staged.query, whole=whole, true=True)


def _lines(clause: Explained, indent: str = "", before: str = "", *, whole: bool, true: bool) -> Iterator[str]:
    """Yield a clause and its parts.

    Args:
        clause: the clause.
        indent: what stands before the lines.
        before: the fields it stands under.
        whole: whether all parts are opened.
        true: whether what is true is opened, too.
    """
    if clause.kind in {Kind.FIELD, Kind.PREFER}:  # says of one part what that says
        field = f"{clause.says.partition(':')[0]}: " if clause.kind is Kind.FIELD else ""
        yield from _lines(clause.parts[0], indent, before + field, whole=whole, true=true)
        return
    parts = clause.parts if whole else _path(clause, true=true)
    yield f"{indent}{YES if clause.holds else NO} {before}{_label(clause, opened=bool(parts))}"
    for part in parts:
        yield from _lines(part, indent + "  ", whole=whole, true=true)
    hidden = len(clause.parts) - len(parts)
    if parts and hidden:
        yield f"{indent}  … {hidden} more {'is' if hidden == 1 else 'are'} {'not needed' if clause.holds else 'farther from it'}"


def _path(clause: Explained, *, true: bool) -> Sequence[Explained]:
    """The parts that made a clause what it is, where its own line does not say it."""
    match clause.kind:
        case Kind.ALL if true or not clause.holds:
            return clause.parts
        case Kind.SOME if clause.holds:
            holding = [part for part in clause.parts if part.holds][: clause.needed]
            return holding if true and any(part.kind not in _WORDS for part in holding) else ()
        case Kind.SOME if not clause.own:
            near = lacking(clause)
            return [part for part in clause.parts if part.holds or any(part is one for one in near)]
        case Kind.NEAR | Kind.TOGETHER if not clause.holds:
            return clause.parts
        case _:
            return ()


def _label(clause: Explained, *, opened: bool) -> str:
    if opened and clause.kind in _TOGETHER:
        many = f"at least {clause.needed}" if clause.needed > 1 else _TOGETHER[clause.kind]
        return f"{many} of {len(clause.parts)}"
    said = clause.says if len(clause.says) <= _WIDE else f"{clause.says[: _WIDE - 1].rstrip()}…"
    if clause.holds:
        found = places_of(clause) or clause.reason
        times = f" ({clause.count} times)" if clause.count > 1 else ""
        return f"{said}{times}{f'  {found}' if found else ''}{_taken(clause)}"
    why = _why(clause, opened=opened)
    return f"{said}: {why}" if why else said


def _why(clause: Explained, *, opened: bool) -> str:
    """Why a clause is not true, in what its own words and its parts do not say."""
    if clause.kind in _WORDS:
        return "; ".join(filter(None, (clause.reason.replace(f"no {clause.says} in the ", "not in the ", 1), clause.detail)))
    if clause.kind is Kind.NOT or (clause.kind in {Kind.NEAR, Kind.TOGETHER} and all(part.holds for part in clause.parts)):
        return clause.detail
    return "" if opened else clause.sentence


def _taken(clause: Explained) -> str:
    names = dict.fromkeys(f"“{spot.written}” counts as @{spot.sibling}" for spot in clause.taken)
    return f"; {', '.join(names)}" if names else ""


def places_of(clause: Explained) -> str:
    """Say where what makes a clause true stands, by field, with the term of a concept that is met where it is written otherwise."""
    by_field: dict[str, dict[str, None]] = {}
    for spot in (spot for leaf in leaves(clause) for spot in leaf.spots):
        by_field.setdefault(spot.spans[0].field, {})[_quoted(spot)] = None
    told = []
    for field, quotes in by_field.items():
        more = f" and {len(quotes) - _SPOTS} more" if len(quotes) > _SPOTS else ""
        told.append(f"in the {field}: {', '.join(list(quotes)[:_SPOTS])}{more}")
    return "; ".join(told)


def _quoted(spot: Spot) -> str:
    term = f" ({spot.term})" if spot.term and spot.term.casefold() != spot.written.casefold() else ""
    return f"“{spot.written}”{term}"


def leaves(clause: Explained) -> Iterator[Explained]:
    """Yield the true clauses under a true one that have places of their own."""
    if clause.holds and clause.spots:
        yield clause
    elif clause.holds and clause.kind is not Kind.NOT:
        for part in clause.parts:
            yield from leaves(part)
