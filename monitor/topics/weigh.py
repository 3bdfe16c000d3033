"""How a few articles use a spelling that sounds like a concept's words: what speaks for it beside its sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from math import log2

from monitor.model import Article
from monitor.text.normalize import fold
from monitor.text.words import Reading, Words, read
from monitor.topics.suggest import Ear, Likely

LEAST = 0.8  # a score that is worth a look

# What each is worth, in likeness.
_CAPITAL = 0.1  # always within sentences; as much less where never
_COMPANY = 0.15  # in every article
_ANOTHERS = 0.1  # less, where another concept has it
_TWICE_AS_MANY = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A spelling, and how a few articles use it that the concept's terms do not find there.

    Attributes:
        written: as it stands in them most often.
        languages: of those articles, the most frequent first.
        capital: the share of its places within sentences where it has a capital; None where there are none, or the script has no capitals.
        company: the share of those articles that are in the concept's company.
        score: what suggestions are sorted by.
        example: one of the articles, with the spelling in its headline where there is such a one.
    """

    likely: Likely
    written: str
    languages: tuple[str, ...]
    capital: float | None
    company: float
    score: float
    example: Article


@dataclass(frozen=True, slots=True)
class _Use:
    """One article with the tokens that are the spelling or a form of it."""

    article: Article
    reading: Reading
    tokens: tuple[str, ...]

    @property
    def in_title(self) -> bool:
        return not {*self.tokens}.isdisjoint(self.reading.title.tokens)

    def capitals(self) -> Iterator[bool]:
        """For each of the places that no sentence begins with, whether a capital stands there. Headlines have capitals of their own."""
        for words in (self.reading.lead, self.reading.body):
            yield from _capitals(words, self.tokens)


def weighed(one: Likely, articles: Iterable[Article], ear: Ear, in_company: Callable[[Article, Reading], bool]) -> Suggestion | None:
    """Return a spelling with what articles say for it; None where that is little, or the concept's own terms find it in each of them.

    Args:
        one: the spelling.
        articles: a handful that should have it; those that do not are passed over.
        ear: of the concept.
        in_company: whether the concept, or what stands for the same happenings, is found in an article.
    """
    uses = [use for article in articles if (use := _use(one, article, ear)).tokens]
    if not uses:
        return None
    written = Counter(token for use in uses for token in use.tokens if fold(token) == one.spelling)
    languages = Counter(use.reading.language for use in uses)
    capitals = [capital for use in uses for capital in use.capitals()]
    capital = sum(capitals) / len(capitals) if capitals else None
    company = sum(in_company(use.article, use.reading) for use in uses) / len(uses)
    score = _score(one, capital, company)
    if score < LEAST:
        return None
    return Suggestion(
        likely=one,
        written=written.most_common(1)[0][0] if written else one.spelling,
        languages=tuple(language for language, _ in languages.most_common()),
        capital=capital,
        company=company,
        score=score,
        example=next((use.article for use in uses if use.in_title), uses[0].article),
    )


def _use(one: Likely, article: Article, ear: Ear) -> _Use:
    spellings = {one.spelling, *one.forms}
    reading = read(article)
    tokens = (token for words in (reading.title, reading.lead, reading.body) for token in words.tokens)
    ours = tuple(token for token in tokens if fold(token) in spellings and not ear.knows(token, reading.language))
    return _Use(article, reading, ours)


def _capitals(words: Words, tokens: Collection[str]) -> Iterator[bool]:
    sentences = words.sentences()
    for place, token in enumerate(words.tokens):
        if token in tokens and place and sentences[place] == sentences[place - 1] and token[0].lower() != token[0].upper():
            yield token[0].isupper()


def _score(one: Likely, capital: float | None, company: float) -> float:
    named = 0.0 if capital is None else _CAPITAL * (2 * capital - 1)
    often = min(_CAPITAL, _TWICE_AS_MANY * log2(max(1, one.articles)))
    return one.likeness + named + _COMPANY * company + often - (_ANOTHERS if one.known_to else 0.0)
