"""What stands behind an atom or a bracket (``~3``, ``@2``, ``{3}``, ``^2``), what counts it, and what stands near another."""

from __future__ import annotations

from monitor.topics.lexer import Lexeme
from monitor.topics.nodes import And, Count, InField, Near, Node, Not, Or, Phrase, Prefer, Regex, Scope, Together, Word, has_places
from monitor.topics.place import Faults

MAX_NEAR = 1_000
DEFAULT_NEAR = 4
_COUNTABLE_DIGITS = 9
_ORDERED = frozenset({"adj", "ADJ", "w"})


def with_suffix(node: Node, suffix: Lexeme, faults: Faults) -> Node:
    """The node with what the suffix says of it; as it was where that cannot be said."""
    if suffix.text == "^":
        return Prefer(node, node.at, float(suffix.number[: 2 * _COUNTABLE_DIGITS]))
    if "." in suffix.number:
        faults.note(suffix.at, f"{suffix.written} takes a whole number: a word matches its forms and spellings without it")
        return node
    number = whole(suffix.number)
    match suffix.text:
        case "{":
            return counted(node, number, suffix, faults)
        case "@":
            if not isinstance(node, Or) or not 1 <= number <= len(node.parts):
                faults.note(suffix.at, f"{suffix.written} counts the parts of a list before it: (a OR b OR c)@2")
                return node
            return Or(node.parts, node.at, number)
        case _:
            return _within(node, number, suffix, faults)


def counted(part: Node, least: int, sign: Lexeme, faults: Faults) -> Node:
    """The part at least so many times."""
    if not has_places(part):
        faults.note(sign.at, f"{sign.written} counts a word, a phrase, a concept or (a OR b), not {_kind(part)}")
    if least < 1:
        faults.note(sign.at, f"{sign.written} asks for none: write a number from 1")
    return Count(part, part.at, least)


def joined(left: Node, operator: Lexeme, right: Node, faults: Faults) -> Node:
    """Two nodes near each other as the operator says."""
    for operand in (left, right):
        if not has_places(operand):
            advice = "give it words, a phrase, a concept or (a OR b), and join the rest with AND"
            faults.note(operator.at, f"{operator.written} cannot stand over {_kind(operand)}: {advice}")
    name = operator.text
    if name in {"SENTENCE", "PARAGRAPH"}:
        return Near(left, right, operator.at, None, scope=Scope(name.casefold()))
    words = whole(operator.number) if operator.number else DEFAULT_NEAR
    if words > MAX_NEAR:
        faults.note(operator.at, f"at most {MAX_NEAR} words between: write AND, or PARAGRAPH")
    return Near(left, right, operator.at, words, ordered=name.endswith("f") or name == "ONEAR" or name in _ORDERED)


def whole(digits: str) -> int:
    """The number; one of ten digits or more is as good as any that is too great."""
    return int(digits) if len(digits) <= _COUNTABLE_DIGITS else 10**_COUNTABLE_DIGITS


def _within(node: Node, words: int, suffix: Lexeme, faults: Faults) -> Node:
    if words > MAX_NEAR:
        faults.note(suffix.at, f"at most {MAX_NEAR} words between: write AND")
    if isinstance(node, Phrase):
        return Phrase(node.words, node.at, words)
    if isinstance(node, And) and all(map(has_places, node.parts)):
        return Together(node.parts, node.at, words)
    other = "a word matches its forms and spellings without it" if isinstance(node, Word) else f"write a NEAR/{words} b between others"
    faults.note(suffix.at, f'{suffix.written} stands behind "several words" or (a b): {other}')
    return node


def _kind(node: Node) -> str:
    """What kept a node from standing at places of the text, in an operator's words."""
    match node:
        case And():
            return "AND"
        case Not():
            return "NOT"
        case Or(parts=parts, least=1):
            return next(_kind(part) for part in parts if not has_places(part))
        case Or():
            return "a list with a number behind it"
        case InField(part=part) | Prefer(part=part):
            return _kind(part)
        case Count():
            return "a count"
        case Regex():
            return "a regular expression"
        case _:
            return "a filter"
