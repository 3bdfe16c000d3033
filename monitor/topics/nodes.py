"""What a parsed query is made of: frozen values, each knowing where it stands in the query (``at``, in characters).

Only the parser makes them. ``Word``, ``Phrase``, ``ConceptName``, ``Near`` and an ``Or`` of these have places in a text;
the others are only true or false.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What two neighbours may not leave together."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Word:
    """One word as written, without its marks. ``text`` may hold ``?`` for one letter each."""

    text: str
    at: int
    exact: bool = False  # "=": this form only
    cased: bool = False  # "==": this form and this case
    prefix: bool = False  # "*" at its end


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side, or in any order with at most ``within`` other words among them."""

    words: tuple[Word, ...]
    at: int
    within: int | None = None


@dataclass(frozen=True, slots=True)
class ConceptName:
    """``@name``: a list of terms kept in the config."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class And:
    """All parts are true."""

    parts: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Or:
    """One part is true; ``least`` of them where a number is written behind the list."""

    parts: tuple[Node, ...]
    at: int
    least: int = 1


@dataclass(frozen=True, slots=True)
class Not:
    """The part is not true of the whole article, or of the field it stands under."""

    part: Node
    at: int


@dataclass(frozen=True, slots=True)
class Near:
    """Two parts with at most ``words`` between; None where only the scope binds them."""

    left: Node
    right: Node
    at: int
    words: int | None = 4
    ordered: bool = False
    scope: Scope = Scope.SENTENCE


@dataclass(frozen=True, slots=True)
class Together:
    """``(a b c)~n``: all parts, in any order, with at most ``words`` other words among them."""

    parts: tuple[Node, ...]
    at: int
    words: int


@dataclass(frozen=True, slots=True)
class InField:
    """The part is true of one field: title, lead or body."""

    field: str
    part: Node
    at: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A fact beside the text: the field has this value."""

    field: str
    value: str
    at: int


@dataclass(frozen=True, slots=True)
class Regex:
    """A title or a URL fits a regular expression, in any case."""

    field: str
    pattern: str
    at: int


@dataclass(frozen=True, slots=True)
class Range:
    """A date from ``low`` to ``high``; an empty end is open, ``closed`` says that ``high`` itself counts."""

    field: str
    low: str
    high: str
    at: int
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """The part occurs at least ``least`` times."""

    part: Node
    at: int
    least: int


@dataclass(frozen=True, slots=True)
class Prefer:
    """The part's sentence is shown before others: the higher the weight, the sooner."""

    part: Node
    at: int
    weight: float


Node = Word | Phrase | ConceptName | And | Or | Not | Near | Together | InField | Filter | Regex | Range | Count | Prefer


def children(node: Node) -> tuple[Node, ...]:
    """The parts right under a node, in the order written."""
    match node:
        case And(parts=parts) | Or(parts=parts) | Together(parts=parts):
            return parts
        case Near(left=left, right=right):
            return left, right
        case Not(part=part) | InField(part=part) | Count(part=part) | Prefer(part=part):
            return (part,)
        case Phrase(words=words):
            return words
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all under it, each before its parts, in the order written."""
    left = [node]
    while left:
        one = left.pop()
        yield one
        left.extend(reversed(children(one)))


def height(node: Node) -> int:
    """How many nodes stand one under another at most. Found without recursion."""
    most, level = 0, [node]
    while level:
        most += 1
        level = [part for one in level for part in children(one)]
    return most


def has_places(node: Node) -> bool:
    """Whether the node stands at places of a text, so that it may be near something or be counted."""
    match node:
        case Word() | Phrase() | ConceptName() | Near() | Together():
            return True
        case Or(parts=parts, least=1):
            return all(map(has_places, parts))
        case InField(part=part) | Prefer(part=part):
            return has_places(part)
        case _:
            return False
