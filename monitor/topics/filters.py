"""What stands behind a filter's colon: a value, a range of dates, or a bracket of values."""

from __future__ import annotations

import re

from monitor.topics.fields import DATE_FIELDS, TEXT_FIELDS, is_date, plain, why_not
from monitor.topics.lexer import Lexeme
from monitor.topics.nodes import And, Filter, Node, Not, Or, Phrase, Range, Regex, Word
from monitor.topics.place import Faults

_BRACKETS = re.compile(r"\[\s*+([^\s\]}]*+)\s++TO\s++([^\s\]}]*+)\s*+([\]}])")
_BETWEEN = re.compile(r"(\S*?)\.\.(\S*)")


def filter_of(field: str, value: str, at: int, faults: Faults) -> Node:
    """One value of a field; ``a..b`` is a range of dates."""
    between = _BETWEEN.fullmatch(value) if ".." in value and (field in DATE_FIELDS or is_bare_range(value)) else None
    if between is not None:
        return _range(field, between[1], between[2], at, faults, closed=True)
    value = plain(field, value.strip())
    if wrong := why_not(field, value):
        faults.note(at, wrong)
    return Filter(field, value, at)


def range_of(field: str, piece: Lexeme, faults: Faults) -> Node:
    """A range in brackets; a square one at its end counts the last date in."""
    found = _BRACKETS.fullmatch(piece.text)
    if found is None:
        faults.note(piece.at, "a range is written [2024-10-01 TO 2024-10-07], or 2024-10-01..2024-10-07")
        return Range(field, "", "", piece.at)
    low, high = ("" if end == "*" else end for end in found.group(1, 2))
    return _range(field, low, high, piece.at, faults, closed=found[3] == "]")


def is_bare_range(word: str) -> bool:
    """Whether a word by itself is a range of dates."""
    found = _BETWEEN.fullmatch(word)
    return found is not None and is_date(found[1]) and (not found[2] or is_date(found[2]))


def spread(field: str, node: Node, faults: Faults) -> Node:
    """``lang:(ru OR fa)``: the field before a bracket is every word's in it."""
    match node:
        case Word(text=text, at=at):
            return filter_of(field, text, at, faults)
        case Phrase(words=words, at=at, within=None):
            return filter_of(field, " ".join(word.text for word in words), at, faults)
        case Or(parts=parts, at=at, least=1):
            return Or(tuple(spread(field, part, faults) for part in parts), at)
        case And(parts=parts, at=at):
            return And(tuple(spread(field, part, faults) for part in parts), at)
        case Not(part=part, at=at):
            return Not(spread(field, part, faults), at)
        case Regex():
            return node
        case Range(field="date") if field == "date":
            return node
        case _:
            faults.note(node.at, f"{field}: takes values, or (a OR b)")
            return Filter(field, "", node.at)


def _range(field: str, low: str, high: str, at: int, faults: Faults, *, closed: bool) -> Node:
    ends = [end for end in (low, high) if end]
    wrong = next((reason for end in ends if (reason := why_not("date", end))), "")
    if field != "date":
        faults.note(at, f"{field}: takes {'words' if field in TEXT_FIELDS else 'one value'}; a range stands behind date:")
    elif wrong or not ends:
        faults.note(at, wrong or "a range needs at least one end")
    elif low and high and low > high + "~":  # behind every digit: 2024-10..2024 does not run backwards
        faults.note(at, f"the range runs backwards: write {high}..{low}")
    return Range("date", low, high, at, closed)
