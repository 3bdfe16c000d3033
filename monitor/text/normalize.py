"""One spelling per word: everything that differs in writing but not in meaning is folded away here, a token at a time.

The steps, in order: apostrophes and invisible characters, NFKC and case, letters that are written in several ways (the tables below),
Devanagari's, look-alike letters of another script, Traditional Chinese. To add a spelling: a line in the table of its script.
"""

from __future__ import annotations

import re
import unicodedata

from monitor.text.scripts import has_han, one_script, simplified

#: Everything that stands for an apostrophe, also the acute and grave accents typed for one.
APOSTROPHES = "'`´‘’ʻʼʽˈ′＇\u02bf\u055a\u07f4"

# Characters that are not seen, or only as a gap: soft hyphen, zero-width ones, direction marks, fillers, variation selectors, tags.
_UNSEEN = (
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE007F),
    (0xE0100, 0xE01EF),
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
    dict.fromkeys(APOSTROPHES, "'")
    | dict.fromkeys([*(chr(code) for first, last in _UNSEEN for code in range(first, last + 1)), "*", "-"], "")
)

# Letters that Unicode does not take for a Latin one with a mark; also small capitals and such, typed for a show.
_OTHER_LATIN = str.maketrans(
    {"ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d", "ħ": "h", "ŧ": "t"}
    | dict(zip("ɑɡɩᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "agiabcdefghijklmnoprstuvwyz", strict=True))
)
_LATIN = {
    code: bare.translate(_OTHER_LATIN)
    for code, bare in (_without_marks(0xC0, 0x24F) | _without_marks(0x1E00, 0x1EFF) | _OTHER_LATIN).items()
}

_CYRILLIC = str.maketrans({"ё": "е", "ѐ": "е", "ѝ": "и", "ґ": "г", "ѵ": "и"})

# Yeh, kaf, heh and alef have one letter each, whatever the keyboard; hamza and the vowel signs go. Pashto ټ ړ ښ ې ۍ and Urdu ٹ ڑ ں ے stay.
_ARABIC = str.maketrans(
    {
        **dict.fromkeys("يىئۑٸ", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **dict.fromkeys("ةۀہۂۃە", "ه"),
        **dict.fromkeys("أإآٱٲٳ", "ا"),
        **dict.fromkeys("ۓ", "ے"),
        **dict.fromkeys("ؤٶ", "و"),
        "ګ": "گ",
        **dict.fromkeys("ءـ", ""),
    }
)

_DEVANAGARI = str.maketrans(
    {"\u093c": "", "ँ": "ं", "ॉ": "ा", "ऑ": "आ", "ॅ": "े", "ऍ": "ए", "\u0929": "न", "\u0931": "र", "\u0934": "ळ", "\u095f": "य"}
)

# What NFC leaves as a mark of its own is an accent for the reader (Тали́бан), a vowel sign of Arabic or a cantillation mark.
_MARKS = dict.fromkeys([*range(0x300, 0x370), *range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6DD), 0x6DF, 0x6E0], "")

# The zeros of the scripts that have digits of their own.
_ZEROS = "٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀႐០᠐᥆᧐᪀᪐᭐᮰᱀᱐"
#: The digits of every script but full-width ones, as the inside of a character class.
DIGITS = "".join(f"{zero}-{chr(ord(zero) + 9)}" for zero in _ZEROS)
_DIGITS = {ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)}

_AFTER = {**_LATIN, **_without_marks(0x370, 0x3FF), **_CYRILLIC, **_ARABIC, **_DEVANAGARI, **_MARKS, **_DIGITS}

# Urdu's ھ is a sound of its own behind these letters; elsewhere it is typed for ه: ھرات, انھیں.
_HEH = re.compile("(?<![بپتٹجچدڈڑکگ])ھ")

# हिन्दी is हिंदी: a nasal without vowel before a stop of its own row is written as a dot as well; and गयी is गई, लिये लिए.
_HALF_NASAL = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
_GLIDE = re.compile("(?<=[^्])य([ीे])(?=ं?$)")
_VOWEL_FOR_SIGN = {"ी": "ई", "े": "ए"}
_HINDI = re.compile("[\u0900-\u097f]")
_UZBEK_APOSTROPHE = re.compile("(?<=[og])'+")

# Nearly all words are of letters that have one spelling, of Arabic ones that have a few, or of Latin ones with apostrophes.
_ONE_WAY = re.compile(
    "[а-яәғқңөұүһіўҳҷӣӯ]+"
    "|[ابپتټٹثجچځڅحخدډڈذرړڑزژږسشښصضطظعغفقکگلمنںڼوهیےېۍ]+(?:(?<=[بپتٹجچدڈڑکگ])ھ[ابپتټٹثجچځڅحخدډڈذرړڑزژږسشښصضطظعغفقکگلمنںڼوهیےېۍ]*)*"
    "|(?:[अ-ऌएऐओ-घच-झट-ढत-धपफबभरलळव-हािीुूृेैोौं]|[ङञणनम](?!्)|(?<![ङञणनम])्|य(?![ीे]))+"
)
_HAN = re.compile("[\u4e00-\u9fff]+")
_ARABIC_ONLY = re.compile("[\u0620-\u0669\u066e-\u0673\u0679-\u06dc\u06f0-\u06ff\u200c]+")
_IN_ARABIC = {**_ARABIC, **_MARKS, **_DIGITS, 0x200C: ""}
# A digit between letters that is typed for the one it looks like; in «covid19» and «G20» it is none.
_DIGIT_IN_LATIN = re.compile("(?<=[a-z])[01](?=[a-z]{2})")
_DIGIT_IN_CYRILLIC = re.compile("(?<=[а-яё])[0346](?=[а-яё]{2})")
_LETTER_FOR_DIGIT = {_DIGIT_IN_LATIN: {"0": "o", "1": "i"}, _DIGIT_IN_CYRILLIC: {"0": "о", "3": "з", "4": "ч", "6": "б"}}
_LATIN_ONLY = re.compile(f"[A-Za-z{APOSTROPHES}]+")


def fold(text: str) -> str:
    """Return the one spelling of a token. Idempotent; empty only where nothing can be seen.

    Apostrophes after o and g are letters of Uzbek and are dropped (``o‘zbek`` is ``ozbek``); others stay as ``'``.
    """
    if text.isascii():
        if text.isalpha():
            return text.casefold()
        folded = _DIGIT_IN_LATIN.sub(_letter, plain(text))
        return _UZBEK_APOSTROPHE.sub("", folded) if "'" in folded else folded
    small = text.casefold().replace("ё", "е")
    if _ONE_WAY.fullmatch(small):
        return small
    if _HAN.fullmatch(text):
        return simplified(text)
    if _ARABIC_ONLY.fullmatch(text) and (folded := text.translate(_IN_ARABIC)):
        return _HEH.sub("ه", folded)
    if _LATIN_ONLY.fullmatch(text):
        return _UZBEK_APOSTROPHE.sub("", text.translate(_BEFORE).casefold())
    return _step_by_step(text)


def _letter(digit: re.Match[str]) -> str:
    return _LETTER_FOR_DIGIT[digit.re][digit[0]]


def _step_by_step(text: str) -> str:
    """What ``fold`` means, for any token."""
    folded = one_script(unicodedata.normalize("NFC", plain(text).translate(_AFTER)))
    folded = _DIGIT_IN_CYRILLIC.sub(_letter, _DIGIT_IN_LATIN.sub(_letter, folded))
    if "'" in folded:
        folded = _UZBEK_APOSTROPHE.sub("", folded)
    if _HINDI.search(folded):
        folded = _GLIDE.sub(lambda found: _VOWEL_FOR_SIGN[found[1]], _HALF_NASAL.sub("ं", folded))
    elif has_han(folded):
        folded = simplified(folded)
    return _HEH.sub("ه", folded) or plain(text)


def plain(text: str) -> str:
    """Return a token without case, compatibility forms and invisible characters, but with the letters it was written in."""
    if text.isascii():
        return text.casefold().replace("*", "").replace("-", "").replace("`", "'")
    return unicodedata.normalize("NFKC", text.translate(_BEFORE)).casefold().translate(_BEFORE)
