"""Whether a query asks for a word at all: one that does not would be true of nearly every article."""

from __future__ import annotations

from monitor.topics.nodes import And, Filter, InField, Node, Not, Or, Prefer, Range, Regex, children


def needs_a_word(node: Node) -> bool:
    """Whether the node cannot be true of a text in which none of its words is found."""
    match node:
        case And(parts=parts):
            return any(map(needs_a_word, parts))
        case Or(parts=parts, least=least):
            return sum(not needs_a_word(p) for p in parts) < least
        case Not() | Filter() | Range() | Regex():
            return False
        case InField(part=part) | Prefer(part=part):
            return needs_a_word(part)
        case _:
            return True


def wordless_part(node: Node) -> Node:
    """The innermost part that lets the query be true without a word."""
    for part in children(node):
        if not isinstance(node, Not) and not needs_a_word(part):
            return wordless_part(part)
    return node
