"""Which terms a token satisfies: words of all queries and concepts in one index, asked once for each different token.

A *leaf* is a set of words that stand for the same thing in a query (one word, or all single words of a concept).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from monitor.text.inflect import exact_key, read_as, term_keys, term_languages, token_keys
from monitor.text.normalize import fold
from monitor.text.words import LONE_ENDINGS, tokenize
from monitor.topics.nodes import Word

CACHED_TOKENS = 200_000  # a language; beyond that its cache starts anew


class How(StrEnum):
    """How a term's word meets a token."""

    FORMS = "forms"
    EXACT = "exact"
    CASED = "cased"
    PREFIX = "prefix"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class TermWord:
    """One word of a term, as one token would be written. ``language`` "" means any that its script allows."""

    text: str
    how: How = How.FORMS
    language: str = ""


def term_words(word: Word, language: str = "") -> tuple[TermWord, ...]:
    """The tokens that a written word stands for: several for ``Moscow-format``, ``#MoscowFormat`` or a Chinese word."""
    if "?" in word.text:
        return (TermWord(word.text + "*" * word.prefix, How.PATTERN, language),)
    how = How.CASED if word.cased else How.EXACT if word.exact else How.FORMS
    tokens = tokenize(word.text).tokens
    found = [TermWord(token, how, language) for token in tokens]
    if word.prefix and found and not _alone(tokens[-1]):
        found[-1] = TermWord(tokens[-1], How.PREFIX, language)
    return tuple(found)


def in_a_row(words: Iterable[TermWord]) -> list[TermWord]:
    """The words of a phrase as they stand in a text, where endings written as words of their own are not counted."""
    return [word for number, word in enumerate(words) if not number or word.text not in LONE_ENDINGS]


def _alone(token: str) -> bool:
    """Whether the token is a Chinese character: whatever follows it is another token."""
    return len(token) == 1


def _plain(token: str) -> str:
    """The token in one Unicode form, its case kept, without invisible characters."""
    return "".join(c for c in unicodedata.normalize("NFKC", token) if unicodedata.category(c) != "Cf")


def _pattern(text: str) -> tuple[str, re.Pattern[str]]:
    """A word with ``?`` as its literal beginning and an expression without repetition."""
    head, star = text.rstrip("*"), text.endswith("*")
    pieces = [fold(piece) for piece in head.split("?")]
    return pieces[0], re.compile(".".join(map(re.escape, pieces)) + ("" if star else r"\Z"), re.DOTALL)


class Known(dict[str, tuple[int, ...]]):
    """Token → its leaves, filled as tokens are met; ``tokens`` has the same the other way round. Not emptied while an article is read."""

    __slots__ = ("_language", "_lexicon", "tokens")

    def __init__(self, lexicon: Lexicon, language: str) -> None:
        super().__init__()
        self._lexicon = lexicon
        self._language = language
        self.tokens: dict[int, list[str]] = {}

    def __missing__(self, token: str) -> tuple[int, ...]:
        leaves = self._lexicon.leaves(token, self._language)
        for leaf in leaves:
            self.tokens.setdefault(leaf, []).append(token)  # in one step: another thread may do the same
        self[token] = leaves  # last: another thread that finds it finds the above too
        return leaves


class Lexicon:
    """The words of all queries: filed while queries are compiled, then only asked.

    The forms of a word are filed under the keys of a language when the first text comes that may be read in it.
    """

    def __init__(self) -> None:
        self._ids: dict[frozenset[TermWord], int] = {}
        self._words: list[frozenset[TermWord]] = []  # by leaf
        self._inflected: list[tuple[TermWord, int]] = []
        self._filed: frozenset[str] = frozenset()  # languages of the keys of those
        self._ready: set[str] = set()  # languages of texts
        self._keys: dict[str, tuple[int, ...]] = {}
        self._cased: dict[str, tuple[int, ...]] = {}
        self._prefixes: dict[str, tuple[int, ...]] = {}
        self._patterns: dict[str, list[tuple[re.Pattern[str], int]]] = {}
        self._heads: list[int] = []  # the lengths of prefixes and of the beginnings of patterns, rising
        self._known: dict[str, Known] = {}
        self.costs: list[float] = []  # by leaf: a guess at how often it is met; only the order counts

    def leaf(self, words: Iterable[TermWord]) -> int:
        """The number of this set of words; the same set has the same number."""
        wanted = frozenset(words)
        found = self._ids.get(wanted)
        if found is None:
            found = len(self._words)
            self._words.append(wanted)
            self.costs.append(sum(map(_cost, wanted)))
            for word in wanted:
                self._file(word, (found,))
            self._ids[wanted] = found
            self._known.clear()
        return found

    def _file(self, word: TermWord, leaf: tuple[int]) -> None:
        match word.how:
            case How.FORMS:
                _add(self._keys, exact_key(word.text), leaf)
                self._inflected.append((word, leaf[0]))
                self._inflect(word, leaf, self._filed)
            case How.EXACT:
                _add(self._keys, exact_key(word.text), leaf)
            case How.CASED:
                _add(self._cased, _plain(word.text), leaf)
            case How.PREFIX:
                head = fold(word.text)
                _add(self._prefixes, head, leaf)
                self._note_head(head)
            case _:
                head, expression = _pattern(word.text)
                self._patterns.setdefault(head, []).append((expression, leaf[0]))
                self._note_head(head)

    def _note_head(self, head: str) -> None:
        self._heads = sorted({len(head), *self._heads})

    def _inflect(self, word: TermWord, leaf: tuple[int], languages: AbstractSet[str]) -> None:
        for language in term_languages(word.text, word.language):
            if language in languages:
                for key in term_keys(word.text, language):
                    _add(self._keys, key, leaf)

    def _prepare(self, language: str) -> None:
        """File the forms of all words for a text in ``language``. Two threads may both do so: what is filed twice is there once."""
        missing = read_as(language) - self._filed
        if missing:
            for word, leaf in list(self._inflected):
                self._inflect(word, (leaf,), missing)
            self._filed |= missing
        self._ready.add(language)

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._words)

    def words(self, leaf: int) -> frozenset[TermWord]:
        """The words that the leaf stands for."""
        return self._words[leaf]

    def leaves(self, token: str, language: str) -> tuple[int, ...]:
        """The leaves that a token of a text in ``language`` satisfies. Linear in the token's length."""
        if language not in self._ready:
            self._prepare(language)
        keys, get = token_keys(token, language), self._keys.get
        found: list[tuple[int, ...]] = []
        for key in keys:
            leaves = get(key)
            if leaves is not None and leaves not in found:  # the keys of one word lead to the same leaves
                found.append(leaves)
        if self._cased and (leaves := self._cased.get(_plain(token))) is not None:
            found.append(leaves)
        if self._heads:
            for form in keys:
                if ":" not in form:  # a spelling of the token, not a base of one language
                    found.extend(self._begun(form))
        if len(found) <= 1:
            return found[0] if found else ()
        return tuple(dict.fromkeys(chain.from_iterable(found)))

    def _begun(self, form: str) -> Iterator[tuple[int, ...]]:
        """The leaves of prefixes and patterns that a spelling satisfies."""
        for length in self._heads:
            if length > len(form):
                return
            head = form[:length]
            if (leaves := self._prefixes.get(head)) is not None:
                yield leaves
            for expression, leaf in self._patterns.get(head, ()):
                if expression.match(form):
                    yield (leaf,)

    def known(self, language: str) -> Known:
        """The cache of ``leaves`` for one language: ask it by ``[token]``. A full one is given up for a new one."""
        found = self._known.get(language)
        if found is None or len(found) >= CACHED_TOKENS:
            found = self._known[language] = Known(self, language)
        return found


def _add(filed: dict[str, tuple[int, ...]], key: str, leaf: tuple[int]) -> None:
    there = filed.get(key)
    if there is None:
        filed[key] = leaf
    elif leaf[0] not in there:
        filed[key] = there + leaf


def _cost(word: TermWord) -> float:
    """Short words are frequent; a prefix covers many; a Chinese character stands in many words."""
    return (4.0 if word.how in {How.PREFIX, How.PATTERN} else 1.0) / (len(word.text) ** 2)
