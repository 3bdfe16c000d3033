"""An article as an explanation sees it: its places in words, and what was taken out of it before matching."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import cached_property

from monitor.model import Article, Span
from monitor.text.boilerplate import boilerplate_spans
from monitor.text.normalize import fold
from monitor.text.scripts import script_of
from monitor.text.words import Reading, tokenize
from monitor.topics.clauses import Adjacent, Bounds, Clause, Concept, Hit, OneWord, pieces_of
from monitor.topics.explained.values import Spot
from monitor.topics.lexicon import Lexicon
from monitor.topics.nodes import Word
from monitor.topics.positions import BODY, BOUNDS, FIELD, HEAD, NAMES, TEXT, TITLE, Positions

MOST_SPOTS = 10
_LONGEST = 160  # characters of a place that are repeated
_ALIKE = 0.75
_SAMPLE = 1_000  # characters of a body that say in which script it is
_SHORTEST = 4  # letters of a word that is compared with others
_COMPARED = 30  # words with the same beginning that one is compared with

Run = tuple[int, ...]  # leaves of words side by side


class Seen:
    """One article, read and located."""

    def __init__(self, article: Article, reading: Reading, lexicon: Lexicon, leaves: frozenset[int]) -> None:
        self.article = article
        self.language = reading.language
        self.lexicon = lexicon
        self.positions = Positions(article, reading, lexicon.known(reading.language))
        self.positions.locate(leaves)
        self.script = script_of(f"{article.title} {article.lead} {article.body[:_SAMPLE]}")
        self._texts = {"title": article.title, "lead": article.lead, "body": article.body}
        self._words = (reading.title, reading.lead, reading.body)

    def spot(self, hit: Hit, *, term: str = "", sibling: str = "") -> Spot:
        """The place of a hit."""
        spans = tuple(self.positions.span(first, last) for first, last in pieces_of(hit))
        return Spot(spans=spans, written=" … ".join(map(self.written, spans)), term=term, sibling=sibling)

    def stretch(self, first: int, last: int) -> str:
        """What stands between two positions of one field."""
        return self.written(self.positions.span(first, last))

    def written(self, span: Span) -> str:
        """The text of a span on one line, cut in the middle where it is long."""
        text = " ".join(self._texts[span.field][span.start : span.end].split())
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2].rstrip()} … {text[-_LONGEST // 2 :].lstrip()}"

    # ── what was taken out ──

    @cached_property
    def disclaimers(self) -> tuple[Span, ...]:
        """The stretches that were taken out before matching."""
        return tuple(Span(name, *span) for name in NAMES for span in boilerplate_spans(self._texts[name]))

    def in_disclaimer(self, clause: Clause, bounds: Bounds) -> Span | None:
        """The first disclaimer within the bounds in which the words of a clause stand."""
        for span, leaves in self._taken_out:
            if bounds[0] <= NAMES.index(span.field) * FIELD < bounds[1] and any(_stands(run, leaves) for run in _runs(clause)):
                return span
        return None

    @cached_property
    def _taken_out(self) -> list[tuple[Span, list[tuple[int, ...]]]]:
        """The disclaimers, with the leaves that each of their words satisfies."""
        tokens = [tokenize(self._texts[span.field][span.start : span.end]).tokens for span in self.disclaimers]
        leaves = [[self.lexicon.leaves(token, self.language) for token in some] for some in tokens]
        return list(zip(self.disclaimers, leaves, strict=True))

    # ── words that come near ──

    def nearest_word(self, word: Word) -> str:
        """The word of the text that is most like one; empty where none is."""
        wanted = fold(word.text)
        if len(wanted) < _SHORTEST:
            return ""
        alike = self._by_beginning.get(wanted[:2], {})
        found = get_close_matches(wanted, list(alike)[:_COMPARED], n=1, cutoff=_ALIKE)
        return alike[found[0]] if found and found[0] != wanted else ""  # the word itself stands in a disclaimer

    @cached_property
    def _by_beginning(self) -> dict[str, dict[str, str]]:
        """The words of the text by their first two letters: folded, and as written."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for token in dict.fromkeys(token for words in self._words for token in words.tokens):
            folded = fold(token)
            if _SHORTEST <= len(folded) <= _LONGEST:
                found[folded[:2]].setdefault(folded, token)
        return found


def _runs(clause: Clause) -> Iterator[Run]:
    """The words of a clause that stands for itself: each of the runs is enough for it."""
    match clause:
        case OneWord(leaf=leaf):
            yield (leaf,)
        case Adjacent(leaves=leaves):
            yield leaves
        case Concept(words=words, phrases=phrases):
            for part in (words, *phrases):
                yield from _runs(part)
        case _:
            return


def _stands(run: Run, leaves: Sequence[tuple[int, ...]]) -> bool:
    return any(all(leaf in leaves[start + step] for step, leaf in enumerate(run)) for start in range(len(leaves) - len(run) + 1))


def fields_of(hits: Iterable[Hit]) -> list[str]:
    """The fields in which hits lie, in order."""
    found = {hit[0] // FIELD for hit in hits}
    return [name for number, name in enumerate(NAMES) if number in found]


def named(bounds: Bounds) -> str:
    """Bounds in words: where something is not."""
    names = {TEXT: "text", HEAD: "title or lead", TITLE: "title", BOUNDS["lead"]: "lead", BODY: "body"}
    return names.get(bounds, "place that is asked for")  # a field within another: nowhere
