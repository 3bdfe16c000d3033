"""How a word sounds, roughly, whatever its script: a row of Latin letters, its consonants, and how like two words are.

A reader of names writes them as he hears them: Taliban, Taleban, Толибон, طالبان and तालिबान have the consonants t l b n. So has many a
word that means something else: likeness serves to *suggest* spellings to a person, and nothing is ever matched by it.

Latin, Cyrillic, Arabic script and Devanagari are read. Chinese is not: its syllables would need a table of readings. Letters differ by
language, and the commonest sound of each is taken (``x`` is the Uzbek one, ``ع`` is silent).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from monitor.text.normalize import fold, plain
from monitor.text.scripts import script_of

LONGEST = 40  # letters of a word that are looked at

_VOWELS = frozenset("aeiou")

# Sounds beside plain Latin letters: c is ch, j is dj and zh, x is kh, š is sh, ğ is gh, q is a deep k.
_ROW = frozenset("abcdefghijklmnopqrstuvwxyzšğ")
_NO_SOUND = re.compile("[^a-zšğ]+")
_DOUBLED = re.compile(r"(.)\1+")
_LATIN = {
    **dict(zip(["kh", "ph", "th", "dh", "bh", "ee", "ı", "ø"], "xftdbiio", strict=True)),
    **dict.fromkeys(["tsch", "tch", "ch", "ç", "č"], "c"),
    **dict.fromkeys(["shch", "sch", "sh", "ş", "š"], "š"),
    **dict.fromkeys(["dzh", "dj", "zh", "jh", "ž"], "j"),
    **dict.fromkeys(["gh", "ğ", "ǵ", "ġ"], "ğ"),
    **dict.fromkeys(["oo", "ou"], "u"),
}
_LATIN_SOUND = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
_SOFT_C = re.compile("c(?=[eiy])")
_HARD_C = re.compile("c(?!h)")

_CYRILLIC = str.maketrans(
    dict(zip("абвгдежзийклмнопрстуфхцчшщыэ", "abvgdejziyklmnoprstufxscššie", strict=True))
    | dict(zip("әғқңөұүһіҳҷӣӯўєїґҗ", "ağknouuhihjiuoeigj", strict=True))
    | {"қ": "q", "я": "ya", "ю": "yu"}
)

# As fold() leaves them: yeh, kaf, heh and alef have one letter each. w and y are settled by their neighbours.
_ARABIC_SOUNDS = {
    "a": "ا", "b": "ب", "p": "پ", "t": "تټٹط", "s": "سصثڅ", "j": "جژږ", "c": "چ", "h": "حھه", "x": "خ", "d": "دډڈ", "z": "زذضظځ",
    "r": "رړڑ", "š": "شښ", "ğ": "غ", "f": "ف", "q": "ق", "k": "ک", "g": "گ", "l": "ل", "m": "م", "n": "نڼںڭ", "e": "ےېەۍ", "o": "ۆ",
    "w": "وۇۋ", "y": "ی",
}  # fmt: skip
_ARABIC = str.maketrans({letter: sound for sound, letters in _ARABIC_SOUNDS.items() for letter in letters})
_ARTICLE = re.compile("^ال(?=...)")
_FIRST_AIN = re.compile("^ع")
_SPOKEN_WAW = re.compile("^w|(?<=a)w|w(?=a)")
_SPOKEN_YEH = re.compile("^y|(?<=a)y|y(?=a)")
_SILENT_HEH = re.compile("(?<=[^aeiou])h$")

_DEVANAGARI = str.maketrans(
    dict(zip("कखगघङचछजझञटठडढणतथदधनपफबभमयरलळवशषसह", "kxggnccjjnttddnttddnpfbbmyrllvššsh", strict=True))
    | dict(zip("ािीुूेैोौृ", "aiiuueeoor", strict=True))
    | dict(zip("अआइईउऊएऐओऔं", "aaiiuueeoon", strict=True))
)
_UNWRITTEN_A = re.compile("(?<=[क-ह])(?=[क-हअ-औं])")
_NASAL = re.compile("ं(?=[पफबभम])")

_ALIKE = ("kq", "hx", "gğ", "fvw", "iy")  # one sound to many an ear
_NEAR = ("ao", "ae", "ei", "ou", "cš", "cj", "jz", "sz", "bp", "dt", "gh", "gqğ", "gk")
_ONE_CLASS = str.maketrans("qgğxvw", "kkkhff")
_ONE_VOWEL = str.maketrans("eiouy", "aaaaa")

_TURNED = 0.6  # the cost of two neighbours that changed places


@dataclass(frozen=True, slots=True)
class Sound:
    """How a word sounds.

    Attributes:
        letters: Latin letters, doubled ones once; empty for a word in a script that is not read.
        skeleton: its consonants, those that are often confused made one. A vowel that it begins with is ``a``: no spelling leaves it out.
        vowels: whether its script writes the short vowels.
    """

    letters: str
    skeleton: str
    vowels: bool = True


def sound_of(word: str) -> Sound:
    """Return how a word sounds. Linear in its length."""
    script = script_of(word)
    letters = _DOUBLED.sub(r"\1", _NO_SOUND.sub("", _READERS[script](word)))[:LONGEST] if script in _READERS else ""
    return Sound(letters, _skeleton(letters), script != "Arab")


def likeness(one: Sound, other: Sound) -> float:
    """Return how alike two words sound, from 0 to 1: one less the cost of turning one into the other, over the length of the longer.

    The distance of Damerau and Levenshtein (optimal string alignment), where sounds that are often confused cost little, a vowel less
    than a consonant, and next to nothing where a script leaves vowels out.
    """
    a, b = one.letters, other.letters
    if not a or not b:
        return 0.0
    loose = not (one.vowels and other.vowels)
    lacking = {letter: _missing(letter, loose) for letter in {*a, *b}}
    above: list[float] = []
    row = [0.0]
    for letter in b:
        row.append(row[-1] + lacking[letter])
    for i, left in enumerate(a):
        before, above, row = above, row, [row[0] + lacking[left]]
        for j, right in enumerate(b):
            best = min(above[j] + _instead(left, right, loose), above[j + 1] + lacking[left], row[j] + lacking[right])
            if i and j and left == b[j - 1] and right == a[i - 1]:
                best = min(best, before[j - 1] + _TURNED)
            row.append(best)
    return max(0.0, 1 - row[-1] / max(len(a), len(b)))


def _missing(letter: str, loose: bool) -> float:
    """What it costs that one of the words lacks a letter."""
    if letter in _VOWELS:
        return 0.1 if loose else 0.4
    return 0.4 if letter in "hyx" else 1.0


def _instead(left: str, right: str, loose: bool) -> float:
    """What it costs that the words have two letters in one place."""
    if left == right:
        return 0.0
    if any(left in sounds and right in sounds for sounds in _ALIKE):
        return 0.15
    both_vowels = left in _VOWELS and right in _VOWELS
    if any(left in sounds and right in sounds for sounds in _NEAR):
        return 0.1 if loose and both_vowels else 0.25
    if both_vowels:
        return 0.2 if loose else 0.5
    return 1.0


def _skeleton(letters: str) -> str:
    bones = _DOUBLED.sub(r"\1", letters.translate(_ONE_CLASS)).translate(_ONE_VOWEL)
    whole = bones[:1] + bones[1:].replace("a", "")
    return whole.removesuffix("h") if len(whole) > 2 else whole


def _latin(word: str) -> str:
    written = _HARD_C.sub("k", _SOFT_C.sub("s", plain(word).replace("'", "")))
    sounds = _LATIN_SOUND.sub(lambda found: _LATIN[found[0]], written)
    if sounds.isascii():
        return sounds
    return "".join(letter if letter in _ROW else unicodedata.normalize("NFD", letter)[0] for letter in sounds)


def _cyrillic(word: str) -> str:
    return fold(word).replace("дж", "ҷ").translate(_CYRILLIC)


def _arabic(word: str) -> str:
    sounds = _FIRST_AIN.sub("ا", _ARTICLE.sub("", fold(word))).translate(_ARABIC).replace("ع", "")
    spoken = _SPOKEN_YEH.sub("Y", _SPOKEN_WAW.sub("v", sounds)).replace("w", "u").replace("y", "i").replace("Y", "y")
    return _SILENT_HEH.sub("a", spoken)


def _devanagari(word: str) -> str:
    return _UNWRITTEN_A.sub("a", _NASAL.sub("म्", fold(word))).translate(_DEVANAGARI)


_READERS: dict[str, Callable[[str], str]] = {"Latn": _latin, "Cyrl": _cyrillic, "Arab": _arabic, "Deva": _devanagari}
