"""Which terms a token satisfies: words of all queries and concepts in one index, asked once for each different token.

A *leaf* is a set of words that stand for the same thing in a query (one word, or all single words of a concept).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from monitor.text.inflect import exact_key, term_keys, token_keys
from monitor.text.normalize import fold
from monitor.text.words import tokenize
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
            self.tokens.setdefault(leaf, []).append(token)
        self[token] = leaves  # last: another thread that finds it finds the above too
        return leaves


class Lexicon:
    """The words of all queries. Filled while queries are compiled, then only asked."""

    def __init__(self) -> None:
        self._ids: dict[frozenset[TermWord], int] = {}
        self._words: list[frozenset[TermWord]] = []  # by leaf
        self._keys: dict[str, list[int]] = {}
        self._exact: dict[str, list[int]] = {}
        self._cased: dict[str, list[int]] = {}
        self._prefixes: dict[str, list[int]] = {}
        self._patterns: dict[str, list[tuple[re.Pattern[str], int]]] = {}
        self._known: dict[str, Known] = {}
        self.costs: list[float] = []  # by leaf: a guess at how often it is met; only the order counts

    def leaf(self, words: Iterable[TermWord]) -> int:
        """The number of this set of words; the same set has the same number."""
        wanted = frozenset(words)
        found = self._ids.get(wanted)
        if found is None:
            found = self._ids[wanted] = len(self._ids)
            self._words.append(wanted)
            self.costs.append(sum(map(_cost, wanted)))
            for word in wanted:
                self._file(word, found)
            self._known.clear()
        return found

    def _file(self, word: TermWord, leaf: int) -> None:
        match word.how:
            case How.FORMS:
                for key in term_keys(word.text, word.language):
                    self._keys.setdefault(key, []).append(leaf)
            case How.EXACT:
                self._exact.setdefault(exact_key(word.text), []).append(leaf)
            case How.CASED:
                self._cased.setdefault(_plain(word.text), []).append(leaf)
            case How.PREFIX:
                self._prefixes.setdefault(fold(word.text), []).append(leaf)
            case _:
                head, expression = _pattern(word.text)
                self._patterns.setdefault(head, []).append((expression, leaf))

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._words)

    def words(self, leaf: int) -> frozenset[TermWord]:
        """The words that the leaf stands for."""
        return self._words[leaf]

    def leaves(self, token: str, language: str) -> tuple[int, ...]:
        """The leaves that a token of a text in ``language`` satisfies. Linear in the token's length."""
        found: dict[int, None] = {}
        keys = token_keys(token, language)
        for key in keys:
            found.update(dict.fromkeys(self._keys.get(key, ())))
            found.update(dict.fromkeys(self._exact.get(key, ())))
        if self._cased:
            found.update(dict.fromkeys(self._cased.get(_plain(token), ())))
        if self._prefixes or self._patterns:
            for form in keys:
                if ":" not in form:  # a spelling of the token, not a base of one language
                    found.update(self._begun(form))
        return tuple(found)

    def _begun(self, form: str) -> dict[int, None]:
        """The leaves of prefixes and patterns that a spelling satisfies."""
        found: dict[int, None] = {}
        for end in range(1, len(form) + 1):
            head = form[:end]
            found.update(dict.fromkeys(self._prefixes.get(head, ())))
            for expression, leaf in self._patterns.get(head, ()):
                if expression.match(form):
                    found[leaf] = None
        return found

    def known(self, language: str) -> Known:
        """The cache of ``leaves`` for one language: ask it by ``[token]``. A full one is given up for a new one."""
        found = self._known.get(language)
        if found is None or len(found) >= CACHED_TOKENS:
            found = self._known[language] = Known(self, language)
        return found


def _cost(word: TermWord) -> float:
    """Short words are frequent; a prefix covers many; a Chinese character stands in many words."""
    return (4.0 if word.how in {How.PREFIX, How.PATTERN} else 1.0) / (len(word.text) ** 2)
