"""Warnings: what a query may say, but an operator seldom means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from monitor.errors import Problem
from monitor.topics.lexer import DASHES
from monitor.topics.nodes import And, ConceptName, Filter, InField, Near, Node, Not, Or, Phrase, Prefer, Range, Regex, Word, children, walk
from monitor.topics.place import Faults, short

_WIDE = 50  # words between: further than that, NEAR says no more than AND
_LOWER = re.compile(r"(?i:and|or|not|o?near(?:/\d+f?)?|same)")
_ALPHABETS = {
    "Latin": "A-Za-z\u00c0-\u024f",
    "Cyrillic": "\u0400-\u052f",
    "Greek": "\u0370-\u03ff",
    "Arabic": "\u0620-\u064a\u066e-\u06d3",
    "Devanagari": "\u0904-\u0939",
}
_LETTERS = "".join(_ALPHABETS.values())
_ONE_ALPHABET = re.compile("|".join(f"[^{_LETTERS.replace(own, '')}]*+" for own in _ALPHABETS.values()))
_RUN = re.compile(r"[^\W\d_]+")
_OPENED = re.compile(r"\(\s*+(?:#[^\n]*+\n\s*+)*+\Z")  # a bracket, with nothing but remarks behind it
_LOOKED_BACK = 300
_SINGLE_QUOTES = "'‘’‚‛`´"


def doubts(query: str, node: Node, *, wordless: bool = False) -> list[Problem]:
    """The warnings on a parsed query, in its order. ``wordless`` as for ``parse``."""
    faults = Faults(query, "warning")
    left = [(node, wordless)]
    while left and not faults.too_many:
        one, free = left.pop()
        if isinstance(one, Word):
            _of_word(one, faults)
        else:
            _of_others(query, one, faults)
            if isinstance(one, Or):
                _of_last_branch(query, one.parts, faults)
                if not free:
                    _of_branches(one.parts, faults)
            free = free or isinstance(one, Not)  # what is excluded needs no word
            left.extend((part, free) for part in reversed(children(one)))
    return faults.told()


def lacking_terms(query: str, node: Node, lacking: Mapping[str, Sequence[str]]) -> list[Problem]:
    """A warning where a concept that the query names is ``lacking`` terms in some languages of the sources."""
    faults = Faults(query, "warning")
    for one in walk(node):
        if isinstance(one, ConceptName) and (languages := lacking.get(one.name)):
            faults.note(one.at, f"@{one.name} has no terms in {', '.join(languages)}, which sources here write in: add some to the concept")
    return faults.told()


def _of_word(word: Word, faults: Faults) -> None:
    for run in _RUN.findall(word.text) if not _ONE_ALPHABET.fullmatch(word.text) else ():
        alphabets = [name for name, letters in _ALPHABETS.items() if re.search(f"[{letters}]", run)]
        if len(alphabets) > 1:
            mixed = " and ".join(alphabets)
            faults.note(word.at, f'"{short(run)}" mixes {mixed} letters that look alike: write it again in one alphabet')


def _of_branches(parts: Sequence[Node], faults: Faults) -> None:
    wordless = [part for part in parts if _wordless(part)]
    for part in wordless if len(wordless) < len(parts) else ():
        faults.note(part.at, "this branch of OR has no word to look for: join it to one with AND")


def _of_last_branch(query: str, parts: Sequence[Node], faults: Faults) -> None:
    """``a OR b NOT c`` without brackets: other products exclude c from both."""
    *before, last = parts
    if isinstance(last, And) and not any(isinstance(part, And) for part in before):
        excluded = next((part for part in last.parts if isinstance(part, Not)), None)
        if excluded is not None and not _OPENED.search(query, max(0, last.at - _LOOKED_BACK), last.at):
            faults.note(excluded.at, "this is excluded from the last branch of OR alone: (a OR b) NOT c excludes it from each")


def _of_others(query: str, node: Node, faults: Faults) -> None:
    match node:
        case And(parts=parts):
            _of_list(query, parts, faults)
        case Near(words=int(words), at=at) if words >= _WIDE:
            faults.note(at, f"{words} words apart says little more than AND: write a smaller number, or PARAGRAPH")
        case Phrase(words=words, within=within, at=at):
            if within is not None and within >= _WIDE:
                faults.note(at, f"{within} words apart says little more than AND: write a smaller number")
            for word in words:
                if word.text[:1] == "@":
                    message = f'"{short(word.text)}" in quotes is a plain word: a concept stands outside them, @name ONEAR/0 word'
                    faults.note(word.at, message)
        case Not(part=Not(), at=at):
            faults.note(at, "NOT NOT is no exclusion: write NOT once")
        case Not(at=at) if query[at] in DASHES:
            faults.note(at, f'"{query[at]}" is read as NOT: write NOT, or a space on its other side as well')
        case _:
            pass


def _of_list(query: str, parts: Sequence[Node], faults: Faults) -> None:
    """Words side by side that look like operators, commas or quotes."""
    plain = [(number, part) for number, part in enumerate(parts) if isinstance(part, Word) and not part.exact]
    closed = max((number for number, part in plain if part.text[-1] in _SINGLE_QUOTES), default=0)
    for number, part in plain:
        if 0 < number < len(parts) - 1 and _LOWER.fullmatch(part.text):
            meant = "PARAGRAPH" if part.text.casefold() == "same" else part.text.upper().replace("F", "f")
            faults.note(part.at, f'"{part.text}" is searched as a word: operators are in capitals, {meant}')
        elif query.startswith("(", part.at + len(part.text)):
            faults.note(part.at, f'"{short(part.text)}(" is no function here: write a field, title:(…), or a space before the bracket')
        elif part.text[0] in _SINGLE_QUOTES and number < closed:
            faults.note(part.at, 'single quotes make no phrase: write "…" around the words')
        elif part.text[-1] in ",;" and number < len(parts) - 1:
            faults.note(part.at, f'"{part.text[-1]}" joins nothing: write OR between words of which one is enough')


def _wordless(node: Node) -> bool:
    match node:
        case Not() | Filter() | Range() | Regex():
            return True
        case And(parts=parts) | Or(parts=parts):
            return all(map(_wordless, parts))
        case InField(part=part) | Prefer(part=part):
            return _wordless(part)
        case _:
            return False
