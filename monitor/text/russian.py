"""All forms of a Russian word, from the pymorphy3 dictionary. For terms only, when topics are compiled: it is too slow for articles."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from monitor.text.normalize import fold

if TYPE_CHECKING:
    import pymorphy3

# A form that is far more often one of these is left out: «после» is hardly ever «о после», «при» hardly ever «переть».
_FUNCTION_WORDS = frozenset({"PREP", "CONJ", "PRCL", "NPRO", "INTJ"})
_UNLIKELY = 0.2  # of the likeliest reading of a word that is no dictionary form

# Surnames that look like a plural genitive: Кабулов is not of the Kabuls.
_SURNAME = re.compile("(?:[ое]в|[иы]н)$")
_SURNAME_ENDINGS = ("", "а", "у", "ым", "е", "ой", "ы", "ых", "ыми")


@cache
def _dictionary() -> pymorphy3.MorphAnalyzer:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


def forms(word: str, *, name: bool = False) -> tuple[str, ...]:
    """Return every form of a folded word, folded and sorted.

    Words that the dictionary does not have are inflected like similar ones. A place has no plural. A ``name`` (written with a capital)
    that ends like a surname and is no dictionary form is declined as one.
    """
    readings = _dictionary().parse(word)
    own = [reading for reading in readings if fold(reading.normal_form) == word]
    if name and _SURNAME.search(word) and not (own and _dictionary().word_is_known(word)):
        return tuple(sorted(word + ending for ending in _SURNAME_ENDINGS))
    if own and "Geox" in own[0].tag:
        every = {fold(form.word) for form in own[0].lexeme if "plur" not in form.tag or "Pltm" in form.tag}
    else:
        likeliest = max((reading.score for reading in readings), default=0)
        chosen = own or [reading for reading in readings if reading.score >= _UNLIKELY * likeliest]
        every = {fold(form.word) for reading in chosen for form in reading.lexeme}
    return tuple(sorted(form for form in every if form == word or not _is_function_word(form)))


def is_known(word: str) -> bool:
    """Whether the dictionary has this folded word, in any form."""
    return bool(_dictionary().word_is_known(word))


def _is_function_word(form: str) -> bool:
    readings = _dictionary().parse(form)
    return bool(readings) and readings[0].tag.POS in _FUNCTION_WORDS
