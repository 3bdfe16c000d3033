"""Spellings that sound like a concept's words, for a person to accept or refuse. Nothing is matched by them.

``likely`` picks them from the archive's vocabulary; weigh.py looks at how articles use them. Chinese is left out (text/skeleton.py), and
so are phrases: what a spelling is like is a term of one word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from monitor.model import Concept
from monitor.text.normalize import APOSTROPHES
from monitor.text.russian import is_common
from monitor.text.scripts import script_of
from monitor.text.skeleton import Sound, likeness, sound_of
from monitor.topics.lexicon import Lexicon, TermWord, term_words
from monitor.topics.written import read_word

LEAST = 0.75  # likeness of a spelling that is worth a look
SHORTEST = 4  # sounds of such a spelling
MOST_ENDING = 4  # sounds after a name that may be its ending
MOST_BONES = 2  # consonants among them

_LANGUAGES = ("en", "de", "fr", "uz", "kk", "ru", "ky", "tg", "fa", "ps", "ur", "ar", "hi")
_POSSESSIVE = re.compile(f"[{APOSTROPHES}]s$")
_COMMONEST = ""  # no language: a word is read in the commonest of its script


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A spelling that sounds like a term.

    Attributes:
        spelling: folded, as the vocabulary has it.
        articles: how many have it or one of its ``forms``; one that has two of them counts twice.
        like: the term that it is most like.
        likeness: from 0 to 1.
        forms: other words of the vocabulary that may be its inflected forms.
        known_to: ids of other concepts that match it.
    """

    spelling: str
    articles: int
    like: str
    likeness: float
    forms: tuple[str, ...] = ()
    known_to: tuple[str, ...] = ()


class Ear:
    """Listens for the terms of a concept.

    Attributes:
        deaf: whether there is nothing to listen for: its terms are phrases, Chinese, or shorter than four sounds.
    """

    def __init__(self, concept: Concept) -> None:
        self.concept = concept
        self._known = _Owners([concept])
        self._terms: dict[str, dict[str, Sound]] = {}  # by skeleton, and by skeletons that lack one consonant
        words = {_POSSESSIVE.sub("", single(term)) for terms in concept.terms.values() for term in terms}
        sounds = {word: sound for word in words if _heard(sound := sound_of(word))}
        for term, sound in sounds.items():
            for key in _blurred(sound.skeleton):
                self._terms.setdefault(key, {})[term] = sound
        self._longest = max((len(sound.skeleton) for sound in sounds.values()), default=0) + MOST_BONES
        self._vowels = any(sound.vowels for sound in sounds.values())
        self.deaf = not sounds

    def hears(self, word: str) -> tuple[float, str] | None:
        """The likeness of a word and the term that it is like; None where it is like none.

        A word with its vowels is compared with terms that have theirs, where there are any.
        """
        sound = sound_of(word)
        if not _heard(sound) or len(sound.skeleton) > self._longest:
            return None
        keys = {*_blurred(sound.skeleton), sound.skeleton[:-1], sound.skeleton[:-2]} & self._terms.keys()
        near = {term: heard for key in keys for term, heard in self._terms[key].items()}
        strict = sound.vowels and self._vowels
        script = script_of(word)
        likest = (
            (_ending_aside(sound, heard), script_of(term) == script, term) for term, heard in near.items() if heard.vowels or not strict
        )
        score, _, like = max(likest, default=(0.0, False, ""))
        return (score, like) if score >= LEAST else None

    def knows(self, token: str, language: str = _COMMONEST) -> bool:
        """Whether the concept's own terms of one word find a token of a text in a language."""
        return bool(self._known.of(token, language))


def likely(
    ear: Ear,
    concepts: Iterable[Concept],
    vocabulary: Iterable[tuple[str, int]],
    *,
    refused: Collection[str] = (),
    limit: int = 100,
) -> list[Likely]:
    """Return the spellings that sound most like a concept's terms, the likest first.

    Left out are what its own terms match in the commonest language of their script, words of the Russian dictionary that are no names,
    and what was refused.

    Args:
        ear: of the concept.
        concepts: all of them, for ``known_to``.
        vocabulary: folded words, each with the number of articles that have it.
        refused: folded spellings.
        limit: the most that are returned.
    """
    others = _Owners(one for one in concepts if one.id != ear.concept.id)
    heard = []
    for word, articles in vocabulary:
        found = ear.hears(word)
        if found and word not in refused and not is_common(word) and not ear.knows(word):
            known_to = dict.fromkeys(name for language in _LANGUAGES for name in others.of(word, language))
            heard.append(Likely(spelling=word, articles=articles, like=found[1], likeness=found[0], known_to=tuple(known_to)))
    heard.sort(key=lambda one: (-one.likeness, -one.articles, one.spelling))
    return list(_families(heard, limit))


def single(term: str) -> str:
    """Return the word of a term, without its marks; empty for a phrase."""
    tokens = term_words(read_word(term, 0)[0])
    return tokens[0].text if len(tokens) == 1 and len(term.split()) == 1 else ""


class _Owners:
    """Which concepts have a word among their terms of one word."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._lexicon = Lexicon()
        self._ids: dict[int, list[str]] = {}
        for concept in concepts:
            words = {
                term_words(read_word(term, 0)[0], "" if language == "any" else language)[0]
                for language, terms in concept.terms.items()
                for term in terms
                if single(term)
            }
            self._ids.setdefault(self._lexicon.leaf(words), []).append(concept.id)

    def of(self, word: str, language: str) -> list[str]:
        """The ids of those that match it in a text in a language."""
        return [name for leaf in self._lexicon.leaves(word, language) for name in self._ids[leaf]]


def _heard(sound: Sound) -> bool:
    return len(sound.letters) >= SHORTEST


def _blurred(skeleton: str) -> set[str]:
    """A skeleton and, of one that is long enough, those with a consonant left out: two that differ in one share one of these."""
    left_out = (skeleton[:place] + skeleton[place + 1 :] for place in range(len(skeleton)))
    return {skeleton, *(left_out if len(skeleton) > 3 else ())}


def _ending_aside(word: Sound, term: Sound) -> float:
    """The likeness of a word that may carry an ending: each of its sounds that is cut off costs a little."""
    longest = min(MOST_ENDING, max(0, len(word.letters) - len(term.letters)))
    cut = (replace(word, letters=word.letters[: len(word.letters) - count]) for count in range(longest + 1))
    return max(likeness(one, term) - 0.02 * count for count, one in enumerate(cut))


def _families(heard: Iterable[Likely], limit: int) -> Iterator[Likely]:
    """Put what may be inflected forms of a spelling with it, script by script; the likest of them stands for all."""
    families: dict[tuple[str, int], list[Likely]] = {}
    lexicons: defaultdict[str, Lexicon] = defaultdict(Lexicon)
    for one in heard:
        script = script_of(one.spelling)
        lexicon = lexicons[script]
        leaf = next((leaf for language in _LANGUAGES for leaf in lexicon.leaves(one.spelling, language)), None)
        if leaf is not None:
            families[script, leaf].append(one)
        elif len(families) < limit:
            families[script, lexicon.leaf([TermWord(one.spelling)])] = [one]
    for first, *others in families.values():
        forms = tuple(sorted(other.spelling for other in others))
        yield replace(first, forms=forms, articles=first.articles + sum(other.articles for other in others))
