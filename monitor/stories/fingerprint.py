"""What a text is compared by: hashes of its word 4-grams, and a small sample of them to look others up by.

Word shingles and containment as in Broder, "On the resemblance and containment of documents" (1997); the sample keeps the hashes that
are divisible by a power of two, so that a long text's sample is a subset of what a short text that quotes it keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

from xxhash import xxh3_64_intdigest

from monitor.text.alphabets import kazakh, uzbek
from monitor.text.normalize import fold
from monitor.text.words import Reading, Words, tokenize

WORDS_A_SHINGLE = 4
CHARACTERS_A_SHINGLE = 8  # where a character is a word
FEW = 8  # words: a text shorter than this is compared together with its title
HEAD = 24  # shingles that a text begins with
SIGNED = 240  # shingles: of texts up to so long the numbers are kept, which must not differ
BRIEF = 40  # of shorter ones the names too
SAMPLES = ((20, 1), (40, 2), (80, 4), (160, 8), (640, 16))  # texts of up to so many shingles keep one in so many
SAMPLE = 32  # longer ones
MASK = (1 << 63) - 1  # databases know signed integers only
WORDS_COMPARED = 2_000  # what comes later in a text is not compared


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a text to compare it.

    Attributes:
        shingles: hashes (63 bits) of its shingles.
        head: the first ``HEAD`` of them, in order.
        numbers: hashes of its numbers, where it is short.
        names: hashes of its words with a capital that begin no sentence, where it is brief.
    """

    shingles: frozenset[int] = frozenset()
    head: tuple[int, ...] = ()
    numbers: frozenset[int] = frozenset()
    names: frozenset[int] = frozenset()


NO_TEXT = Fingerprint()


def fingerprint(reading: Reading) -> Fingerprint:
    """Return what an article is compared by: of a text too short for a shingle nothing, as a word or two prove nothing."""
    words = told(reading)
    if len(words) < _size(words):
        return NO_TEXT
    in_order = _in_order(words)
    found = frozenset(in_order)
    numbers = _numbers(reading) if len(found) <= SIGNED else frozenset()
    names = _names(reading) if len(found) < BRIEF else frozenset()
    return Fingerprint(found, tuple(in_order[:HEAD]), numbers, names)


def shingles(reading: Reading) -> frozenset[int]:
    """Return the hashes (63 bits) of the text's shingles; of a text too short for one, the hash of the whole; none of no text."""
    return frozenset(_in_order(told(reading)))


def told(reading: Reading) -> list[str]:
    """Return the words an article is compared by: lead and body as one text, and the title only where they say little.

    Headlines are what republishers change first, and where an article has a text its title adds nothing. Languages with several
    alphabets are brought to one.
    """
    one_spelling = _SPELLINGS.get(reading.language)
    if one_spelling is None:
        words = (_first_words(reading.lead) + _first_words(reading.body))[:WORDS_COMPARED]
        return words if len(words) >= FEW else reading.title.folded() + words
    words = list(filter(None, map(one_spelling, islice(chain(reading.lead.tokens, reading.body.tokens), WORDS_COMPARED))))
    return words if len(words) >= FEW else [*filter(None, map(one_spelling, reading.title.tokens)), *words]


def _first_words(words: Words) -> list[str]:
    """The folded words of a text, as far as they are compared where it is a book."""
    if len(words) <= 10 * WORDS_COMPARED:
        return words.folded()  # which others have asked for already, or will
    return list(filter(None, map(_folded, words.tokens[:WORDS_COMPARED])))


def _in_order(words: list[str]) -> list[int]:
    size = _size(words)
    if len(words) < size:
        return [_hash(" ".join(words))] if words else []
    encoded = list(map(str.encode, words))
    runs = zip(*(encoded[place:] for place in range(size)), strict=False)
    return [hashed >> 1 for hashed in map(xxh3_64_intdigest, map(b" ".join, runs))]  # no step of it is taken in Python but this


def _hash(text: str) -> int:
    return xxh3_64_intdigest(text.encode()) & MASK


_folded = lru_cache(maxsize=1 << 16)(fold)


@lru_cache(maxsize=1 << 14)
def _kazakh(token: str) -> str:
    return kazakh(fold(token), token)


@lru_cache(maxsize=1 << 14)
def _uzbek(token: str) -> str:
    return uzbek(fold(token), token)


_SPELLINGS = {"kk": _kazakh, "uz": _uzbek}


def _size(words: list[str]) -> int:
    """How many words make a shingle: more where most words are single characters, as in Chinese."""
    return CHARACTERS_A_SHINGLE if sum(map(len, words)) < 2 * len(words) else WORDS_A_SHINGLE


def _numbers(reading: Reading) -> frozenset[int]:
    tokens = chain.from_iterable(words.tokens for words in _compared(reading))
    return frozenset(_hash(_folded(token)) for token in tokens if token[0].isdigit())


def _names(reading: Reading) -> frozenset[int]:
    one_spelling = _SPELLINGS.get(reading.language, _folded)
    names: set[int] = set()
    for words in _compared(reading):
        capitals = [place for place, token in enumerate(words.tokens) if token[0].isupper()]
        begins = {0, *words.sentence_borders()} if capitals else ()
        names.update(_hash(one_spelling(words.tokens[place])) for place in capitals if place not in begins)
    return frozenset(names)


def _compared(reading: Reading) -> tuple[Words, ...]:
    return (reading.lead, reading.body) if len(reading.lead) + len(reading.body) >= FEW else (reading.title, reading.lead, reading.body)


def sketch(hashes: frozenset[int]) -> tuple[int, ...]:
    """Return the sample of a text's hashes by which texts like it are looked up, in ascending order."""
    keep = next((one_in for most, one_in in SAMPLES if len(hashes) <= most), SAMPLE)
    return tuple(sorted([h for h in hashes if not h % keep]))


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """Return how much of the shorter text is in the longer, from 0 to 1."""
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0


def text_hash(reading: Reading) -> int:
    """Return a hash (63 bits) of the folded words of title and text: equal for texts that differ in spelling and spaces alone."""
    words = reading.title.folded() + reading.lead.folded() + reading.body.folded()
    return _hash(" ".join(words))


def titles_alike(one: str, other: str) -> bool:
    """Return whether two titles say the same but for spelling; titles without words say nothing."""
    words = tokenize(one).folded()
    return bool(words) and words == tokenize(other).folded()
