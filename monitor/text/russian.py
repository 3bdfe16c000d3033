"""All forms of a Russian word, from the pymorphy3 dictionary. For terms only, when topics are compiled: it is too slow for articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pymorphy3
    from pymorphy3.analyzer import Parse

# Forms of content words that are far more often one of these are left out: «после» is hardly ever «о после», «тем» hardly ever «много тем».
_FUNCTION = """
после при для перед через кроме вместо против среди около мимо вокруг ради ввиду насчет вроде типа благодаря спустя хотя пока если чтобы что
как так уже еще бы ли же вот то это все сам мой твой наш ваш моя их его ее тот та те той том тому тем теми кто чем ком кому весь всего всем
над под ним им ей ею нам вам мне мной меня тебя себя три сто или но да нет не ни на по до из за от об со во ко
"""
_FUNCTION_WORDS = frozenset(_FUNCTION.split())
_UNLIKELY = 0.2  # of the likeliest reading of a word that is no dictionary form

# Names that no dictionary has are declined by their ends. Surnames may look like a plural genitive (Кабулов is not of the Kabuls) or like
# an imperative (Карзай); Сираджуддин is a surname as well as a first name.
_NAMES = (
    (re.compile("[ое]в$"), "", ("", "а", "у", "ым", "е", "ой", "ы", "ых", "ыми")),
    (re.compile("[иы]н$"), "", ("", "а", "у", "ым", "ом", "е", "ой", "ы", "ых", "ыми")),
    (re.compile("(?<=[аеу])й$"), "й", ("й", "я", "ю", "ем", "е")),
)
_NAME_TAGS = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad"})  # https://opencorpora.org/dict.php?act=gram
_LIKE_A_SURNAME = re.compile("[ое]в$|зай$")  # of words in small letters, those that are taken for names


@cache
def _dictionary() -> pymorphy3.MorphAnalyzer:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


def forms(word: str, *, name: bool = False) -> tuple[str, ...]:
    """Return every form of a folded word, folded and sorted.

    Words that the dictionary does not have are inflected like similar ones. A ``name`` (written with a capital) that it does not have is
    declined by its end where that shows it, and so is a surname in small letters. Places and such names have no plural, nor have first
    names: Масудов is not of the Massouds.
    """
    readings = _dictionary().parse(word)
    own = [reading for reading in readings if _folded(reading.normal_form) == word]
    unknown_name = name and not is_known(word)
    if unknown_name or (name and not own) or (_LIKE_A_SURNAME.search(word) and _is_no_other_word(word, readings, bool(own))):
        for ending, dropped, endings in _NAMES:
            if ending.search(word):
                return tuple(sorted(word.removesuffix(dropped) + one for one in endings))
    if own and ("Geox" in own[0].tag or unknown_name or (name and "Name" in own[0].tag)):
        every = {_folded(form.word) for form in own[0].lexeme if "plur" not in form.tag or "Pltm" in form.tag}
    else:
        likeliest = max((reading.score for reading in readings), default=0)
        chosen = own or [reading for reading in readings if reading.score >= _UNLIKELY * likeliest]
        every = {_folded(form.word) for reading in chosen for form in reading.lexeme}
    return tuple(sorted((every - _FUNCTION_WORDS) | ({word} & every)))


def _is_no_other_word(word: str, readings: Sequence[Parse], is_its_own: bool) -> bool:
    """Whether what ends like a surname is in no dictionary, or only as the plural of a place or a first name, which nobody asks for."""
    if is_its_own or word.endswith("й"):
        return not is_known(word)
    return any("plur" in reading.tag and ("Geox" in reading.tag or "Name" in reading.tag) for reading in readings)


def is_known(word: str) -> bool:
    """Whether the dictionary has this folded word, in any form."""
    return bool(_dictionary().word_is_known(word))


def is_common(word: str) -> bool:
    """Whether the dictionary has this folded word, and as no name of a person, a place or an organisation."""
    return is_known(word) and not any(_NAME_TAGS & set(map(str, reading.tag.grammemes)) for reading in _dictionary().parse(word))


def _folded(word: str) -> str:
    """As normalize.fold leaves a word of the dictionary, which is in small letters and differs in ё only."""
    return word.replace("ё", "е")
