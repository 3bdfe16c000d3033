"""Spellings that look or sound like a concept's words, for a person to accept or refuse. Nothing is matched by them.

``likely`` picks them from the archive's vocabulary by sound; ``weighed`` looks at how a few articles use each. Chinese is left out
(text/skeleton.py), and so are phrases: what a spelling is like is a term of one word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import log2

from monitor.model import Article, Concept
from monitor.text.normalize import fold
from monitor.text.russian import is_common
from monitor.text.skeleton import Sound, likeness, sound_of
from monitor.text.words import Reading, Words, read
from monitor.topics.lexicon import Lexicon, TermWord, term_words
from monitor.topics.written import read_word

LEAST = 0.75  # likeness of a spelling that is worth a look
SHORTEST = 4  # sounds of such a spelling
MOST_ENDING = 4  # sounds after a name that may be its ending

_LANGUAGES = ("en", "de", "fr", "uz", "kk", "ru", "ky", "tg", "fa", "ps", "ur", "ar", "hi")

# What speaks for a spelling beside its sound, in likeness.
_CAPITAL = 0.1  # always within sentences, or never: less
_COMPANY = 0.15  # in every article
_ONE_FOR_OTHERS = 0.1  # less, where another concept has it
_TWICE_AS_MANY = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A spelling that sounds like a term.

    Attributes:
        spelling: folded, as the vocabulary has it.
        articles: how many have it or one of its ``forms``; one that has two of them counts twice.
        like: the term that it is most like.
        likeness: from 0 to 1.
        forms: other words of the vocabulary that are its inflected forms.
        known_to: ids of other concepts that match it.
    """

    spelling: str
    articles: int
    like: str
    likeness: float
    forms: tuple[str, ...] = ()
    known_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A spelling, and how a few articles use it.

    Attributes:
        written: as it stands in them most often.
        languages: of those articles, the most frequent first.
        capital: the share of its places within sentences where it has a capital; None where there are none, or the script has no capitals.
        company: the share of the articles where the concept, or a topic that names it, is found as well.
        score: what suggestions are sorted by.
        example: an article that has it, in the headline where there is such a one; None where the archive has lost them all.
    """

    likely: Likely
    written: str
    languages: tuple[str, ...] = ()
    capital: float | None = None
    company: float = 0.0
    score: float
    example: Article | None = None


def likely(
    concept: Concept,
    concepts: Iterable[Concept],
    vocabulary: Iterable[tuple[str, int]],
    *,
    refused: Collection[str] = (),
    limit: int = 100,
) -> list[Likely]:
    """Return the spellings that sound most like the concept's terms, the likest first.

    Left out are what its own terms match, words of the Russian dictionary that are no names, and what was refused.

    Args:
        concept: whose terms are listened for.
        concepts: all of them, for ``known_to``.
        vocabulary: folded words, each with the number of articles that have it.
        refused: folded spellings.
        limit: the most that are returned.
    """
    ear, ours, others = Ear(concept), _Owners([concept]), _Owners(one for one in concepts if one.id != concept.id)
    heard = []
    for word, articles in vocabulary:
        found = ear.hears(word)
        if found and word not in refused and not is_common(word) and not ours.of(word):
            heard.append(Likely(spelling=word, articles=articles, like=found[1], likeness=found[0], known_to=others.of(word)))
    heard.sort(key=lambda one: (-one.likeness, -one.articles, one.spelling))
    return list(_families(heard, limit))


def weighed(one: Likely, articles: Sequence[Article], found: Callable[[Article, Reading], bool]) -> Suggestion:
    """Return a spelling with what some articles that have it say for it.

    Args:
        one: the spelling.
        articles: a handful that should have it; those that do not are passed over.
        found: whether the concept, or a topic that names it, is found in an article.
    """
    spellings = {one.spelling, *one.forms}
    written: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    capitals: list[bool] = []
    having: list[Article] = []
    company = 0
    for article in articles:
        reading = read(article)
        tokens = [token for words in (reading.title, reading.lead, reading.body) for token in words.tokens if fold(token) in spellings]
        if not tokens:
            continue
        having.append(article)
        written.update(token for token in tokens if fold(token) == one.spelling)
        languages[reading.language] += 1
        capitals += [capital for words in (reading.lead, reading.body) for capital in _capitals(words, spellings)]
        company += found(article, reading)
    titled = (article for article in having if spellings & set(read(article).title.folded()))
    suggestion = Suggestion(
        likely=one,
        written=written.most_common(1)[0][0] if written else one.spelling,
        languages=tuple(language for language, _ in languages.most_common()),
        capital=sum(capitals) / len(capitals) if capitals else None,
        company=company / len(having) if having else 0.0,
        score=0.0,
        example=next(titled, having[0] if having else None),
    )
    return replace(suggestion, score=_score(suggestion))


def _score(one: Suggestion) -> float:
    capital = 0.0 if one.capital is None else 2 * one.capital - 1
    known = _ONE_FOR_OTHERS if one.likely.known_to else 0.0
    often = _TWICE_AS_MANY * log2(max(1, one.likely.articles))
    return one.likely.likeness + _CAPITAL * capital + _COMPANY * one.company - known + min(often, _CAPITAL)


def _capitals(words: Words, spellings: Collection[str]) -> Iterator[bool]:
    """For each place of the spellings that no sentence begins with, whether a capital stands there."""
    sentences = words.sentences()
    for place, token in enumerate(words.tokens):
        if place and sentences[place] == sentences[place - 1] and token[0].lower() != token[0].upper() and fold(token) in spellings:
            yield token[0].isupper()


class Ear:
    """Listens for the terms of a concept.

    Attributes:
        deaf: whether there is nothing to listen for: its terms are phrases, short, or Chinese.
    """

    def __init__(self, concept: Concept) -> None:
        self._terms: dict[str, list[tuple[str, Sound]]] = {}  # by skeleton, and by skeletons that lack one consonant
        heard: set[Sound] = set()
        for terms in concept.terms.values():
            for term in terms:
                word = single(term)
                sound = sound_of(word)
                if len(sound.letters) < SHORTEST or sound in heard:
                    continue
                heard.add(sound)
                for key in _blurred(sound.skeleton):
                    self._terms.setdefault(key, []).append((word, sound))
        self.deaf = not self._terms

    def hears(self, word: str) -> tuple[float, str] | None:
        """The likeness of a word and the term that it is like; None where it is like none."""
        sound = sound_of(word)
        if len(sound.letters) < SHORTEST:
            return None
        keys = {*_blurred(sound.skeleton), sound.skeleton[:-1], sound.skeleton[:-2]}
        near = {term: heard for key in keys & self._terms.keys() for term, heard in self._terms[key]}
        best = max(((_ending_aside(sound, heard), term) for term, heard in near.items()), default=(0.0, ""))
        return best if best[0] >= LEAST else None


def _blurred(skeleton: str) -> set[str]:
    """A skeleton and, of one that is long enough, those with a consonant left out: two that differ in one share one of these."""
    left_out = (skeleton[:place] + skeleton[place + 1 :] for place in range(len(skeleton)))
    return {skeleton, *(left_out if len(skeleton) > 3 else ())}


def _ending_aside(word: Sound, term: Sound) -> float:
    """The likeness of a word that may carry an ending: each of its sounds that is cut off costs a little."""
    longest = min(MOST_ENDING, max(0, len(word.letters) - len(term.letters)))
    cut = (replace(word, letters=word.letters[: len(word.letters) - count]) for count in range(longest + 1))
    return max(likeness(one, term) - 0.02 * count for count, one in enumerate(cut))


def single(term: str) -> str:
    """Return the word of a term, without its marks; empty for a phrase."""
    word, _ = read_word(term, 0)
    tokens = term_words(word)
    return tokens[0].text if len(tokens) == 1 and " " not in term.strip() else ""


class _Owners:
    """Which concepts have a word among their terms of one word, in any language."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._lexicon = Lexicon()
        self._ids: dict[int, list[str]] = {}
        for concept in concepts:
            words = {
                token
                for language, terms in concept.terms.items()
                for term in terms
                if single(term)
                for token in term_words(read_word(term, 0)[0], "" if language == "any" else language)
            }
            self._ids.setdefault(self._lexicon.leaf(words), []).append(concept.id)

    def of(self, word: str) -> tuple[str, ...]:
        """The ids of those that match it."""
        return tuple(name for leaf in _leaves(self._lexicon, word) for name in self._ids[leaf])


def _families(heard: Iterable[Likely], limit: int) -> Iterator[Likely]:
    """Put the inflected forms of a spelling with the likest of them."""
    lexicon = Lexicon()
    families: dict[int, list[Likely]] = {}
    for one in heard:
        head = next((leaf for leaf in _leaves(lexicon, one.spelling) if leaf in families), None)
        if head is not None:
            families[head].append(one)
        elif len(families) < limit:
            families[lexicon.leaf([TermWord(one.spelling)])] = [one]
    for first, *others in families.values():
        forms = tuple(sorted(other.spelling for other in others))
        yield replace(first, forms=forms, articles=first.articles + sum(other.articles for other in others))


def _leaves(lexicon: Lexicon, word: str) -> list[int]:
    return sorted({leaf for language in _LANGUAGES for leaf in lexicon.leaves(word, language)})
