"""What must stand behind a story before it alerts: ``sources >= 2 from countries >= 2 or @official``.

::

    condition = all { "or" all }
    all       = one { ("and" | "from") one }
    one       = "(" condition ")" | "@official" | ("sources" | "countries" | "languages") ">=" number

``from`` is ``and`` in other words. Small and capital letters are alike, and line breaks are spaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from monitor.errors import Problem, QueryInvalid

Count: TypeAlias = Literal["sources", "countries", "languages"]

COUNTS: tuple[Count, ...] = get_args(Count)
OFFICIAL = "@official"
DEEP = 50  # brackets within brackets
MOST = 1_000_000

_TOKEN = re.compile(r"\s*(?:(?P<number>\d{1,7})(?!\w)|(?P<word>@?[^\W\d]\w*)|(?P<sign>>=|[()])|(?P<other>\S))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """Who tells a story."""

    sources: int = 0
    countries: int = 0  # of the sources, where they are known
    languages: int = 0
    official: bool = False  # whether a source that speaks for itself is among them


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of something."""

    what: Count
    least: int

    def met(self, backing: Backing) -> bool:
        """Return whether there are so many."""
        return int(getattr(backing, self.what)) >= self.least


@dataclass(frozen=True, slots=True)
class Official:
    """A ministry, a register or another source that speaks for itself."""

    def met(self, backing: Backing) -> bool:
        """Return whether one tells it."""
        return backing.official


@dataclass(frozen=True, slots=True)
class All:
    """Each of these."""

    parts: tuple[Condition, ...]

    def met(self, backing: Backing) -> bool:
        """Return whether each holds."""
        return all(part.met(backing) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Any:
    """One of these at least."""

    parts: tuple[Condition, ...]

    def met(self, backing: Backing) -> bool:
        """Return whether one holds."""
        return any(part.met(backing) for part in self.parts)


Condition: TypeAlias = AtLeast | Official | All | Any


def read_condition(text: str) -> Condition:
    """Return the condition that a text states.

    Raises:
        QueryInvalid: it states none; the one problem has line and column within the text.
    """
    return _Reader(text).whole()


def met(text: str, backing: Backing) -> bool:
    """Return whether a condition, as an operator wrote it, holds; one that is empty always does.

    Raises:
        QueryInvalid: it is none.
    """
    return not text.strip() or read_condition(text).met(backing)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str  # in small letters; empty at the end
    at: int
    number: int | None = None


class _Reader:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [_token(found) for found in _TOKEN.finditer(text)]
        self._tokens.append(_Token("", len(text.rstrip())))
        self._next = 0

    def whole(self) -> Condition:
        condition = self._any(DEEP)
        left = self._tokens[self._next]
        if left.text:
            what = "this bracket closes none" if left.text == ")" else f"`{left.text}` follows a condition that is whole"
            raise self._wrong(left, f"{what}: join conditions by `and`, `from` or `or`")
        return condition

    def _any(self, deep: int) -> Condition:
        parts = [self._all(deep)]
        while self._took("or"):
            parts.append(self._all(deep))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _all(self, deep: int) -> Condition:
        parts = [self._one(deep)]
        while self._took("and", "from"):
            parts.append(self._one(deep))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self, deep: int) -> Condition:
        begun = self._take()
        if begun.text == "(":
            if not deep:
                raise self._wrong(begun, f"brackets stand in one another more than {DEEP} deep")
            inner = self._any(deep - 1)
            if not self._took(")"):
                raise self._wrong(begun, "this bracket is not closed")
            return inner
        if begun.text == OFFICIAL:
            return Official()
        for count in COUNTS:
            if begun.text == count:
                return self._at_least(count)
        said = f"`{begun.text}` is none" if begun.text else "one is missing here"
        raise self._wrong(begun, f"a condition is `sources >= 2`, `countries >= 2`, `languages >= 2` or `{OFFICIAL}`: {said}")

    def _at_least(self, count: Count) -> Condition:
        sign = self._take()
        if sign.text != ">=":
            raise self._wrong(sign, f"after `{count}` stands `>=` and a number, as in `{count} >= 2`")
        number = self._take()
        if number.number is None or not 1 <= number.number <= MOST:
            raise self._wrong(number, f"after `{count} >=` stands a whole number from 1 on, as in `{count} >= 2`")
        return AtLeast(count, number.number)

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next += bool(token.text)
        return token

    def _took(self, *texts: str) -> bool:
        found = self._tokens[self._next].text in texts
        self._next += found
        return found

    def _wrong(self, token: _Token, message: str) -> QueryInvalid:
        before = self._text[: token.at]
        column = len(before) - (before.rfind("\n") + 1) + 1
        return QueryInvalid([Problem(line=before.count("\n") + 1, column=column, message=message)])


def _token(found: re.Match[str]) -> _Token:
    kind = found.lastgroup or ""
    number = int(found[kind]) if kind == "number" else None
    return _Token(found[kind].lower(), found.start(kind), number)
