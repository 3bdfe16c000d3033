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
from monitor.text.words import Reading, tokenize

WORDS_A_SHINGLE = 4
CHARACTERS_A_SHINGLE = 8  # where a character is a word
FEW = 8  # words: a text shorter than this is compared together with its title
HEAD = 24  # shingles that a text begins with
SIGNED = 120  # shingles: of texts up to so long, what must not differ is kept
SAMPLES = ((20, 1), (40, 2), (80, 4), (160, 8), (640, 16))  # texts of up to so many shingles keep one in so many
SAMPLE = 32  # longer ones
MASK = (1 << 63) - 1  # databases know signed integers only
PLACES = tuple(xxh3_64_intdigest(bytes([place])) | 1 for place in range(CHARACTERS_A_SHINGLE))
WORDS_COMPARED = 2_000  # what comes later in a text is not compared


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a text to compare it.

    Attributes:
        shingles: hashes (63 bits) of its shingles.
        head: the first ``HEAD`` of them, in order.
        numbers: hashes of its numbers, where it is short.
        names: hashes of its words with a capital that begin no sentence, where it is short.
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
    if len(found) > SIGNED:
        return Fingerprint(found, tuple(in_order[:HEAD]))
    numbers, names = _signs(reading)
    return Fingerprint(found, tuple(in_order[:HEAD]), numbers, names)


def shingles(reading: Reading) -> frozenset[int]:
    """Return the hashes (63 bits) of the text's shingles; of a text too short for one, the hash of the whole; none of no text."""
    return frozenset(_in_order(told(reading)))


def told(reading: Reading) -> list[str]:
    """Return the words an article is compared by: lead and body as one text, and the title only where they say little.

    Headlines are what republishers change first, and where an article has a text its title adds nothing. Languages with several
    alphabets are brought to one.
    """
    one_spelling = _SPELLINGS.get(reading.language, _folded)
    spelt = filter(None, map(one_spelling, chain(reading.lead.tokens, reading.body.tokens)))
    words = list(islice(spelt, WORDS_COMPARED))
    return words if len(words) >= FEW else [*filter(None, map(one_spelling, reading.title.tokens[:WORDS_COMPARED])), *words]


def _in_order(words: list[str]) -> list[int]:
    """A word is hashed once, and a shingle is a sum of its words' hashes, each times the odd number of its place."""
    size = _size(words)
    if len(words) < size:
        return [_hash(" ".join(words))] if words else []
    hashes = list(map(_word_hash, words))
    if size == WORDS_A_SHINGLE:
        a, b, c, d = PLACES[:WORDS_A_SHINGLE]
        quads = zip(hashes, hashes[1:], hashes[2:], hashes[3:], strict=False)
        return [(a * w + b * x + c * y + d * z) & MASK for w, x, y, z in quads]
    runs = (hashes[i : i + size] for i in range(len(words) - size + 1))
    return [sum(place * word for place, word in zip(PLACES, run, strict=True)) & MASK for run in runs]


def _hash(text: str) -> int:
    return xxh3_64_intdigest(text.encode()) & MASK


_word_hash = lru_cache(maxsize=1 << 16)(_hash)
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


def _signs(reading: Reading) -> tuple[frozenset[int], frozenset[int]]:
    """The numbers and the names of a short text."""
    numbers: set[int] = set()
    names: set[int] = set()
    one_spelling = _SPELLINGS.get(reading.language, _folded)
    parts = (reading.lead, reading.body) if len(reading.lead) + len(reading.body) >= FEW else (reading.title, reading.lead, reading.body)
    for words in parts:
        begins = {0, *words.sentence_borders()}
        for place, token in enumerate(words.tokens):
            if token[0].isdigit():
                numbers.add(_word_hash(_folded(token)))
            elif token[0].isupper() and place not in begins:
                names.add(_word_hash(one_spelling(token)))
    return frozenset(numbers), frozenset(names)


def sketch(hashes: frozenset[int]) -> tuple[int, ...]:
    """Return the sample of a text's hashes by which texts like it are looked up, in ascending order."""
    keep = next((one_in for most, one_in in SAMPLES if len(hashes) <= most), SAMPLE)
    return tuple(sorted(h for h in hashes if not h % keep))


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
