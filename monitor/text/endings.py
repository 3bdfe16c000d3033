"""Grammars as data: which endings a word may carry, and how its own end changes before some of them.

A token is cut at every ending that it may have; what is left are its *bases*. A term is a dictionary form: it is filed as it stands and,
where its own end changes in some forms, also as changed. Changed bases live apart, under a tag, so that they meet only the endings that
cause the change: Kazakh ``кітап`` is filed as ``кітап`` and, tagged ``+`` (before a vowel), as ``кітаб``; ``кітабы`` is cut into
``+ кітаб``, ``кітабтар`` is not.

**To add a language:** write its ``Grammar`` beside its relatives (turkic.py, iranian.py, indic.py, arabic.py), and name it in inflect.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of the end of a term before the endings filed under ``tag``: ``pattern`` is replaced by ``put``."""

    tag: str
    pattern: re.Pattern[str]
    put: str

    def apply(self, form: str) -> str:
        """Return the changed base, empty where this change is not for such a word."""
        base, count = self.pattern.subn(self.put, form, count=1)
        return base if count else ""


def change(tag: str, pattern: str, put: str = "") -> Change:
    """Return a change of the end of a word; ``pattern`` is what stands there."""
    return Change(tag, re.compile(f"(?:{pattern})$"), put)


_LONG = 5  # letters of the shortest term that is filed as it may be typed


def _as_it_is(form: str, _: str) -> str:
    return form


def _no_forms(_: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """Endings of one language.

    Attributes:
        name: the language's subtag; keys begin with it.
        endings: for each ending the tags of the bases that it may follow; the tag of an unchanged word is empty.
        changes: what may happen to a term.
        prefixes: what may stand before a token (Arabic article, conjunctions, prepositions).
        canonical: word, folded and as it was written → the one script that keys are written in, in small letters; a capital is a letter
            that is part of no ending.
        forms: term → whole forms that no ending explains (broken plurals, irregular verbs).
        careless: word, as for ``canonical`` → how it is typed where a keyboard lacks the language's own letters. Terms of five letters or
            more are filed so too; shorter ones would become other words.
        whole: words with an ending that are words of their own, in the letters of ``canonical``.
        shortest: letters that must be left of a word.
    """

    name: str
    endings: Mapping[str, Sequence[str]]
    changes: Sequence[Change] = ()
    prefixes: Sequence[str] = ()
    canonical: Callable[[str, str], str] = _as_it_is
    forms: Callable[[str], Iterable[str]] = _no_forms
    careless: Callable[[str, str], str] | None = None
    whole: frozenset[str] = frozenset()
    shortest: int = 2
    _own: str = field(init=False)
    _tails: Mapping[str, Sequence[str]] = field(init=False)
    _heads: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        tails: dict[str, Sequence[str]] = {}
        for ending, tags in self.endings.items():
            for size in range(1, len(ending)):
                tails.setdefault(ending[-size:], ())
            tails[ending] = tuple(f"{self.name}{tag}:" for tag in tags)
        object.__setattr__(self, "_own", f"{self.name}:")
        object.__setattr__(self, "_tails", tails)
        object.__setattr__(self, "_heads", frozenset(head[:size] for head in self.prefixes for size in range(1, len(head) + 1)))

    def token_keys(self, form: str, written: str) -> list[str]:
        """Return the keys of a token, given folded and as written: of the whole, then of what its endings and prefixes leave."""
        word = self.canonical(form, written)
        keys = self._cut(word)
        for size in range(1, len(word) - self.shortest + 1):
            if word[:size] not in self._heads:
                break
            if word[:size] in self.prefixes:
                keys += self._cut(word[size:])
        return keys

    def _cut(self, word: str) -> list[str]:
        keys = [self._own + word.lower()]
        if word in self.whole:
            return keys
        tails = self._tails
        for size in range(1, len(word) - self.shortest + 1):
            kinds = tails.get(word[-size:])
            if kinds is None:  # no ending ends so
                break
            if kinds:
                base = word[:-size]
                keys += [kind + base for kind in kinds]
        return keys

    def term_keys(self, form: str, written: str) -> list[str]:
        """Return the keys that a term, given folded and as written, is filed under."""
        word = self.canonical(form, written).lower()
        keys = self._filed(word)
        if self.careless is not None and len(word) >= _LONG and (typed := self.careless(form, written)) != word:
            keys += self._filed(typed)
        return keys

    def _filed(self, word: str) -> list[str]:
        keys = [self._own + word]
        for one in self.changes:
            base = one.apply(word)
            if len(base) >= self.shortest:
                keys.append(f"{self.name}{one.tag}:{base}")
        keys += [self._own + other for other in self.forms(word)]
        return keys


def tagged(groups: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return a grammar's ``endings`` from lists of endings by tag; an empty ending is left out."""
    table: dict[str, tuple[str, ...]] = {}
    for tag, endings in groups.items():
        for ending in endings:
            if ending and tag not in table.get(ending, ()):
                table[ending] = (*table.get(ending, ()), tag)
    return table


def chains(*links: Iterable[str]) -> set[str]:
    """Return every ending made of one piece of each group, in order. A group with an empty piece may be left out."""
    made = {""}
    for link in links:
        pieces = tuple(link)
        made = {before + piece for before in made for piece in pieces}
    return made
