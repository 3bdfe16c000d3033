"""What a text is compared by: hashes of its word 4-grams, and a small sample of them to look others up by.

Word shingles and containment as in Broder, "On the resemblance and containment of documents" (1997); the sample keeps the hashes that
are divisible by a power of two, so that a long text's sample is a subset of what a short text that quotes it keeps.
"""

from __future__ import annotations

from functools import lru_cache

from xxhash import xxh3_64_intdigest

from monitor.text.words import Reading, tokenize

WORDS_A_SHINGLE = 4
CHARACTERS_A_SHINGLE = 8  # where a character is a word
FEW = 8  # words: a text shorter than this is compared together with its title
SAMPLES = ((40, 1), (160, 4))  # texts of up to so many shingles keep one in so many; longer ones one in SAMPLE
SAMPLE = 16
MASK = (1 << 63) - 1  # databases know signed integers only
PLACES = tuple(xxh3_64_intdigest(bytes([place])) | 1 for place in range(CHARACTERS_A_SHINGLE))
WORDS_COMPARED = 2_000  # what comes later in a text is not compared


def told(reading: Reading) -> list[str]:
    """Return the words an article is compared by: lead and body as one text, and the title only where they say little.

    Headlines are what republishers change first, and where an article has a text its title adds nothing.
    """
    words = (reading.lead.folded() + reading.body.folded())[:WORDS_COMPARED]
    return words if len(words) >= FEW else reading.title.folded() + words


def shingles(reading: Reading) -> frozenset[int]:
    """Return the hashes (63 bits) of the text's shingles; of a text too short for one, the hash of the whole; none of no text.

    A word is hashed once, and a shingle is a sum of its words' hashes, each times the odd number of its place.
    """
    words = told(reading)
    size = CHARACTERS_A_SHINGLE if _by_character(words) else WORDS_A_SHINGLE
    if len(words) < size:
        return frozenset([_hash(" ".join(words))]) if words else frozenset()
    hashes = list(map(_word_hash, words))
    if size == WORDS_A_SHINGLE:
        a, b, c, d = PLACES[:WORDS_A_SHINGLE]
        quads = zip(hashes, hashes[1:], hashes[2:], hashes[3:], strict=False)
        return frozenset([(a * w + b * x + c * y + d * z) & MASK for w, x, y, z in quads])
    runs = (hashes[i : i + size] for i in range(len(words) - size + 1))
    return frozenset([sum(place * word for place, word in zip(PLACES, run, strict=True)) & MASK for run in runs])


def _hash(text: str) -> int:
    return xxh3_64_intdigest(text.encode()) & MASK


_word_hash = lru_cache(maxsize=1 << 16)(_hash)


def _by_character(words: list[str]) -> bool:
    """Whether most words are single characters, as in Chinese."""
    return sum(map(len, words)) < 2 * len(words)


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
