"""Where every term stands in one article.

One axis for all three fields, so that a phrase or NEAR cannot step from one to the next: the title begins at 0, the lead at
``FIELD``, the body at twice that. Boilerplate is taken out first: the words on its two sides are neighbours.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from monitor.model import Article, Span
from monitor.text.boilerplate import boilerplate_spans
from monitor.text.words import Reading, Words
from monitor.topics.lexicon import Known
from monitor.topics.nodes import Scope

FIELD = 1 << 24
NAMES = ("title", "lead", "body")
TITLE = (0, FIELD)
LEAD = (FIELD, 2 * FIELD)
BODY = (2 * FIELD, 3 * FIELD)
HEAD = (0, 2 * FIELD)
TEXT = (0, 3 * FIELD)
BOUNDS = {"title": TITLE, "lead": LEAD, "body": BODY, "text": TEXT}

_UNSEGMENTED = frozenset({"zh", "ja", "yue"})
CHARACTERS_A_WORD = 3

# An item of a round-up ends at a line break or before a bullet; a clause ends at a semicolon too.
_ITEM = re.compile(r"[\n\u2028\u2029•‣●○▪■◆◇►▶➤🔹🔸🔺▫]|\s[|¦]\s")
_CLAUSE = re.compile(r"[;；؛]")


class _Part:
    """The words of one field that count, and what parts them."""

    __slots__ = ("_items", "_kept", "_sentences", "_whole", "tokens", "words")

    def __init__(self, words: Words) -> None:
        self.words = words
        self.tokens = words.tokens
        self._kept: list[int] | None = None
        self._items: list[int] | None = None
        self._sentences: list[int] | None = None
        self._whole: bool | None = None
        blanks = boilerplate_spans(words.text)
        if blanks:
            spans = words.spans()
            self._kept = _outside(spans, blanks)
            self.tokens = [words.tokens[i] for i in self._kept]

    @property
    def whole(self) -> bool:
        """Whether the field is one item."""
        if self._whole is None:
            self._whole = _ITEM.search(self.words.text) is None
        return self._whole

    def numbers(self, scope: Scope) -> list[int]:
        """For each word the number of its sentence or its item: never falling, equal within one."""
        if scope is Scope.PARAGRAPH:
            if self._items is None:
                self._items = self._keep(_numbered(self.words, _ITEM))
            return self._items
        if self._sentences is None:
            items = self.numbers(Scope.PARAGRAPH)
            clauses = self._keep(_numbered(self.words, _CLAUSE))
            sentences = self._keep(self.words.sentences())
            self._sentences = [a + b + c for a, b, c in zip(items, clauses, sentences, strict=True)]
        return self._sentences

    def _keep(self, numbers: list[int]) -> list[int]:
        return numbers if self._kept is None else [numbers[i] for i in self._kept]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets into the original text from the first word's start to the last one's end."""
        spans = self.words.spans()
        if self._kept is not None:
            first, last = self._kept[first], self._kept[last]
        return spans[first][0], spans[last][1]


def _outside(spans: list[tuple[int, int]], blanks: list[tuple[int, int]]) -> list[int]:
    """The numbers of the words that touch no blank. Both lists are in order."""
    kept, blank = [], 0
    for i, (start, end) in enumerate(spans):
        while blank < len(blanks) and blanks[blank][1] <= start:
            blank += 1
        if blank == len(blanks) or blanks[blank][0] >= end:
            kept.append(i)
    return kept


def _numbered(words: Words, border: re.Pattern[str]) -> list[int]:
    """For each word how many borders stand before it."""
    borders = [m.start() for m in border.finditer(words.text)]
    if not borders:
        return [0] * len(words.tokens)
    return [bisect_left(borders, start) for start, _ in words.spans()]


class Positions:
    """One article as the queries see it. ``leaves`` are all that its words satisfy; ``locate`` comes before places."""

    __slots__ = ("_found", "_known", "_parts", "_present", "_sets", "_where", "article", "leaves", "memo", "scale")

    def __init__(self, article: Article, reading: Reading, known: Known) -> None:
        self.article = article
        self.scale = CHARACTERS_A_WORD if reading.language in _UNSEGMENTED else 1
        title, lead, body = self._parts = (_Part(reading.title), _Part(reading.lead), _Part(reading.body))
        self._known = known
        self._where: dict[str, list[int]] = {}
        self._found: dict[int, list[int]] = {}
        self._sets: dict[int, frozenset[int]] = {}
        self.memo: dict[tuple[str, str], Sequence[tuple[int, int, tuple[tuple[int, int], ...]]]] = {}  # of concepts
        self._present = set(title.tokens).union(lead.tokens, body.tokens)
        self.leaves: set[int] = set().union(*map(known.__getitem__, self._present))

    def locate(self, leaves: AbstractSet[int]) -> None:
        """Note where the words of these leaves stand. One pass for all that will be asked for, since each passes the whole text."""
        tokens = self._known.tokens
        wanted: dict[str, list[int]] = {token: [] for leaf in leaves & self.leaves for token in tokens[leaf] if token in self._present}
        for number, part in enumerate(self._parts):
            for position, token in enumerate(part.tokens, number * FIELD):
                if token in wanted:
                    wanted[token].append(position)
        self._where = wanted

    def of(self, leaf: int) -> list[int]:
        """Every position of a leaf that was located, rising. Not to be changed."""
        found = self._found.get(leaf)
        if found is None:
            where = self._where
            found = sorted(p for token in self._known.tokens.get(leaf, ()) if token in where for p in where[token])
            self._found[leaf] = found
        return found

    def places(self, leaf: int) -> frozenset[int]:
        """The positions of a leaf as a set."""
        found = self._sets.get(leaf)
        if found is None:
            found = self._sets[leaf] = frozenset(self.of(leaf))
        return found

    def around(self, position: int, scope: Scope) -> tuple[int, int]:
        """The first and last position of the sentence or item around one."""
        field, index = divmod(position, FIELD)
        numbers = self._parts[field].numbers(scope)
        number = numbers[index]
        base = field * FIELD
        return base + bisect_left(numbers, number), base + bisect_right(numbers, number) - 1

    def together(self, first: int, last: int, scope: Scope) -> bool:
        """Whether two positions of one field lie in the same sentence or item."""
        field, index = divmod(first, FIELD)
        part = self._parts[field]
        if scope is Scope.PARAGRAPH and part.whole:
            return True
        numbers = part.numbers(scope)
        return numbers[index] == numbers[last % FIELD]

    def span(self, first: int, last: int) -> Span:
        """The stretch of the original text from one position to another of the same field."""
        field, index = divmod(first, FIELD)
        start, end = self._parts[field].span(index, index + last - first)
        return Span(NAMES[field], start, end)
