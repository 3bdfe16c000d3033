"""The glossary's terms in one language by their first word, and where a text names them.

Filing is what a process waits for that meets a language for the first time: of each term only the first word is looked at before a text may
hold it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from itertools import chain
from operator import attrgetter
from typing import TypeAlias

from monitor.stories.glossary.entries import Entry, Word, words_of
from monitor.stories.glossary.forms import Forms, listed
from monitor.text.inflect import RUSSIAN_FORM, term_keys, term_languages, token_keys
from monitor.text.normalize import fold

_REMEMBERED = 1 << 16  # tokens a language

_Later: TypeAlias = tuple[tuple[frozenset[str], str], ...]
"""The words of a term behind its first: the keys of each, or how it begins."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry in a text, and the tokens that name it, end excluded."""

    entry: Entry
    start: int
    end: int


class Filed:
    """The terms of one language by their first word."""

    def __init__(self, terms: Iterable[tuple[Entry, str]], tongue: str) -> None:
        self._tongue = tongue
        self._by_key: defaultdict[str, list[_Term]] = defaultdict(list)
        self._by_listed: defaultdict[str, list[_Term]] = defaultdict(list)
        self._by_head: defaultdict[str, list[_Term]] = defaultdict(list)
        self._forms = _russian() if tongue == "ru" else None
        self._keys = _Keys(tongue)
        for number, (entry, written) in enumerate(terms):
            self._file(_Term(entry, written, number))
        self._lengths = sorted({len(head) for head in self._by_head})
        self._begun: dict[str, _Begun] = {}  # by the token that they begin with

    def find(self, tokens: Sequence[str]) -> Iterator[Found]:
        """Yield what a text may name; of terms for the same words, that which is written most like them."""
        known = self._begun
        for start, token in enumerate(tokens):
            begun = known.get(token)
            if begun is None:
                if len(known) >= _REMEMBERED:
                    known.clear()
                begun = known[token] = self._beginning(token)
            if begun.alone is not None:
                yield Found(begun.alone, start, start + 1)
            if begun.longer and start + 1 < len(tokens) and begun.may_go_on(self._keys[tokens[start + 1]]):
                yield from self._longer(start, begun.longer, tokens)

    def _longer(self, start: int, terms: Iterable[tuple[_Term, _Later]], tokens: Sequence[str]) -> Iterator[Found]:
        best: dict[int, _Term] = {}
        most = len(tokens) - start
        for term, later in terms:
            if len(later) >= most:
                continue
            for at, (keys, head) in enumerate(later, start + 1):
                if self._no_such(head, tokens[at]) if head else keys.isdisjoint(self._keys[tokens[at]]):
                    break
            else:
                end = start + 1 + len(later)
                other = best.get(end)
                if other is None or self._unlike(term, tokens[start:end]) < self._unlike(other, tokens[start:end]):
                    best[end] = term
        for end, term in best.items():
            yield Found(term.entry, start, end)

    def _beginning(self, token: str) -> _Begun:
        """Return the terms that a token may begin."""
        terms = dict.fromkeys(self._filed_under(token))
        alone = [term for term in terms if len(term.words) == 1]
        best = min(alone, key=lambda term: self._unlike(term, [token]), default=None)
        return _Begun.of(None if best is None else best.entry, [(term, self._later(term)) for term in terms if len(term.words) > 1])

    def _filed_under(self, token: str) -> Iterator[_Term]:
        keys = self._keys[token]
        for key in keys:
            yield from self._by_key.get(key, ())
            if self._forms is not None and key.startswith(RUSSIAN_FORM):
                words = self._forms.having(key.removeprefix(RUSSIAN_FORM))
                yield from sorted(chain.from_iterable(self._by_listed.get(word, ()) for word in words), key=attrgetter("number"))
        for form in _spellings(keys):
            for length in self._lengths:
                if length > len(form):
                    break
                yield from self._by_head.get(form[:length], ())

    def _file(self, term: _Term) -> None:
        first = term.first()
        if first is None:
            return
        if first.begins:
            self._by_head[fold(first.token)].append(term)
        elif self._forms is not None and self._forms.are_known(name := listed(first.token)):
            self._by_key[fold(first.token)].append(term)
            self._by_listed[name].append(term)
        else:
            for key in self._keys_of(first.token):
                self._by_key[key].append(term)

    def _later(self, term: _Term) -> _Later:
        if term.later is None:
            words = term.words[1:]
            term.later = tuple((frozenset(), fold(word.token)) if word.begins else (self._keys_of(word.token), "") for word in words)
        return term.later

    def _no_such(self, head: str, token: str) -> bool:
        return not any(form.startswith(head) for form in _spellings(self._keys[token]))

    def _keys_of(self, word: str) -> frozenset[str]:
        """The keys of all forms of a term's word."""
        forms = None if self._forms is None else self._forms.of(listed(word))
        if forms is None:
            return _term_keys(word, self._tongue)
        return frozenset([fold(word), *(RUSSIAN_FORM + form for form in forms)]) if forms else frozenset(self._keys[word])

    def _unlike(self, term: _Term, tokens: Sequence[str]) -> tuple[int, int]:
        """How far a term is from the words as written: tanker* is nearer to tankers than tank*."""
        other = sum(form != self._keys[token][0] for form, token in zip(term.spelled, tokens, strict=True))
        return other, -sum(map(len, term.spelled))


@dataclass(frozen=True, slots=True)
class _Begun:
    """What a token may begin: the entry that it names alone, and the terms of more words."""

    alone: Entry | None
    longer: tuple[tuple[_Term, _Later], ...]
    seconds: frozenset[str]  # the keys of their second words
    heads: tuple[str, ...]  # or how those begin

    @classmethod
    def of(cls, alone: Entry | None, longer: Sequence[tuple[_Term, _Later]]) -> _Begun:
        """Note by what second word each of the longer terms goes on."""
        seconds = [later[0] for _, later in longer]
        return cls(alone, tuple(longer), frozenset().union(*(keys for keys, _ in seconds)), tuple(head for _, head in seconds if head))

    def may_go_on(self, keys: Iterable[str]) -> bool:
        """Return whether any of the longer terms may go on with a token of these keys: most words are followed by none of theirs."""
        return not self.seconds.isdisjoint(keys) or (bool(self.heads) and any(key.startswith(self.heads) for key in keys))


class _Term:
    """A term, which is cut into words once a text may hold it."""

    def __init__(self, entry: Entry, written: str, number: int) -> None:
        self.entry = entry
        self.number = number
        self.later: _Later | None = None  # found out by who files it
        self._written = written

    def first(self) -> Word | None:
        """Return its first word; None where it has none."""
        return next(words_of(self._written.partition(" ")[0]), None) or next(iter(self.words), None)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All of its words."""
        return tuple(words_of(self._written))

    @cached_property
    def spelled(self) -> tuple[str, ...]:
        """The same in their one spelling."""
        return tuple(fold(word.token) for word in self.words)


@cache
def _russian() -> Forms:
    return Forms(files("monitor.stories.glossary").joinpath("forms.txt").read_text(encoding="utf-8"))


@lru_cache(maxsize=1 << 13)
def _term_keys(word: str, tongue: str) -> frozenset[str]:
    """The keys of a term's word in the language that a text in ``tongue`` reads it in: Latin letters in a Russian text are English."""
    return frozenset(term_keys(word, next(iter(term_languages(word, tongue)), tongue)))


class _Keys(dict[str, tuple[str, ...]]):
    """The keys of the tokens that a text in one language may have."""

    def __init__(self, tongue: str) -> None:
        super().__init__()
        self._tongue = tongue

    def __missing__(self, token: str) -> tuple[str, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        keys = self[token] = token_keys(token, self._tongue)
        return keys


def _spellings(keys: Iterable[str]) -> Iterator[str]:
    """The spellings of a token among its keys: without its bases."""
    return iter(dict.fromkeys(key for key in keys if ":" not in key))
