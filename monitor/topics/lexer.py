"""Cuts a query into lexemes. What they mean together is the parser's to judge; here only strays are refused.

Beyond the written grammar, ``# `` begins a remark that ends with its line: long queries are kept in files and explained there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from monitor.errors import Problem
from monitor.topics.fields import TEXT_FIELDS, field_named
from monitor.topics.place import problem

QUOTES = '"“”„«»‟＂'  # all of them are one quote
_STOP = rf"\s()|~^{{}}\[\]{QUOTES}"


class Kind(StrEnum):
    """What a lexeme is."""

    OPEN = "open"
    CLOSE = "close"
    OR = "or"
    AND = "and"
    NOT = "not"
    PLUS = "plus"
    NEAR = "near"
    COUNT = "count"
    WITHIN = "within"
    FIELD = "field"
    PHRASE = "phrase"
    CONCEPT = "concept"
    RANGE = "range"
    REGEX = "regex"
    WORD = "word"
    SUFFIX = "suffix"
    END = "end"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One piece of a query: as written, its name or content, and the number in it."""

    kind: Kind
    written: str
    at: int
    text: str = ""
    number: float | None = None


def _whole(rule: str) -> str:
    """A rule for something with a space, a bracket, a quote or the end behind it."""
    return rf"(?:{rule})(?=[\s(){QUOTES}]|$)"


_RULES = [
    (kind, re.compile(rule))
    for kind, rule in (
        (Kind.OPEN, r"\("),
        (Kind.CLOSE, r"\)"),
        (Kind.OR, _whole("OR") + r"|\|\|?"),
        (Kind.AND, _whole("AND") + r"|&&|&(?=[\s(]|$)"),
        (Kind.NOT, _whole("NOT") + r"|[-!]"),
        (Kind.PLUS, r"\+(?=\S)"),
        (Kind.NEAR, _whole(r"(?P<text>O?NEAR)(?:/(?P<n>\d+)(?P<f>f)?)?")),
        (Kind.NEAR, _whole(r"(?P<text>W/|w/|near|adj)(?P<n>\d+)")),
        (Kind.NEAR, r"(?P<text>AROUND)\(\s*(?P<n>\d+)\s*\)"),
        (Kind.NEAR, _whole(r"(?P<text>SENTENCE|PARAGRAPH)")),
        (Kind.WITHIN, r"near(?P<n>\d+):"),
        (Kind.COUNT, _whole(r"(?:ATLEAST/|atleast)(?P<n>\d+)")),
        (Kind.COUNT, r"repeat(?P<n>\d+)(?::|(?=[\s(]))"),
        (Kind.REGEX, r"re:/(?P<text>(?:[^/\\\n]|\\.)*)/"),
        (Kind.FIELD, r"(?P<text>[^\W\d]\w*):(?!//)"),
        (Kind.CONCEPT, r"@(?P<text>[^\W\d]\w*(?:[.-]\w+)*)"),
        (Kind.RANGE, r"(?P<text>\[[^\]}\n]*[\]}])"),
        (Kind.WORD, rf"(?P<text>(?:(?!&&)[^{_STOP}])+?)(?=@\d+(?:[{_STOP}]|$)|&&|[{_STOP}]|$)"),
    )
]
_BLANK = re.compile(r"(?:\s+|#(?=\s|$)[^\n]*)+")  # "# " begins a remark, to the line's end; "#word" is a hashtag
_SUFFIX = re.compile(r"(?P<text>[~@^{])(?P<n>\d{1,9}(?:\.\d{1,3})?)(?(text)(?:(?<=\d)\}|(?=[^\d}]|$)))")
_VALUE = re.compile(rf"(?P<text>[^\s()\[{QUOTES}]+)")
_PHRASE = re.compile(rf"[{QUOTES}](?P<text>[^{QUOTES}]*)[{QUOTES}]")
_CARRIES_SUFFIX = frozenset({Kind.CLOSE, Kind.PHRASE, Kind.WORD, Kind.CONCEPT, Kind.SUFFIX})


def lexemes(query: str) -> tuple[list[Lexeme], list[Problem]]:
    """The pieces of ``query``, an END last, and what could not be one."""
    found: list[Lexeme] = []
    problems: list[Problem] = []
    at = 0
    while at < len(query):
        blank = _BLANK.match(query, at)
        if blank is not None:
            at = blank.end()
            continue
        lexeme = _lexeme(query, at, found[-1] if found else None)
        if lexeme is None:
            problems.append(problem(query, at, _stray(query[at])))
            at = len(query) if query[at] in QUOTES else at + 1
            continue
        found.append(lexeme)
        at += len(lexeme.written)
    found.append(Lexeme(Kind.END, "", len(query)))
    return found, problems


def _lexeme(query: str, at: int, previous: Lexeme | None) -> Lexeme | None:
    for kind, rule in _rules_after(query, at, previous):
        m = rule.match(query, at)
        if m is not None and m.group():
            got = m.groupdict()
            ordered = "f" if got.get("f") else ""
            number = got.get("n")
            return Lexeme(kind, m.group(), at, (got.get("text") or "") + ordered, float(number) if number else None)
    return None


def _rules_after(query: str, at: int, previous: Lexeme | None) -> Iterator[tuple[Kind, re.Pattern[str]]]:
    """The rules to try: a suffix only right behind what carries it, a bare value only behind a filter's name."""
    if previous is not None and at == previous.at + len(previous.written):
        if previous.kind in _CARRIES_SUFFIX:
            yield Kind.SUFFIX, _SUFFIX
        if previous.kind is Kind.FIELD and (field_named(previous.text) or "text") not in TEXT_FIELDS and query[at] != "(":
            yield Kind.RANGE, next(rule for kind, rule in _RULES if kind is Kind.RANGE)
            yield Kind.REGEX, next(rule for kind, rule in _RULES if kind is Kind.REGEX)
            yield Kind.PHRASE, _PHRASE
            yield Kind.WORD, _VALUE
    yield Kind.PHRASE, _PHRASE
    yield from _RULES


def _stray(char: str) -> str:
    if char in QUOTES:
        return "this quote is never closed: add a quote at the phrase's end"
    if char in "~^{}":
        return f'"{char}" stands behind a word, a phrase or a bracket, with a number: (a OR b)~5, word^2, word{{3}}'
    return f'"{char}" means nothing here: take it out, or put the words in quotes'
