"""Warnings: what a query may say, but an operator seldom means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from monitor.errors import Problem
from monitor.topics.nodes import And, ConceptName, Filter, InField, Near, Node, Not, Or, Phrase, Prefer, Range, Word, children
from monitor.topics.place import problem

_WIDE = 50  # words between: further than that, NEAR says no more than AND
_LOWER = re.compile(r"(?i:and|or|not|near|onear)(?:/\d+)?")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "DEVANAGARI")


def doubts(query: str, node: Node) -> list[Problem]:
    """The warnings on a parsed query, in its order."""
    found = [problem(query, at, message, "warning") for at, message in _walk(node)]
    return sorted(found)


def lacking_terms(query: str, node: Node, lacking: Mapping[str, Sequence[str]]) -> list[Problem]:
    """A warning where a concept that the query names is ``lacking`` terms in some languages of the sources."""
    found: list[Problem] = []
    if isinstance(node, ConceptName) and (languages := lacking.get(node.name)):
        message = f"@{node.name} has no terms in {', '.join(languages)}, which sources here write in: add some to the concept"
        found.append(problem(query, node.at, message, "warning"))
    for part in children(node):
        found.extend(lacking_terms(query, part, lacking))
    return found


def _walk(node: Node) -> Iterator[tuple[int, str]]:
    match node:
        case And(parts=parts):
            for part in parts[1:-1]:
                if isinstance(part, Word) and not part.exact and _LOWER.fullmatch(part.text) and part.text.islower():
                    yield part.at, f'"{part.text}" is searched as a word: operators are in capitals, {part.text.upper()}'
        case Or(parts=parts):
            wordless = [part for part in parts if _wordless(part)]
            for part in wordless if len(wordless) < len(parts) else ():
                yield part.at, "this branch of OR has no word to look for: join it to one with AND"
        case Near(words=words, at=at) if words is not None and words >= _WIDE:
            yield at, f"{words} words apart says little more than AND: write a smaller number, or PARAGRAPH"
        case Word(text=text, at=at) if len(scripts := _scripts(text)) > 1:
            yield at, f'"{text}" mixes {" and ".join(scripts)} letters that look alike: write it again in one alphabet'
        case _:
            pass
    if isinstance(node, Phrase) and node.within is not None and node.within >= _WIDE:
        yield node.at, f"{node.within} words apart says little more than AND: write a smaller number"
    for part in children(node):
        yield from _walk(part)


def _wordless(node: Node) -> bool:
    match node:
        case Not() | Filter() | Range():
            return True
        case And(parts=parts) | Or(parts=parts):
            return all(map(_wordless, parts))
        case InField(part=part) | Prefer(part=part):
            return _wordless(part)
        case _:
            return False


def _scripts(word: str) -> list[str]:
    names = {unicodedata.name(c, "").split(" ")[0] for c in word if c.isalpha()}
    return [s.capitalize() for s in _SCRIPTS if s in names]
