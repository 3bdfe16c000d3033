"""One language in several scripts: Kazakh in Cyrillic, Latin and Arabic letters, Uzbek in Cyrillic and Latin.

Each is brought to bare Latin letters, which serve as keys only. Kazakh's Latin alphabets of 2018 and 2021 disagree on y, i, ı, u and ý,
and its Arabic one does not tell ы from і nor ұ from ү, so vowels that any of them confuses are one here. Sources: the decree on the Kazakh
alphabet of 19.02.2018 and the draft of 28.01.2021; the law on the Uzbek alphabet of 02.09.1993 with its amendments.
"""

from __future__ import annotations

import re

from monitor.text.normalize import plain

_CYRILLIC = re.compile("[а-ԯ]")

_KAZAKH_CYRILLIC = {
    **dict(zip("аәбвгғдежзкқлмнңоөпрст", "aabvggdejzkqlmnnooprst", strict=True)),
    **dict(zip("ыіийуұүфхһэ", "iiiiuuufhhe", strict=True)),
    "ц": "s",
    "ч": "ch",
    "ш": "sh",
    "щ": "sh",
    "ю": "iu",
    "я": "ia",
    "ё": "io",
    "ь": "",
    "ъ": "",
}
_KAZAKH_ARABIC = {
    **dict.fromkeys("اآأ", "a"),
    **dict.fromkeys("ەة", "e"),
    **dict.fromkeys("ىيیېئ", "i"),
    **dict.fromkeys("وۆ", "o"),
    **dict.fromkeys("ۇۋؤ", "u"),
    **dict.fromkeys("هھحہ", "h"),
    **dict.fromkeys("كک", "k"),
    **dict.fromkeys("عگ", "g"),
    **dict.fromkeys("نڭ", "n"),
    "ب": "b",
    "پ": "p",
    "ت": "t",
    "ج": "j",
    "چ": "ch",
    "د": "d",
    "ر": "r",
    "ز": "z",
    "س": "s",
    "ش": "sh",
    "ف": "f",
    "ق": "q",
    "ل": "l",
    "م": "m",
    "ۆ": "v",
    "ء": "",
    "ٴ": "",
}
_KAZAKH_LATIN = {
    **dict.fromkeys("ıy", "i"),
    **dict.fromkeys("äá", "a"),
    **dict.fromkeys("öó", "o"),
    **dict.fromkeys("üúūýŭ", "u"),
    **dict.fromkeys("ğǵġ", "g"),
    **dict.fromkeys("ñńŋ", "n"),
    "ş": "sh",
    "ç": "ch",
    "'": "",
    "\u0307": "",
}
_KAZAKH = str.maketrans(_KAZAKH_CYRILLIC | _KAZAKH_ARABIC | _KAZAKH_LATIN)

_UZBEK = str.maketrans(
    {
        **dict(zip("абвгғджзийкқлмнопрстуўфхҳэы", "abvggdjziykqlmnoprstuofxhei", strict=True)),
        "е": "e",
        "ц": "s",
        "ч": "ch",
        "ш": "sh",
        "щ": "sh",
        "ю": "yu",
        "я": "ya",
        "ё": "yo",
        "ь": "",
        "ъ": "",
        "'": "",
        "ō": "o",
        "õ": "o",
        "ó": "o",
        "ḡ": "g",
        "ğ": "g",
        "ǵ": "g",
        "ş": "sh",
        "ç": "ch",
    }
)
_KAZAKH_ADJECTIVE = re.compile("и$")  # тарихи is «historical»: no form of тарих, so its и is kept apart from ы and і
_UZBEK_YE = re.compile("(?:^|(?<=[аеёиоуўэюя]))е")


def kazakh(folded: str, written: str) -> str:
    """Return a Kazakh word of any of its scripts in one skeleton of Latin letters."""
    if _CYRILLIC.search(folded):
        return _KAZAKH_ADJECTIVE.sub("I", folded).translate(_KAZAKH)
    return plain(written).translate(_KAZAKH)


def uzbek(folded: str, written: str) -> str:
    """Return an Uzbek word of either script in Latin letters without apostrophes."""
    return _UZBEK_YE.sub("ye", folded if _CYRILLIC.search(folded) else plain(written)).translate(_UZBEK)
