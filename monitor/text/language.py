"""Which language a text is written in: its script, then letters that only some languages have, then its commonest words and endings.

No model files. **To add a language:** a line in languages.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from monitor.text.languages import LANGUAGES, Language
from monitor.text.normalize import APOSTROPHES
from monitor.text.scripts import script_of

_SAMPLE = 1000  # characters that are looked at
_ENOUGH = 60  # letters: from here on a language shows its own letters, or it is not that language

_WORD = 4  # what one common word weighs against one letter
_ENDING = 2
_OTHERS_LETTER = 3
_COMMONEST = 1  # what the commonest language of a script is ahead by: no more than a tie's worth
_MISSING = 0.01  # for each expected letter of a text that has none of them

_ALL_LETTERS = {script: frozenset("".join(one.letters for one in languages)) for script, languages in LANGUAGES.items()}

#: How feeds and pages name a language that has another name here: three letters, a country for its language.
_NAMED = """
fa prs fas per dari|ps pus pbt|ur urd|zh zho chi cn cmn|en eng|ru rus|hi hin|kk kaz kz|ky kir kg|tg tgk tj|uz uzb
ar ara|de deu ger|fr fra fre|uk ukr ua|ja jpn jp
"""
_OTHER_NAMES = {other: line.split()[0] for line in _NAMED.replace("\n", "|").split("|") for other in line.split()[1:]}
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis", "xx", "x"})
_ELSEWHERE = {"zh": "Hani", "ja": "Hani", "hi": "Deva", "mr": "Deva", "ne": "Deva", "el": "Grek", "ko": ""}
_WORDS = re.compile('[^\\s\\d.,:;!?"«»“”„()\\[\\]{}<>/|…–—،؛؟۔*#@+=_-]+')
_NO_APOSTROPHES = str.maketrans(dict.fromkeys(APOSTROPHES, ""))
_KANA = re.compile("[\u3041-\u30fa]")


def primary(tag: str) -> str:
    """Return the language of a tag such as ``en-US`` or ``zh_Hant``, in lower case."""
    return tag.replace("_", "-").split("-")[0].strip().casefold()


def detect(text: str, hint: str = "") -> str:
    """Return the BCP 47 primary subtag of a text's language, empty where it is not known.

    Args:
        text: any length; the first few thousand characters are looked at.
        hint: what the feed or the source says (``ru``, ``en-US``, ``prs``). It is believed where the text's script allows it, and in a
            longer text its letters and words: a Kazakh site has Russian articles.
    """
    sample = text[:_SAMPLE]
    hint = primary(hint)
    hint = "" if hint in _NO_LANGUAGE else _OTHER_NAMES.get(hint, hint)
    script = script_of(sample)
    if script in LANGUAGES:
        return _among(script, sample, hint)
    if script == "Hani":
        return "ja" if hint == "ja" or len(_KANA.findall(sample)) * 5 > len(sample) else "zh"
    if not script or script == _script_of_language(hint):
        return hint
    return "hi" if script == "Deva" else ""


def _among(script: str, sample: str, hint: str) -> str:
    languages = LANGUAGES[script]
    sample = sample.casefold()
    letters = dict(Counter(sample))
    words = dict(Counter(_WORDS.findall(sample.translate(_NO_APOSTROPHES))))
    special = {letter: count for letter, count in letters.items() if letter in _ALL_LETTERS[script]}
    scores = {one.name: _score(one, special, len(sample), words) for one in languages}
    commonest = languages[0].name
    best = max(scores, key=lambda name: scores[name] + _COMMONEST * (name == commonest))
    if hint in scores:
        claimed = next(one for one in languages if one.name == hint)
        return hint if _may_be(claimed, special, len(sample)) and scores[hint] >= scores[best] - _doubt(len(sample)) else best
    if hint and script == _script_of_language(hint):
        return hint
    return best if scores[best] > 0 or script != "Latn" or sample.isascii() else ""


def _score(language: Language, special: Mapping[str, int], length: int, words: Mapping[str, int]) -> float:
    """Common words, endings and own letters, less the letters that only other languages have."""
    own = sum(count for letter, count in special.items() if letter in language.letters) if special else 0
    others = sum(special.values()) - own
    missing = 0 if _may_be(language, special, _ENOUGH) else length * language.rate * _MISSING
    common = sum(map(words.__getitem__, words.keys() & language.words))
    ended = sum(count for word, count in words.items() if word.endswith(language.endings)) if language.endings else 0
    return _WORD * common + own + _ENDING * ended - _OTHERS_LETTER * others - missing


def _doubt(length: int) -> float:
    """How far a hint may lie behind what the text says: a line says little, a page much."""
    return 12 + length / 20


def _may_be(language: Language, special: Mapping[str, int], length: int) -> bool:
    """Whether a text has one of the letters without which this language does not go, or is too short to ask."""
    return length < _ENOUGH or not language.expected or any(letter in special for letter in language.expected)


def _script_of_language(name: str) -> str:
    """The script of a language that is not weighed; Latin unless we know better."""
    for script, languages in LANGUAGES.items():
        if name in _names(languages):
            return script
    return _ELSEWHERE.get(name, "Latn")


def _names(languages: Iterable[Language]) -> set[str]:
    return {one.name for one in languages}
