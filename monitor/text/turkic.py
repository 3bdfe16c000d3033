"""Kazakh, Kyrgyz, Uzbek: plural, then possession, then case, with vowels in harmony."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from monitor.text.alphabets import kazakh, uzbek
from monitor.text.endings import Grammar, chains, change, tagged

# In the patterns below A is an open and I a close vowel, in the quality that the vowel before them asks for; [дт] is one of these letters.
_KAZAKH_HARMONY = {"": ("ае", "ыі"), "а": ("а", "ы"), "ы": ("а", "ы"), "е": ("е", "і"), "і": ("е", "і")}
_KYRGYZ_HARMONY = {
    "": ("аеоө", "ыиуү"),
    **dict.fromkeys("аы", ("а", "ы")),
    **dict.fromkeys("еи", ("е", "и")),
    "о": ("о", "у"),
    "у": ("а", "у"),
    **dict.fromkeys("өү", ("ө", "ү")),
}
_PIECE = re.compile(r"\[([^\]]+)\]|(.)")


def _spelled(pattern: str, harmony: dict[str, tuple[str, str]], last: str = "") -> Iterator[str]:
    """Every spelling of a pattern that vowel harmony allows; ``last`` is the vowel before."""
    found = _PIECE.match(pattern)
    if found is None:
        yield ""
        return
    letters, rest = found[1] or found[2], pattern[found.end() :]
    open_vowels, close_vowels = harmony[last]
    for letter in {"A": open_vowels, "I": close_vowels}.get(letters, letters):
        for tail in _spelled(rest, harmony, letter if letter in harmony else last):
            yield letter + tail


def _all(patterns: Iterable[str], harmony: dict[str, tuple[str, str]]) -> list[str]:
    return [spelling for pattern in patterns for spelling in _spelled(pattern, harmony)]


def _noun(
    *, plural: list[str], case: list[str], third: list[str], case_third: list[str], other: list[str], case_other: list[str]
) -> set[str]:
    """Patterns of all endings of a noun. Cases differ after his/her (third) and my/your (other)."""
    return (
        chains([*plural, ""], [*case, ""])
        | chains([*plural, ""], third, [*case_third, ""])
        | chains([*plural, ""], other, [*case_other, ""])
    )


def _before_vowel(endings: Iterable[str], vowels: str) -> list[str]:
    return [ending for ending in endings if ending[:1] and ending[0] in vowels]


# ── Kazakh ─────────────────────────────────────────────────────────────────────────────────────────

_KK_WITH = ["мен", "бен", "пен", "менен", "бенен", "пенен"]
_KK_CASE_THIRD = ["нIң", "нA", "н", "нI", "ндA", "нAн", "ндAғI", "ндAгI", "ндAй", "нIкі", *_KK_WITH]
_KK_PATTERNS = _noun(
    plural=["[лдт]Aр", "I[лдт]Aр"],  # the second after loans: субъектілер
    case=["[ндт]Iң", "[ғқгк]A", "[ндт]I", "[дт]A", "[дтн]Aн", "[дт]AғI", "[дт]AгI", "[дт]Aй", "[дтн]Iкі", *_KK_WITH],
    third=["I", "сI"],
    case_third=_KK_CASE_THIRD,
    other=["Iм", "м", "Iң", "ң", "IңIз", "ңIз", "IмIз", "мIз"],
    case_other=["нIң", "дIң", "A", "[ғг]A", "дI", "дA", "[нд]Aн", "дAғI", "дAгI", "дAй", *_KK_WITH],
)


@cache
def kazakh_grammar() -> Grammar:
    """Keys are in the skeleton that its three scripts share; н and ң, ы and и are one there."""
    endings = {kazakh(ending, ending) for ending in _all(_KK_PATTERNS, _KAZAKH_HARMONY)}
    return Grammar(
        name="kk",
        endings=tagged(
            {"": endings, "+": _before_vowel(endings, "i"), "=": [kazakh(one, one) for one in _all(_KK_CASE_THIRD, _KAZAKH_HARMONY)]}
        ),
        changes=[
            change("=", "(?<=i)"),  # қозғалысы, қозғалысында: the term has its possessive already
            change("", "(?<=[^aeiou][^aeiou])", "i"),  # субъект, субъектісі
            change("+", "p", "b"),  # кітап, кітабы
            change("+", "[kq]", "g"),  # иелік, иелігі; құқық, құқығы
            change("+", "(?<=[^aeiou])[iu]([^aeiou])", r"\1"),  # орын, орны; халық, халқы
        ],
        canonical=kazakh,
    )


# ── Kyrgyz ─────────────────────────────────────────────────────────────────────────────────────────

_KY_CASE_THIRD = ["нIн", "нA", "н", "нI", "ндA", "нAн", "ндAгI", "ндAй"]
_KY_PATTERNS = _noun(
    plural=["[лдт]Aр"],
    case=["[ндт]Iн", "[гк]A", "[ндт]I", "[дт]A", "[дт]Aн", "[дт]AгI", "[дт]Aй", "[пб]I", "[кг]I"],
    third=["I", "сI"],
    case_third=_KY_CASE_THIRD,
    other=["Iм", "м", "Iң", "ң", "IңIз", "ңIз", "IбIз", "бIз"],
    case_other=["[нд]Iн", "A", "гA", "дI", "дA", "дAн", "дAгI", "дAй"],
)
# «-лык», «-луу», «-сыз» make adjectives of nearly every noun; a native annotator files them under the noun.
_KY_ADJECTIVES = ["[лдт]Iк", "[лдт]Iк[тд]A", "[лдт]Iк[тд]Aр", "[лдт]уу", "[лдт]үү", "сIз"]


@cache
def kyrgyz_grammar() -> Grammar:
    """Cyrillic letters."""
    endings = set(_all([*_KY_PATTERNS, *_KY_ADJECTIVES], _KYRGYZ_HARMONY))
    return Grammar(
        name="ky",
        endings=tagged({"": endings, "+": _before_vowel(endings, "ыиуү"), "=": _all(_KY_CASE_THIRD, _KYRGYZ_HARMONY)}),
        changes=[
            change("=", "(?<=[ыиуү])"),  # кыймылы, кыймылында: the term has its possessive already
            change("", "(?<=[^аеёиоуыэюяөү][^аеёиоуыэюяөү])", "ы"),  # финанс, финансылык
            change("", "ь"),  # сентябрь, сентябрда
            change("+", "п", "б"),  # китеп, китеби
            change("+", "к", "г"),  # балык, балыгы
            change("+", "(?<=[^аеёиоуыэюяөү])[ыиуү]([^аеёиоуыэюяөү])", r"\1"),  # калык, калкы
            change("+", "р[ыиуү]н", "рд"),  # орун, орду
        ],
    )


# ── Uzbek ──────────────────────────────────────────────────────────────────────────────────────────

_UZ_CASE = ["ning", "ni", "ga", "ka", "qa", "da", "dan", "dagi", "gacha", "kacha", "qacha", "day", "dek", "dir", "mi", "niki"]
_UZ_CASE += chains(["dagi"], ["lar"], ["", "ning", "ni", "ga", "da", "dan"]) | chains(["dagi", "dan"], ["dek", "day"])
_UZ = _noun(
    plural=["lar"],
    case=_UZ_CASE,
    third=["i", "si"],
    case_third=[*_UZ_CASE, "siz"],
    other=["im", "m", "ing", "ng", "imiz", "miz", "ingiz", "ngiz"],
    case_other=[*_UZ_CASE, "siz"],
)


@cache
def uzbek_grammar() -> Grammar:
    """Latin letters without apostrophes."""
    return Grammar(
        name="uz",
        endings=tagged({"": _UZ, "+": _before_vowel(_UZ, "i"), "-": ["ka", "qa", "kacha", "qacha"]}),
        changes=[
            change("+", "[kq]", "g"),  # ustunlik, ustunligi; qishloq, qishlogʻi
            change("+", "(?<=[^aeiou])[iu]([^aeiou])", r"\1"),  # oʻgʻil, oʻgʻli; burun, burni
            change("+", "ahar", "ahr"),  # shahar, shahri
            change("-", "g", "q"),  # togʻ, toqqa
        ],
        canonical=uzbek,
    )
