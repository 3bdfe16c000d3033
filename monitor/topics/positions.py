"""Where every term stands in one article.

One axis for all three fields, so that a phrase or NEAR cannot step from one to the next: the title begins at 0, the lead at
``FIELD``, the body at twice that. Boilerplate is taken out first, and endings that stand alone: the words on its two sides are neighbours.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from monitor.model import Article, Span
from monitor.text.boilerplate import boilerplate_spans
from monitor.text.words import LONE_ENDINGS, LONE_ENDINGS_IN, Reading, Words
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

    __slots__ = ("_borders", "_kept", "tokens", "words")

    def __init__(self, words: Words, *, lone_endings: bool) -> None:
        self.words = words
        self.tokens = words.tokens
        self._kept: list[int] | None = None
        self._borders: dict[Scope, list[int]] = {}
        blanks = boilerplate_spans(words.text)
        if blanks:
            self._kept = _outside(words.spans(), blanks)
        if lone_endings and not LONE_ENDINGS.isdisjoint(self.tokens):
            kept = range(len(self.tokens)) if self._kept is None else self._kept
            self._kept = [i for i in kept if not i or self.tokens[i] not in LONE_ENDINGS]
        if self._kept is not None:
            self.tokens = [words.tokens[i] for i in self._kept]

    def _begin(self, scope: Scope) -> list[int]:
        """The numbers of the words, in the original, that a sentence or an item begins with, rising, without the first."""
        found = self._borders.get(scope)
        if found is None:
            found = self.words.borders(_ITEM)
            if scope is Scope.SENTENCE:
                found = sorted({*found, *self.words.borders(_CLAUSE), *self.words.sentence_borders()})
            self._borders[scope] = found
        return found

    def together(self, first: int, last: int, scope: Scope) -> bool:
        """Whether two words, the first before the last, lie in the same sentence or item."""
        if self._kept is not None:
            first, last = self._kept[first], self._kept[last]
        borders = self._begin(scope)
        following = bisect_right(borders, first)
        return following == len(borders) or borders[following] > last

    def around(self, number: int, scope: Scope) -> tuple[int, int]:
        """The first and last word of the sentence or item around one."""
        borders = self._begin(scope)
        original = number if self._kept is None else self._kept[number]
        following = bisect_right(borders, original)
        low = borders[following - 1] if following else 0
        high = borders[following] if following < len(borders) else len(self.words)
        if self._kept is None:
            return low, high - 1
        return bisect_left(self._kept, low), bisect_left(self._kept, high) - 1

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets into the original text from the first word's start to the last one's end."""
        if self._kept is not None:
            first, last = self._kept[first], self._kept[last]
        return self.words.span(first)[0], self.words.span(last)[1]


def _outside(spans: list[tuple[int, int]], blanks: list[tuple[int, int]]) -> list[int]:
    """The numbers of the words that touch no blank. Both lists are in order."""
    kept, blank = [], 0
    for i, (start, end) in enumerate(spans):
        while blank < len(blanks) and blanks[blank][1] <= start:
            blank += 1
        if blank == len(blanks) or blanks[blank][0] >= end:
            kept.append(i)
    return kept


class Positions:
    """One article as the queries see it. ``leaves`` are all that its words satisfy; ``locate`` comes before places."""

    __slots__ = ("_found", "_known", "_parts", "_present", "_sets", "_where", "article", "leaves", "memo", "scale")

    def __init__(self, article: Article, reading: Reading, known: Known) -> None:
        self.article = article
        self.scale = CHARACTERS_A_WORD if reading.language in _UNSEGMENTED else 1
        lone = reading.language in LONE_ENDINGS_IN
        title, lead, body = self._parts = tuple(_Part(words, lone_endings=lone) for words in (reading.title, reading.lead, reading.body))
        self._known = known
        self._where: dict[str, list[int]] = {}
        self._found: dict[int, list[int]] = {}
        self._sets: dict[int, frozenset[int]] = {}
        self.memo: dict[tuple[str, str], Sequence[tuple[int, int, tuple[tuple[int, int], ...]]]] = {}  # of concepts
        self._present = set(title.tokens).union(lead.tokens, body.tokens)
        self.leaves: set[int] = set().union(*map(known.__getitem__, self._present))

    def locate(self, leaves: AbstractSet[int]) -> None:
        """Note where the words of these leaves stand. One pass for all that will be asked for, since each passes the whole text."""
        tokens, present, where = self._known.tokens, self._present, self._where
        new = {token for leaf in leaves & self.leaves for token in tokens[leaf] if token in present} - where.keys()
        if not new:
            return
        where.update((token, []) for token in new)
        for number, part in enumerate(self._parts):
            words, base = part.tokens, number * FIELD
            for position in [position for position, token in enumerate(words) if token in new]:
                where[words[position]].append(base + position)

    def of(self, leaf: int) -> list[int]:
        """Every position of a leaf that was located, rising. Not to be changed."""
        found = self._found.get(leaf)
        if found is None:
            where = self._where
            tokens = {token for token in self._known.tokens.get(leaf, ()) if token in where}  # a token may be noted twice, by two threads
            found = sorted(p for token in tokens for p in where[token])
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
        first, last = self._parts[field].around(index, scope)
        return field * FIELD + first, field * FIELD + last

    def together(self, first: int, last: int, scope: Scope) -> bool:
        """Whether two positions of one field lie in the same sentence or item."""
        field, index = divmod(first, FIELD)
        return self._parts[field].together(index, last % FIELD, scope)

    def span(self, first: int, last: int) -> Span:
        """The stretch of the original text from one position to another of the same field."""
        field, index = divmod(first, FIELD)
        start, end = self._parts[field].span(index, index + last - first)
        return Span(NAMES[field], start, end)
