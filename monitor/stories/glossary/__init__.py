"""News words that mean the same in every language of the watch: places, people, bodies, deeds and things, a row each.

Articles in different languages are compared by the entries that both mention, see docs/stories.md. **To add an entry:** a line in one of
the tables beside this file; ``rarity`` is 1 for what every tenth article mentions, 2 for the usual, 3 for what tells a happening.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from monitor.text.inflect import term_keys, token_keys
from monitor.text.normalize import fold
from monitor.text.words import tokenize

TABLES = ("ordinals", "places", "people", "bodies", "deeds", "things")
_SHARE = {1: 0.12, 2: 0.02, 3: 0.003}  # of articles that mention an entry of this rarity


@dataclass(frozen=True, slots=True)
class Entry:
    """What a term stands for. ``stage`` is asked, decided or denied, of deeds that move a matter on."""

    id: str
    share: float  # of news articles that mention it: a guess
    stage: str = ""

    @property
    def kind(self) -> str:
        """What comes before the colon of its id: a place, a person, a deed."""
        return self.id.partition(":")[0]


_REMEMBERED = 1 << 16  # tokens a language


@dataclass(frozen=True, slots=True)
class Found:
    """An entry in a text, and the tokens that name it, end excluded."""

    entry: Entry
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a term: by the keys of its forms, or by its beginning."""

    form: str
    keys: frozenset[str]
    head: str = ""

    def meets(self, token: str, tongue: str) -> bool:
        return (
            any(form.startswith(self.head) for form in _forms(token, tongue))
            if self.head
            else not self.keys.isdisjoint(_keys(token, tongue))
        )


class Glossary:
    """The entries, and where a text names them."""

    def __init__(self, rows: Iterable[tuple[Entry, dict[str, tuple[str, ...]]]]) -> None:
        self._rows = list(rows)
        self._shares = {entry.id: entry.share for entry, _ in self._rows}
        self._filed: dict[str, _Filed] = {}

    def share(self, sign: str) -> float | None:
        """Return the share of news articles that mention an entry, given its id; None where there is none such."""
        return self._shares.get(sign)

    def find(self, tokens: Sequence[str], tongue: str) -> list[Found]:
        """Return the entries that a text names, in its order; of two that share a word the longer, then the first.

        Args:
            tokens: the text's words, as written.
            tongue: the language they are in; terms of others are not looked for.
        """
        filed = self._filed.get(tongue)
        if filed is None:
            filed = self._filed[tongue] = _Filed(self._rows, tongue)
        found = sorted(filed.find(tokens), key=lambda one: (one.start - one.end, one.start))
        taken: set[int] = set()
        kept = []
        for one in found:
            if taken.isdisjoint(range(one.start, one.end)):
                taken.update(range(one.start, one.end))
                kept.append(one)
        return sorted(kept, key=lambda one: one.start)


class _Filed:
    """The terms of one language by their first word."""

    def __init__(self, rows: Iterable[tuple[Entry, dict[str, tuple[str, ...]]]], tongue: str) -> None:
        self._tongue = tongue
        self._by_key: defaultdict[str, list[tuple[Entry, tuple[_Word, ...]]]] = defaultdict(list)
        self._by_head: defaultdict[str, list[tuple[Entry, tuple[_Word, ...]]]] = defaultdict(list)
        for entry, terms in rows:
            for term in terms.get(tongue, ()):
                words = tuple(_words(term, tongue))
                if words and words[0].head:
                    self._by_head[words[0].head].append((entry, words))
                elif words:
                    for key in words[0].keys:
                        self._by_key[key].append((entry, words))
        self._lengths = sorted({len(head) for head in self._by_head})
        self._begun: dict[str, tuple[tuple[Entry, tuple[_Word, ...]], ...]] = {}  # terms by the token that they may begin with

    def find(self, tokens: Sequence[str]) -> Iterator[Found]:
        """Yield what a text may name; of terms for the same words, that which is written most like them."""
        for start, token in enumerate(tokens):
            begun = self._begun.get(token)
            if begun is None:
                if len(self._begun) >= _REMEMBERED:
                    self._begun.clear()
                begun = self._begun[token] = tuple(dict.fromkeys(self._beginning(token)))
            if begun:
                yield from self._from(start, begun, tokens)

    def _from(self, start: int, begun: Iterable[tuple[Entry, tuple[_Word, ...]]], tokens: Sequence[str]) -> Iterator[Found]:
        best: dict[int, tuple[Entry, tuple[_Word, ...]]] = {}
        for entry, words in begun:
            end = start + len(words)
            if end <= len(tokens) and all(words[at].meets(tokens[start + at], self._tongue) for at in range(1, len(words))):
                other = best.get(end)
                if other is None or self._unlike(words, tokens[start:end]) < self._unlike(other[1], tokens[start:end]):
                    best[end] = entry, words
        for end, (entry, _) in best.items():
            yield Found(entry, start, end)

    def _unlike(self, words: Sequence[_Word], tokens: Sequence[str]) -> tuple[int, int]:
        """How far a term is from the words as written: tanker* is nearer to tankers than tank*."""
        other = sum(word.form != _keys(token, self._tongue)[0] for word, token in zip(words, tokens, strict=True))
        return other, -sum(len(word.form) for word in words)

    def _beginning(self, token: str) -> Iterator[tuple[Entry, tuple[_Word, ...]]]:
        for key in _keys(token, self._tongue):
            yield from self._by_key.get(key, ())
        for form in _forms(token, self._tongue):
            for length in self._lengths:
                if length > len(form):
                    break
                yield from self._by_head.get(form[:length], ())


def _words(term: str, tongue: str) -> Iterator[_Word]:
    for written in term.split():
        prefix = written.endswith("*")
        tokens = tokenize(written.rstrip("*")).tokens
        for at, token in enumerate(tokens):
            if prefix and at == len(tokens) - 1 and len(token) > 1:
                yield _Word(fold(token), frozenset(), fold(token))
            else:
                yield _Word(fold(token), frozenset(term_keys(token, tongue)))


_keys = lru_cache(maxsize=1 << 15)(token_keys)


@lru_cache(maxsize=1 << 15)
def _forms(token: str, tongue: str) -> tuple[str, ...]:
    """The spellings of a token, without its bases."""
    return tuple(dict.fromkeys(key for key in _keys(token, tongue) if ":" not in key))


@cache
def shipped() -> Glossary:
    """Return the glossary that comes with the product."""
    folder = files("monitor.stories.glossary")
    return Glossary(row for name in TABLES for row in read_table(folder.joinpath(f"{name}.tsv").read_text(encoding="utf-8")))


def read_table(text: str) -> Iterator[tuple[Entry, dict[str, tuple[str, ...]]]]:
    """Yield each row of a table: its entry, and the terms by language. The first line names the columns."""
    header, *lines = text.splitlines()
    names = header.split("\t")
    for line in lines:
        cells = dict(zip(names, line.split("\t"), strict=True))
        entry = Entry(cells.pop("id"), _SHARE[int(cells.pop("rarity"))], cells.pop("stage", ""))
        yield entry, {tongue: tuple(filter(None, map(str.strip, cell.split("|")))) for tongue, cell in cells.items()}
