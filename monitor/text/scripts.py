"""Scripts: which one a letter or a token is written in, look-alike letters, and the same language in several scripts."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

#: The scripts that are told apart, with the ranges of their letters. Order: most frequent first.
_RANGES = {
    "Latn": "A-Za-zªºÀ-ÖØ-öø-ʯᴀ-ᶿḀ-ỿⱠ-ⱿＡ-Ｚａ-ｚ",
    "Cyrl": "Ѐ-ԯᲀ-ᲈⷠ-ⷿꙀ-ꚟ",
    "Arab": "\u0620-\u065f\u066e-\u06d3\u06d5-\u06ed\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Deva": "\u0900-\u0963\u0970-\u097f",
    "Hani": "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f",
    "Grek": "Ͱ-Ͽἀ-῾",
}
_LETTERS = {script: re.compile(f"[{ranges}]") for script, ranges in _RANGES.items()}

# Words of one script, letters and marks only: nearly all there are.
_ONE = re.compile("|".join(f"(?P<{script}>[{ranges}]+)" for script, ranges in _RANGES.items()))

# A Chinese character tells as much as several letters: «BRICS峰会» is Chinese.
_WEIGHT = {"Hani": 3}

# Look-alike letters, small ones as fold() leaves them, by what they or their capitals look like: B is В, H is Н, and so on.
_CYRILLIC_FOR_LATIN = "aceopxyikmtbh", "асеорхуікмтвн"
_LATIN_FOR_CYRILLIC = "асеорхуіјѕкмтвнһԁԛԝӏї", "aceopxyijskmtbhhdqwii"
_LATIN_FOR_GREEK = "αβγεζηικμνορτυχω", "abyezhikmnoptuxw"
_CYRILLIC_FOR_GREEK = "αβγεηικμνοπρτυφχ", "авуенікмпопртуфх"
# Those that are alike in small letters only are the second guess: Талuбан, Talibaп.
_SMALL_CYRILLIC = "urnw", "игпш"
_SMALL_LATIN = "ипгшь", "unrwb"


def _table(*pairs: tuple[str, str]) -> dict[int, int]:
    return {code: put for pair in pairs for code, put in str.maketrans(*pair).items()}


_TO_CYRILLIC = _table(_CYRILLIC_FOR_LATIN, _CYRILLIC_FOR_GREEK)
_TO_LATIN = _table(_LATIN_FOR_CYRILLIC, _LATIN_FOR_GREEK)
_TO_CYRILLIC_GUESSED = _table(_CYRILLIC_FOR_LATIN, _CYRILLIC_FOR_GREEK, _SMALL_CYRILLIC)
_TO_LATIN_GUESSED = _table(_LATIN_FOR_CYRILLIC, _LATIN_FOR_GREEK, _SMALL_LATIN)
_LOOKALIKE = ("Latn", "Cyrl", "Grek")


def script_of(text: str) -> str:
    """Return the ISO 15924 code of the script that most of ``text`` is in; empty where it has no letters that we know."""
    if text.isascii():
        return "Latn" if text.isalpha() or _LETTERS["Latn"].search(text) else ""
    if found := _ONE.fullmatch(text):
        return found.lastgroup or ""
    best, most = "", 0
    for script, letters in _LETTERS.items():
        count = len(letters.findall(text)) * _WEIGHT.get(script, 1)
        if count > most:
            best, most = script, count
    return best


def has_han(text: str) -> bool:
    """Whether a Chinese character is in it."""
    return _LETTERS["Hani"].search(text) is not None


def one_script(token: str) -> str:
    """Return a folded token with the look-alike letters of other scripts replaced by those of the script it is mostly written in.

    A token that would keep a letter of another script stays as it is.
    """
    if token.isascii() or _ONE.fullmatch(token):
        return token
    latin, cyrillic, greek = (len(_LETTERS[script].findall(token)) for script in _LOOKALIKE)
    if (latin > 0) + (cyrillic > 0) + (greek > 0) < 2:
        return token
    tables = [(_TO_CYRILLIC, _TO_LATIN), (_TO_CYRILLIC_GUESSED, _TO_LATIN_GUESSED)]
    mostly_cyrillic = cyrillic > 0 and cyrillic >= latin
    made = (token.translate(table) for pair in tables for table in (pair if mostly_cyrillic else reversed(pair)))
    return next((one for one in made if not _mixed(one)), token)


def _mixed(token: str) -> bool:
    return sum(_LETTERS[script].search(token) is not None for script in _LOOKALIKE) > 1


@cache
def _simplified_for_traditional() -> dict[int, str]:
    """OpenCC's table of single characters; where one has several simplified forms the first is the usual one."""
    lines = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {ord(traditional): simple.split(" ")[0] for traditional, simple in pairs if len(traditional) == 1}


def simplified(text: str) -> str:
    """Return Chinese text in simplified characters, one for one."""
    return text.translate(_simplified_for_traditional())
