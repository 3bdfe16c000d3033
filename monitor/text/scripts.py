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

# Look-alike letters, small ones as fold() leaves them and what their capitals look like: B is В, H is Н, and so on.
_CYRILLIC_FOR_LATIN = str.maketrans("aceopxyijskmtbh", "асеорхуіјѕкмтвн")
_LATIN_FOR_CYRILLIC = str.maketrans("асеорхуіјѕкмтвнһԁԛԝ", "aceopxyijskmtbhhdqw")
_LATIN_FOR_GREEK = str.maketrans("αβγεζηικμνορτυχ", "abyezhikmnoptux")


# Words of one script, letters and marks only: nearly all there are.
_ONLY = {script: re.compile(f"[{ranges}]+") for script, ranges in _RANGES.items()}

# A Chinese character tells as much as several letters: «BRICS峰会» is Chinese.
_WEIGHT = {"Hani": 3}


def script_of(text: str) -> str:
    """Return the ISO 15924 code of the script that most of ``text`` is in; empty where it has no letters that we know."""
    if text.isascii():
        return "Latn" if _LETTERS["Latn"].search(text) else ""
    for script, letters in _ONLY.items():
        if letters.fullmatch(text):
            return script
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
    """Return a folded token with the look-alike letters of another script replaced by those of the script it is mostly written in."""
    if token.isascii() or not _LETTERS["Latn"].search(token):
        return token
    latin, cyrillic, greek = (len(_LETTERS[script].findall(token)) for script in ("Latn", "Cyrl", "Grek"))
    if greek and latin:
        token = token.translate(_LATIN_FOR_GREEK)
    if not (latin and cyrillic):
        return token
    as_cyrillic, as_latin = token.translate(_CYRILLIC_FOR_LATIN), token.translate(_LATIN_FOR_CYRILLIC)
    if not _LETTERS["Latn"].search(as_cyrillic) and (cyrillic >= latin or _LETTERS["Cyrl"].search(as_latin)):
        return as_cyrillic
    return as_latin if not _LETTERS["Cyrl"].search(as_latin) else token


@cache
def _simplified_for_traditional() -> dict[int, str]:
    """OpenCC's table of single characters; where one has several simplified forms the first is the usual one."""
    lines = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {ord(traditional): simple.split(" ")[0] for traditional, simple in pairs if len(traditional) == 1}


def simplified(text: str) -> str:
    """Return Chinese text in simplified characters, one for one."""
    return text.translate(_simplified_for_traditional())
