"""One spelling per word: everything that differs in writing but not in meaning is folded away here, a token at a time.

The steps, in order: apostrophes and invisible characters, NFKC and case, letters that are written in several ways (the tables below), half
nasals in Devanagari, look-alike letters of another script, Traditional Chinese. To add a spelling: a line in the table of its script.
"""

from __future__ import annotations

import re
import unicodedata

from monitor.text.scripts import has_han, one_script, simplified

#: Everything that stands for an apostrophe, also the acute and grave accents typed for one.
APOSTROPHES = "'`´‘’ʻʼʽˈ′＇\u02bf\u055a\u07f4"

# Characters that are not seen, or only as a gap: soft hyphen, zero-width ones, direction marks, joiners, variation selectors.
_UNSEEN = (
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x180E, 0x180E),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
)

#: The same as the inside of a character class.
INVISIBLE = "".join(f"{chr(first)}-{chr(last)}" for first, last in _UNSEEN)


def _without_marks(first: int, last: int) -> dict[int, str]:
    """Letters with diacritics in a block, each with its bare letter."""
    table = {}
    for code in range(first, last + 1):
        bare = "".join(c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
        if bare and bare != chr(code):
            table[code] = bare
    return table


_BEFORE = str.maketrans(
    dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys([*(chr(code) for first, last in _UNSEEN for code in range(first, last + 1)), "*"], "")
)

_LATIN = {
    **_without_marks(0xC0, 0x24F),
    **_without_marks(0x1E00, 0x1EFF),
    **str.maketrans({"ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d"}),
}

_CYRILLIC = str.maketrans({"ё": "е", "ѐ": "е", "ѝ": "и", "ґ": "г", "ѵ": "и"})

# Yeh, kaf, heh and alef have one letter each, whatever the keyboard; hamza and the vowel signs go. Pashto ټ ړ ښ ې ۍ and Urdu ٹ ڑ ں ے stay.
_ARABIC = str.maketrans(
    {
        **dict.fromkeys("يىئۑ", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **dict.fromkeys("ةۀہۂۃ", "ه"),
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ۓ", "ے"),
        "ؤ": "و",
        "ګ": "گ",
        **dict.fromkeys("ءـ", ""),
    }
)

_DEVANAGARI = str.maketrans({"\u093c": "", "ँ": "ं", "ॉ": "ा", "ऑ": "आ"})

# What NFC leaves as a mark of its own is an accent for the reader (Тали́бан), a vowel sign of Arabic or a cantillation mark.
_MARKS = dict.fromkeys([*range(0x300, 0x370), *range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6DD), 0x6DF, 0x6E0], "")

_DIGITS = {code: str(unicodedata.digit(chr(code))) for code in [*range(0x660, 0x66A), *range(0x6F0, 0x6FA), *range(0x966, 0x970)]}

_AFTER = {**_LATIN, **_without_marks(0x370, 0x3FF), **_CYRILLIC, **_ARABIC, **_DEVANAGARI, **_MARKS, **_DIGITS}

# हिन्दी is हिंदी: a nasal without vowel before a stop of its own row is written as a dot as well.
_HALF_NASAL = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
_HINDI = re.compile("[\u0900-\u097f]")
_UZBEK_APOSTROPHE = re.compile("(?<=[og])'+")


def fold(text: str) -> str:
    """Return the one spelling of a token. Idempotent; empty only where nothing can be seen.

    Apostrophes after o and g are letters of Uzbek and are dropped (``o‘zbek`` is ``ozbek``); others stay as ``'``.
    """
    if text.isascii():
        folded = text.casefold().replace("*", "").replace("`", "'")
        return _UZBEK_APOSTROPHE.sub("", folded) if "'" in folded else folded
    folded = one_script(unicodedata.normalize("NFC", plain(text).translate(_AFTER)))
    if "'" in folded:
        folded = _UZBEK_APOSTROPHE.sub("", folded)
    if _HINDI.search(folded):
        folded = _HALF_NASAL.sub("ं", folded)
    elif has_han(folded):
        folded = simplified(folded)
    return folded or plain(text)


def plain(text: str) -> str:
    """Return a token without case, compatibility forms and invisible characters, but with the letters it was written in."""
    return unicodedata.normalize("NFKC", text.translate(_BEFORE)).casefold()
