"""One language in several scripts: Kazakh in Cyrillic, Latin and Arabic letters, Uzbek in Cyrillic and Latin.

Each is brought to bare Latin letters, which serve as keys only. Kazakh's Latin alphabets of 2018 and 2021 disagree on y, i, ı, u and ý,
and its Arabic one does not tell ы from і nor ұ from ү, so vowels that any of them confuses are one here. Sources: the decree on the Kazakh
alphabet of 19.02.2018 and the draft of 28.01.2021; the law on the Uzbek alphabet of 02.09.1993 with its amendments.
"""

from __future__ import annotations

import re

from monitor.text.normalize import plain
from monitor.text.scripts import one_script

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
        **dict.fromkeys("ōõóŏö", "o"),
        **dict.fromkeys("ḡğǵ", "g"),
        "ş": "sh",
        "ç": "ch",
    }
)
# In «тарихи», historical, и ends an adjective: no form of тарих, so it is kept apart from ы and і.
_RUSSIAN_FOR_UZBEK = str.maketrans("ўқғҳ", "укгх")
_KAZAKH_LOAN = re.compile("ii(?=[au])|ts")  # полиция: polisia, politsııa
# The alphabet of 2017 wrote its own letters with apostrophes, and у as y'.
_OF_2017 = (("s'", "ş"), ("c'", "ç"), ("y'", "ý"))
_UZBEK_YE = re.compile("(?:^|(?<=[аеёиоуўэюяъь]))е")
_UZBEK_TS = re.compile("(?<=[аеёиоуўэюя])ц")
_UZBEK_H = re.compile("(?<![sc])h")


def kazakh(folded: str, written: str) -> str:
    """Return a Kazakh word of any of its scripts in one skeleton of Latin letters."""
    if _CYRILLIC.search(folded):
        word = (f"{folded[:-1]}I" if folded.endswith("и") else folded).translate(_KAZAKH)
    else:
        word = plain(written)
        if "'" in word:
            for digraph, letter in _OF_2017:
                word = word.replace(digraph, letter)
        word = word.translate(_KAZAKH)
    return _KAZAKH_LOAN.sub(lambda found: "i" if found[0] == "ii" else "s", word) if "ii" in word or "ts" in word else word


def uzbek(folded: str, written: str) -> str:
    """Return an Uzbek word of either script in Latin letters without apostrophes."""
    if written.isascii():
        return folded.replace("'", "")
    if not _CYRILLIC.search(folded):
        return plain(written).translate(_UZBEK)
    small = written.casefold()
    word = one_script(plain(written)) if "ё" in small or "\u0308" in small else folded  # ё is «yo» there, and no е
    if "е" in word:
        word = _UZBEK_YE.sub("ye", word)
    if "ц" in word:
        word = _UZBEK_TS.sub("ts", word)
    return word.translate(_UZBEK)


def uzbek_in_russian_letters(folded: str, written: str) -> str:
    """Return the same of a word as it is when typed without ў, қ, ғ and ҳ: ``Узбекистон``, ``хукумат``."""
    if _CYRILLIC.search(folded):
        return uzbek(folded.translate(_RUSSIAN_FOR_UZBEK), folded)
    word = plain(written).replace("o'", "u").replace("q", "k")
    return _UZBEK_H.sub("x", word).translate(_UZBEK)
